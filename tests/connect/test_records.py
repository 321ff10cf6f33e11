import io
import json
import sys

import pytest

from mapbench.connect.chunks import BLOCK, Rows, Texts
from mapbench.connect.json_records import read_json
from mapbench.connect.jsonl import read_jsonl
from mapbench.connect.records import open_chunks, open_records
from mapbench.engine.incoming import MAX_BYTES
from mapbench.errors import MapbenchError


def read(tmp_path, content: bytes, name="in.jsonl", input_format=None):
    path = tmp_path / name
    path.write_bytes(content)
    return list(open_records(path, input_format))


def values(records):
    return [record.value for record in records]


def errors(records):
    return [(r.index, r.error.code) for r in records if r.error]


def test_one_record_per_line_blank_lines_are_none_and_the_last_needs_no_newline(tmp_path):
    found = read(tmp_path, b'\xef\xbb\xbf{"a":1}\n\n  \r\n{"a":2}\r\n{"a":3}')
    assert values(found) == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert [record.index for record in found] == [0, 1, 2]


def test_a_bad_line_keeps_its_number_and_the_others_are_read(tmp_path):
    found = read(tmp_path, b'{"a":1}\nnonsense\n\n[1]\n{"a":18446744073709551616}\n{"a":2}\n')
    assert errors(found) == [(1, "bad-input"), (2, "bad-input"), (3, "number-range")]
    assert values(found)[-1] == {"a": 2}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 16])
def test_lines_are_the_same_wherever_the_blocks_are_cut(size):
    content = b'\xef\xbb\xbf{"a":1}\n\n{"a":22}\n{"a":"\xc3\xa9"}'
    blocks = [content[at : at + size] for at in range(0, len(content), size)]
    chunks = list(read_jsonl(blocks))
    texts = [line for chunk in chunks for line in chunk.texts if line.strip()]
    assert [json.loads(line) for line in texts] == [{"a": 1}, {"a": 22}, {"a": "é"}]


def test_a_line_longer_than_64_mb_is_one_bad_record_and_is_not_held():
    block = b"x" * BLOCK
    blocks = [b'{"a":1}\n{"b":"', *[block] * (MAX_BYTES // BLOCK + 1), b'"}\n{"c":1}\n']
    chunks = list(read_jsonl(iter(blocks)))
    bad = next(chunk for chunk in chunks if isinstance(chunk, Rows))
    assert bad.rows[0].failure.message == "The record is longer than 64 MB."
    assert bad.rows[0].raw.startswith(b'{"b":"xxx')
    assert len(bad.rows[0].raw) < 2 * BLOCK
    assert [line for chunk in chunks if isinstance(chunk, Texts) for line in chunk.texts if line] == [
        b'{"a":1}',
        b'{"c":1}',
    ]


def test_json_is_one_record_or_a_list_or_one_after_another(tmp_path):
    assert values(read(tmp_path, b'{\n "a": 1\n}\n', "a.json")) == [{"a": 1}]
    assert values(read(tmp_path, b'[{"a":1}, {"a":[1,{"b":"]"}]}]', "b.json")) == [
        {"a": 1},
        {"a": [1, {"b": "]"}]},
    ]
    assert values(read(tmp_path, b'{"a":1}\n{"a":2}\n', "c.json")) == [{"a": 1}, {"a": 2}]
    assert values(read(tmp_path, b" [ ] ", "d.json")) == []


def test_elements_that_are_no_records_are_bad_input_and_the_others_are_read(tmp_path):
    found = read(tmp_path, b'[{"a":1}, 7, "x", null, {"a": NaN}, {"a": 2}]', "a.json")
    assert errors(found) == [(1, "bad-input"), (2, "bad-input"), (3, "bad-input"), (4, "bad-input")]
    assert values(found)[5] == {"a": 2}


@pytest.mark.parametrize("size", [1, 5, 64, 10_000])
def test_a_list_is_the_same_wherever_the_blocks_are_cut(size):
    records = [{"n": n, "t": 'a"\\]},[{' * (n % 3), "l": [[], {}, [n, -1.5e3]], "é": None} for n in range(60)]
    content = json.dumps(records, indent=1, ensure_ascii=False).encode()
    blocks = iter([content[at : at + size] for at in range(0, len(content), size)])
    found = [json.loads(text) for chunk in read_json(blocks, "x.json") for text in chunk.texts]
    assert found == records


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        (b'[{"a":1},\n {"a":2', "2:2", "breaks off"),
        (b'[{"a":1}', "1:9", "breaks off"),
        (b'[{"a":1} {"a":2}]', "1:10", "comma"),
        (b'[{"a":1},]', "1:10", "element"),
        (b'{"a":1}\n}', "2:1", "begins with {"),
        (b"hello", "1:1", "begins with {"),
        (b'{"a":', "1:1", "breaks off"),
    ],
)
def test_json_that_breaks_off_is_told_with_its_place(tmp_path, content, place, said):
    with pytest.raises(MapbenchError, match=said) as caught:
        read(tmp_path, content, "a.json")
    assert str(caught.value.place) == f"{tmp_path / 'a.json'}:{place}"
    assert caught.value.hint


