"""Lookup tables: text keys, three origins, two of one spelling refused where they stand."""

from pathlib import Path
from typing import Any

import pytest

from mapbench.errors import LoadError
from mapbench.model.documents import Document
from mapbench.model.loading import load
from mapbench.project.tables import load_table


def table(folder: Path, text: str, fixtures: list[Path] | None = None) -> dict[str, Any]:
    path = folder / "t.yaml"
    path.write_text(f"lookup: t\n{text}", "utf-8")
    document = Document.read(path)
    return load_table(document, load("lookup", document), fixtures or [])


def refused(folder: Path, text: str) -> tuple[str, str]:
    with pytest.raises(LoadError) as caught:
        table(folder, text)
    place = caught.value.problems[0].place
    return f"{Path(place.file or '').name}:{place.line}", caught.value.message


def test_keys_of_entries_compare_as_text(tmp_path: Path) -> None:
    text = "entries: {1: a, true: b, '012': c, 2.0: d, no: e, x: {y: 1}}\n"
    assert table(tmp_path, text) == {"1": "a", "true": "b", "012": "c", "2": "d", "no": "e", "x": {"y": 1}}


@pytest.mark.parametrize("text", ["entries:\n  1: a\n  '1': b\n", "entries:\n  1: a\n  1.0: b\n"])
def test_two_entries_of_one_spelling_are_refused(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text) == ("t.yaml:4", "The key '1' stands here twice.")


def test_cells_of_csv_are_text_and_empty_is_empty(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes(b'\xef\xbb\xbfiso2,name,size\r\nDE,"Germany, FRG",083\r\nFR,,\r\nIT\r\n')
    assert table(tmp_path, "file: c.csv\nkey: iso2\nvalue: name\n") == {
        "DE": "Germany, FRG",
        "FR": "",
        "IT": "",
    }
    assert table(tmp_path, "file: c.csv\nkey: iso2\n")["DE"] == {
        "iso2": "DE",
        "name": "Germany, FRG",
        "size": "083",
    }


def test_json_and_jsonl_keep_their_values(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text('[{"k": 1, "v": null}, {"k": true, "v": [1]}, {"k": "x", "v": 2.5}]')
    (tmp_path / "c.jsonl").write_text('{"k": 1.0, "v": 2}\n\n{"k": "y", "v": 3}\n')
    assert table(tmp_path, "file: c.json\nkey: k\nvalue: v\n") == {"1": None, "true": [1], "x": 2.5}
    assert table(tmp_path, "file: c.jsonl\nkey: k\nvalue: v\n") == {"1": 2, "y": 3}


def test_a_dataset_fills_a_table_from_its_fixtures(tmp_path: Path) -> None:
    one, two = tmp_path / "1.json", tmp_path / "2.json"
    one.write_text('{"id": 7, "account": {"name": "A"}}')
    two.write_text('[{"id": 8, "account": {"name": "B"}}]')
    assert table(tmp_path, "dataset: crm.contact\nkey: id\nvalue: account.name\n", [one, two]) == {
        "7": "A",
        "8": "B",
    }
    assert table(tmp_path, "dataset: crm.contact\nkey: id\n", []) == {}


@pytest.mark.parametrize(
    ("text", "content", "at", "says"),
    [
        ("file: c.csv\nkey: k\n", "k,v\na,1\na,2\n", "c.csv:3", "stands twice"),
        ("file: c.csv\nkey: x\n", "k,v\na,1\n", "c.csv:2", "no column 'x'"),
        ("file: c.csv\nkey: k\n", "k,v\na,1,2\n", "c.csv:2", "3 cells"),
        ("file: c.csv\nkey: k\n", 'k,v\n"a\n', "c.csv:2", "not CSV"),
        ("file: c.json\nkey: k\n", '[{"k": 1},\n {"k": "1"}]', "c.json:2", "stands twice"),
        ("file: c.json\nkey: k\n", '[{"k": null}]', "c.json:1", "no key"),
        ("file: c.json\nkey: k\n", "[1]", "c.json:1", "is an object"),
        ("file: c.json\nkey: k\n", "[", "c.json:1", "not closed"),
        ("file: c.jsonl\nkey: k\n", '{"k": 1}\n{', "c.jsonl:2", "not closed"),
        ("file: c.csv\n", "k,v\n", "t.yaml:2", "name of its key column"),
        ("file: d.csv\nkey: k\n", "", "t.yaml:2", "no file 'd.csv'"),
        ("file: c.txt\nkey: k\n", "", "t.yaml:2", "not from 'c.txt'"),
        ("file: c.csv\nkey: k\nentries: {}\n", "", "t.yaml:2", "exactly one"),
        ("key: k\n", "", "t.yaml:1", "none of them"),
    ],
)
def test_bad_tables_are_refused_where_they_are_bad(
    tmp_path: Path, text: str, content: str, at: str, says: str
) -> None:
    for name in ("c.csv", "c.json", "c.jsonl"):
        (tmp_path / name).write_text(content)
    place, message = refused(tmp_path, text)
    assert place == at
    assert says in message


def test_a_table_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes(b"k,v\na,\xff\n")
    assert refused(tmp_path, "file: c.csv\nkey: k\n") == ("c.csv:2", "This is not UTF-8.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "error"),
        ("on_miss: missing\n", "missing"),
        ("on_miss: null\n", None),
        ("on_miss: keep\n", "keep"),
    ],
)
def test_forms_of_on_miss(text: str, expected: str | None) -> None:
    assert load("lookup", Document.parse(f"lookup: t\nentries: {{}}\n{text}")).on_miss == expected


def test_on_miss_may_be_a_constant() -> None:
    lookup = load("lookup", Document.parse("lookup: t\nentries: {}\non_miss: {value: null}\n"))
    assert lookup.on_miss.value is None
