"""Functions that read and write dates and times, and tell their parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, DecimalException
from typing import Any, Final

from mapbench.engine import texts
from mapbench.engine.budget import Budget
from mapbench.engine.functions.arguments import not_text, number_argument, wrong
from mapbench.engine.functions.date_patterns import read, reading, write, writing
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.functions.zones import localized, zone, zone_argument
from mapbench.engine.operators import EXACT
from mapbench.engine.values import Failure

_DAY: Final = "%Y-%m-%d"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
#: Microseconds of each unit that epochs are counted in.
_COUNTS: Final = {"seconds": 1_000_000, "milliseconds": 1_000, "microseconds": 1}


def read_date(x: Any, pattern: Any) -> date:
    """A date: of a text in a pattern, or the day of a time on the clocks of its own zone."""
    if type(x) is str:
        if pattern == _DAY and len(x) == 10 and x[4] == "-" and x[7] == "-":
            try:
                return date.fromisoformat(x)
            except ValueError:
                raise _bad_date("date", x, pattern) from None
        if type(pattern) is not str:
            raise not_text("date", pattern=pattern)
        found = read(x, pattern)
        if found is None:
            raise _bad_date("date", x, pattern)
        return found.date()
    if type(x) is date:
        return x
    if type(x) is datetime:
        return x.date()
    raise wrong("date", "x", x, "text or a date")


def _bad_date(function: str, x: str, pattern: str) -> Failure:
    hint = f'Name the pattern of the text: {function}(x, "%d.%m.%Y").'
    if function == "date" and pattern == _DAY and x[10:11] in {"T", "t", " "}:
        hint = "The text has a time: date(datetime(x))."
    elif function == "datetime" and len(x) == 10:
        hint = "A text without a time is read by date(x); datetime(date(x)) is its midnight."
    elif not x.strip():
        hint = "Test it with is_blank(x) first."
    form = pattern or "ISO 8601, such as 2026-11-14T09:12:00Z"
    message = (
        f"{function}() got a text that is no {'date' if function == 'date' else 'time'} of the form {form}."
    )
    return Failure("bad-date", message, expected=form, actual=x, hint=hint)


def read_datetime(x: Any, pattern: Any, zone_name: Any) -> datetime:
    """A time: ISO 8601, or of a pattern; `zone` is for a text without one. A date becomes its midnight."""
    if type(pattern) is not str or type(zone_name) is not str:
        raise not_text("datetime", pattern=pattern, zone=zone_name)
    if type(x) is str:
        found = read(x, pattern) if pattern else _iso(x)
        if found is None:
            raise _bad_date("datetime", x, pattern)
    elif type(x) is datetime:
        found = x
    elif type(x) is date:
        found = datetime(x.year, x.month, x.day)  # noqa: DTZ001 - without a zone until one is given
    else:
        raise wrong("datetime", "x", x, "text or a date")
    return localized(found, zone_name) if zone_name and found.tzinfo is None else found


def _iso(x: str) -> datetime | None:
    """Extended ISO 8601 with at least hours and minutes, or the basic form 20261114T091200Z."""
    if x[10:11] in {"T", " ", "t"}:
        hour = x[11:13]
        if len(x) < 16 or x[4] != "-" or x[7] != "-" or x[13] != ":":
            return None
    elif x[8:9] == "T" and len(x) >= 13 and x[:8].isdigit():
        hour = x[9:11]
    else:
        return None
    if hour == "24":
        return None
    try:
        return datetime.fromisoformat(x[:-1] + "Z" if x[-1] == "z" else x)
    except ValueError:
        return None


def format_date(budget: Budget, d: Any, pattern: Any) -> str:
    """A date or time in a pattern of strftime's directives; names of months and days are English."""
    if type(d) is not datetime and type(d) is not date:
        raise wrong("format_date", "d", d, "a date")
    if type(pattern) is not str:
        raise not_text("format_date", pattern=pattern)
    budget.take_text(9 * len(pattern))
    return write(d, pattern)


def iso(d: Any) -> str:
    """ISO 8601 text; UTC is Z."""
    if type(d) is not datetime and type(d) is not date:
        raise wrong("iso", "d", d, "a date")
    return texts.iso(d)


def with_zone(function: str, d: Any) -> datetime:
    """A time that has a zone. Raises `Failure`: `type` for anything else, `bad-date` for a time without one."""
    if type(d) is not datetime:
        raise wrong(
            function, "d", d, "a date and time", 'Use datetime(d, zone="UTC").' if type(d) is date else ""
        )
    if d.tzinfo is None:
        raise Failure(
            "bad-date", f"{function}() got a time without a zone, which is no moment yet.", expected="a time with a zone",
            actual=d, hint='Give the zone when it is read: datetime(x, zone="Europe/Berlin").',
        )  # fmt: skip
    return d


def in_zone(d: Any, zone_name: Any) -> datetime:
    """The same moment on the clocks of another zone."""
    moment = with_zone("in_zone", d)
    try:
        return moment.astimezone(zone_argument("in_zone", zone_name))
    except OverflowError as error:
        raise out_of_years("in_zone") from error


def out_of_years(function: str) -> Failure:
    """The failure of a result before year 1 or after year 9999."""
    return Failure(
        "arithmetic",
        f"The result of {function}() is beyond the years 1 to 9999.",
        expected="a year from 1 to 9999",
    )


def count_unit(unit: str) -> int:
    """Microseconds of a unit of epochs. Raises `Failure("bad-text")`."""
    count = _COUNTS.get(unit)
    if count is None:
        raise Failure(
            "bad-text",
            "Epochs are not counted in that unit.",
            expected="seconds, milliseconds or microseconds",
            actual=unit,
        )
    return count


