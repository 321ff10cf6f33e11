"""Plain stages of the quick function: the same items and groups in the same order as by the stages of the plain one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.mapped import mapper, outcome

STAGES: list[dict[str, Any]] = [
    {"sort": "item.a"},
    {"sort": ["-item.a", "item.b"], "limit": 2},
    {"sort": "item.a", "where": "item.b != null", "limit": 1},
    {"limit": 2},
    {"group": "item.a"},
    {"group": ["item.a"]},
    {"group": ["item.a", "item.b"], "limit": 2},
    {"group": "number(item.a) / 3", "where": "item.a != null"},
]
BODIES: list[dict[str, Any]] = [
    {"rules": [{"target": "i", "formula": "index"}, {"target": "a", "source": "a"}]},
    {"formula": "item.b"},
]
GROUPED: dict[str, Any] = {
    "rules": [
        {"target": "key", "formula": "key"},
        {"target": "count", "formula": "count(items)"},
        {"target": "first", "formula": "item.b"},
        {"target": "inner", "each": "items[*]", "sort": "item.b", "formula": "[index, item.b]"},
    ]
}
SCALARS = st.sampled_from([None, "x", "y", "", 0, 1, 1.0, 2.5, True, "1", [1], {"z": 1}])
ITEMS = st.fixed_dictionaries({}, optional={"a": SCALARS, "b": SCALARS}) | SCALARS
ALIKE = st.fixed_dictionaries({"a": st.sampled_from(["x", "y", "z"]), "b": st.integers(0, 3)})


def mapped(stages: dict[str, Any], body: dict[str, Any]) -> Any:
    return mapper([{"target": "t", "each": "l[*]", **stages, **body}])


MAPPERS = [mapped(s, body) for s in STAGES for body in ([GROUPED] if "group" in s else BODIES)]


@given(st.sampled_from(MAPPERS), st.lists(ITEMS, max_size=5) | st.lists(ALIKE, max_size=6))
def test_what_stages_leave(mapping: Any, items: list[Any]) -> None:
    outcome(mapping, {"l": items})


@pytest.mark.parametrize("mapping", MAPPERS)
def test_usual_items_are_no_reason_to_give_up(mapping: Any) -> None:
    items = [{"a": 3, "b": 1}, {"a": 1, "b": 2}, {"a": 3, "b": 0}]
    assert mapping.quick({"l": items}) == outcome(mapping, {"l": items}).output
