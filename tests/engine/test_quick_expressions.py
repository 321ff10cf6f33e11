"""Formulas of the quick function: whatever operands come, it gives what the plain function gives, or gives up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.mapped import mapper, outcome

FORMULAS = (
    "a * b", "a + b", "a - b", "number(a) * b", "a * number(b)", "number(a) + number(b)", "number(a) - number(b) * 2",
    "2 - number(a)", "1.5 * a", "-a + -b", "round(a * b, 2)", "round(number(a) / 3, 1)", "round(round(a * 1.0, 3) + b, 2)",
    'text(a < b)', 'text(a >= b)', 'text(a * 2 > b - 1)', 'text(number(a) <= 2.5)', 'text(1 < a < 3)',
    "sum(i.p * i.q for i in rows)", "sum(number(i.p) * number(i.q) for i in rows if i.q - 1 > 0)",
    "[i.p * j for i in rows for j in [a * 2, b - 1]]", "[round(i.p * 1.0, 2) for i in rows]", "average(i.p - i.q for i in rows)",
    'in_zone(datetime(a), "UTC")', 'format_date(datetime(a), "%Y-%m-%d")', 'in_zone(moment, "UTC")', 'format_date(moment, "%Y-%m-%d")',
)  # fmt: skip
OPERANDS = st.one_of(
    st.sampled_from(
        [None, True, "", "x", "12.50", "-3", "007", "1e3", "1e400", ".5", "2.675", "1_0", [], {}]
    ),
    st.sampled_from(
        [0, 1, -1, 2**62, 2**63 - 1, -(2**63), 0.0, -0.0, 1e308, -1e308, 5e-324, 0.005, 2.675, 1e9]
    ),
    st.sampled_from(["2026-01-31T23:59:59+01:00", "2026-W01-1T12:00:00+01:00", "2026-02-30T00:00:00Z"]),
    st.sampled_from(["2026-01-31T24:00:00Z", "0001-01-01T00:00:00+01:00", "2026-01-31T10:60:00Z"]),
    st.integers(-1000, 1000),
    st.floats(-1000, 1000),
    st.decimals(-1000, 1000, places=2).map(str),
)
ROWS = st.lists(st.fixed_dictionaries({}, optional={"p": OPERANDS, "q": OPERANDS}) | OPERANDS, max_size=3)
RECORDS = st.fixed_dictionaries({}, optional={"a": OPERANDS, "b": OPERANDS, "rows": ROWS})


def mapped(formula: str) -> Any:
    names = {"a": "a", "b": "b", "rows": "rows"}
    return mapper(
        [{"target": "t", "source": names, "formula": formula}],
        let={"moment": {"source": {"at": "a"}, "formula": "datetime(at)"}},
    )


MAPPERS = {formula: mapped(formula) for formula in FORMULAS}


@given(st.sampled_from(FORMULAS), RECORDS)
def test_all_functions_of_a_formula_agree(formula: str, record: dict[str, Any]) -> None:
    outcome(MAPPERS[formula], record)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("number(a) * b", 25.0),
        ("round(number(a) * b, 1)", 25.0),
        ("text(number(a) < 13)", "true"),
        ("sum(number(i.p) * i.q for i in rows)", 7.5),
        ("[i.q * j for i in rows for j in [b * 2, b - 1]]", [12, 3]),
    ],
)
def test_usual_operands_are_no_reason_to_give_up(formula: str, expected: Any) -> None:
    record = {"a": "12.50", "b": 2, "rows": [{"p": "2.50", "q": 3}]}
    assert mapped(formula).quick(record) == {"t": expected}


def test_a_long_sum_is_not_nested_too_deeply() -> None:
    mapping = mapper([{"target": "t", "source": {"a": "a"}, "formula": " + ".join(["a"] * 44)}])
    assert outcome(mapping, {"a": 0.5}).output == {"t": 22.0}
