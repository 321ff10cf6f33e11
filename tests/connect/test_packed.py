"""Gzip and zip: read like what is in them, whole or not at all, and no bomb goes off."""

import gzip
import io
import sys
import zipfile
import zlib

import pytest

from mapbench.connect.packed import gunzipped
from mapbench.connect.records import open_records
from mapbench.errors import MapbenchError

LINES = b'{"a":1}\n{"a":2}\n'


def values(path, **said):
    return [one.value for one in open_records(path, **said)]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.jsonl.gz", LINES, [{"a": 1}, {"a": 2}]),
        ("a.csv.gz", b"a;b\n1;2\n", [{"a": "1", "b": "2"}]),
        ("a.xml.gz", b"<r><x><a>1</a></x><x/></r>", [{"a": "1"}, {}]),
        ("a.gz", LINES, [{"a": 1}, {"a": 2}]),
        ("a.dat", LINES, [{"a": 1}, {"a": 2}]),
    ],
)
def test_gzip_is_read_as_what_is_in_it(tmp_path, name, content, expected):
    (tmp_path / name).write_bytes(gzip.compress(content))
    assert values(tmp_path / name) == expected


@pytest.mark.parametrize("size", [1, 5, 1 << 18])
def test_members_of_one_gzip_follow_each_other_wherever_blocks_are_cut(size):
    content = gzip.compress(b"one\n") + gzip.compress(b"two\n") + b"\0" * 20
    blocks = [content[at : at + size] for at in range(0, len(content), size)]
    assert b"".join(gunzipped(blocks, "a.gz")) == b"one\ntwo\n"


def test_gzip_on_standard_input_is_seen(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(LINES))))
    assert values("-") == [{"a": 1}, {"a": 2}]


def test_what_stands_before_the_break_of_a_gzip_is_read(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    lines = b"".join(b'{"a":"%d-%x"}\n' % (number, zlib.crc32(b"%d" % number)) for number in range(40_000))
    path.write_bytes(gzip.compress(lines)[:-2000])
    found = []
    with pytest.raises(MapbenchError, match="breaks off") as caught:
        found.extend(one for one in open_records(path))
    assert 30_000 < len(found) < 40_000
    assert caught.value.hint


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no gzip", "it is no gzip"),
        (b"", "empty"),
        (gzip.compress(LINES) + b"rest", "it is no gzip"),
        (gzip.compress(LINES)[:-8] + b"\0" * 8, "incorrect data check"),
    ],
    ids=["none", "empty", "rest", "sum"],
)
def test_a_gzip_that_is_none_is_one_sentence(tmp_path, content, said):
    (tmp_path / "a.jsonl.gz").write_bytes(content)
    with pytest.raises(MapbenchError, match=said):
        values(tmp_path / "a.jsonl.gz")


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_a_bomb_does_not_go_off(tmp_path, kind):
    path, zeros = tmp_path / f"a.jsonl.{kind}", b" " * (40 << 20)
    if kind == "gz":
        path.write_bytes(gzip.compress(zeros))
    else:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.jsonl", zeros)
    with pytest.raises(MapbenchError, match="bomb"):
        values(path)


def packed(path, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_the_files_of_a_zip_are_read_in_its_order_and_counted_on(tmp_path):
    files = {"z/two.jsonl": LINES, "one.csv": "a\n3\n", "__MACOSX/._one.csv": "?", "z/": ""}
    path = packed(tmp_path / "a.zip", **files)
    found = list(open_records(path))
    assert [(one.index, one.value) for one in found] == [(0, {"a": 1}), (1, {"a": 2}), (2, {"a": "3"})]


def test_the_files_of_a_zip_can_be_chosen(tmp_path):
    from mapbench.connect.reading import Reading

    path = packed(tmp_path / "a.zip", **{"a.csv": "a\n1\n", "b.csv": "a\n2\n", "readme.txt": "x"})
    assert values(path, reading=Reading(member="b.csv")) == [{"a": "2"}]
    assert values(path, reading=Reading(member="*.csv")) == [{"a": "1"}, {"a": "2"}]
    with pytest.raises(MapbenchError, match=r"also has 'readme.txt'") as caught:
        values(path)
    assert "member" in caught.value.hint
    with pytest.raises(MapbenchError, match=r"no file 'c.csv'"):
        values(path, reading=Reading(member="c.csv"))


@pytest.mark.parametrize("name", ["../out.jsonl", "/etc/out.jsonl", "a/../../out.jsonl"])
def test_a_zip_with_names_that_lead_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(MapbenchError, match="lies outside"):
        values(packed(tmp_path / "a.zip", **{name: LINES}))


def test_an_archive_in_an_archive_is_refused(tmp_path):
    with pytest.raises(MapbenchError, match="archive in an archive"):
        values(packed(tmp_path / "a.zip", **{"b.jsonl.gz": gzip.compress(LINES)}), input_format="jsonl")


def test_a_broken_zip_is_one_sentence(tmp_path):
    path = packed(tmp_path / "a.zip", **{"a.jsonl": b'{"a":"x"}\n' * 1000})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MapbenchError, match="zip cannot be read on"):
        values(path)
    path.write_bytes(whole[:40] + b"\xff\xff\xff" + whole[43:])
    with pytest.raises(MapbenchError, match="cannot be read on"):
        values(path)


def test_an_encrypted_file_of_a_zip_is_told(tmp_path):
    path = packed(tmp_path / "a.zip", **{"a.jsonl": LINES})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(MapbenchError, match="encrypted"):
        values(path)
