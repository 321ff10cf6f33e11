from typing import Any

import pytest
from tests.engine.functions.evaluate import call, fails, gives, spends, wrong_kinds

from mapbench.engine.values import MISSING

ROWS: list[Any] = [
    {"id": 1, "v": "b", "a": {"n": 2}},
    {"id": 2, "v": "a", "a": {"n": 1}},
    {"id": 3, "v": "b", "a": None},
    {"id": 4, "v": None},
    {"id": 5},
    "no object",
]


def ids(rows: list[Any]) -> list[Any]:
    return [row["id"] if isinstance(row, dict) else row for row in rows]


@pytest.mark.parametrize("name", ["unique_by", "sort_by", "group_by", "index_by", "min_by", "max_by"])
def test_paths_are_text_without_empty_names(name: str) -> None:
    fails(name, "bad-text", ([], ""), ([], "a..b"), ([], "-"), ([], ".a"))
    wrong_kinds(name, 0, [], "a", taken=("list",))
    wrong_kinds(name, 1, [], "a", taken=("text",))


def test_sort_by() -> None:
    assert ids(call("sort_by", ROWS, "v")) == [2, 1, 3, 4, 5, "no object"]
    assert ids(call("sort_by", ROWS, "-v")) == [1, 3, 2, 4, 5, "no object"]
    assert ids(call("sort_by", ROWS, "v", "-id")) == [2, 3, 1, 5, 4, "no object"]
    assert ids(call("sort_by", ROWS, "a.n")) == [2, 1, 3, 4, 5, "no object"]
    assert ids(call("sort_by", ROWS, "-a.n"))[:2] == [1, 2]
    fails("sort_by", "type", ([{"a": 1}, {"a": "x"}], "a"))


def test_unique_by() -> None:
    assert ids(call("unique_by", ROWS, "v")) == [1, 2, 4, 5]
    assert ids(call("unique_by", ROWS, "v", "id")) == [1, 2, 3, 4, 5, "no object"]
    gives("unique_by", ([{"a": 1}, {"a": True}, {"a": 1.0}], "a", [{"a": 1}, {"a": True}]))


def test_group_by() -> None:
    groups = call("group_by", ROWS, "v")
    assert [(group.get("key", MISSING), ids(group["items"])) for group in groups] == [
        ("b", [1, 3]),
        ("a", [2]),
        (None, [4]),
        (MISSING, [5, "no object"]),
    ]
    gives(
        "group_by",
        (
            [{"a": 1, "b": 2}, {"a": 1}],
            "a",
            "b",
            [{"key": [1, 2], "items": [{"a": 1, "b": 2}]}, {"key": [1, None], "items": [{"a": 1}]}],
        ),
    )
    gives("group_by", ([], "a", []))
    spends("group_by", [{"a": n} for n in range(10)], "a", elements=50)


def test_index_by() -> None:
    gives(
        "index_by",
        ([{"a": 1}, {"a": "x"}, {"a": 2.0}], "a", {"1": {"a": 1}, "x": {"a": "x"}, "2": {"a": 2.0}}),
        ([], "a", {}),
    )
    gives(
        "index_by",
        (
            [{"a": 1, "b": 2}, {"a": 1, "b": 3}],
            "a",
            "b",
            {"1": {"2": {"a": 1, "b": 2}, "3": {"a": 1, "b": 3}}},
        ),
    )
    fails("index_by", "duplicate-key", ([{"a": 1}, {"a": "1"}], "a"))
    fails("index_by", "type", ([{"a": None}], "a"), ([{}], "a"), ([{"a": []}], "a"))
    spends("index_by", [{"a": n} for n in range(10)], "a", elements=10)


def test_min_by() -> None:
    assert call("min_by", ROWS, "v")["id"] == 2
    assert call("min_by", ROWS, "-v", "-id")["id"] == 3
    assert call("min_by", ROWS, "a.n")["id"] == 2
    gives("min_by", ([], "a", MISSING), ([{}], "a", MISSING), ([{"a": None}], "a", MISSING))
    fails("min_by", "type", ([{"a": 1}, {"a": "x"}], "a"))


def test_max_by() -> None:
    assert call("max_by", ROWS, "v")["id"] == 1
    assert call("max_by", ROWS, "v", "id")["id"] == 3
    assert call("max_by", ROWS, "-v")["id"] == 2
    gives("max_by", ([], "a", MISSING), ([{"a": None}], "a", MISSING))
