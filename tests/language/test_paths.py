"""Path texts: what they mean, and the sentence, hint and place for each that is refused."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from mapbench.engine.path_code import read
from mapbench.engine.paths import Descend, Filter, Index, Name, Slice, Union, Wildcard
from mapbench.engine.values import MISSING
from mapbench.errors import MapbenchError
from mapbench.language.paths import PathError, parse_path, parse_target, path_text


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("id", (Name("id"),)),
        ("customer.first_name", (Name("customer"), Name("first_name"))),
        ("line_items[*].price", (Name("line_items"), Wildcard(), Name("price"))),
        ("marks.*", (Name("marks"), Wildcard())),
        ("a[-1][0]", (Name("a"), Index(-1), Index(0))),
        ("@", ()),
        ("@.a", (Name("a"),)),
        ("@[0]", (Index(0),)),
        ("[0].a", (Index(0), Name("a"))),
        ("*", (Wildcard(),)),
        ("..a", (Descend((Name("a"),)),)),
        ("a..b.c[0]", (Name("a"), Descend((Name("b"),)), Name("c"), Index(0))),
        ("['a b'].c", (Name("a b"), Name("c"))),
        ('"a b".c', (Name("a b"), Name("c"))),
        ("a.'b c'", (Name("a"), Name("b c"))),
        ("item.@id", (Name("item"), Name("@id"))),
        ("@type", (Name("@type"),)),
        ("['@type']", (Name("@type"),)),
        ("#text", (Name("#text"),)),
        ("a.#text", (Name("a"), Name("#text"))),
        ("soap:Body.cbc:ID.@xsi:type", (Name("soap:Body"), Name("cbc:ID"), Name("@xsi:type"))),
        ("first-name.2nd_line", (Name("first-name"), Name("2nd_line"))),
        ("größe.名前", (Name("größe"), Name("名前"))),
        ("true.null.where", (Name("true"), Name("null"), Name("where"))),
        (r"['\u263a\n\'\\\/']", (Name("☺\n'\\/"),)),
        (r'["\uD83D\uDE00\""]', (Name('😀"'),)),
        ("a['*']", (Name("a"), Name("*"))),
        ("a[1:-1:2]", (Name("a"), Slice(1, -1, 2))),
        ("a['x', 0, 1:]", (Name("a"), Union((Name("x"), Index(0), Slice(1, None, None))))),
        ("a .b [0]", (Name("a"), Name("b"), Index(0))),
    ],
)
def test_relative_paths(text: str, segments: tuple[Any, ...]) -> None:
    path = parse_path(text)
    assert (path.text, path.absolute, path.segments) == (text, False, segments)


def test_a_dollar_starts_at_the_record() -> None:
    assert parse_path("$").absolute
    assert read(parse_path("$.a"), {"a": 1}, {"a": 2}) == 1
    assert read(parse_path("a"), {"a": 1}, {"a": 2}) == 2


ORDER = {
    "shop": "eu",
    "lines": [
        {"sku": "A", "qty": 2, "tags": ["new"], "shop": "eu"},
        {"sku": "B", "qty": 0, "tags": []},
        {"sku": "C", "qty": True, "note": None},
    ],
    "by_sku": {"A": {"qty": 2}, "B": {"qty": 0}},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lines[?@.qty > 1].sku", ["A"]),
        ("lines[?(@.qty == 0 || @.sku == 'C') && !(@.note)].sku", ["B", "C"][:1]),
        ("lines[?@.note].sku", ["C"]),
        ("lines[?!@.note].sku", ["A", "B"]),
        ("lines[?@.note == null].sku", ["C"]),
        ("lines[?0 < @.qty].sku", ["A"]),
        ("lines[?@.shop == $.shop].sku", ["A"]),
        ("lines[?@.tags[0] == 'new'].sku", ["A"]),
        ("lines[?@.tags[?@ == 'new']].sku", ["A"]),
        ("lines[?length(@.tags) == 0].sku", ["B"]),
        ("lines[?count(@.tags[*]) >= 1, 2].sku", ["A", "C"]),
        ("by_sku[?@.qty > 0]", [{"qty": 2}]),
        ("by_sku['B', 'A'].qty", [0, 2]),
        ("$..qty", [2, 0, True, 2, 0]),
        ("lines[::-1].sku", ["C", "B", "A"]),
        ("lines[-1:].sku", ["C"]),
        ("lines[::0].sku", []),
        ("shop[*]", []),
    ],
)
def test_meaning(text: str, expected: list[Any]) -> None:
    assert read(parse_path(text), ORDER, ORDER) == expected


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("", 0, "no beginning", "name"),
        (" a", 0, "blanks", "away"),
        ("a ", 1, "blanks", "away"),
        ("a b", 2, "side by side", "['a b']"),
        ("$a", 1, "After $", "$.a"),
        ("a.0", 2, "position or a key", "[0]"),
        ("a.", 2, "After a dot", ".name"),
        ("a. b", 3, "blank", "away"),
        ("a.. ['b']", 4, "blank", "away"),
        ("a[b]", 2, "needs quotes", "['b']"),
        ("a['b", 2, "never closed", "'"),
        (r"a['\x41']", 3, "escape", "Known are"),
        (r"a['\ud800']", 3, "half", "both"),
        ("a['\t']", 3, "control character", "\\n"),
        ("a[01]", 2, "no number", "12"),
        ("a[1.5]", 2, "A bracket takes", "[0]"),
        ("a[9007199254740992]", 2, "exactly", "smaller"),
        ("a[(@.length-1)]", 2, "A bracket takes", "[-1]"),
        ("a[0", 3, "not closed", "]"),
        ("a[0]]", 4, "cannot follow", "[*]"),
        ("a|b", 1, "|", "sources"),
        ("a.b & c", 4, "&", "&&"),
        ("a + b", 2, "compute", "formula"),
        ("a.b - 1", 4, "compute", "formula"),
        ("a / 2", 2, "compute", "formula"),
        ("a[/b]", 2, "sort", "formula"),
        (r"a[\b]", 2, "sort", "sort_by"),
        ("a.`len`", 2, "backquotes", "formula"),
        ("a.`parent`.b", 2, "backquotes", "formula"),
        ("a.`sub(/x/, y)`", 2, "backquotes", "formula"),
        ("a where b", 2, "where", "[?"),
        ("len(a)", 3, "functions", "formula"),
        ("a[?@.x =~ 'b.*']", 7, "=~", "matches"),
        ("a[?match(@.x, 'b')]", 3, "match", "matches"),
        ("a[?search(@.x, 'b')]", 3, "search", "search(x"),
        ("a[?size(@.x) == 1]", 3, "no function", "length"),
        ("a[?length(@.*) == 1]", 10, "names and positions", "count"),
        ("a[?count('x') == 1]", 9, "takes a query", "count(@"),
        ("a[?count(@.a, @.b) == 1]", 12, "one argument", "Close"),
        ("a[?count(@.*)]", 3, "no test", "Compare"),
        ("a[?'x']", 3, "no test", "Compare"),
        ("a[?x == 1]", 3, "no value", "@.x"),
        ("a[?@.x == True]", 10, "no value", "small"),
        ("a[?@.x = 1]", 7, "single =", "=="),
        ("a[?@.x and @.y]", 7, "no word and", "&&"),
        ("a[?@.* == 1]", 3, "names and positions", "nested filter"),
        ("a[?!@.x == 1]", 3, "!", "!="),
        ("a[?@.x == 99999999999999999999]", 10, "64 bits", "smaller"),
        ("a[?" + "(" * 20 + "@" + ")" * 20 + "]", 15, "deeply", "12"),
        ("a" * 2001, 2000, "2000", "Shorten"),
        (".".join("a" * 201), 0, "long", "200"),
        (".".join("ä" * 201), 0, "larger", "formula"),
        ("a" + "[0,0]" * 10, 0, "1000 repetitions", "formula"),
        ("..a..b..c..d", 0, "3 descents", "formula"),
        ("a" + "[?@" * 4 + "]" * 4, 0, "3 filters", "formula"),
        ("a{b}", 1, "no meaning", "['a b']"),
        ("a#b", 1, "beginning", "['a#b']"),
    ],
)
def test_refused(text: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(PathError) as caught:
        parse_path(text)
    error = caught.value
    assert isinstance(error, MapbenchError)
    assert message in error.message
    assert hint in error.hint
    assert error.column == column


def test_an_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(PathError("No.", "Yes.", 3)))
    assert (error.message, error.hint, error.column) == ("No.", "Yes.", 3)


@pytest.mark.parametrize(
    "names",
    [("order_id",), ("customer", "name"), ("a b", "c"), ("@id", "#text"), ("0", ""), ("it's", '"', "\\")],
)
def test_target_paths_come_back(names: tuple[str, ...]) -> None:
    assert parse_target(path_text(names)) == names


def test_canonical_target_text_quotes_only_where_needed() -> None:
    assert path_text(("customer", "first-name", "a b")) == "customer.first-name['a b']"
    assert parse_target("\"a b\".'c'") == ("a b", "c")


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [
        ("lines[0].sku", 5, "each"),
        ("lines[*]", 5, "each"),
        ("a.*", 2, "each"),
        ("$.a", 0, "a"),
        ("@", 0, "each"),
    ],
)
def test_target_paths_have_names_only(text: str, column: int, hint: str) -> None:
    with pytest.raises(PathError) as caught:
        parse_target(text)
    assert "names only" in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.column == column


def test_missing_is_not_null() -> None:
    assert read(parse_path("a.b"), None, {"a": {}}) is MISSING
    assert read(parse_path("a.b"), None, {"a": {"b": None}}) is None


def test_an_escaped_quote_does_not_end_a_name() -> None:
    (segment,) = parse_path(r"[?@['it\'s'] == 'a\\']").segments
    assert isinstance(segment, Filter)
    assert read(parse_path(r"[?@['it\'s'] == 'a\\']"), None, [{"it's": "a\\"}]) == [{"it's": "a\\"}]
