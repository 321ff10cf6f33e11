"""Texts of times that are read and written at once come out as by reading first and writing then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapbench.engine.budget import Budget
from mapbench.engine.functions.dates import format_date, in_zone, read_datetime
from mapbench.engine.moment_texts import DAY, day_text, utc_text
from mapbench.engine.texts import iso
from mapbench.engine.values import MISSING, Failure

TEXTS = st.one_of(
    st.from_regex(
        r"[0-2][0-9]{3}-[01][0-9]-[0-3][0-9][T t][0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z|z|[+-][0-2][0-9]:[0-6][0-9])?",
        fullmatch=True,
    ),
    st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat(timespec="seconds")),
)


def made(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Failure as failure:
        return failure.code, failure.message


@given(TEXTS)
def test_a_time_in_utc(text: str) -> None:
    assert made(lambda: utc_text(text)) == made(lambda: iso(in_zone(read_datetime(text, "", ""), "UTC")))


@given(TEXTS)
def test_a_day(text: str) -> None:
    expected = made(lambda: format_date(Budget(), read_datetime(text, "", ""), DAY))
    assert made(lambda: day_text(Budget(), text)) == expected


@pytest.mark.parametrize("week", ["2026-W01-1T12:00:00Z", "2026-W01-1T12:00:00+01:00"])
def test_a_day_of_a_week_is_no_time(week: str) -> None:
    assert made(lambda: utc_text(week))[0] == "bad-date"
    assert made(lambda: day_text(Budget(), week))[0] == "bad-date"


def test_what_a_day_costs_is_counted() -> None:
    budget, other = Budget(), Budget()
    day_text(budget, "2026-01-31T12:00:00Z")
    format_date(other, read_datetime("2026-01-31T12:00:00Z", "", ""), DAY)
    assert budget.text == other.text


@pytest.mark.parametrize("nothing", [None, MISSING])
def test_nothing_stays_nothing(nothing: Any) -> None:
    assert utc_text(nothing) is nothing
    assert day_text(Budget(), nothing) is nothing
