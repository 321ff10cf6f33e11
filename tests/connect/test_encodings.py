"""The characters of a text file: found once, from what stands in it, wherever its blocks are cut."""

import pytest

from mapbench.connect.csv_records import delimiter_of, read_csv
from mapbench.connect.encodings import as_utf8
from mapbench.connect.reading import Reading
from mapbench.connect.records import open_records
from mapbench.errors import MapbenchError

GERMAN = "name;ort\nJürgen Müller;Köln\nZoë Groß;Düsseldorf\n"


def rows(content: bytes, size: int = 1 << 18, **said):
    blocks = iter([content[at : at + size] for at in range(0, len(content), size)])
    return [row.value for chunk in read_csv(blocks, "a.csv", Reading(**said)) for row in chunk.rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("size", [1, 7, 1 << 18])
def test_the_character_set_is_found_wherever_blocks_are_cut(encoding, size):
    assert rows(GERMAN.encode(encoding), size) == [
        {"name": "Jürgen Müller", "ort": "Köln"},
        {"name": "Zoë Groß", "ort": "Düsseldorf"},
    ]


def test_windows_1252_is_found_behind_a_megabyte_of_ascii():
    content = b"name\n" + b"Miller\n" * 150_000 + "Müller\nGroß\n".encode("cp1252")
    assert rows(content)[-2:] == [{"name": "Müller"}, {"name": "Groß"}]


def test_the_euro_sign_and_quotes_of_windows_are_read():
    text = "price,note\n12 €,“fine” – naïve\n"
    assert rows(text.encode("cp1252")) == [{"price": "12 €", "note": "“fine” – naïve"}]


def test_one_broken_letter_in_utf_8_is_a_bad_row_and_no_other_character_set():
    content = "name\nMüller\n".encode() + b"Gro\xdf\n" + "Köhler\n".encode()
    assert rows(content) == [{"name": "Müller"}, None, {"name": "Köhler"}]


def test_what_is_said_wins_over_what_is_found():
    assert rows("name\nМиша\n".encode("cp1251"), encoding="cp1251") == [{"name": "Миша"}]
    assert rows(b"\xef\xbb\xbfa\n1\n", encoding="utf-8") == [{"a": "1"}]


def test_what_the_character_set_does_not_have_is_a_bad_row():
    assert rows(b"a\nx\x81y\nz\n", encoding="cp1252") == [None, {"a": "z"}]
    assert rows("a\nb\n".encode("utf-16-le") + b"\x63", encoding="utf-16-le")[0] == {"a": "b"}


def test_ascii_passes_through_untouched():
    blocks = [b"a,b\n", b"1,2\n"]
    assert next(as_utf8(iter(blocks))) == b"a,b\n1,2\n"


@pytest.mark.parametrize(
    ("lines", "sign"),
    [
        (["a,b;c,d", "1,2;3,4"], ","),
        (["Name, Vorname, Titel;Preis", "Ann;1,50", "Bob;2"], ";"),
        (["a\tb,c", "1\t2", "3\t4"], "\t"),
        (["id|name", "1|x"], "|"),
        (["id"], ","),
        ([], ","),
    ],
)
def test_the_delimiter_is_what_parts_the_rows_like_the_header(lines, sign):
    assert delimiter_of(lines) == sign


def test_apostrophes_around_every_cell_of_the_header_are_quotes():
    assert rows(b"'id','name'\n'1','O''Hara, Bob'\n") == [{"id": "1", "name": "O'Hara, Bob"}]


def test_a_dialect_can_be_said():
    content = b'id~name\n1~"say \\"hi\\""\n'
    assert rows(content, delimiter="~", escape="\\") == [{"id": "1", "name": 'say "hi"'}]


@pytest.mark.parametrize("size", [1, 3, 1 << 18])
def test_rows_may_end_as_on_old_macs_and_the_delimiter_stand_before_the_header(size):
    assert rows(b"id,a\r1,x\r2,y\r", size) == [{"id": "1", "a": "x"}, {"id": "2", "a": "y"}]
    assert rows(b"id,a\r\n1,x\r\n", size) == [{"id": "1", "a": "x"}]
    assert rows(b"sep=~\r\nid~a\r\n1~x;,\r\n", size) == [{"id": "1", "a": "x;,"}]


def test_tsv_has_tabs_whatever_else_stands_in_it(tmp_path):
    (tmp_path / "a.tsv").write_bytes(b"a,b,c\td\n1,2,3\t4\n")
    assert [one.value for one in open_records(tmp_path / "a.tsv")] == [{"a,b,c": "1,2,3", "d": "4"}]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"delimeter": ";"}, "no option 'delimeter'"),
        ({"delimiter": ";;"}, "one character"),
        ({"encoding": "utf-9"}, "no character set 'utf-9'"),
        ({"header": "two"}, "a number from 1"),
        ({"format": "docx"}, "no format"),
        ({"records": "a[?@.b > 1]"}, "more than names"),
    ],
)
def test_an_option_that_is_none_is_one_sentence_and_a_hint(options, said):
    with pytest.raises(MapbenchError, match=said) as caught:
        Reading().with_options(options)
    assert caught.value.hint