def test_what_stood_before_the_break_is_read(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"[" + b'{"a":"%s"},' % (b"x" * 1000) * 1500 + b'{"a"')
    found = []
    with pytest.raises(MapbenchError):
        found.extend(record.index for record in open_records(path))
    assert len(found) == 1500


def test_an_empty_json_file_is_refused_and_an_empty_list_is_not(tmp_path):
    with pytest.raises(MapbenchError, match="empty"):
        read(tmp_path, b" \n", "a.json")
    assert read(tmp_path, b"", "a.jsonl") == []


def test_json_and_jsonl_give_the_same_records(tmp_path):
    lines = [
        b'{"a":1.10,"b":1e2}',
        b'{"a":9223372036854775808}',
        b"3",
        b'{"a":"\xff"}',
        b'{"a":{"a":1,"a":2}}',
    ]
    by_line = read(tmp_path, b"\n".join(lines), "a.jsonl")
    in_list = read(tmp_path, b"[" + b",\n".join(lines) + b"]", "a.json")
    assert values(by_line) == values(in_list)
    assert [record.error for record in by_line] == [record.error for record in in_list]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_csv_cells_are_text_under_the_delimiter_of_the_header(tmp_path, sign):
    content = '\ufeffid,name,"a,;\t|b"\n1,"x"",\ny",\n\n007,,2\n'.replace(",", sign).encode()
    found = read(tmp_path, content, "a.csv")
    column = "a,;\t|b".replace(",", sign)
    assert values(found) == [
        {"id": "1", "name": f'x"{sign}\ny', column: ""},
        {"id": "007", "name": "", column: "2"},
    ]


def test_a_short_row_lacks_keys_and_a_long_one_is_bad_input(tmp_path):
    found = read(tmp_path, b"a,b\n1\n1,2,3\n4,5\n", "a.csv")
    assert values(found) == [{"a": "1"}, None, {"a": "4", "b": "5"}]
    assert found[1].error.message == "The row at line 3 has 3 cells; the header names 2."
    assert found[1].raw == b"1,2,3\n"


def test_a_csv_row_that_cannot_be_read_is_bad_input_and_the_others_are_read(tmp_path):
    found = read(tmp_path, b'a,b\n\xff,1\n"x"y,2\n3,4\n"open,5\n', "a.csv")
    assert [(e, found[e].error.message) for e, _ in errors(found)] == [
        (0, "The row at line 2 is not UTF-8."),
        (1, "The row at line 3 is no CSV: ',' expected after '\"'."),
        (3, "The row at line 5 is no CSV: a quote is opened and never closed."),
    ]
    assert values(found)[2] == {"a": "3", "b": "4"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no header row"),
        (b"a,b,a\n1,2,3\n", "Two columns are called 'a'."),
        (b"a,,\n", "Two columns have no name."),
        (b"a,\xff\xfe\x81\n", "not UTF-8"),
    ],
)
def test_a_csv_without_a_usable_header_is_refused(tmp_path, content, said):
    with pytest.raises(MapbenchError, match=said):
        read(tmp_path, content, "a.csv")


def test_nul_in_a_cell_is_text(tmp_path):
    assert values(read(tmp_path, b"a\nx\0y\n", "a.csv")) == [{"a": "x\0y"}]


@pytest.mark.parametrize(
    ("content", "count"),
    [(b'{"a":1}\n{"a":2}\n', 2), (b'{\n"a":1}\n', 1), (b'[{"a":1},{"a":2}]', 2), (b"", 0), (b'{"a":1}', 1)],
)
def test_standard_input_is_read_as_what_it_looks_like(monkeypatch, content, count):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert len(list(open_records("-"))) == count


def test_the_format_can_be_said(tmp_path):
    assert values(read(tmp_path, b"a\n1\n", "export.dat", "csv")) == [{"a": "1"}]


def test_a_format_that_is_not_read_is_one_sentence(tmp_path):
    with pytest.raises(MapbenchError, match="is Avro, which is not read") as caught:
        read(tmp_path, b"Obj", "a.avro")
    assert caught.value.hint


def test_files_that_cannot_be_opened_fail_at_once(tmp_path):
    with pytest.raises(IsADirectoryError):
        open_chunks(tmp_path)
    with pytest.raises(FileNotFoundError):
        open_chunks(tmp_path / "none.jsonl")
