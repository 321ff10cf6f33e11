"""One behaviour of each key of a rule."""

from typing import Any

import pytest
from pydantic import ValidationError
from tests.engine.mapped import error, output, run

LINES = {"l": [{"s": "b", "q": 2}, {"s": "a", "q": 3}, {"s": "b", "q": 1}], "id": 7}


def made(rule: dict[str, Any], record: Any = None) -> Any:
    """What a rule for t gives over the lines."""
    return output([{"target": "t", **rule}], LINES if record is None else record).get("t", "<missing>")


def items(formula: str = "item.s", **keys: Any) -> Any:
    """A collection over the lines with a formula body."""
    return made({"each": "l[*]", "formula": formula, **keys})


def test_key_rule_target() -> None:
    rules = [
        {"target": "a.b", "source": "x"},
        {"target": "a.'c d'", "source": "x"},
        {"target": "gone.e", "source": "y"},
    ]
    assert output(rules, {"x": 1}) == {"a": {"b": 1, "c d": 1}}


def test_key_rule_source() -> None:
    assert made({"source": "l[1].s"}) == "a"
    assert made({"source": "l[*].s"}) == ["b", "a", "b"]
    assert made({"source": "$.id"}) == 7
    assert made({"source": {"first": "l[0].q", "n": "id"}, "formula": "first + n"}) == 9
    assert made({"source": "o", "rules": [{"target": "a", "source": "b"}]}, {"o": {"b": 1}, "b": 2}) == {
        "a": 1
    }


def test_key_rule_each() -> None:
    assert made({"each": "l[*]", "rules": [{"target": "sku", "source": "s"}]}) == [
        {"sku": "b"},
        {"sku": "a"},
        {"sku": "b"},
    ]
    nested = {"each": ["o[*] as a", "l[*] as b"], "formula": "f'{a_index}{b_index}{b}'"}
    assert made(nested, {"o": [{"l": ["x", "y"]}, {"l": []}, {"l": ["z"]}]}) == ["00x", "01y", "20z"]


def test_key_rule_as() -> None:
    inner = {"target": "i", "each": "m[*]", "as": "inner", "formula": "outer.n + inner"}
    rule = {"each": "l[*]", "as": "outer", "rules": [inner]}
    assert made(rule, {"l": [{"n": 10, "m": [1, 2]}]}) == [{"i": [11, 12]}]


def test_key_rule_let() -> None:
    lets = {"twice": {"source": "q", "formula": "value * 2"}}
    assert made({"each": "l[*]", "let": lets, "formula": "twice"}) == [4, 6, 2]
    assert made(
        {"source": "o", "let": {"n": {"source": "b"}}, "rules": [{"target": "a", "formula": "n + 1"}]},
        {"o": {"b": 1}},
    ) == {"a": 2}


def test_key_rule_where() -> None:
    assert items(where="item.q > 1") == ["b", "a"]


def test_key_rule_sort() -> None:
    assert items("item.q", sort="item.q") == [1, 2, 3]
    assert items("item.q", sort=["-item.s", "item.q"]) == [1, 2, 3]
    assert items("item.q", sort="- item.s") == [2, 1, 3]


def test_key_rule_unique() -> None:
    assert items("item.q", unique="item.s") == [2, 3]


def test_key_rule_group() -> None:
    assert items("f'{key}{count(items)}{item.q}'", group="item.s") == ["b22", "a13"]
    assert items("key", group=["item.s"]) == [["b"], ["a"]]
    assert made({"each": "l[*]", "group": "item.s", "rules": [{"target": "n", "source": "items[*].q"}]}) == [
        {"n": [2, 1]},
        {"n": [3]},
    ]


def test_key_rule_limit() -> None:
    assert items(limit=2) == ["b", "a"]
    assert items(limit=0) == []
    assert items("item.q", limit=1, sort="item.q", where="item.q > 1") == [2]


def test_key_rule_keyed_by() -> None:
    assert made({"each": "l[*]", "keyed_by": "item.q", "rules": [{"target": "s", "source": "s"}]}) == {
        "2": {"s": "b"}, "3": {"s": "a"}, "1": {"s": "b"}
    }  # fmt: skip
    assert (
        error([{"target": "t", "each": "l[*]", "keyed_by": "item.gone", "formula": "1"}], {"l": [{}]}).target
        == "t"
    )


def test_key_rule_on_duplicate() -> None:
    assert items("item.q", keyed_by="item.s", on_duplicate="first") == {"b": 2, "a": 3}
    assert items("item.q", keyed_by="item.s", on_duplicate="last") == {"b": 1, "a": 3}
    rule = {"target": "t", "each": "l[*]", "formula": "1", "keyed_by": "item.s"}
    assert (
        error([{**rule, "on_duplicate": "error"}], LINES).code == error([rule], LINES).code == "duplicate-key"
    )


