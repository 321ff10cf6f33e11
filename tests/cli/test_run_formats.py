"""`mapbench run` and `explain` on everything that is read and written; bad input is one sentence, and nothing is lost."""

import csv
import gzip
import json
import sqlite3
import sys
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.orders import outputs, refused

from mapbench.connect.reading import Reading
from mapbench.connect.records import open_records
from mapbench.flows.writers import CsvLines

MAPPING = """\
mapping: orders
rules:
- {target: id, source: id, formula: text(value)}
- {target: name, source: name}
"""
SAME = [{"id": "1", "name": "Ann"}, {"id": "2", "name": "Bob; Co"}]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(MAPPING)
    return tmp_path


def make(name):
    """The two records in the format that a name tells."""
    match name.split(".", 1)[1]:
        case "csv":
            Path(name).write_text('id;name\n1;Ann\n2;"Bob; Co"\n')
        case "tsv":
            Path(name).write_text("id\tname\n1\tAnn\n2\tBob; Co\n")
        case "xml":
            Path(name).write_text(
                "<os><o><id>1</id><name>Ann</name></o><o><id>2</id><name>Bob; Co</name></o></os>"
            )
        case "xlsx":
            workbook = openpyxl.Workbook()
            for row in (["id", "name"], [1, "Ann"], [2, "Bob; Co"]):
                workbook.active.append(row)
            workbook.save(name)
        case "parquet":
            pq.write_table(
                pa.Table.from_pylist([{"id": int(one["id"]), "name": one["name"]} for one in SAME]), name
            )
        case "jsonl.gz":
            Path(name).write_bytes(gzip.compress(b"".join(json.dumps(one).encode() + b"\n" for one in SAME)))
        case "zip":
            with zipfile.ZipFile(name, "w") as archive:
                archive.writestr("a.jsonl", json.dumps(SAME[0]))
                archive.writestr("b.csv", "id,name\n2,Bob; Co\n")
        case "sqlite":
            with sqlite3.connect(name) as database:
                database.execute("CREATE TABLE o (id INTEGER, name TEXT)")
                database.executemany("INSERT INTO o VALUES (?, ?)", [(1, "Ann"), (2, "Bob; Co")])
            database.close()
    return name


EVERY = ["a.csv", "a.tsv", "a.xml", "a.xlsx", "a.parquet", "a.jsonl.gz", "a.zip", "a.sqlite"]


@pytest.mark.parametrize("name", EVERY)
def test_every_format_is_read_by_its_ending(mapbench, folder, name):
    answer = mapbench("run", "m.yaml", make(name))
    assert (answer.exit_code, [json.loads(line) for line in answer.stdout.splitlines()]) == (0, SAME), (
        answer.stderr
    )


@pytest.mark.parametrize("name", ["a.csv", "a.xml", "a.xlsx", "a.parquet", "a.sqlite"])
def test_every_format_is_read_by_what_is_said(mapbench, folder, name):
    Path(make(name)).rename("export")
    answer = mapbench("run", "m.yaml", "export", "--input-format", name[2:])
    assert [json.loads(line) for line in answer.stdout.splitlines()] == SAME, answer.stderr


@pytest.mark.parametrize("name", EVERY)
def test_a_record_of_every_format_is_explained(mapbench, folder, name):
    answer = mapbench("explain", "m.yaml", make(name), "--target", "name", "--record", "1")
    assert answer.exit_code == 0, answer.stderr
    assert "Bob; Co" in answer.stdout


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.xml", "out.parquet"])
def test_what_is_written_is_read_again(mapbench, folder, name):
    assert mapbench("run", "m.yaml", make("a.csv"), "-o", name).exit_code == 0
    assert mapbench("run", "m.yaml", name, "-o", "again.jsonl").exit_code == 0
    assert outputs("again.jsonl") == SAME


def test_a_lookup_is_filled_from_any_format(mapbench, folder):
    Path("m.yaml").write_text("mapping: orders\nrules:\n- {target: n, source: id, lookup: names}\n")
    Path("names.xml").write_text(
        "<t><r><key>1</key><value>one</value></r><r><key>2</key><value>two</value></r></t>"
    )
    answer = mapbench("run", "m.yaml", make("a.csv"), "--lookup", "names=names.xml")
    assert answer.stdout == '{"n":"one"}\n{"n":"two"}\n', answer.stderr


def test_options_say_what_a_file_does_not(mapbench, folder):
    Path("a.csv").write_bytes("id~name\n1~Jürgen\n".encode("cp1252"))
    answer = mapbench("run", "m.yaml", "a.csv", "--read", "delimiter=~", "--read", "encoding=cp1252")
    assert json.loads(answer.stdout) == {"id": "1", "name": "Jürgen"}


