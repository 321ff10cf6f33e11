# ruff: noqa: DTZ001 - times without a zone are what is tested
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.functions.evaluate import call, fails, gives, wrong_kinds

from mapbench.engine.functions.zones import zone

BERLIN = zone("Europe/Berlin")
DAY = date(2026, 1, 31)
MOMENT = datetime(2026, 1, 31, 12, tzinfo=UTC)
NAIVE = datetime(2026, 1, 31, 12)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


def berlin(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=BERLIN, fold=fold)  # type: ignore[arg-type,misc]


def test_add_time() -> None:
    gives(
        "add_time",
        (DAY, 1, "months", date(2026, 2, 28)),
        (DAY, -2, "month", date(2025, 11, 30)),
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
    )
    gives(
        "add_time",
        (DAY, 1, "day", date(2026, 2, 1)),
        (DAY, 2, "weeks", date(2026, 2, 14)),
        (DAY, 0, "years", DAY),
        (DAY, 1.0, "days", date(2026, 2, 1)),
    )
    gives(
        "add_time",
        (MOMENT, 36, "hours", datetime(2026, 2, 2, tzinfo=UTC)),
        (NAIVE, -90, "minutes", datetime(2026, 1, 31, 10, 30)),
        (NAIVE, 1, "second", NAIVE.replace(second=1)),
    )
    fails(
        "add_time",
        "arithmetic",
        (DAY, 2**63 - 1, "days"),
        (DAY, 10_000, "years"),
        (DAY, -2026, "years"),
        (MOMENT, 10**11, "hours"),
        (DAY, 3_000_000, "days"),
    )
    fails("add_time", "arithmetic", (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2))), -1, "hours"))
    fails("add_time", "type", (DAY, 1, "hours"), (DAY, 1.5, "days"), (DAY, "1", "days"))
    fails("add_time", "bad-text", (DAY, 1, "dayz"), (DAY, 1, "Days"), (DAY, 1, ""))
    wrong_kinds("add_time", 0, DAY, 1, "days", taken=("date", "time"))
    wrong_kinds("add_time", 2, DAY, 1, "days", taken=("text",))


def test_days_keep_the_clock_and_hours_are_exact() -> None:
    evening = berlin(2026, 3, 28, 12)
    assert call("add_time", evening, 1, "days") == berlin(2026, 3, 29, 12)
    assert call("add_time", evening, 24, "hours") == berlin(2026, 3, 29, 13)
    assert call("add_time", berlin(2026, 3, 28, 2, 30), 1, "days") == berlin(2026, 3, 29, 3, 30)
    assert call("add_time", berlin(2026, 10, 25, 2, 30), 1, "hours").utcoffset() == timedelta(hours=1)


def test_difference() -> None:
    gives(
        "difference",
        (DAY, date(2026, 2, 28), "days", 28),
        (date(2026, 2, 28), DAY, "days", -28),
        (DAY, DAY, "years", 0),
        (DAY, date(2026, 2, 13), "weeks", 1),
    )
    gives(
        "difference",
        (DAY, date(2026, 2, 28), "months", 1),
        (DAY, date(2026, 3, 30), "months", 1),
        (DAY, date(2027, 1, 30), "years", 0),
        (DAY, date(2028, 1, 31), "year", 2),
    )
    gives(
        "difference",
        (MOMENT, datetime(2026, 2, 1, tzinfo=UTC), "hours", 12),
        (MOMENT, datetime(2026, 2, 1, tzinfo=UTC), "days", 0),
        (NAIVE, NAIVE + timedelta(seconds=119), "minutes", 1),
    )
    gives(
        "difference",
        (NAIVE + timedelta(seconds=119), NAIVE, "minutes", -1),
        (MOMENT, datetime(2026, 1, 31, 14, tzinfo=timezone(timedelta(hours=1))), "hours", 1),
    )
    fails(
        "difference",
        "type",
        (DAY, MOMENT, "days"),
        (NAIVE, MOMENT, "days"),
        (DAY, DAY, "hours"),
        ("x", DAY, "days"),
    )
    fails("difference", "bad-text", (DAY, DAY, "fortnights"))
    wrong_kinds("difference", 0, DAY, DAY, "days", taken=("date",))
    wrong_kinds("difference", 1, DAY, DAY, "days", taken=("date",))


def test_differences_across_the_change_of_the_clocks() -> None:
    gives(
        "difference",
        (berlin(2026, 3, 28, 12), berlin(2026, 3, 29, 12), "hours", 23),
        (berlin(2026, 3, 28, 12), berlin(2026, 3, 29, 12), "days", 1),
    )
    first, second = berlin(2026, 10, 25, 2, 30), berlin(2026, 10, 25, 2, 10, fold=1)
    gives(
        "difference",
        (first, second, "minutes", 40),
        (second, first, "minutes", -40),
        (first, second, "days", 0),
        (second, first, "months", 0),
    )


@given(DAYS, DAYS, st.sampled_from(["years", "months", "weeks", "days"]))
def test_adding_the_difference_does_not_pass_the_end(start: date, end: date, unit: str) -> None:
    count = call("difference", start, end, unit)
    assert call("difference", end, start, unit) == -count
    if start <= end:
        assert call("add_time", start, count, unit) <= end < call("add_time", start, count + 1, unit)


def test_start_of() -> None:
    moment = datetime(2026, 11, 14, 9, 12, 30, 5, tzinfo=UTC)
    rows = {"year": (2026, 1, 1), "months": (2026, 11, 1), "week": (2026, 11, 9), "days": (2026, 11, 14), "hour": (2026, 11, 14, 9),
            "minutes": (2026, 11, 14, 9, 12), "second": (2026, 11, 14, 9, 12, 30)}  # fmt: skip
    gives("start_of", *[(moment, unit, datetime(*parts, tzinfo=UTC)) for unit, parts in rows.items()])  # type: ignore[arg-type,misc]
    gives(
        "start_of",
        (date(2026, 11, 15), "week", date(2026, 11, 9)),
        (date(2026, 11, 16), "week", date(2026, 11, 16)),
        (DAY, "year", date(2026, 1, 1)),
    )
    assert call("start_of", berlin(2026, 10, 25, 2, 30, fold=1), "hour").utcoffset() == timedelta(hours=1)
    assert call("start_of", berlin(2026, 10, 25, 12), "day").utcoffset() == timedelta(hours=2)
    fails("start_of", "type", (DAY, "hour"))
    fails("start_of", "bad-text", (DAY, "quarter"))
    assert call("start_of", date(1, 1, 3), "week") == date(1, 1, 1)
    wrong_kinds("start_of", 0, DAY, "day", taken=("date", "time"))
    wrong_kinds("start_of", 1, DAY, "day", taken=("text",))


def test_a_day_that_starts_in_a_gap_starts_after_it() -> None:
    there = zone("America/Sao_Paulo")
    assert call("start_of", datetime(2018, 11, 4, 12, tzinfo=there), "day") == datetime(
        2018, 11, 4, 1, tzinfo=there
    )
