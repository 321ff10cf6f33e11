"""Functions over dates and times."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.oracle.functions.table import Table, want, want_whole
from tests.oracle.kinds import Fault, iso, kind

TABLE = Table()
ISO = re.compile(r"\d{4}-\d\d-\d\d[T ].*|\d{8}T\d+.*", re.ASCII)
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800}
MONTHS = {"months": 1, "years": 12}


def _zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(want(name, "text"))
    except (ZoneInfoNotFoundError, ValueError):
        raise Fault("bad-text") from None


def _parsed(x: Any, pattern: Any) -> Any:
    try:
        text = want(x, "text")
        text = text if pattern is not None else text.upper()
        if pattern is None and not ISO.fullmatch(text):
            raise Fault("bad-date")
        return datetime.strptime(text, pattern) if pattern is not None else datetime.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        raise Fault("bad-date") from None


@TABLE.add("date")
def date_(x: Any, pattern: Any = "%Y-%m-%d") -> Any:
    if kind(x) == "datetime":
        return x.date()
    return x if kind(x) == "date" else _parsed(x, pattern).date()


@TABLE.add("datetime")
def datetime_(x: Any, pattern: Any = None, zone: Any = None) -> Any:
    value = x if kind(x) in ("date", "datetime") else _parsed(x, pattern)
    if kind(value) == "date":
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return value.replace(tzinfo=_zone(zone)) if zone is not None and value.tzinfo is None else value


@TABLE.add()
def format_date(d: Any, pattern: Any) -> str:
    return want(d, "date", "datetime").strftime(want(pattern, "text"))


@TABLE.add("iso")
def iso_(d: Any) -> str:
    return iso(want(d, "date", "datetime"))


@TABLE.add()
def add_time(d: Any, n: Any, unit: Any) -> Any:
    want(d, "date", "datetime")
    try:
        if unit in MONTHS:
            return _add_months(d, want_whole(n) * MONTHS[unit])
        if unit not in SECONDS or (kind(d) == "date" and SECONDS[unit] < SECONDS["days"]):
            raise Fault("type")
        return d + timedelta(seconds=want_whole(n) * SECONDS[unit])
    except (OverflowError, ValueError):
        raise Fault("arithmetic") from None


def _add_months(d: Any, months: int) -> Any:
    year, month = divmod(d.year * 12 + d.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    return d.replace(year=year, month=month + 1, day=min(d.day, calendar.monthrange(year, month + 1)[1]))


@TABLE.add()
def difference(start: Any, end: Any, unit: Any) -> int:
    kinds = {kind(want(start, "date", "datetime")), kind(want(end, "date", "datetime"))}
    if len(kinds) == 2 or (kinds == {"datetime"} and (start.tzinfo is None) != (end.tzinfo is None)):
        raise Fault("type")
    if unit in MONTHS:
        return int(_months(start, end) / MONTHS[unit])
    if unit not in SECONDS or (kinds == {"date"} and SECONDS[unit] < SECONDS["days"]):
        raise Fault("type")
    return _toward_zero(end - start, timedelta(seconds=SECONDS[unit]))


def _toward_zero(span: timedelta, unit: timedelta) -> int:
    return span // unit if span >= timedelta(0) else -(-span // unit)


def _months(start: Any, end: Any) -> int:
    """Whole months from start to end, toward zero."""
    if end < start:
        return -_months(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if _add_months(start, months) > end else months


@TABLE.add()
def in_zone(d: Any, zone: Any) -> Any:
    if want(d, "datetime").tzinfo is None:
        raise Fault("bad-date")
    return d.astimezone(_zone(zone))


@TABLE.add()
def epoch(d: Any, unit: Any = "seconds") -> int:
    if want(d, "datetime").tzinfo is None:
        raise Fault("bad-date")
    since = d - datetime(1970, 1, 1, tzinfo=UTC)
    return since // (timedelta(seconds=1) if unit == "seconds" else timedelta(milliseconds=1))


@TABLE.add()
def from_epoch(n: Any, unit: Any = "seconds") -> Any:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(**{unit: float(want(n, "number"))})
    except OverflowError:
        raise Fault("arithmetic") from None


@TABLE.add()
def start_of(d: Any, unit: Any) -> Any:
    midnight = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    clock = midnight if kind(want(d, "date", "datetime")) == "datetime" else {}
    match want(unit, "text").rstrip("s"):
        case "year":
            return d.replace(month=1, day=1, **clock)
        case "month":
            return d.replace(day=1, **clock)
        case "week":
            return d.replace(**clock) - timedelta(days=d.weekday())
        case "day":
            return d.replace(**clock)
        case "hour":
            return want(d, "datetime").replace(minute=0, second=0, microsecond=0)
        case "minute":
            return want(d, "datetime").replace(second=0, microsecond=0)
    raise Fault("type")


for part in ("year", "month", "day"):
    TABLE.add(part)(lambda d, part=part: getattr(want(d, "date", "datetime"), part))
for part in ("hour", "minute", "second"):
    TABLE.add(part)(lambda d, part=part: getattr(want(d, "datetime"), part))


@TABLE.add()
def weekday(d: Any) -> int:
    return want(d, "date", "datetime").isoweekday()


@TABLE.add()
def today(zone: Any = "UTC", *, now: datetime) -> date:
    return now.astimezone(_zone(zone)).date()
