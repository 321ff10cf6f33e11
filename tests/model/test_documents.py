"""Documents keep text byte for byte, know the place of every key, and are edited one line at a time."""

import re
from pathlib import Path

import pytest

from mapbench.errors import LoadError, Place
from mapbench.model.documents import Document

MAPPING = """\
# Orders of the shop
mapping: shopify-order
source: shopify.order   # raw
rules:
- target: order_id
  source: id
# the name of the customer
- target: customer.name
  source: {first: customer.first_name, last: customer.last_name}
  formula: f"{first} {last}".trim()

- target: lines
  each: line_items[*]
  rules:
  - {target: sku, source: sku}
  - {target: qty, source: quantity}   # pieces
"""


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    old, new = before.split("\n"), after.split("\n")
    assert len(old) == len(new)
    return [(a, b) for a, b in zip(old, new, strict=True) if a != b]


def test_untouched_text_is_kept_byte_for_byte(tmp_path: Path) -> None:
    for content in (
        MAPPING.encode(),
        MAPPING.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbfa: 1\n",
        b"a:    1   # far\n\n\n",
        b"broken: [1\n",
        b"a: 1\na: 2\n",
        b"bad: \xff\xfe\n",
        b"",
        b"\ttab: 1",
    ):
        path = tmp_path / "file.yaml"
        path.write_bytes(content)
        Document.read(path).save()
        assert path.read_bytes() == content


def test_data_is_plain_and_keys_are_text() -> None:
    document = Document.parse("1: a\ntrue: b\n'x': [1, 2.5, null, no, 012, 1e5, 2027-03-01, 12:30, ~]\n")
    assert document.data == {
        "1": "a", "true": "b", "x": [1, 2.5, None, "no", 12, 100000.0, "2027-03-01", "12:30", None],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "twice"),
        ("1: a\n1.0: b\n", 2, 1, "twice"),
        ("a: &x 1\n", 1, 4, "anchor"),
        ("a: 1\nb: *a\n", 2, 4, "alias"),
        ("a: !!python/object:os.system x\n", 1, 4, "tag"),
        ("a: 1\n---\nb: 2\n", 2, 1, "one document"),
        ("a: .inf\n", 1, 4, "JSON"),
        ("a: 1e999\n", 1, 4, "JSON"),
        ("? [a]\n: b\n", 1, 3, "A key is one name"),
        ("~: b\n", 1, 1, "null"),
        ("a: [1\n", 1, 4, "not closed"),
        ("\ta: 1\n", 1, 1, "tab"),
        ("a: b\u0007\n", 1, 5, "U+0007"),
        ("[" * 101 + "]" * 101, 1, 101, "100 levels"),
        ("a: \udcff\n", 1, 4, "UTF-8"),
    ],
)
def test_what_no_file_may_hold_is_refused_where_it_stands(
    text: str, line: int, column: int, says: str
) -> None:
    document = Document.parse(text, "f.yaml")
    assert document.data is None
    assert document.text() == text
    assert document.problems[0].place == Place("f.yaml", line, column)
    assert says in document.problems[0].message
    with pytest.raises(LoadError):
        document.require()


def test_a_hundred_levels_are_read() -> None:
    assert Document.parse("[" * 100 + "]" * 100).problems == ()


@pytest.mark.parametrize(
    ("line", "repaired"),
    [
        ("source: {lines: line_items[*]}", 'source: {lines: "line_items[*]"}'),
        ("each: [items[*], b]", 'each: ["items[*]", b]'),
        ('formula: "a" + b', "formula: '\"a\" + b'"),
        ("formula: x if y: z", 'formula: "x if y: z"'),
        ("source: @id", 'source: "@id"'),
        ("source: *", 'source: "*"'),
        ("formula: !x", 'formula: "!x"'),
        ("note: a: b", 'note: "a: b"'),
        ("- [0].x as y", '- "[0].x as y"'),
    ],
)
def test_where_yaml_bites_the_line_is_shown_as_it_should_be(line: str, repaired: str) -> None:
    document = Document.parse(f"{line}\n", "f.yaml")
    assert [problem.hint for problem in document.problems] == [f"Write it as: {repaired}"]
    assert Document.parse(repaired).problems == ()


def test_files_that_cannot_be_opened_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="folder"):
        Document.read(tmp_path)
    with pytest.raises(LoadError, match="no such file"):
        Document.read(tmp_path / "none.yaml")


def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(LoadError, match="may not be read"):
        Document.read(tmp_path / "secret.yaml")