def test_key_rule_on_item_error() -> None:
    rule = {"target": "t", "each": "l[*]", "formula": "6 / (item.q - 2)"}
    assert error([rule], LINES).item == (0,)
    result = run([{**rule, "on_item_error": "drop"}], LINES)
    assert result.output == {"t": [6.0, -6.0]}
    assert [(one.code, one.how) for one in result.softened] == [("arithmetic", "drop")]


def test_key_rule_when_empty() -> None:
    assert items(where="false") == []
    assert items(where="false", when_empty="omit") == "<missing>"
    assert items(where="false", when_empty=None) is None
    assert items(when_empty="omit") == ["b", "a", "b"]


def test_key_rule_when() -> None:
    assert made({"source": "id", "when": "value > 5"}) == 7
    assert made({"source": "id", "when": "value > 9", "default": 1}) == "<missing>"
    assert made({"source": "id", "when": {"source": {"n": "gone"}, "formula": "n"}}) == "<missing>"
    assert made({"each": "l[*]", "formula": "item.s", "when": "false"}) == "<missing>"


def test_key_rule_formula() -> None:
    assert made({"source": "id", "formula": "value * 2"}) == 14
    assert made({"formula": "1 + 1"}) == 2


def test_key_rule_lookup() -> None:
    assert made({"source": "s", "lookup": "status"}, {"s": "paid"}) == "PAID"
    assert made({"source": "id", "lookup": {"7": "seven"}}) == "seven"
    assert made({"source": "s", "formula": "lower(value)", "lookup": {"a": 1}}, {"s": "A"}) == 1


def test_key_rule_reverse() -> None:
    assert made({"source": "s", "lookup": "status", "reverse": True}, {"s": "PAID"}) == "paid"
    assert made({"source": "s", "lookup": {"a": 1}, "reverse": True}, {"s": 1}) == "a"


def test_key_rule_constant() -> None:
    for constant in ("x", 1, 1.5, True, None, [], {}, {"a": [1, None]}):
        assert made({"constant": constant}) == constant


def test_key_rule_cases() -> None:
    cases = [
        {"when": "value > 9", "value": "big"},
        {"when": "value > 5", "formula": "value + 1"},
        {"when": "true", "value": None},
    ]
    rule = {"source": "n", "cases": cases}
    assert [made(rule, {"n": n}) for n in (10, 6, 1)] == ["big", 7, None]


def test_key_rule_otherwise() -> None:
    rule = {"source": "id", "cases": [{"when": "value > 9", "value": "big"}]}
    assert made(rule) == "<missing>"
    assert made({**rule, "otherwise": {"a": 1}}) == {"a": 1}
    assert made({**rule, "otherwise": None}) is None


def test_key_rule_rules() -> None:
    assert made({"rules": [{"target": "a", "source": "id"}, {"target": "b", "source": "gone"}]}) == {"a": 7}
    assert made({"rules": [{"target": "b", "source": "gone"}]}) == "<missing>"


def test_key_rule_copy_all() -> None:
    rules = [
        {"copy_all": {}},
        {"target": "id", "formula": "8"},
        {"target": "l", "source": "gone"},
    ]
    assert output(rules, {"id": 7, "l": 1, "m": 2}) == {"id": 8, "l": 1, "m": 2}


def test_key_rule_unmapped() -> None:
    assert made({"unmapped": "Retired."}) == "<missing>"


def test_key_rule_default() -> None:
    assert made({"source": "gone", "default": {"a": 1}}) == {"a": 1}
    assert made({"source": "id", "default": 1}) == 7
    assert made({"each": "gone", "formula": "item", "default": [1]}) == [1]


def test_key_rule_on_error() -> None:
    rule = {"formula": "1 / 0"}
    assert made({**rule, "on_error": None}) is None
    assert made({**rule, "on_error": "omit"}) == "<missing>"
    assert made({**rule, "on_error": "default", "default": 0}) == 0


def test_key_rule_owner() -> None:
    assert (
        error([{"target": "t", "formula": "1 / 0", "owner": "rule-team"}], {}, owner="map-team").owner
        == "rule-team"
    )
    assert error([{"target": "t", "formula": "1 / 0"}], {}, owner="map-team").owner == "map-team"


def says_something_to_people_only(key: str) -> None:
    """A text, of any content, that changes no output; nothing but a text."""
    for text in ("", "{value} \n'; import os", "x" * 10_000):
        assert made({"source": "id", key: text}) == 7
    with pytest.raises(ValidationError):
        made({"source": "id", key: 5})


def test_key_rule_note() -> None:
    says_something_to_people_only("note")


def test_key_rule_ticket() -> None:
    says_something_to_people_only("ticket")


def test_key_rule_status() -> None:
    says_something_to_people_only("status")
