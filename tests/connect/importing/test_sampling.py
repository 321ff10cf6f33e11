"""Samples: where their records are, and that nothing personal of them is learnt."""

import json

import pytest

from mapbench.connect.importing.imported import Wish
from mapbench.connect.importing.importing import import_file
from mapbench.connect.importing.sampling import records_path


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ([{"id": 1}], "$[*]"),
        ({"id": 1, "lines": [{"sku": "A"}]}, "$"),
        ({"order": {"id": 1, "lines": [{"sku": "A"}]}}, "$.order"),
        ({"orders": [{"id": 1}], "next": "x", "total": 2}, "$.orders[*]"),
        ({"data": {"orders": [{"id": 1}]}}, "$.data.orders[*]"),
        ({"a b": {"items": [{"id": 1}]}}, "$['a b'].items[*]"),
    ],
)
def test_the_records_of_a_sample_are_found(content, path):
    assert records_path(content, "order") == path


def test_nothing_personal_is_learnt(tmp_path):
    people = [
        {"name": name, "email": f"{name}@acme.test", "kind": "lead"}
        for name in ("Ann", "Bob")
        for _ in range(12)
    ]
    (tmp_path / "people.json").write_text(json.dumps(people))
    text = json.dumps(import_file(tmp_path / "people.json", "crm.person", Wish()).schema)
    assert [word for word in ("Ann", "Bob", "acme") if word in text] == []
    assert '"x-classification": "pii"' in text


def test_lines_in_a_file_that_is_called_json_are_records(tmp_path):
    (tmp_path / "lines.json").write_text('{"id": 1}\n{"id": 2, "at": "x"}\n')
    found = import_file(tmp_path / "lines.json", "a.b", Wish())
    assert (list(found.schema["properties"]), found.source) == (["id", "at"], "2 records of lines.json")


def test_a_kind_that_is_named_counts_more_than_what_the_content_looks_like(tmp_path):
    (tmp_path / "type.json").write_text('{"type": "object", "properties": {"id": {}}}')
    path = tmp_path / "type.json"
    assert list(import_file(path, "a.b", Wish()).schema["properties"]) == ["id"]
    assert list(import_file(path, "a.b", Wish(kind="sample")).schema["properties"]) == ["type", "properties"]


def test_lines_that_cannot_be_read_are_counted_and_left_out(tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\nnonsense\n{"id": 2}\n')
    found = import_file(tmp_path / "bad.jsonl", "a.b", Wish())
    assert (list(found.schema["properties"]), found.notes) == (
        ["id"],
        ("1 line could not be read, and nothing was learnt from them.",),
    )