def test_a_zip_from_standard_input_is_read(mapbench, folder):
    answer = mapbench("run", "m.yaml", "-", stdin=Path(make("a.zip")).read_bytes())
    assert len(answer.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xml", b"<os>\n<o><id>1</id></o>\n<o><id>2</ix></o></os>", "a.xml:3:"),
        ("a.jsonl.gz", gzip.compress(b'{"id":1}\n' * 9000 + b'{"id":2}\n')[:-9], "breaks off"),
    ],
    ids=["xml", "gzip"],
)
def test_records_before_a_break_are_written_and_the_break_is_told(mapbench, folder, name, content, said):
    Path(name).write_bytes(content)
    answer = mapbench("run", "m.yaml", name, "-o", "out.jsonl")
    refused(answer, said)
    assert outputs("out.jsonl")[0] == {"id": "1"}


def test_a_run_that_breaks_off_leaves_a_whole_xml(mapbench, folder):
    Path("a.xml").write_text("<os>\n<o><id>1</id></o>\n<o><id>2</ix></o></os>")
    assert mapbench("run", "m.yaml", "a.xml", "-o", "out.xml").exit_code == 2
    assert [one.value for one in open_records("out.xml")] == [{"id": "1"}]


def test_an_output_that_xml_cannot_say_is_rejected_and_the_others_are_written(mapbench, folder):
    Path("a.jsonl").write_text('{"id":"a\\u0000b"}\n{"id":"c"}\n')
    answer = mapbench("run", "m.yaml", "a.jsonl", "-o", "out.xml", "--rejects", "bad.jsonl")
    assert answer.exit_code == 1
    assert [one.value for one in open_records("out.xml")] == [{"id": "c"}]
    [reject] = outputs("bad.jsonl")
    assert (reject["index"], reject["errors"][0]["code"]) == (0, "bad-text")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["a.xlsx", "--read", "sheet=Ordrs"], "no sheet 'Ordrs'"),
        (["a.sqlite", "--read", "table=ordrs"], "no table or view 'ordrs'"),
        (["a.sqlite", "--read", "query=SELECT nope FROM o"], "no such column: nope"),
        (["a.sqlite", "--read", "query=DELETE FROM o"], "does not read"),
        (["a.csv", "--read", "encoding=klingon"], "no character set"),
        (["a.csv", "--input-format", "parquet"], "Parquet cannot be read"),
        (["a.csv", "--input-format", "xlsx"], "no spreadsheet"),
        (["a.csv", "--input-format", "sqlite"], "not a database"),
        (["a.avro"], "There is no file"),
    ],
)
def test_bad_input_is_one_sentence_and_a_hint(mapbench, folder, argv, said):
    for name in ("a.csv", "a.xlsx", "a.sqlite"):
        make(name)
    refused(mapbench("run", "m.yaml", *argv), said)


@pytest.mark.parametrize(
    ("module", "name", "extra"), [("lxml", "a.xml", "xml"), ("sqlalchemy", "a.sqlite", "sql")]
)
def test_a_missing_extra_is_one_sentence_and_how_it_is_installed(
    mapbench, folder, monkeypatch, module, name, extra
):
    make(name)
    monkeypatch.setitem(sys.modules, module, None)
    answer = mapbench("run", "m.yaml", name)
    refused(answer, f"mapbench[{extra}]")
    assert f"pip install 'mapbench[{extra}]'" in answer.stderr


cells = st.text(
    st.sampled_from("aé,;|\t\"'\n ") | st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8
)


@given(st.lists(st.tuples(cells, cells, cells), max_size=5))
def test_every_csv_that_is_written_is_read_again(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "again.csv"
    columns = ["id", "na;me", 'c"']
    writer = CsvLines(columns)
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    path.write_bytes(writer.head + b"".join(map(writer.line, records)))
    assert [one.value for one in open_records(path, reading=Reading(delimiter=","))] == records
    assert list(csv.DictReader(path.open(newline="", encoding="utf-8"))) == records


def test_formats_and_options_are_called_the_same_everywhere():
    from mapbench.cli import input_options
    from mapbench.connect import formats, reading
    from mapbench.model.kinds import schema_of

    said = schema_of("system")["$defs"]["Read"]["properties"]
    assert input_options.FORMATS == formats.FORMATS
    assert set(formats.ENDINGS.values()) == set(formats.FORMATS)
    assert set(said) <= set(reading.OPTIONS)
    assert (
        tuple(
            next(one["enum"] for one in [said["format"], *said["format"].get("anyOf", [])] if "enum" in one)
        )
        == formats.FORMATS
    )
