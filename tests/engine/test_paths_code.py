"""What the generated code of a path gives, on good data and on odd data."""

from __future__ import annotations

from typing import Any

import pytest

from mapbench.engine.path_code import compile_path, path_expression, path_function, read
from mapbench.engine.path_runtime import RUNTIME
from mapbench.engine.paths import (
    And,
    Compare,
    Descend,
    Exists,
    Filter,
    Index,
    Literal,
    Name,
    Path,
    Query,
    Segment,
    Slice,
    Union,
    Wildcard,
)
from mapbench.engine.values import MISSING

PRICES = Path("", False, (Name("lines"), Wildcard(), Name("price")))
EVERYTHING = Path("", False, (Descend((Wildcard(),)),))


def relative(*segments: Segment) -> Path:
    return Path("", False, segments)


def item(*names: str) -> Query:
    return Query(absolute=False, segments=tuple(Name(name) for name in names))


def test_a_wildcard_gives_what_is_there() -> None:
    record = {"lines": [{"price": 1}, {}, {"price": None}, 5, None, {"price": [2]}]}
    assert read(PRICES, None, record) == [1, None, [2]]


@pytest.mark.parametrize("lines", [None, 5, "text", True, [], {}, [[]], [None], 1.5])
def test_odd_data_gives_an_empty_list(lines: Any) -> None:
    assert read(PRICES, None, {"lines": lines}) == []
    assert read(PRICES, None, lines) == []
    assert read(PRICES, None, {}) == []


def test_singular_paths_tell_missing_from_null() -> None:
    path = relative(Name("a"), Name("b"), Index(-1))
    assert read(path, None, {"a": {"b": [1, None]}}) is None
    assert read(path, None, {"a": {"b": []}}) is MISSING
    assert read(path, None, {"a": {"b": {"-1": 1}}}) is MISSING
    assert read(path, None, {"a": None}) is MISSING
    assert read(relative(), None, 7) == 7
    assert read(Path("", True, ()), 8, 7) == 8


def test_a_list_found_by_a_singular_path_stays_itself() -> None:
    record = {"a": {"b": [1]}}
    assert read(relative(Name("a"), Name("b")), None, record) is record["a"]["b"]


def test_union_keeps_the_order_of_its_selectors_and_repeats() -> None:
    path = relative(Union((Index(2), Index(0), Slice(0, 1), Name("a"))))
    assert read(path, None, [10, 11, 12]) == [12, 10, 10]


def test_document_order_of_a_descent() -> None:
    record = {"a": {"b": {"a": 1}}, "c": [{"a": 2}, {"a": 3}]}
    assert read(relative(Descend((Name("a"),))), None, record) == [{"b": {"a": 1}}, 1, 2, 3]


def test_keys_come_where_the_last_step_iterates_an_object() -> None:
    members, elements = {"x": 1, "y": 2}, [1, 2]
    every = compile_path(relative(Wildcard()), keyed=True)
    assert every(None, members) == [("x", 1), ("y", 2)]
    assert every(None, elements) == [(MISSING, 1), (MISSING, 2)]
    assert every(None, 5) == []
    large = compile_path(relative(Filter(Compare(">", item(), Literal(1)))), keyed=True)
    assert large(None, members) == [("y", 2)]
    assert large(None, elements) == [(MISSING, 2)]


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        ((Wildcard(), Name("y")), [(MISSING, 2)]),
        ((Name("o"),), [(MISSING, {"y": 2})]),
        ((Union((Wildcard(), Name("o"))),), [("o", {"y": 2}), (MISSING, {"y": 2})]),
        ((Descend((Wildcard(),)),), [("o", {"y": 2}), ("y", 2)]),
        ((Slice(0, 1),), []),
        ((), [(MISSING, {"o": {"y": 2}})]),
    ],
)
def test_keys_of_other_last_steps(segments: tuple[Segment, ...], expected: list[Any]) -> None:
    assert compile_path(relative(*segments), keyed=True)(None, {"o": {"y": 2}}) == expected


