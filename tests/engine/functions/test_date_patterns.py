# ruff: noqa: DTZ001, DTZ007 - times without a zone are what is tested
import locale
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.functions.evaluate import call, fails

from mapbench.engine.budget import Budget
from mapbench.engine.functions.date_patterns import read, write
from mapbench.engine.functions.dates import read_date, read_datetime

HOUR = timezone(timedelta(hours=1))


COMMON = [
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%Y%m%d",
    "%d%m%Y %H%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%d %b %Y %I:%M %p",
    "%Y-%j",
    "%A, %d %B %y",
    "%d-%b-%Y %H:%M:%S %z",
]


@pytest.mark.parametrize("pattern", COMMON)
@given(
    moment=st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.sampled_from([UTC, HOUR])),
    cut=st.integers(0, 30),
    put=st.sampled_from(["", " ", "0", "9", "x"]),
)
def test_patterns_read_and_write_what_python_does(pattern: str, moment: datetime, cut: int, put: str) -> None:
    assert locale.setlocale(locale.LC_TIME) in {"C", "C.UTF-8", "en_US.UTF-8"}
    written = moment.strftime(pattern)
    assert write(moment, pattern) == written
    for text in (written, written[:cut] + put + written[cut + 1 :]):
        try:
            expected = datetime.strptime(text, pattern)
        except ValueError:
            expected = None
        if expected is None or "%j" not in pattern or expected.year == int(text[:4]):
            assert read(text, pattern) == expected


@given(st.text("0123456789-", min_size=8, max_size=11))
def test_dates_without_a_pattern_are_read_as_python_does(text: str) -> None:
    try:
        expected = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        fails("date", "bad-date", (text,))
    else:
        assert read_date(text, "%Y-%m-%d") == expected


@given(st.datetimes(timezones=st.sampled_from([None, UTC, HOUR])))
def test_iso_texts_come_back(moment: datetime) -> None:
    assert read_datetime(call("iso", moment), "", "") == moment


def test_remembering_dates_stays_bounded() -> None:
    for day in range(10_000):
        call("date", f"{day:05d} 2026", "%f %Y")
    assert call("date", "x" * 50 + "2026", "x" * 50 + "%Y") == date(2026, 1, 1)
    assert call("format_date", date(2026, 1, 1), "%Y", budget=Budget()) == "2026"
