"""What random mappings brought to light, each as a small mapping of its own."""

from __future__ import annotations

from typing import Any

import pytest
from tests.engine.mapped import error, mapper, outcome, output, run

MOMENT = 'in_zone(datetime("2024-01-15T23:00:00-05:00"), "UTC")'
RECORD = {"null": None, "day": "yesterday", "none": "none", "number": 5}


def inner(rule: dict[str, Any], default: Any) -> list[tuple[str, str]]:
    """The errors where an object that nothing goes into takes a default that lacks its required target."""
    rules = [{"target": "p", "default": default, "rules": [{"target": "t", **rule}]}]
    schema = {"properties": {"p": {"required": ["t"], "properties": {"t": {"type": "string"}}}}}
    return [(each.code, each.target) for each in run(rules, RECORD, schema=schema).errors]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"source": "number", "on_error": "default", "default": None}, "type"),
        ({"source": "number", "on_error": "omit"}, "type"),
        ({"source": "day", "formula": "text(date(value))", "on_error": None}, "bad-date"),
        ({"source": "null"}, "null"),
        ({"source": "gone"}, "missing"),
    ],
)
def test_a_default_that_lacks_a_required_target_rejects_with_what_became_of_its_rule(
    rule: dict[str, Any], code: str
) -> None:
    assert inner(rule, {}) == [(code, "p.t")]
    assert inner(rule, {"t": "D"}) == []


def test_a_named_value_stays_a_time_for_the_formulas_that_use_it() -> None:
    lets = {"at": {"formula": MOMENT}}
    rules = [{"target": "day", "formula": "day(at)"}, {"target": "at", "formula": "at"}]
    assert output(rules, {}, let=lets) == {"day": 16, "at": "2024-01-16T04:00:00Z"}


def test_a_named_value_stays_an_exact_number() -> None:
    lets = {"price": {"formula": 'round(decimal("12.345"), 2)'}}
    assert output([{"target": "t", "formula": "text(price + 0)"}], {}, let=lets) == {"t": "12.35"}


def test_a_lookup_finds_a_time_by_its_text() -> None:
    rules = [{"target": "t", "formula": MOMENT, "lookup": {"2024-01-16T04:00:00Z": "found"}}]
    assert output(rules, {}) == {"t": "found"}


@pytest.mark.parametrize(
    ("formula", "code"), [('number("x") in 5', "bad-number"), ("5 in date('x')", "bad-date")]
)
def test_the_left_side_of_in_comes_first(formula: str, code: str) -> None:
    assert error([{"target": "t", "formula": formula}], {}).code == code


@pytest.mark.parametrize("on_error", [{}, {"on_error": "default"}])
def test_a_default_takes_the_miss_of_a_named_value_and_is_not_softened(on_error: dict[str, Any]) -> None:
    lets = {"status": {"source": "none", "lookup": "status"}}
    rules = [{"target": "t", "formula": "status", "default": "D", **on_error}]
    result = outcome(mapper(rules, let=lets), RECORD)
    assert (result.output, result.softened) == ({"t": "D"}, ())


@pytest.mark.parametrize(
    "formula", ["text(0 / -7)", 'f"{0 / -7}"', "text(decimal(0) * -1)", "text(-(n * 0.0))"]
)
def test_the_text_of_zero_has_no_minus(formula: str) -> None:
    assert output([{"target": "t", "source": {"n": "n"}, "formula": formula}], {"n": 1}) == {"t": "0"}
    keyed = {"target": "t", "each": "l[*]", "keyed_by": "0 / -7", "formula": "item"}
    assert output([keyed], {"l": [1]}) == {"t": {"0": 1}}


LINES = {"l": [{"q": "x", "bad": True}, {"q": 1}]}
BAD = "error('bad') if item.bad else 1"


@pytest.mark.parametrize("stage", ["unique", "group"])
def test_where_sort_fails_no_later_stage_is_asked(stage: str) -> None:
    rule = {"target": "t", "each": "l[*]", "sort": "item.q", stage: BAD, "formula": "1"}
    first = error([rule], LINES)
    assert (first.code, first.item) == ("type", ())


@pytest.mark.parametrize("stage", ["unique", "group"])
def test_after_sort_a_later_stage_drops_its_bad_items(stage: str) -> None:
    rule = {
        "target": "t",
        "each": "l[*]",
        "sort": "-item.q",
        "let": {"key": {"formula": BAD}} if stage == "unique" else {},
        stage: "key" if stage == "unique" else BAD,
        "on_item_error": "drop",
        "formula": "item.q",
    }
    lines = [{"q": 1}, {"q": 3, "bad": True}, {"q": 2, "bad": False}]
    assert output([rule], {"l": lines}) == {"t": [2]}


OF_ANY_KEY = {
    "properties": {"t": {"additionalProperties": {"properties": {"a": {"type": "string"}, "b": {}}}}}
}


def test_an_item_under_the_empty_key_is_an_error_as_any_other() -> None:
    rule = {"target": "t", "each": "l[*]", "keyed_by": "item.k", "rules": [{"target": "a", "source": "n"}]}
    record = {"l": [{"k": "x", "n": "ok"}, {"k": "", "n": 5}]}
    first = error([rule], record, schema=OF_ANY_KEY)
    assert (first.code, first.target, first.item, first.actual) == ("type", "t.a", (1,), 5)


@pytest.mark.parametrize(
    "rule",
    [
        {"source": "o"},
        {"each": "o.*", "keyed_by": "key", "formula": "item"},
        {
            "each": "o.*",
            "keyed_by": "key",
            "rules": [{"copy_all": {"except": ["a"]}}, {"target": "a", "source": "a"}],
        },
    ],
)
def test_keys_come_in_schema_order_under_names_from_the_data(rule: dict[str, Any]) -> None:
    made = output([{"target": "t", **rule}], {"o": {"k": {"z": 0, "b": 2, "a": "1"}}}, schema=OF_ANY_KEY)
    assert repr(made) == "{'t': {'k': {'a': '1', 'b': 2, 'z': 0}}}"


@pytest.mark.parametrize("stage", [{"where": "index == 0"}, {"where": "index == 0", "sort": ["item"]}])
def test_a_stage_sees_the_index_of_the_collection_around_its_own(stage: dict[str, Any]) -> None:
    inner = {"target": "in", "each": "$.l[*]", **stage, "formula": "index"}
    rules = [{"target": "t", "each": "l[*]", "rules": [inner]}]
    assert output(rules, {"l": [5, 6]}) == {"t": [{"in": [0, 1]}, {"in": []}]}
