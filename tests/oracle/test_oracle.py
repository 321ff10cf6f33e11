"""The rules of the mapping format, one small case for each sentence."""

from __future__ import annotations

from typing import Any

import pytest
from tests.oracle.outcome import Setting, run
from tests.oracle.scope import Table

from mapbench.model.mapping import MappingFile


def mapped(rules: Any, record: Any, *, schema: Any = None, tables: Any = None, **more: Any) -> Any:
    """The one outcome: the output, or a set of (code, target, item), or the status."""
    mapping = MappingFile.model_validate({"mapping": "m", "rules": rules, **more})
    [outcome] = run(mapping, record, Setting(target_schema=schema, tables=tables or {}))
    if outcome.errors:
        return {tuple(error) for error in outcome.errors}
    return outcome.output if outcome.status == "accepted" else outcome.status


def one(rule: Any, record: Any, **more: Any) -> Any:
    """What one rule on target `t` gives; the string "absent" if nothing."""
    result = mapped([{"target": "t", **rule}], record, **more)
    return result.get("t", "absent") if isinstance(result, dict) else result


LINES = {"lines": [{"sku": "b", "qty": 2}, {"sku": "a", "qty": 1}, {"sku": "c"}]}


@pytest.mark.parametrize(
    ("rule", "record", "expected"),
    [
        ({"source": "a"}, {"a": 1}, 1),
        ({"source": "a"}, {"a": None}, None),
        ({"source": "a"}, {}, "absent"),
        ({"source": "a.b"}, {"a": {"b": []}}, []),
        ({"source": "a[*].b"}, {}, []),
        ({"source": "a[*].b"}, {"a": [{"b": 1}, {}, {"b": None}]}, [1, None]),
        ({"source": "a[-1]"}, {"a": [1, 2]}, 2),
        ({"source": "$..b"}, {"b": 1, "a": [{"b": 2}]}, [1, 2]),
        ({"source": "a[?@.x == 1].y"}, {"a": [{"x": 1, "y": 5}, {"x": 2}]}, [5]),
        ({"source": "['a.b']"}, {"a.b": 1}, 1),
        ({"source": "a", "formula": "text(value)"}, {"a": 5}, "5"),
        ({"source": {"p": "a", "q": "b"}, "formula": "p + q"}, {"a": 1, "b": 2}, 3),
        ({"source": "a", "formula": "value * 1.1"}, {"a": 3}, 3.3),
        ({"source": "a"}, {"a": 0.1 + 0.2}, 0.1 + 0.2),
        ({"source": "a", "when": "value"}, {"a": False}, "absent"),
        (
            {"source": "a", "when": {"source": {"w": "w"}, "formula": "w > 1"}, "default": 5},
            {"a": 1, "w": 1},
            "absent",
        ),
        ({"source": "a", "default": 5}, {"a": None}, 5),
        ({"source": "a", "default": 5}, {}, 5),
        ({"constant": None}, {}, None),
        ({"constant": [1]}, {}, [1]),
        ({"unmapped": "why"}, {}, "absent"),
        ({"source": "a", "lookup": {"x": "X"}}, {"a": "x"}, "X"),
        ({"source": "a", "lookup": {"x": "X"}}, {"a": None}, None),
        ({"source": "a", "lookup": {"x": "X"}}, {"a": "y"}, {("lookup-miss", "t", ())}),
        ({"source": "a", "lookup": {"x": "X"}, "default": "D"}, {"a": "y"}, "D"),
        ({"source": "a", "lookup": {"x": "X"}, "on_error": "omit"}, {"a": "y"}, "absent"),
        ({"source": "a", "lookup": {"x": "X"}, "reverse": True}, {"a": "X"}, "x"),
        ({"source": "a", "formula": "number(value)"}, {"a": "z"}, {("bad-number", "t", ())}),
        ({"source": "a", "formula": "number(value)", "default": 1}, {"a": "z"}, {("bad-number", "t", ())}),
        ({"source": "a", "formula": "number(value)", "default": 1, "on_error": "default"}, {"a": "z"}, 1),
        ({"source": "a", "formula": "number(value)", "on_error": None}, {"a": "z"}, None),
        ({"source": "a", "formula": "date(value)"}, {"a": "2024-01-02"}, "2024-01-02"),
        (
            {"source": "s", "cases": [{"when": "value >= 2", "value": "hi"}], "otherwise": "lo"},
            {"s": 2},
            "hi",
        ),
        ({"source": "s", "cases": [{"when": "value >= 2", "formula": "value + 1"}]}, {"s": 2}, 3),
        ({"source": "s", "cases": [{"when": "value >= 2", "value": "hi"}]}, {"s": None}, "absent"),
        ({"source": "o", "rules": [{"target": "x", "source": "x"}]}, {}, "absent"),
        ({"source": "o", "rules": [{"target": "x", "source": "x"}]}, {"o": None}, None),
        ({"source": "o", "rules": [{"target": "x", "source": "x"}]}, {"o": {}}, {}),
        ({"source": "o", "rules": [{"target": "x", "source": "x"}]}, {"o": 5}, {("not-an-object", "t", ())}),
        ({"source": "o", "rules": [{"target": "x", "source": "$.y"}]}, {"o": {}, "y": 1}, {"x": 1}),
        ({"rules": [{"target": "x", "source": "x"}]}, {}, "absent"),
        ({"rules": [{"target": "x", "source": "x"}]}, {"x": 1}, {"x": 1}),
        ({"rules": [{"target": "x", "formula": "d"}], "let": {"d": {"source": "x"}}}, {"x": 1}, {"x": 1}),
    ],
)
def test_rule(rule: Any, record: Any, expected: Any) -> None:
    assert expected == one(rule, record)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"formula": "item.qty"}, [2, 1]),
        ({"rules": [{"target": "q", "source": "qty"}]}, [{"q": 2}, {"q": 1}, {}]),
        ({"where": "item.qty > 1", "formula": "item.sku"}, ["b"]),
        ({"sort": "item.sku", "formula": "index"}, [0, 1, 2]),
        ({"sort": ["-item.qty"], "formula": "item.sku"}, ["b", "a", "c"]),
        ({"sort": "item.qty", "formula": "item.sku"}, ["a", "b", "c"]),
        ({"unique": "item.qty > 0", "formula": "item.sku"}, ["b", "c"]),
        ({"limit": 1, "sort": "item.sku", "formula": "item.sku"}, ["a"]),
        (
            {"group": "item.qty > 0", "formula": "f'{key}{items[0].sku}{item.sku}{index}'"},
            ["truebb0", "falsecc1"],
        ),
        (
            {"group": ["item.qty > 0"], "rules": [{"target": "n", "source": "items[*].sku"}]},
            [{"n": ["b", "a"]}, {"n": ["c"]}],
        ),
        (
            {"keyed_by": "item.sku", "rules": [{"target": "q", "source": "qty"}]},
            {"b": {"q": 2}, "a": {"q": 1}, "c": {}},
        ),
        ({"keyed_by": "item.qty", "formula": "item.sku"}, {("missing", "t", (2,))}),
        ({"keyed_by": "'x'", "formula": "item.sku", "on_duplicate": "last"}, {"x": "c"}),
        ({"keyed_by": "'x'", "formula": "item.sku", "on_duplicate": "first"}, {"x": "b"}),
        (
            {"keyed_by": "'x'", "formula": "item.sku"},
            {("duplicate-key", "t", (1,)), ("duplicate-key", "t", (2,))},
        ),
        (
            {"where": "item.sku", "formula": "1"},
            {("type", "t", (0,)), ("type", "t", (1,)), ("type", "t", (2,))},
        ),
        ({"formula": "item.sku + item.qty"}, {("type", "t", (0,)), ("type", "t", (1,))}),
        ({"formula": "item.sku + item.qty", "on_item_error": "drop"}, []),
        (
            {"rules": [{"target": "q.x", "source": "qty", "formula": "1 / (value - 1)"}]},
            {("arithmetic", "t.q.x", (1,))},
        ),
        ({"where": "false", "formula": "1", "when_empty": "omit"}, "absent"),
        ({"where": "false", "formula": "1", "when_empty": None}, None),
        ({"where": "false", "formula": "1", "keyed_by": "item.sku"}, {}),
    ],
)
def test_collection_rule(rule: Any, expected: Any) -> None:
    assert expected == one({"each": "lines[*]", **rule}, LINES)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, "absent"),
        ({"l": None}, None),
        ({"l": []}, []),
        ({"l": 5}, {("not-a-list", "t", ())}),
        ({"l": [1]}, [1]),
    ],
)
def test_a_plain_path_in_each(record: Any, expected: Any) -> None:
    assert expected == one({"each": "l", "formula": "item"}, record)