def test_a_filter_compares_with_the_record() -> None:
    same_shop = Compare("==", item("shop"), Query(absolute=True, segments=(Name("shop"),)))
    path = relative(Filter(And((same_shop, Exists(item("id"))))), Name("id"))
    items = [{"shop": "a", "id": 1}, {"shop": "b", "id": 2}, {"shop": "a"}]
    assert read(path, {"shop": "a"}, items) == [1]
    assert read(path, {}, [{"id": 3}]) == [3]


def test_true_is_no_number_in_a_filter() -> None:
    one = relative(Filter(Compare("==", item(), Literal(1))))
    true = relative(Filter(Compare("==", item(), Literal(value=True))))
    positive = relative(Filter(Compare(">", item(), Literal(0))))
    assert read(one, None, [1, True, 1.0, "1"]) == [1, 1.0]
    assert read(true, None, [1, True, 1.0, "1"]) == [True]
    assert read(positive, None, [True, 1, "1", None, [1]]) == [1]


def nested(levels: int, kind: type) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": value} if kind is dict else [value]
    return value


@pytest.mark.parametrize("kind", [dict, list])
def test_data_a_thousand_levels_deep(kind: type) -> None:
    record = nested(5000, kind)
    assert len(read(EVERYTHING, None, record)) == 5000
    equal = relative(Filter(Compare("==", item(), item())))
    other = relative(Filter(Compare("==", item(), Query(absolute=True, segments=()))))
    assert read(equal, None, [record]) == [record]
    assert len(read(other, nested(5000, kind), [record])) == 1


HOSTILE = ["'", '"', "\\", "\n", "'] or __import__('os')", "}", "{0}", "\0", "'''", "\ud7ff", "a'+'b", "%s"]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_only_ever_constants(name: str) -> None:
    assert read(relative(Name(name)), None, {name: 1}) == 1
    assert read(relative(Wildcard(), Name(name)), None, [{name: 1}]) == [1]
    matching = relative(Filter(Compare("==", item(name), Literal(name))))
    assert read(matching, None, [{name: name}]) == [{name: name}]


def test_the_largest_paths_compile() -> None:
    names = tuple(Name("a") for _ in range(200))
    assert read(Path("", False, names), None, nested(200, dict)) == 1
    assert read(Path("", False, (*names[:100], Wildcard())), None, nested(101, dict)) == [1]
    test: Any = Compare("==", item(), Literal(0))
    for _ in range(11):
        test = Exists(Query(absolute=False, segments=(Filter(test),)))
    assert read(relative(Filter(test)), None, nested(11, list)) == []


def test_source_is_a_function_of_the_given_name() -> None:
    scope = dict(RUNTIME)
    exec(path_function(PRICES, "prices"), scope)
    prices: Any = scope["prices"]
    assert prices(None, {"lines": [{"price": 3}]}) == [3]


def test_an_expression_uses_the_given_variables() -> None:
    source = path_expression(Path("", True, (Wildcard(),)), record="order", item="line")
    assert eval(source, dict(RUNTIME), {"order": [1, 2], "line": None}) == [1, 2]


@pytest.mark.parametrize("operator", ["==", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("literal_left", [False, True])
def test_comparisons_agree_whether_a_side_is_known_or_not(operator: str, literal_left: bool) -> None:
    values = [None, True, False, 0, 1, 1.5, -1, "", "a", "1"]
    for known in values:
        for other in values:
            sides = (Literal(known), item()) if literal_left else (item(), Literal(known))
            with_literal = bool(read(relative(Filter(Compare(operator, *sides))), None, [other]))
            asked = (item("k"), item("o")) if literal_left else (item("o"), item("k"))
            general = read(relative(Filter(Compare(operator, *asked))), None, [{"k": known, "o": other}])
            assert with_literal == bool(general), (known, other)
