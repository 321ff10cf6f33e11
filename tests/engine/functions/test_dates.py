# ruff: noqa: DTZ001 - times without a zone are what is tested
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.functions.evaluate import NOW, call, fails, gives, spends, wrong_kinds

from mapbench.engine.functions.zones import zone
from mapbench.engine.values import MISSING

HOUR = timezone(timedelta(hours=1))
NAIVE = datetime(2026, 11, 14, 9, 12)
MOMENT = datetime(2026, 11, 14, 9, 12, tzinfo=UTC)


def test_date() -> None:
    gives(
        "date",
        ("2026-11-14", date(2026, 11, 14)),
        ("2026-1-4", date(2026, 1, 4)),
        ("0001-01-01", date(1, 1, 1)),
        ("9999-12-31", date(9999, 12, 31)),
    )
    gives(
        "date",
        ("14.11.2026", "%d.%m.%Y", date(2026, 11, 14)),
        ("1.2.2026", "%d.%m.%Y", date(2026, 2, 1)),
        ("Nov 14, 26", "%b %d, %y", date(2026, 11, 14)),
    )
    gives(
        "date",
        ("2026-11", "%Y-%m", date(2026, 11, 1)),
        ("2026-318", "%Y-%j", date(2026, 11, 14)),
        ("20261114", "%Y%m%d", date(2026, 11, 14)),
    )
    gives(
        "date",
        ("14 NOVEMBER 1999", "%d %B %Y", date(1999, 11, 14)),
        ("100% 2026", "100%% %Y", date(2026, 1, 1)),
        ("2026-11-14 09:12", "%Y-%m-%d %H:%M", date(2026, 11, 14)),
    )
    gives(
        "date",
        (date(2026, 1, 2), date(2026, 1, 2)),
        (datetime(2026, 1, 2, 23, tzinfo=HOUR), date(2026, 1, 2)),
    )
    for text in (
        "",
        "yesterday",
        "2026-02-29",
        "2026-13-01",
        "2026-11-14T09:12",
        " 2026-11-14",
        "2026-11-14 ",
        "26-11-14",
        "2026/11/14",
        "２０２６-11-14",
        "2026-W01-1",
    ):
        fails("date", "bad-date", (text,))
    fails(
        "date",
        "bad-date",
        ("2023-366", "%Y-%j"),
        ("14.11.2026 x", "%d.%m.%Y"),
        ("x" * 200, "%d.%m.%Y"),
        ("Nov 31 2026", "%b %d %Y"),
        ("ſep 1 2026", "%b %d %Y"),
    )
    fails(
        "date",
        "bad-text",
        ("2026", "%Q"),
        ("2026", "%Y%"),
        ("2026", "%-d.%Y"),
        ("11-14", "%m-%d"),
        ("01.01.2026 2026", "%d.%m.%Y %Y"),
        ("2026 2026", "%Y %Y"),
        ("2026", ""),
    )
    wrong_kinds("date", 0, "2026-11-14", taken=("text", "date", "time"))
    wrong_kinds("date", 1, "2026-11-14", "%Y-%m-%d", taken=("text",))