def test_each_over_an_object_has_its_keys() -> None:
    assert one({"each": "o.*", "formula": "f'{key}{item}'"}, {"o": {"a": 1, "b": 2}}) == ["a1", "b2"]


def test_nested_loops_see_every_level_and_count_anew_per_parent() -> None:
    rule = {"each": ["f[*] as f", "l[*] as line"], "formula": "f'{f.n}{line}{f_index}{line_index}{index}'"}
    assert one(rule, {"f": [{"n": "x", "l": ["a"]}, {"n": "y", "l": ["b", "c"]}, {}]}) == [
        "xa000",
        "yb101",
        "yc112",
    ]


def test_an_inner_item_hides_the_outer_one() -> None:
    inner = {"target": "i", "each": "l[*]", "as": "x", "formula": "f'{item.n}{x}'"}
    assert one({"each": "f[*]", "rules": [inner]}, {"f": [{"n": "n", "l": ["a"]}]}) == [{"i": ["na"]}]


STATES = {
    "type": "object",
    "required": ["r", "rn"],
    "properties": {
        "r": {"type": "integer"},
        "rn": {"type": ["integer", "null"]},
        "o": {"type": "integer"},
        "on": {"type": ["integer", "null"]},
        "p": {
            "type": "object",
            "required": ["q"],
            "properties": {"q": {"type": "integer"}, "s": {"type": "integer"}},
        },
    },
}


