"""Patterns of dates: strftime's directives, the same on every platform and in every locale; names are English."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any, Final

from mapbench.engine.values import Failure

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NUMBERS: Final = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}


def _names(names: tuple[str, ...]) -> str:
    return "|".join(names)


#: What each directive reads. Numbers may leave out leading zeros, except years.
_READ: Final[dict[str, str]] = {
    "Y": "[0-9]{4}",
    "y": "[0-9]{2}",
    "m": "1[0-2]|0[1-9]|[1-9]",
    "B": _names(MONTHS),
    "b": _names(tuple(name[:3] for name in MONTHS)),
    "d": "3[01]|[12][0-9]|0[1-9]|[1-9]| [1-9]",
    "j": "36[0-6]|3[0-5][0-9]|[12][0-9]{2}|0[1-9][0-9]|00[1-9]|[1-9][0-9]|0[1-9]|[1-9]",
    "A": _names(DAYS),
    "a": _names(tuple(name[:3] for name in DAYS)),
    "H": "2[0-3]|[01][0-9]|[0-9]",
    "I": "1[0-2]|0[1-9]|[1-9]",
    "p": "AM|PM",
    "M": "[0-5][0-9]|[0-9]",
    "S": "[0-5][0-9]|[0-9]",
    "f": "[0-9]{1,6}",
    "z": "[+-][0-9]{2}:?[0-5][0-9](?::?[0-5][0-9])?|Z",
}


#: Directives whose numbers have a fixed width when no zero is left out.
_WIDTHS: Final = {"Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2}


def _clock(d: Any) -> time:
    return d.time() if type(d) is datetime else time()


def _offset(d: Any) -> str:
    return d.strftime("%z") if type(d) is datetime else ""


def _week(d: Any, first_day: int) -> str:
    """The week of the year; days before its first `first_day` (1 is Monday) are in week 0."""
    return f"{(d.timetuple().tm_yday + 6 - (d.isoweekday() - first_day) % 7) // 7:02d}"


#: What each directive writes.
_WRITE: Final[dict[str, Callable[[Any], str]]] = {
    "Y": lambda d: f"{d.year:04d}",
    "y": lambda d: f"{d.year % 100:02d}",
    "m": lambda d: f"{d.month:02d}",
    "B": lambda d: MONTHS[d.month - 1],
    "b": lambda d: MONTHS[d.month - 1][:3],
    "d": lambda d: f"{d.day:02d}",
    "j": lambda d: f"{d.timetuple().tm_yday:03d}",
    "A": lambda d: DAYS[d.weekday()],
    "a": lambda d: DAYS[d.weekday()][:3],
    "H": lambda d: f"{_clock(d).hour:02d}",
    "I": lambda d: f"{(_clock(d).hour + 11) % 12 + 1:02d}",
    "p": lambda d: "AM" if _clock(d).hour < 12 else "PM",
    "M": lambda d: f"{_clock(d).minute:02d}",
    "S": lambda d: f"{_clock(d).second:02d}",
    "f": lambda d: f"{_clock(d).microsecond:06d}",
    "z": _offset,
    "Z": lambda d: (d.tzname() or "") if type(d) is datetime else "",
    "G": lambda d: f"{d.isocalendar()[0]:04d}",
    "V": lambda d: f"{d.isocalendar()[1]:02d}",
    "u": lambda d: str(d.isoweekday()),
    "w": lambda d: str(d.isoweekday() % 7),
    "U": lambda d: _week(d, 7),
    "W": lambda d: _week(d, 1),
}
_DIRECTIVE: Final = re.compile("%(.?)|(\\s+)|([^%\\s]+)", re.DOTALL)


def _refuse(directive: str, pattern: str, known: dict[str, Any]) -> Failure:
    what = f"the directive %{directive}" if directive else "a % at its end"
    hint = "" if directive.isalpha() else "A percent sign itself is %%."
    if directive in {"-", "#", "e"}:
        hint = 'Without leading zeros: f"{day(d)}.{month(d)}.{year(d)}".'
    return Failure(
        "bad-text", f"The date pattern has {what}, which is not one of those that work everywhere.",
        expected="one of " + " ".join(f"%{letter}" for letter in known) + " %%", actual=pattern,
        hint=hint,
    )  # fmt: skip


@lru_cache(maxsize=256)
def reading(pattern: str) -> re.Pattern[str]:
    """A date pattern as an expression with one group a directive. Raises `Failure("bad-text")` if it cannot give a date."""
    parts = []
    seen: list[str] = []
    for piece in _DIRECTIVE.finditer(pattern):
        directive, blanks, literal = piece.groups()
        if directive is None:
            parts.append("[\\s\u00a0\u202f]+" if blanks else re.escape(literal))
        elif directive == "%":
            parts.append("%")
        elif directive not in _READ:
            raise _refuse(directive, pattern, _READ)
        else:
            seen.append(directive)
            parts.append(f"(?P<{directive}>{_READ[directive]})")
    if len(set(seen)) < len(seen):
        raise Failure(
            "bad-text",
            "The date pattern has a directive twice.",
            expected="each directive once",
            actual=pattern,
        )
    if not {"Y", "y"} & set(seen):
        message = "The date pattern reads no year (%Y, as in %Y-%m-%d), so it cannot give a date."
        raise Failure("bad-text", message, expected="%Y or %y in the pattern", actual=pattern)
    return re.compile("".join(parts), re.IGNORECASE | re.ASCII)


def read(text: str, pattern: str) -> datetime | None:
    """The time in a text that is of the pattern as a whole, else None. What the pattern leaves out is the first there is."""
    if len(text) > 100:
        return _read(text, pattern)
    return _remembered(text, pattern)


@lru_cache(maxsize=256)
def _fixed(pattern: str) -> tuple[int, list[tuple[slice, str]], dict[str, slice]] | None:
    """Length, literals and directives of a text of full-width numbers; None for a pattern with anything else in it."""
    literals = []
    places: dict[str, slice] = {}
    at = 0
    for piece in _DIRECTIVE.finditer(pattern):
        directive, blanks, literal = piece.groups()
        if directive in _WIDTHS and directive not in places:
            places[directive] = slice(at, at + _WIDTHS[directive])
        elif directive is not None:
            return None
        else:
            literals.append((slice(at, at + len(blanks or literal)), blanks or literal))
        at += _WIDTHS[directive] if directive else len(blanks or literal)
    return (at, literals, places) if {"Y", "m", "d"} <= places.keys() else None


def _sliced(text: str, pattern: str) -> datetime | None:
    """The time in a text in which every number has its full width, without the cost of an expression; else None."""
    plan = _fixed(pattern)
    if plan is None or len(text) != plan[0]:
        return None
    _, literals, places = plan
    for place, literal in literals:
        if text[place] != literal:
            return None
    clock = [text[places[part]] if part in places else "00" for part in "HMS"]
    try:
        return datetime.fromisoformat(
            f"{text[places['Y']]}-{text[places['m']]}-{text[places['d']]}T{':'.join(clock)}"
        )
    except ValueError:
        return None


def _read(text: str, pattern: str) -> datetime | None:
    sliced = _sliced(text, pattern)
    if sliced is not None:
        return sliced
    match = reading(pattern).fullmatch(text)
    if match is None:
        return None
    found = match.groupdict()
    try:
        day = _day(found)
        return datetime.combine(day, _time(found)) if day else None
    except ValueError:
        return None


_remembered = lru_cache(maxsize=4096)(_read)


def _day(found: dict[str, str]) -> date | None:
    year = int(found["Y"]) if "Y" in found else _century(int(found["y"]))
    if "j" in found:
        day = date(year, 1, 1) + timedelta(days=int(found["j"]) - 1)
        return day if day.year == year else None
    name = found.get("b") or found.get("B")
    month = _MONTH_NUMBERS[name[:3].lower()] if name else int(found.get("m", 1))
    return date(year, month, int(found.get("d", 1)))


def _century(year: int) -> int:
    """Two digits of a year as POSIX reads them: 69 is 1969, 68 is 2068."""
    return year + (1900 if year >= 69 else 2000)


def _time(found: dict[str, str]) -> time:
    hour = int(found.get("H", 0))
    if "I" in found:
        hour = int(found["I"]) % 12 + (12 if found.get("p", "").lower() == "pm" else 0)
    micro = int(found.get("f", "0").ljust(6, "0"))
    return time(hour, int(found.get("M", 0)), int(found.get("S", 0)), micro, _zone(found.get("z")))


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in {"Z", "z"}:
        return UTC
    hours, minutes, seconds = re.fullmatch("[+-]([0-9]{2}):?([0-9]{2}):?([0-9]{2})?", text).groups()  # type: ignore[union-attr]
    offset = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    return timezone(-offset if text[0] == "-" else offset) if offset else UTC


@lru_cache(maxsize=256)
def writing(pattern: str) -> tuple[str | Callable[[Any], str], ...]:
    """A date pattern as its texts and writers. Raises `Failure("bad-text")` for an unknown directive."""
    parts: list[str | Callable[[Any], str]] = []
    for piece in _DIRECTIVE.finditer(pattern):
        directive, blanks, literal = piece.groups()
        if directive is None:
            parts.append(blanks or literal)
        elif directive == "%":
            parts.append("%")
        elif directive in _WRITE:
            parts.append(_WRITE[directive])
        else:
            raise _refuse(directive, pattern, _WRITE)
    return tuple(parts)


def write(d: date, pattern: str) -> str:
    """A date or time in a pattern; a date alone has midnight's clock and no zone."""
    return "".join(part if type(part) is str else part(d) for part in writing(pattern))  # type: ignore[operator]