def test_datetime() -> None:
    for text in ("2026-11-14T09:12:00Z", "2026-11-14 09:12Z", "2026-11-14t09:12:00z", "2026-11-14T10:12:00+01:00", "2026-11-14T10:12+0100",
                 "2026-11-14T10:12:00+01", "20261114T091200Z", "20261114T0912Z", "2026-11-14T09:12:00.000Z"):  # fmt: skip
        assert call("datetime", text) == MOMENT, text
    gives(
        "datetime",
        ("2026-11-14 09:12", NAIVE),
        ("2026-11-14T09:12:00.5Z", MOMENT.replace(microsecond=500_000)),
        (NAIVE, NAIVE),
        (MOMENT, MOMENT),
    )
    gives(
        "datetime",
        ("2026-11-14T09:12:00,1234567Z", MOMENT.replace(microsecond=123_456)),
        (date(2026, 11, 14), datetime(2026, 11, 14)),
    )
    gives(
        "datetime",
        ("14.11.2026 10:12 +01:00", "%d.%m.%Y %H:%M %z", MOMENT.astimezone(HOUR)),
        ("11/14/2026 9:12 PM", "%m/%d/%Y %I:%M %p", datetime(2026, 11, 14, 21, 12)),
    )
    gives(
        "datetime",
        ("12 AM 2026", "%I %p %Y", datetime(2026, 1, 1)),
        ("12 pm 2026", "%I %p %Y", datetime(2026, 1, 1, 12)),
        ("2026.5", "%Y.%f", datetime(2026, 1, 1, 0, 0, 0, 500_000)),
    )
    for text in (
        "",
        "2026-11-14",
        "2026-11-14T24:00",
        "2026-11-14T09",
        "2026-11-14X09:12",
        "09:12",
        "2026-11-14T09:12:60",
        "2026-11-14 09:12 ",
        "2026W461T0912",
        "2026-11-14T09:12+25:00",
        "2026-11-14T٠٩:12",
    ):
        fails("datetime", "bad-date", (text,))
    wrong_kinds("datetime", 0, "2026-11-14T09:12", taken=("text", "date", "time"))


def test_the_zone_is_for_times_without_one() -> None:
    berlin = zone("Europe/Berlin")
    gives(
        "datetime",
        ("2026-11-14 10:12", "", "Europe/Berlin", MOMENT.astimezone(berlin)),
        ("2026-11-14T09:12Z", "", "Europe/Berlin", MOMENT),
        (NAIVE, "", "UTC", MOMENT),
    )
    gives(
        "datetime",
        (date(2026, 7, 1), "", "Europe/Berlin", datetime(2026, 7, 1, tzinfo=berlin)),
        ("2026-11-14 09:12", "", "", NAIVE),
    )
    fails("datetime", "bad-date", ("2026-03-29 02:30", "", "Europe/Berlin"))
    assert call("datetime", "2026-10-25 02:30", zone="Europe/Berlin").utcoffset() == timedelta(hours=2)
    fails(
        "datetime",
        "bad-text",
        ("2026-11-14 09:12", "", "Europe/Berln"),
        ("2026-11-14 09:12", "", "localtime"),
        ("2026-11-14 09:12", "", "../etc/passwd"),
    )


def test_format_date() -> None:
    d = datetime(2026, 1, 4, 15, 5, 6, 70_000, tzinfo=HOUR)
    rows = {"%d.%m.%Y": "04.01.2026", "%y%j": "26004", "%A %a %B %b": "Sunday Sun January Jan", "%H:%M:%S.%f": "15:05:06.070000", "%I %p": "03 PM",
            "%z %Z": "+0100 UTC+01:00", "%G-W%V-%u %w": "2026-W01-7 0", "%U %W": "01 00", "100%%": "100%", "": "", "år  ": "år  "}  # fmt: skip
    gives("format_date", *[(d, pattern, text) for pattern, text in rows.items()])
    gives(
        "format_date",
        (date(26, 1, 4), "%Y %H:%M%z%Z", "0026 00:00"),
        (datetime(2026, 1, 4), "%I %p", "12 AM"),
    )
    fails("format_date", "bad-text", (d, "%Q"), (d, "%"), (d, "%-d"), (d, "%c"), (d, "%s"))
    wrong_kinds("format_date", 0, d, "%Y", taken=("date", "time"))
    wrong_kinds("format_date", 1, d, "%Y", taken=("text",))
    spends("format_date", d, "%A" * 100, text=900)


def test_iso() -> None:
    gives(
        "iso",
        (date(2026, 1, 2), "2026-01-02"),
        (MOMENT, "2026-11-14T09:12:00Z"),
        (NAIVE, "2026-11-14T09:12:00"),
        (MOMENT.astimezone(HOUR), "2026-11-14T10:12:00+01:00"),
    )
    gives(
        "iso",
        (MOMENT.replace(microsecond=500_000), "2026-11-14T09:12:00.500Z"),
        (MOMENT.replace(microsecond=1), "2026-11-14T09:12:00.000001Z"),
    )
    wrong_kinds("iso", 0, MOMENT, taken=("date", "time"))