@pytest.mark.parametrize(
    ("target", "value", "rule", "expected"),
    [
        ("r", "missing", {}, {("missing", "r", ())}),
        ("r", "missing", {"default": 4}, 4),
        ("o", "missing", {}, "absent"),
        ("r", "null", {}, {("null", "r", ())}),
        ("rn", "null", {}, None),
        ("o", "null", {}, "absent"),
        ("on", "null", {}, None),
        ("o", "null", {"default": 4}, 4),
        ("r", "'x'", {}, {("type", "r", ())}),
        ("o", "'x'", {}, {("type", "o", ())}),
        ("o", "'x'", {"on_error": "omit"}, "absent"),
        ("o", "'x'", {"on_error": None}, "absent"),
        ("on", "'x'", {"on_error": None}, None),
        ("r", "'x'", {"on_error": "omit"}, {("type", "r", ())}),
        ("r", "'x'", {"on_error": "default", "default": 4}, 4),
        ("o", "[1]", {}, {("type", "o", ())}),
        ("r", "lookup('t', 'k')", {}, {("lookup-miss", "r", ())}),
        ("r", "lookup('t', 'k')", {"default": 4}, 4),
        ("o", "lookup('t', 'k')", {"on_error": "omit"}, "absent"),
    ],
)
def test_five_states(target: str, value: str, rule: Any, expected: Any) -> None:
    filled = [{"target": name, "constant": 1} for name in ("r", "rn") if name != target]
    rules = [*filled, {"target": target, "formula": value, **rule}]
    result = mapped(rules, {}, schema=STATES, tables={"t": Table({})})
    assert expected == (result if isinstance(result, set) else result.get(target, "absent"))


def test_required_counts_where_its_parent_is_made() -> None:
    filled = [{"target": "r", "constant": 1}, {"target": "rn", "constant": 1}]
    assert mapped(filled, {}, schema=STATES) == {"r": 1, "rn": 1}
    made = [*filled, {"target": "p.s", "constant": 1}]
    assert {("missing", "p.q", ())} == mapped(made, {}, schema=STATES)


def test_keys_come_in_schema_order() -> None:
    rules = [{"target": name, "constant": 1} for name in ("on", "rn", "r")]
    assert list(mapped(rules, {}, schema=STATES)) == ["r", "rn", "on"]


def test_every_error_is_told() -> None:
    rules = [{"target": "r", "formula": "1 / 0"}, {"target": "o", "formula": "number('')"}]
    expected = {("arithmetic", "r", ()), ("bad-number", "o", ()), ("missing", "rn", ())}
    assert expected == mapped(rules, {}, schema=STATES)


def test_copy_all_spreads_first_and_explicit_rules_win() -> None:
    copy = {"copy_all": {"from": "a", "except": ["x"], "rename": {"c": "k"}}}
    record = {"a": {"x": 1, "c": 2, "e": {"f": 1}, "g": 3}}
    rules = [
        copy,
        {"target": "e.h", "constant": 2},
        {"target": "g", "source": "gone"},
        {"target": "k", "constant": 9},
    ]
    assert mapped(rules, record) == {"k": 9, "e": {"f": 1, "h": 2}, "g": 3}
    assert record["a"]["e"] == {"f": 1}
    assert mapped([copy], {"a": None}) == {}
    assert {("not-an-object", "*", ())} == mapped([copy], {"a": 5})


def test_let_is_shared_and_its_error_belongs_to_each_rule_that_used_it() -> None:
    lets = {"a": {"source": {"x": "x"}, "formula": "1 / x"}, "b": {"formula": "a + 1"}}
    rules = [{"target": "p", "formula": "a"}, {"target": "q", "formula": "b"}, {"target": "r", "constant": 1}]
    assert mapped(rules, {"x": 2}, let=lets) == {"p": 0.5, "q": 1.5, "r": 1}
    assert {("arithmetic", "p", ()), ("arithmetic", "q", ())} == mapped(rules, {"x": 0}, let=lets)


def test_skip_when() -> None:
    skip = {"source": {"test": "test"}, "formula": "test"}
    assert mapped([], {"test": True}, skip_when=skip) == "skipped"
    assert mapped([], {}, skip_when=skip) == {}
    assert {("type", "$", ())} == mapped([], {"test": 1}, skip_when=skip)


def test_numbers_beyond_64_bits_reject() -> None:
    assert {("number-range", "$", ())} == mapped([], {"a": [2**63]})
