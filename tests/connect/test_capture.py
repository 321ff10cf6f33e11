import json
from pathlib import Path

import pytest

from mapbench.connect.capture import fixture_names, write_fixtures, write_whole
from mapbench.errors import MapbenchError


def test_one_record_a_file_named_after_its_key(tmp_path):
    records = [{"id": 1001, "name": "Zoë"}, {"id": "A-7"}]
    captured = write_fixtures(tmp_path, "shop.order", records, ["id"])
    assert captured.new == ["fixtures/shop.order/1001.json", "fixtures/shop.order/A-7.json"]
    assert (tmp_path / captured.new[0]).read_text("utf-8") == '{\n  "id": 1001,\n  "name": "Zoë"\n}\n'


def test_capturing_again_says_what_changed_and_leaves_others(tmp_path):
    write_fixtures(tmp_path, "shop.order", [{"id": 1}, {"id": 2}], ["id"])
    (tmp_path / "fixtures/shop.order/mine.json").write_text("{}")
    again = write_fixtures(tmp_path, "shop.order", [{"id": 1}, {"id": 2, "x": 1}, {"id": 3}], ["id"])
    assert [again.new, again.changed, again.unchanged] == [
        ["fixtures/shop.order/3.json"],
        ["fixtures/shop.order/2.json"],
        ["fixtures/shop.order/1.json"],
    ]
    assert len(list((tmp_path / "fixtures/shop.order").iterdir())) == 4


def test_a_fixture_that_somebody_renamed_keeps_its_name(tmp_path):
    write_fixtures(tmp_path, "shop.order", [{"id": 1}, {"id": 2}], ["id"])
    folder = tmp_path / "fixtures/shop.order"
    (folder / "2.json").rename(folder / "a-large-one.json")
    (folder / "broken.json").write_text("{")
    again = write_fixtures(tmp_path, "shop.order", [{"id": 1}, {"id": 2, "x": 1}], ["id"])
    assert [again.new, again.changed] == [[], ["fixtures/shop.order/a-large-one.json"]]
    assert sorted(path.name for path in folder.iterdir()) == ["1.json", "a-large-one.json", "broken.json"]


@pytest.mark.parametrize(
    ("records", "keys", "names"),
    [
        ([{"a": {"b": 7}, "c": "x"}], ["a.b", "c"], ["7_x"]),
        ([{"id": 1.5}, {"id": True}], ["id"], ["1.5", "true"]),
        ([{"id": "A"}, {"id": "a"}], ["id"], ["A", "a~2"]),
        ([{"id": 1}, {"id": 1}, {"id": 1}], ["id"], ["1", "1~2", "1~3"]),
        ([{"id": "c-1"}], ["id"], ["c-1"]),
    ],
)
def test_names(records, keys, names):
    assert fixture_names(records, keys) == names


@pytest.mark.parametrize(
    "key",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "..",
        ".",
        ".hidden",
        "a/b",
        "a\\b",
        "con",
        "NUL.txt",
        "x" * 500,
        "ü",
        "\0",
        " ",
    ],
)
def test_no_key_leads_out_of_the_folder_or_onto_another_file(key):
    (name,) = fixture_names([{"id": key}], ["id"])
    assert Path(name).name == name
    assert not name.startswith(".")
    assert len(name) < 100
    assert name.isascii()
    assert fixture_names([{"id": key}, {"id": f"{key}!"}], ["id"])[1] != name


def test_without_a_key_the_content_names_the_file():
    one, two, none = fixture_names([{"x": 1}, {"x": 2}, {"id": None}], [])
    assert one.startswith("record-")
    assert one != two
    assert fixture_names([{"x": 1}], ["id"]) == [one]
    assert fixture_names([{"id": None}], ["id"]) == [none]


def test_fixtures_stay_in_the_project(tmp_path):
    project, outside = tmp_path / "project", tmp_path / "outside"
    (project / "fixtures").mkdir(parents=True)
    outside.mkdir()
    (project / "fixtures/shop.order").symlink_to(outside)
    with pytest.raises(MapbenchError, match="lead out of the project"):
        write_fixtures(project, "shop.order", [{"id": 1}], ["id"])
    assert list(outside.iterdir()) == []


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    path = tmp_path / "a.json"
    write_whole(path, "before")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half \ud800")
    assert path.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_what_a_killed_capture_left_is_swept(tmp_path):
    write_fixtures(tmp_path, "shop.order", [{"id": 1}], ["id"])
    (tmp_path / "fixtures/shop.order/.2.json.new").write_text("{ha")
    write_fixtures(tmp_path, "shop.order", [{"id": 3}], ["id"])
    names = sorted(file.name for file in (tmp_path / "fixtures/shop.order").iterdir())
    assert names == ["1.json", "3.json"]
    assert json.loads((tmp_path / "fixtures/shop.order/3.json").read_text()) == {"id": 3}
