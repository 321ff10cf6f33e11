"""Functions over spans of time: add_time, difference, start_of.

Years to days move on the calendar and keep the clock; hours to seconds are exact moments apart, whatever the clocks do.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from mapbench.engine.functions.arguments import not_text, whole_argument, wrong
from mapbench.engine.functions.dates import out_of_years
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.functions.zones import settled
from mapbench.engine.values import Failure

_UNITS: Final = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
_SECONDS: Final = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
_CALENDAR: Final = frozenset({"years", "months", "weeks", "days"})
_NAMES: Final = {**{unit: unit for unit in _UNITS}, **{unit[:-1]: unit for unit in _UNITS}}
_FURTHEST: Final = 400_000_000_000


def unit_name(unit: str) -> str:
    """A unit of time by its word, "days" or "day". Raises `Failure("bad-text")`."""
    name = _NAMES.get(unit)
    if name is None:
        raise Failure(
            "bad-text",
            "There is no unit of time of that name.",
            expected="one of " + ", ".join(_UNITS),
            actual=unit,
        )
    return name


def _arguments(function: str, unit: Any, **days: Any) -> str:
    """The unit by its name, once every date is one; a date alone has no hours."""
    if type(unit) is not str:
        raise not_text(function, unit=unit)
    name = unit_name(unit)
    for parameter, day in days.items():
        if type(day) is not datetime and type(day) is not date:
            raise wrong(function, parameter, day, "a date")
        if type(day) is date and name not in _CALENDAR:
            hint = 'A date alone has no clock; use datetime(d, zone="UTC").'
            raise wrong(function, parameter, day, f"a date and time to count {name}", hint)
    return name


def add_time(d: Any, n: Any, unit: Any) -> Any:
    """A date or time so many units later; the 31st plus a month is the month's last day."""
    name = _arguments("add_time", unit, d=d)
    count = whole_argument("add_time", "n", n)
    try:
        if name in {"years", "months"}:
            return _settled(_plus_months(d, count * 12 if name == "years" else count))
        if abs(count) > _FURTHEST:
            raise OverflowError
        step = timedelta(seconds=count * _SECONDS[name])
        if name in _CALENDAR:
            return _settled(d + step)
        return d + step if d.tzinfo is None else (d.astimezone(UTC) + step).astimezone(d.tzinfo)
    except (OverflowError, ValueError) as error:
        raise out_of_years("add_time") from error


def _settled(d: Any) -> Any:
    return settled(d) if type(d) is datetime else d


def _plus_months(d: Any, count: int) -> Any:
    year, month = divmod(d.year * 12 + d.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    return d.replace(year=year, month=month + 1, day=min(d.day, monthrange(year, month + 1)[1]))


def difference(start: Any, end: Any, unit: Any) -> Any:
    """Whole units from start to end, rounded towards zero; negative when the end comes first."""
    name = _arguments("difference", unit, start=start, end=end)
    if type(start) is not type(end):
        hint = "Compare two dates, date(start) and date(end), or two times."
        raise wrong("difference", "end", end, "a date" if type(start) is date else "a date and time", hint)
    if type(start) is datetime and (start.tzinfo is None) != (end.tzinfo is None):
        raise Failure(
            "type", "difference() got one time with a zone and one without.", expected="two times with a zone", actual=end,
            hint='Give the zone when it is read: datetime(x, zone="Europe/Berlin").',
        )  # fmt: skip
    return _between(start, end, name) if _apart(start, end) >= timedelta() else -_between(end, start, name)


def _apart(start: Any, end: Any) -> Any:
    """The exact time between two dates or moments, also where one zone's clocks were put back in between."""
    if type(start) is date or start.tzinfo is None:
        return end - start
    faces = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    return faces - (end.utcoffset() - start.utcoffset())


def _between(start: Any, end: Any, name: str) -> Any:
    if name not in _CALENDAR:
        return _apart(start, end) // timedelta(seconds=_SECONDS[name])
    if type(start) is datetime and start.tzinfo is not None:
        end = _faces(end, start.tzinfo)
        start = start.replace(tzinfo=None)
    if name not in {"years", "months"}:
        return max(0, (end - start) // timedelta(seconds=_SECONDS[name]))
    months = (end.year - start.year) * 12 + end.month - start.month
    if months and _plus_months(start, months) > end:
        months -= 1
    return max(0, months // 12 if name == "years" else months)


def _faces(end: datetime, zone: Any) -> datetime:
    """A moment as the clocks of a zone show it."""
    try:
        return end.astimezone(zone).replace(tzinfo=None)
    except OverflowError as error:
        raise out_of_years("difference") from error


def start_of(d: Any, unit: Any) -> Any:
    """The first moment of the year, month, week (Monday), day, hour, minute or second that a time is in."""
    name = _arguments("start_of", unit, d=d)
    if name in {"hours", "minutes", "seconds"}:
        finer = {"hours": {"minute": 0, "second": 0}, "minutes": {"second": 0}, "seconds": {}}[name]
        return d.replace(microsecond=0, **finer)
    if name == "weeks":
        if d.toordinal() <= d.weekday():
            raise out_of_years("start_of")
        d -= timedelta(days=d.weekday())
    elif name != "days":
        d = d.replace(day=1) if name == "months" else d.replace(month=1, day=1)
    return d if type(d) is date else settled(d.replace(hour=0, minute=0, second=0, microsecond=0, fold=0))


_UNIT: Final = Parameter("unit", "text", check=unit_name)
_D: Final = Parameter("d", "date")

FUNCTIONS: Final = (
    Function(
        "add_time", "dates", (_D, Parameter("n", "whole"), _UNIT), "date", "So many days (months, hours, …) later.",
        'add_time(date("2026-01-31"), 1, "months")', "2026-02-28", add_time,
    ),
    Function(
        "difference", "dates", (Parameter("start", "date"), Parameter("end", "date"), _UNIT), "whole",
        "Whole days (months, hours, …) from start to end.",
        'difference(date("2026-11-14"), date("2026-12-24"), "days")', 40, difference,
    ),
    Function(
        "start_of", "dates", (_D, _UNIT), "date", "The start of the month (week, day, hour, …) of a date.",
        'start_of(date("2026-11-14"), "month")', "2026-11-01", start_of,
    ),
)  # fmt: skip
