from decimal import Decimal

import pytest
from tests.engine.functions.evaluate import call, fails, gives, spends, wrong_kinds

from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.values import MISSING


@pytest.mark.parametrize(
    "name",
    [name for name, function in CATALOGUE.items() if [p.name for p in function.parameters] == ["list"]],
)
def test_lists_are_lists(name: str) -> None:
    wrong_kinds(name, 0, [], taken=("list",))


@pytest.mark.parametrize("name", ["flatten", "compact", "unique", "sort", "reverse", "unique_by", "sort_by"])
def test_what_a_record_holds_is_never_changed(name: str) -> None:
    members = [[2], [2]] if name == "flatten" else [3, 1, 3]
    before = list(members)
    made = call(name, members, "a") if name.endswith("_by") else call(name, members)
    assert members == before
    assert made is not members or name.endswith("_by")


def test_first() -> None:
    gives("first", ([7, 8], 7), ([], MISSING), ([None, 1], None))


def test_last() -> None:
    gives("last", ([7, 8], 8), ([], MISSING), ([1, None], None))


def test_at() -> None:
    gives(
        "at",
        ([7, 8], 0, 7),
        ([7, 8], -1, 8),
        ([7, 8], 2, MISSING),
        ([7, 8], -3, MISSING),
        ([], 0, MISSING),
        ([7, 8], 1.0, 8),
        ([None], 0, None),
    )
    fails("at", "type", ([1], 0.5), ([1], "0"), ([1], True))
    wrong_kinds("at", 0, [1], 0, taken=("list",))


def test_count() -> None:
    gives("count", ([], 0), ([None, MISSING, 0, "", []], 3), ([1, 2], 2), (None, None))


def test_flatten() -> None:
    gives(
        "flatten",
        ([[1, 2], [3]], [1, 2, 3]),
        ([1, [2, [3]]], [1, 2, [3]]),
        ([], []),
        ([None, [None]], [None, None]),
    )
    spends("flatten", [[1] * 10] * 10, elements=100)
    fails("flatten", "limit", ([[1] * 1_000] * 1_001,))


def test_compact() -> None:
    gives("compact", ([1, None, "", MISSING, 0, [], False], [1, "", 0, [], False]), ([], []))


def test_unique() -> None:
    gives(
        "unique",
        ([2, 1, 2], [2, 1]),
        ([1, True, 1.0, "1", Decimal("1.0")], [1, True, "1"]),
        ([None, None], [None]),
        ([[1], [1.0]], [[1]]),
        ([{"a": 1}, {"a": 1}], [{"a": 1}]),
    )


def test_sort() -> None:
    gives(
        "sort",
        ([3, 1, 2], [1, 2, 3]),
        (["b", None, "a"], ["a", "b", None]),
        ([1, 0.5, Decimal("0.7")], [0.5, Decimal("0.7"), 1]),
        ([], []),
    )
    fails("sort", "type", ([1, "a"],), ([[1], [2]],))


def test_reverse() -> None:
    gives("reverse", ([1, 2, None], [None, 2, 1]), ([], []))


def test_zip() -> None:
    gives("zip", ([1, 2, 3], ["a", "b"], [[1, "a"], [2, "b"]]), ([], [1], []))
    wrong_kinds("zip", 0, [1], [1], taken=("list",))
    wrong_kinds("zip", 1, [1], [1], taken=("list",))
    spends("zip", [1] * 10, [1] * 10, elements=30)


def test_chunk() -> None:
    gives("chunk", ([1, 2, 3], 2, [[1, 2], [3]]), ([1, 2], 2, [[1, 2]]), ([], 3, []), ([1], 10**18, [[1]]))
    fails("chunk", "type", ([1], 0), ([1], -1), ([1], 1.5))
    wrong_kinds("chunk", 0, [1], 1, taken=("list",))
    spends("chunk", [1] * 10, 1, elements=20)


def test_numbered() -> None:
    gives("numbered", (["a", None], [{"index": 0, "item": "a"}, {"index": 1, "item": None}]), ([], []))
    spends("numbered", [1] * 10, elements=30)


def test_any() -> None:
    gives("any", ([], False), ([False, True], True), ([None, MISSING], False), ([False], False))
    fails("any", "type", ([1],), (["true"],), ([True, 1],))


def test_all() -> None:
    gives("all", ([], True), ([False, True], False), ([None, MISSING, True], True), ([True], True))
    fails("all", "type", ([1],), ([False, "x"],))
