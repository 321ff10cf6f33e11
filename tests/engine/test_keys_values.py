"""One behaviour of each key of named values, cases, copy_all, conditions and parameters."""

from typing import Any

import pytest
from pydantic import ValidationError
from tests.engine.mapped import error, mapper, output

from mapbench.errors import LoadError, MapbenchError
from mapbench.flows.binding import params_of


def let(value: dict[str, Any], record: Any = None, formula: str = "n") -> Any:
    """What a named value n gives to a formula."""
    return output([{"target": "t", "formula": formula}], record or {"x": "paid"}, let={"n": value}).get(
        "t", "<missing>"
    )


def test_key_let_source() -> None:
    assert let({"source": "x"}) == "paid"
    assert let({"source": {"a": "x", "b": "y"}, "formula": "a + b"}, {"x": "1", "y": "2"}) == "12"


def test_key_let_formula() -> None:
    assert let({"source": "x", "formula": "upper(value)"}) == "PAID"
    assert (
        error(
            [{"target": "t", "formula": "n"}, {"target": "u", "constant": 1}],
            {},
            let={"n": {"formula": "1 / 0"}},
        ).target
        == "t"
    )
    assert output([{"target": "u", "constant": 1}], {}, let={"n": {"formula": "1 / 0"}}) == {"u": 1}


def test_key_let_lookup() -> None:
    assert let({"source": "x", "lookup": "status"}) == "PAID"
    assert let({"source": "x", "lookup": {"paid": 1}}) == 1


def test_key_let_reverse() -> None:
    assert let({"source": "x", "lookup": "status", "reverse": True}, {"x": "PAID"}) == "paid"


def test_key_let_constant() -> None:
    assert let({"constant": {"a": [1]}}, formula="n.a[0]") == 1
    assert let({"constant": None}, formula="is_null(n)") is True


def test_key_let_cases() -> None:
    assert (
        let(
            {
                "source": "x",
                "cases": [{"when": "value == 'open'", "value": 1}, {"when": "value == 'paid'", "value": 2}],
            }
        )
        == 2
    )
    assert (
        let({"source": "x", "cases": [{"when": "value == 'open'", "value": 1}]}, formula="is_missing(n)")
        is True
    )


def test_key_let_otherwise() -> None:
    assert let({"source": "x", "cases": [{"when": "value == 'open'", "value": 1}], "otherwise": 3}) == 3


def test_key_let_default() -> None:
    assert let({"source": "gone", "default": "D"}) == "D"
    assert let({"constant": None, "default": "D"}) == "D"
    assert let({"source": "x", "lookup": "status", "default": "D"}, {"x": "zebra"}) == "D"
    assert let({"source": "x", "default": "D"}) == "paid"


def test_key_let_note() -> None:
    assert let({"source": "x", "note": "What; it {means}\n"}) == "paid"
    with pytest.raises(ValidationError):
        let({"source": "x", "note": 5})


def cases(*written: dict[str, Any]) -> Any:
    return output([{"target": "t", "source": "n", "cases": list(written)}], {"n": 5}).get("t", "<missing>")


def test_key_case_when() -> None:
    assert (
        cases(
            {"when": "value > 9", "value": 1},
            {"when": "value > 4", "value": 2},
            {"when": "1 / 0", "value": 3},
        )
        == 2
    )
    assert cases({"when": "missing", "value": 1}, {"when": "null", "value": 2}) == "<missing>"
    assert (
        error([{"target": "t", "source": "n", "cases": [{"when": "value", "value": 1}]}], {"n": 5}).code
        == "type"
    )


def test_key_case_value() -> None:
    assert cases({"when": "true", "value": {"a": [None]}}) == {"a": [None]}
    assert cases({"when": "true", "value": None}) is None


def test_key_case_formula() -> None:
    assert cases({"when": "false", "formula": "1 / 0"}, {"when": "true", "formula": "value * 2"}) == 10


def test_key_case_note() -> None:
    assert cases({"when": "true", "value": 1, "note": "Why: {it} is\n"}) == 1


def copied(record: Any, *rules: dict[str, Any], **keys: Any) -> Any:
    return output([{"copy_all": keys}, *rules], record)


def test_key_copy_all_from() -> None:
    assert copied({"o": {"a": 1}, "b": 2}, **{"from": "o"}) == {"a": 1}
    assert copied({"b": 2}, **{"from": "o"}) == copied({"o": None}, **{"from": "o"}) == {}
    assert copied({"b": 2}) == {"b": 2}
    assert error([{"copy_all": {"from": "o"}}], {"o": [1]}).code == "not-an-object"