def test_in_zone() -> None:
    gives(
        "in_zone",
        (MOMENT, "Europe/Berlin", MOMENT.astimezone(zone("Europe/Berlin"))),
        (MOMENT.astimezone(HOUR), "UTC", MOMENT),
    )
    fails("in_zone", "bad-date", (NAIVE, "UTC"))
    fails("in_zone", "bad-text", (MOMENT, "Mars/Base"), (MOMENT, ""))
    fails("in_zone", "arithmetic", (datetime(9999, 12, 31, 23, tzinfo=UTC), "Asia/Tokyo"))
    wrong_kinds("in_zone", 0, MOMENT, "UTC", taken=("time",))
    wrong_kinds("in_zone", 1, MOMENT, "UTC", taken=("text",))


def test_epoch() -> None:
    gives(
        "epoch",
        (MOMENT, 1794647520),
        (MOMENT, "milliseconds", 1794647520000),
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
    )
    gives(
        "epoch",
        (datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC), -1),
        (MOMENT.replace(microsecond=1), "microseconds", 1794647520000001),
    )
    fails("epoch", "bad-date", (NAIVE,))
    fails("epoch", "bad-text", (MOMENT, "days"), (MOMENT, ""))
    wrong_kinds("epoch", 0, MOMENT, taken=("time",))


def test_from_epoch() -> None:
    gives(
        "from_epoch",
        (1794647520, MOMENT),
        (0.5, datetime(1970, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        (-1, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
    )
    gives(
        "from_epoch",
        (Decimal(1794647520000), "milliseconds", MOMENT),
        (1794647520000000, "microseconds", MOMENT),
        (1.1, datetime(1970, 1, 1, 0, 0, 1, 100_000, tzinfo=UTC)),
    )
    fails("from_epoch", "arithmetic", (2**63 - 1,), (1e300,), (Decimal("1e6000"),), (-(10**15),))
    fails("from_epoch", "bad-text", (1, "days"))
    wrong_kinds("from_epoch", 0, 1, taken=("number", "fraction", "exact"))


@given(st.datetimes(timezones=st.just(UTC)))
def test_epochs_come_back(moment: datetime) -> None:
    assert call("from_epoch", call("epoch", moment, "microseconds"), "microseconds") == moment


PARTS = datetime(2026, 11, 14, 9, 12, 30)


def test_year() -> None:
    gives("year", (PARTS, 2026), (PARTS.date(), 2026))
    wrong_kinds("year", 0, PARTS, taken=("date", "time"))


def test_month() -> None:
    gives("month", (PARTS, 11), (PARTS.date(), 11))
    wrong_kinds("month", 0, PARTS, taken=("date", "time"))


def test_day() -> None:
    gives("day", (PARTS, 14), (PARTS.date(), 14))
    wrong_kinds("day", 0, PARTS, taken=("date", "time"))


def test_hour() -> None:
    gives("hour", (PARTS, 9), (MOMENT.astimezone(HOUR), 10))
    wrong_kinds("hour", 0, PARTS, taken=("time",))


def test_minute() -> None:
    gives("minute", (PARTS, 12))
    wrong_kinds("minute", 0, PARTS, taken=("time",))


def test_second() -> None:
    gives("second", (PARTS, 30))
    wrong_kinds("second", 0, PARTS, taken=("time",))


def test_weekday() -> None:
    gives("weekday", (date(2026, 11, 16), 1), (date(2026, 11, 15), 7), (MOMENT, 6))
    wrong_kinds("weekday", 0, PARTS, taken=("date", "time"))


def test_now() -> None:
    assert call("now") == NOW


def test_today() -> None:
    gives(
        "today",
        (date(2000, 1, 1),),
        ("America/New_York", date(1999, 12, 31)),
        (None, None),
        (MISSING, MISSING),
    )
    fails("today", "bad-text", ("Moon",))
