"""Long chains of operators mean what they say from left to right, wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest
from tests.engine.mapped import mapper, output
from tests.language.refusing import refuses
from tests.oracle.outcome import run as oracle

from mapbench.model.mapping import MappingFile

OPERANDS = ["n", "0.1", "7", "2.5", "n.gone", "null", "s", "1", "number(t)", "decimal(t)"]
OPERATORS = ["+", "-", "*", "//", "%", "/"]
RECORDS: list[dict[str, Any]] = [{"n": 3, "t": "1.5"}, {"n": 3, "t": "no", "s": "x"}, {"n": None, "t": None}]


def chain(length: int, operands: list[str], operators: list[str]) -> str:
    parts = [operands[0]]
    for number in range(length):
        parts += [operators[number % len(operators)], operands[(number + 1) % len(operands)]]
    return " ".join(parts)


def results(formula: str, record: dict[str, Any]) -> tuple[Any, Any]:
    """What the engine and the oracle make of one formula over n and t: the output, or the code of the error."""
    rules = [{"target": "x", "source": {"n": "n", "t": "t", "s": "s"}, "formula": formula}]
    [made] = mapper(rules).outcomes(record)
    [expected] = oracle(MappingFile.model_validate({"mapping": "m", "rules": rules}), record)
    return (
        (made.output, [each.code for each in made.errors]),
        (expected.output, [each.code for each in expected.errors]),
    )


@pytest.mark.parametrize("length", [20, 21, 60])
@pytest.mark.parametrize("count", [4, 7, 10])
def test_a_chain_of_any_length_means_what_the_oracle_says(length: int, count: int) -> None:
    for operators in (["+"], ["+", "-"], OPERATORS):
        for record in RECORDS:
            actual, expected = results(chain(length, OPERANDS[:count], operators), record)
            assert repr(expected) == repr(actual)


def test_a_chain_may_have_500_operators() -> None:
    assert output([{"target": "x", "formula": " + ".join(["1"] * 501)}], {}) == {"x": 501}


def test_a_longer_one_is_refused() -> None:
    refuses("«" + " + ".join(["1"] * 502) + "»", "More than 500 operators stand in a row.", "sum([a, b, …])")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (f"[{chain(30, ['i'], ['+'])} for i in l]", [31, 62]),
        (f"[j for i in l for j in [{chain(30, ['i'], ['+'])}]]", [31, 62]),
        (f"[i for i in l if {chain(30, ['i'], ['+'])} > 40]", [2]),
        (f"sum({chain(30, ['i'], ['+'])} for i in l)", 93),
        (f"attempt({chain(30, ['1'], ['+'])} / 0, {chain(30, ['2'], ['+'])})", 62),
        (chain(30, ["[1][0]"], ["+"]), 31),
        (f"({chain(30, ['1'], ['+'])}) * ({chain(30, ['1'], ['-'])})", -899),
        (chain(30, ['"a"'], ["+"]), "a" * 31),
    ],
)
def test_a_long_chain_stands_anywhere(formula: str, expected: Any) -> None:
    assert output([{"target": "x", "source": {"l": "l"}, "formula": formula}], {"l": [1, 2]}) == {
        "x": expected
    }


def test_a_long_chain_is_traced_step_by_step() -> None:
    trace = mapper([{"target": "x", "source": "n", "formula": chain(30, ["value", "1"], ["+"])}]).trace(
        {"n": 1}
    )
    sums = [step.value for step in trace.steps if step.part == "formula" and " + " in step.text]
    assert sums == list(range(2, 32))


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ('«"x" * 2»', "Text and lists cannot be repeated or formatted."),
        ("«1 ** 2»", "A formula has no powers."),
        ("1 + «2 @ 3»", "A formula has no operator @."),
    ],
)
def test_what_a_short_chain_refuses_a_long_one_refuses_too(fault: str, message: str) -> None:
    refuses(fault + " + 1" * 30, message, "")