def test_key_copy_all_except() -> None:
    assert copied({"a": 1, "b": 2, "c": 3}, **{"except": ["a", "c", "gone"]}) == {"b": 2}


def test_key_copy_all_rename() -> None:
    assert copied({"colour": "red", "b": 2}, rename={"colour": "color", "gone": "x"}) == {
        "color": "red",
        "b": 2,
    }
    assert copied({"colour": "red"}, {"target": "color", "constant": "blue"}, rename={"colour": "color"}) == {
        "color": "blue"
    }
    swapped = copied({"a": 1, "b": 2}, rename={"a": "b", "b": "a"})
    assert swapped == {"b": 1, "a": 2}


@pytest.mark.parametrize("record", [{"colour": "red", "color": None}, {"color": "blue", "colour": "red"}])
def test_a_field_is_never_renamed_onto_another(record: dict[str, Any]) -> None:
    copy = {"rename": {"colour": "color"}}
    found = error([{"copy_all": copy}], record)
    assert (found.code, found.target, found.actual) == ("duplicate-key", "*", "color")
    assert output([{"copy_all": {**copy, "except": ["color"]}}], record) == {"color": "red"}
    nested = [{"target": "o", "rules": [{"copy_all": copy}, {"target": "color", "constant": "x"}]}]
    assert error(nested, record).target == "o.*"


def test_key_condition_source() -> None:
    rule = {"target": "t", "source": "a", "when": {"source": "b", "formula": "value > 1"}}
    named = {
        "target": "t",
        "source": {"x": "a"},
        "formula": "x",
        "when": {"source": {"y": "b"}, "formula": "x < y"},
    }
    for written in (rule, named):
        try:
            assert output([written], {"a": 1, "b": 2}) == {"t": 1}
            assert output([written], {"a": 1, "b": 0}) == {}
        except LoadError as refused:
            raise AssertionError(refused.problems) from refused


def test_key_condition_formula() -> None:
    for formula, taken in (
        ("true", True),
        ("a > 1", True),
        ("a > 5", False),
        ("missing", False),
        ("null", False),
        ("not a == 2", False),
    ):
        rule = {"target": "t", "constant": 1, "when": {"source": {"a": "a"}, "formula": formula}}
        assert output([rule], {"a": 2}) == ({"t": 1} if taken else {})
    assert error([{"target": "t", "constant": 1, "when": "5"}], {}).expected == "true or false"


def given(declared: dict[str, Any], **texts: str) -> Any:
    """The value of a parameter n given as text."""
    mapping = mapper([{"target": "t", "formula": "params.n"}], declared={"n": declared}, params={"n": None})
    return params_of(mapping.program, texts).get("n", "<default>")


def test_key_parameter_type() -> None:
    pairs = [
        ("string", "5", "5"),
        ("integer", "5", 5),
        ("number", "0.5", 0.5),
        ("boolean", "true", True),
        ("array", "[1]", [1]),
        ("object", '{"a": 1}', {"a": 1}),
    ]
    for kind, text, expected in pairs:
        assert given({"type": kind}, n=text) == expected
        if kind != "string":
            with pytest.raises(MapbenchError, match=f"is of type {kind}"):
                given({"type": kind}, n="?")


def test_key_parameter_default() -> None:
    rules = [{"target": "t", "formula": "params.n"}]
    assert output(rules, {}, declared={"n": {"default": "D"}}) == {"t": "D"}
    assert output(rules, {}, declared={"n": {"default": "D"}}, params={"n": "G"}) == {"t": "G"}
    with pytest.raises(MapbenchError, match="The parameter n of m has no value"):
        mapper(rules, declared={"n": {}})


def test_key_parameter_secret() -> None:
    declared = {"n": {"secret": True}}
    with pytest.raises(LoadError, match="is secret and is not accepted here"):
        mapper([{"target": "t", "formula": "params.n"}], declared=declared, params={"n": "s"})
    made = output(
        [{"target": "t", "formula": 'pseudonym("a", params.n)'}], {}, declared=declared, params={"n": "s"}
    )
    assert made != output(
        [{"target": "t", "formula": 'pseudonym("a", params.n)'}], {}, declared=declared, params={"n": "other"}
    )


def test_key_parameter_note() -> None:
    assert output(
        [{"target": "t", "formula": "params.n"}], {}, declared={"n": {"default": "x", "note": "{n}\n"}}
    ) == {"t": "x"}