def _count_argument(function: str, unit: Any) -> int:
    if type(unit) is not str:
        raise not_text(function, unit=unit)
    return count_unit(unit)


def epoch(d: Any, unit: Any) -> int:
    """Whole units since 1970-01-01T00:00:00Z, rounded down."""
    moment = with_zone("epoch", d)
    return (moment - _EPOCH) // _MICROSECOND // _count_argument("epoch", unit)


def from_epoch(n: Any, unit: Any) -> datetime:
    """The moment so many units after 1970-01-01T00:00:00Z, in UTC; fractions to the microsecond."""
    number_argument("from_epoch", n, "n")
    scale = _count_argument("from_epoch", unit)
    try:
        micros = n * scale if type(n) is int else int(_scaled(n, scale))
        return _EPOCH + timedelta(microseconds=micros)
    except (OverflowError, DecimalException) as error:
        raise out_of_years("from_epoch") from error


def _scaled(n: Any, scale: int) -> Decimal:
    value = n if type(n) is Decimal else Decimal(repr(n))
    if value.adjusted() > 20:
        raise OverflowError
    return EXACT.multiply(value, Decimal(scale)).to_integral_value(ROUND_HALF_EVEN)


def now(moment: datetime) -> datetime:
    """The one moment of the run, in UTC."""
    return moment


def today(moment: datetime, zone_name: Any) -> date:
    """The day of the run on the calendar of a zone."""
    return moment.astimezone(zone_argument("today", zone_name)).date()


def _part(name: str, of_day: bool) -> Callable[[Any], int]:
    def part(d: Any) -> int:
        if type(d) is datetime or (of_day and type(d) is date):
            return getattr(d, name)  # type: ignore[no-any-return]
        hint = "" if type(d) is not date else "A date alone has no clock; read the text with datetime(x)."
        raise wrong(name, "d", d, "a date" if of_day else "a date and time", hint)

    return part


def weekday(d: Any) -> int:
    """The day of the week; Monday is 1."""
    if type(d) is not datetime and type(d) is not date:
        raise wrong("weekday", "d", d, "a date")
    return d.isoweekday()


_X: Final = Parameter("x")
_D: Final = Parameter("d", "date")
_T: Final = Parameter("d", "time")
_ZONE: Final = Parameter("zone", "text", check=zone)
_UNIT: Final = Parameter("unit", "text", "seconds", check=count_unit)


def _reads(default: str) -> Parameter:
    return Parameter("pattern", "text", default, check=lambda pattern: reading(pattern) if pattern else None)


def _entry(name: str, *rest: Any, **how: Any) -> Function:
    return Function(name, "dates", *rest, **how)


def _part_entry(name: str, of_day: bool, help_line: str, result: int) -> Function:
    example = f'{name}(date("2026-11-14"))' if of_day else f'{name}(datetime("2026-11-14T09:12:30Z"))'
    return _entry(name, (_D if of_day else _T,), "whole", help_line, example, result, _part(name, of_day))


FUNCTIONS: Final = (
    _entry(
        "date", (_X, _reads(_DAY)), "date", "A date read in a pattern, or the day of a time.",
        'date("14.11.2026", "%d.%m.%Y")', "2026-11-14", read_date,
    ),
    _entry(
        "datetime", (_X, _reads(""), Parameter("zone", "text", "", check=lambda name: zone(name) if name else None)), "time",
        "A time read as ISO 8601 or in a pattern; zone is for a text without one.",
        'datetime("14.11.2026 09:12", "%d.%m.%Y %H:%M", "Europe/Berlin")', "2026-11-14T09:12:00+01:00", read_datetime,
    ),
    _entry(
        "format_date", (_D, Parameter("pattern", "text", check=writing)), "text", "A date or time written in a pattern.",
        'format_date(date("2026-11-14"), "%d %b %Y")', "14 Nov 2026", format_date, grows=True,
    ),
    _entry("iso", (_D,), "text", "ISO 8601 text; UTC is Z.", 'iso(datetime("2026-11-14 09:12+00:00"))', "2026-11-14T09:12:00Z", iso),
    _entry(
        "in_zone", (_T, _ZONE), "time", "The same moment on the clocks of another zone.",
        'in_zone(datetime("2026-07-01T08:00:00Z"), "America/New_York")', "2026-07-01T04:00:00-04:00", in_zone,
    ),
    _entry(
        "epoch", (_T, _UNIT), "whole", "Whole seconds (or milliseconds, microseconds) since 1970.",
        'epoch(datetime("2026-11-14T09:12:00Z"))', 1794647520, epoch,
    ),
    _entry(
        "from_epoch", (Parameter("n", "number"), _UNIT), "time", "The moment so many seconds after 1970, in UTC.",
        'from_epoch(1794647520500, "milliseconds")', "2026-11-14T09:12:00.500Z", from_epoch,
    ),
    _part_entry("year", True, "The year.", 2026),
    _part_entry("month", True, "The month, 1 to 12.", 11),
    _part_entry("day", True, "The day of the month.", 14),
    _part_entry("hour", False, "The hour, 0 to 23.", 9),
    _part_entry("minute", False, "The minute.", 12),
    _part_entry("second", False, "The second.", 30),
    _entry("weekday", (_D,), "whole", "The day of the week; Monday is 1.", 'weekday(date("2026-11-14"))', 6, weekday),
    _entry("now", (), "time", "The one moment of the run, in UTC.", "now()", "2000-01-01T00:00:00Z", now, clock=True),
    _entry(
        "today", (Parameter("zone", "text", "UTC", check=zone),), "date", "The day of the run in a zone.",
        'today("Asia/Tokyo")', "2000-01-01", today, clock=True,
    ),
)  # fmt: skip