def test_positions_of_keys_and_values() -> None:
    document = Document.parse(MAPPING, "m.yaml")
    assert document.position(("rules", 1, "source", "last")) == Place("m.yaml", 9, 46)
    assert document.key_position(("rules", 1, "source", "last")) == Place("m.yaml", 9, 40)
    assert document.position(("rules", 2, "rules", 1, "target")) == Place("m.yaml", 16, 14)
    assert document.position(("rules", 1)) == Place("m.yaml", 8, 3)
    assert document.position(("rules", 1, "formula", "no", "such")) == Place("m.yaml", 10, 12)


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("a: one two three\n", "two"),
        ("a: 'it''s two'\n", "two"),
        ('a: "x\\n\\u00e9 two"\n', "two"),
        ('a: "one\n  two"\n', "two"),
        ('a: "one \\\n  two"\n', "two"),
        ("a: one\n   two\n", "two"),
        ("a: |\n  one\n  two\n", "two"),
        ("a: >-\n  one\n\n  two\n", "two"),
    ],
)
def test_a_place_inside_a_scalar_is_exact(text: str, needle: str) -> None:
    document = Document.parse(text)
    offset = document.data["a"].index(needle)
    place = document.scalar_position(("a",), offset)
    before = text[: text.index(needle)]
    assert (place.line, place.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


def test_json_files_have_positions_and_problems(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text('{\n  "type": "object",\n  "properties": {"id": {"type": "string"}}\n}')
    document = Document.read(path)
    assert document.data["type"] == "object"
    assert document.position(("properties", "id")) == Place(str(path), 3, 24)
    assert Document.parse('{"a": 1,\n "a": 2}', "s.json").problems[0].place == Place("s.json", 2, 2)
    assert Document.parse('{"a": }', "s.json").problems[0].place == Place("s.json", 1, 7)
    assert "NaN" in Document.parse('{"a": NaN}', "s.json").problems[0].message


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("rules", 0, "source"), "order.id", "  source: order.id"),
        (("source",), "shopify.orders", "source: shopify.orders   # raw"),
        (
            ("rules", 2, "rules", 1, "source"),
            "items[*].n",
            '  - {target: qty, source: "items[*].n"}   # pieces',
        ),
        (("rules", 2, "rules", 0, "note"), "no", '  - {target: sku, source: sku, note: "no"}'),
        (("rules", 1, "formula"), '"a" + first', "  formula: '\"a\" + first'"),
        (("mapping",), "012", 'mapping: "012"'),
        (("rules", 2, "each"), ["a as x", "b as y"], "  each: [a as x, b as y]"),
    ],
)
def test_one_field_is_one_line(path: tuple[str | int, ...], value: object, line: str) -> None:
    document = Document.parse(MAPPING)
    document.set(path, value)
    assert [new for _, new in changed_lines(MAPPING, document.text())] == [line]


def test_a_new_key_goes_to_its_place() -> None:
    document = Document.parse(MAPPING)
    document.set(("rules", 2, "where"), "quantity > 0", order=("target", "each", "where", "rules"))
    assert "  each: line_items[*]\n  where: quantity > 0\n  rules:\n" in document.text()
    document.set(("title",), "Orders", order=("mapping", "title"))
    assert "mapping: shopify-order\ntitle: Orders\nsource:" in document.text()


def test_a_new_rule_goes_to_its_place_and_nothing_moves() -> None:
    document = Document.parse(MAPPING)
    index = document.insert_rule(
        {"target": "status", "source": "financial_status"}, ["order_id", "customer.name", "status", "lines"]
    )
    assert index == 2
    new = "- target: status\n  source: financial_status\n"
    assert document.text().replace(new, "") == MAPPING
    assert (
        document.text().index("customer.name") < document.text().index(new) < document.text().index("lines")
    )


def test_the_first_rule_and_the_last() -> None:
    document = Document.parse(MAPPING)
    assert document.insert_rule({"target": "a", "constant": 1}, ["a", "order_id"]) == 0
    assert document.insert_rule({"target": "zzz", "source": {"p": "x[*]"}}) == 4
    assert document.text().endswith('- target: zzz\n  source: {p: "x[*]"}\n')
    assert "rules:\n- target: a\n  constant: 1\n- target: order_id\n" in document.text()
    empty = Document.parse("mapping: m\n")
    empty.insert_rule({"target": "a", "source": "b"})
    assert empty.text() == "mapping: m\nrules:\n- target: a\n  source: b\n"


def test_removing_leaves_the_rest() -> None:
    document = Document.parse(MAPPING)
    document.remove(("rules", 1, "formula"))
    assert document.text() == re.sub(r"  formula: f.*\n", "", MAPPING)
    document.remove(("rules", 0))
    assert "# the name of the customer" in document.text()
    assert [rule["target"] for rule in document.data["rules"]] == ["customer.name", "lines"]
    with pytest.raises(KeyError):
        document.remove(("rules", 9))


def test_indented_lists_stay_indented() -> None:
    document = Document.parse("rules:\n  - target: a\n    source: b\n")
    document.insert_rule(
        {"target": "c", "rules": [{"target": "d", "cases": [{"when": "x", "value": 1}], "note": "e" * 80}]}
    )
    assert "\n  - target: c\n    rules:\n      - target: d\n" in document.text()


def test_ambiguous_scalars_are_found_with_their_place() -> None:
    document = Document.parse("a: no\nb: '012'\nc: [012, 1e5, yes, x]\noff: 1\n", "f.yaml")
    found = [(one.text, one.place.line, one.is_key) for one in document.plain_scalars(ambiguous=True)]
    assert found == [
        ("no", 1, False),
        ("012", 3, False),
        ("1e5", 3, False),
        ("yes", 3, False),
        ("off", 4, True),
    ]


@pytest.mark.parametrize(
    ("text", "at", "name", "expected"),
    [
        ("a: {b: 1, 'c d': 2}  # kept\n", ("a", "c d"), "c", "a: {b: 1, c: 2}  # kept\n"),
        ("a:\n- b: 1\n  # why\n  c: 2\n", ("a", 0, "c"), "no", 'a:\n- b: 1\n  # why\n  "no": 2\n'),
        ("a: 1\n", ("a",), "x: y", "a: 1\n".replace("a:", "'x: y':")),
    ],
)
def test_a_key_is_renamed_in_place(text, at, name, expected):
    document = Document.parse(text)
    document.rename_key(at, name)
    assert document.data == Document.parse(expected).data
    assert document.text().count("#") == text.count("#")
    with pytest.raises(KeyError):
        document.rename_key((*at[:-1], "nowhere"), "x")
