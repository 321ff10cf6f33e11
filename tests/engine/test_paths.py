"""Compiled paths: their canonical text, their JSON, and what is refused of JSON that nobody of ours wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mapbench.engine.paths import (
    And,
    Call,
    Compare,
    Descend,
    Exists,
    Filter,
    Index,
    Literal,
    Name,
    Not,
    Or,
    Path,
    Query,
    Slice,
    Union,
    Wildcard,
    describe,
    from_json,
    to_json,
)

ITEM = Query(absolute=False, segments=(Name("a"),))
TEST = Compare("==", ITEM, Literal("it's"))


def relative(*segments: Any) -> Path:
    return Path("", False, segments)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (relative(), "@"),
        (Path("", True, ()), "$"),
        (Path("", True, (Name("a"), Index(-1))), "$.a[-1]"),
        (relative(Name("a b"), Name("c")), "['a b'].c"),
        (relative(Name("it's"), Name('"'), Name("\\"), Name("\n")), r"""['it\'s']['"']['\\']['\n']"""),
        (relative(Name("@id"), Name("#text"), Name("cbc:ID"), Name("größe")), "@id.#text.cbc:ID.größe"),
        (relative(Name("0"), Name(""), Name("-a"), Name("1a")), "['0'][''].['-a'].1a".replace(".[", "[")),
        (relative(Wildcard(), Slice(1, None, None), Slice(None, None, -1)), "[*][1:][::-1]"),
        (relative(Descend((Name("a"),))), "@..a"),
        (relative(Name("a"), Descend((Wildcard(), Index(0)))), "a..[*, 0]"),
        (relative(Union((Name("a"), Index(0)))), "['a', 0]"),
        (
            relative(Filter(And((Exists(ITEM), Or((Not(Exists(ITEM)), TEST)))))),
            r"[?@.a && (!@.a || @.a == 'it\'s')]",
        ),
        (relative(Filter(Not(TEST))), r"[?!(@.a == 'it\'s')]"),
        (relative(Filter(Compare(">", Call("count", ITEM), Literal(1.5)))), "[?count(@.a) > 1.5]"),
    ],
)
def test_canonical_text_and_stored_form(path: Path, text: str) -> None:
    assert describe(path) == text
    assert from_json(json.loads(json.dumps(to_json(path)))) == path


def test_singular_means_names_and_indexes_only() -> None:
    assert relative(Name("a"), Index(0)).singular
    assert relative().singular
    assert not relative(Name("a"), Wildcard()).singular
    assert not relative(Descend((Name("a"),))).singular


def test_literals_of_different_type_are_different() -> None:
    assert Literal(1) != Literal(value=True)
    assert len({Literal(1), Literal(1.0), Literal(value=True), Literal("1")}) == 4


def stored(*segments: Any) -> dict[str, Any]:
    return {"text": "x", "absolute": False, "segments": list(segments)}


QUERY = {"query": {"absolute": False, "segments": [{"name": "a"}]}}
MANY = {"query": {"absolute": False, "segments": ["*"]}}


def deep(levels: int) -> Any:
    test: Any = {"exists": QUERY}
    for _ in range(levels):
        test = {"not": test}
    return {"filter": test}


def filters(levels: int) -> Any:
    segment: Any = {"name": "a"}
    for _ in range(levels):
        segment = {"filter": {"exists": {"query": {"absolute": False, "segments": [segment]}}}}
    return segment


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"text": "x", "absolute": False, "segments": [], "more": 1},
        {"text": 1, "absolute": False, "segments": []},
        {"text": "x", "absolute": 0, "segments": []},
        {"text": "x", "absolute": False, "segments": {}},
        stored("**"),
        stored({}),
        stored({"name": 1}),
        stored({"name": "\ud800"}),
        stored({"name": "a", "index": 0}),
        stored({"index": True}),
        stored({"index": "0"}),
        stored({"index": 1.0}),
        stored({"index": 2**53}),
        stored({"slice": [1, 2]}),
        stored({"slice": [1, 2, "3"]}),
        stored({"union": ["*"]}),
        stored({"union": ["*", {"union": ["*", "*"]}]}),
        stored({"descend": []}),
        stored({"filter": {"and": [{"exists": QUERY}]}}),
        stored({"filter": {"exists": {"literal": 1}}}),
        stored({"filter": {"compare": ["=", QUERY, QUERY]}}),
        stored({"filter": {"compare": [["=="], QUERY, QUERY]}}),
        stored({"filter": {"compare": ["==", MANY, QUERY]}}),
        stored({"filter": {"compare": ["==", {"literal": []}, QUERY]}}),
        stored({"filter": {"compare": ["==", {"literal": float("nan")}, QUERY]}}),
        stored({"filter": {"compare": ["==", {"literal": 10**5000}, QUERY]}}),
        stored({"filter": {"compare": ["==", {"call": ["__import__", QUERY]}, QUERY]}}),
        stored({"filter": {"compare": ["==", {"call": ["count", {"literal": 1}]}, QUERY]}}),
        stored({"filter": {"compare": ["==", {"call": ["length", MANY]}, QUERY]}}),
        stored({"filter": {"compare": ["==", {"query": {"absolute": 1, "segments": []}}, QUERY]}}),
        stored(*[{"descend": ["*"]}] * 4),
        stored(*[{"union": ["*", "*"]}] * 10),
        stored(filters(4)),
        stored(deep(20)),
        stored(deep(5000)),
        stored(*["*"] * 201),
    ],
)
def test_stored_paths_are_not_trusted(data: Any) -> None:
    with pytest.raises(ValueError, match=r"^A stored .*\.$"):
        from_json(data)
