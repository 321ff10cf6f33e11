"""Catalogue functions with their literal arguments known: the same results, the usual cases without the general way round.

Each shortcut takes the first argument alone and judges its absence itself. Whatever is not usual goes to the function.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from math import fsum
from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.functions import text as text_functions
from mapbench.engine.functions.dates import format_date, in_zone, read_date, read_datetime
from mapbench.engine.functions.numbers import round_number
from mapbench.engine.functions.parts import split
from mapbench.engine.functions.reading import decimal_number, number
from mapbench.engine.functions.text import digits, text
from mapbench.engine.functions.totals import total
from mapbench.engine.functions.zones import zone
from mapbench.engine.operators import fraction
from mapbench.engine.texts import iso, written_computed
from mapbench.engine.values import MISSING, Failure

Shortcut = Callable[[Any], Any]

#: Fewer digits than this are a whole number of 64 bits, an exact number of 34 digits.
_SURELY_WHOLE: Final = 18
_EXACT_DIGITS: Final = 34
_FRACTIONS: Final = {float}
_SURELY_FINITE: Final = 10_000
_NO_DIGITS: Final = bytes(code for code in range(128) if not 48 <= code < 58)
_PLAIN_LIMIT: Final = 1e9
#: How far from the middle between two hundredths a scaled fraction is certain to lie on one side of it.
_CERTAIN: Final = 1e-4

#: Text functions that are a method of text.
METHODS: Final = {
    "upper": "upper()",
    "lower": "lower()",
    "trim": "strip()",
    "trim_start": "lstrip()",
    "trim_end": "rstrip()",
}


def shortcut(name: str, literals: tuple[Any, ...]) -> Callable[..., Any] | None:
    """The function `name` with its arguments after the first given, or None where there is no shorter way.

    Like the function, it takes the budget before its argument when it grows.
    """
    make = _SHORTCUTS.get(name)
    return None if make is None else make(*literals)


def _number(decimal: Any, group: Any) -> Shortcut | None:
    if (decimal, group) != (".", ""):
        return None

    def shorter(x: Any) -> Any:
        if type(x) is str:
            if len(x) < _SURELY_WHOLE and x.isascii():
                if "." in x:
                    if x.replace(".", "", 1).isdigit():
                        return float(x)
                elif x.isdigit():
                    return int(x)
        elif x is None or x is MISSING or type(x) is int or type(x) is float:
            return x
        return number(x, ".", "")

    return shorter


def _decimal(decimal: Any, group: Any) -> Shortcut | None:
    if (decimal, group) != (".", ""):
        return None

    def shorter(x: Any) -> Any:
        if (
            type(x) is str
            and len(x) < _EXACT_DIGITS
            and x.isascii()
            and x.replace(".", "", 1).isdigit()
            and x[0] != "."
        ):
            return Decimal(x)
        return x if x is None or x is MISSING else decimal_number(x, ".", "")

    return shorter


def _sum() -> Shortcut:
    def shorter(x: Any) -> Any:
        if type(x) is list and set(map(type, x)) == _FRACTIONS:
            return total(x) if len(x) > _SURELY_FINITE else fraction(fsum(x))
        return x if x is None or x is MISSING else total(x)

    return shorter


def _split(separator: Any) -> Callable[[Budget, Any], Any] | None:
    if type(separator) is not str or not separator:
        return None

    def shorter(budget: Budget, x: Any) -> Any:
        if type(x) is str:
            parts = x.split(separator)
            budget.take_elements(len(parts))
            budget.take_text(len(x))
            return parts
        return x if x is None or x is MISSING else split(budget, x, separator)

    return shorter


def _method(name: str) -> Callable[[], Shortcut]:
    function: Shortcut = getattr(text_functions, name)
    change: Callable[[str], str] = getattr(str, METHODS[name].removesuffix("()"))

    def make() -> Shortcut:
        return lambda x: change(x) if type(x) is str else x if x is None or x is MISSING else function(x)

    return make


def _digits() -> Shortcut:
    def shorter(x: Any) -> Any:
        if type(x) is str and x.isascii():
            return x if x.isdigit() else x.encode().translate(None, _NO_DIGITS).decode()
        return x if x is None or x is MISSING else digits(x)

    return shorter


def _format_date(pattern: Any) -> Callable[[Budget, Any], Any] | None:
    if pattern != "%Y-%m-%d":
        return None

    def shorter(budget: Budget, x: Any) -> Any:
        if type(x) is datetime or type(x) is date:
            budget.take_text(len(pattern) * 9)
            return str(x.isoformat())[:10]
        return x if x is None or x is MISSING else format_date(budget, x, pattern)

    return shorter


def _text() -> Shortcut:
    def shorter(x: Any) -> Any:
        if type(x) is int:
            return str(x)
        return x if type(x) is str or x is None or x is MISSING else text(x)

    return shorter


def _round(digits: Any) -> Shortcut | None:
    if type(digits) is not int or not 0 <= digits <= 4:
        return None
    scale = 10.0**digits

    def shorter(x: Any) -> Any:
        if type(x) is float and -_PLAIN_LIMIT < x < _PLAIN_LIMIT:
            scaled = x * scale
            below = scaled // 1.0
            rest = scaled - below
            if rest < 0.5 - _CERTAIN:
                return below / scale + 0.0
            if rest > 0.5 + _CERTAIN:
                return (below + 1.0) / scale + 0.0
        return x if type(x) is int or x is None or x is MISSING else round_number(x, digits)

    return shorter


def round_written(digits: int) -> Shortcut:
    """`round(x, digits)` as it is written: a number this small has few digits after rounding anyway."""
    shorter = _round(digits)
    assert shorter is not None

    def written(x: Any) -> Any:
        value = shorter(x)
        return (
            value
            if type(value) is float and -_PLAIN_LIMIT < value < _PLAIN_LIMIT
            else written_computed(value)
        )

    return written


def _datetime(pattern: Any, zone_name: Any) -> Shortcut | None:
    if pattern or zone_name:
        return None

    def shorter(x: Any) -> Any:
        if (
            type(x) is str
            and len(x) in {20, 25}
            and x[10] == "T"
            and x[4] == x[7] == "-"
            and x[13] == x[16] == ":"
        ):
            try:
                return datetime.fromisoformat(x) if x[11:13] != "24" else read_datetime(x, "", "")
            except ValueError:
                return read_datetime(x, "", "")
        return x if x is None or x is MISSING else read_datetime(x, "", "")

    return shorter


def _in_zone(name: Any) -> Shortcut | None:
    try:
        there = zone(name)
    except (Failure, TypeError):
        return None

    def shorter(x: Any) -> Any:
        if type(x) is datetime and x.tzinfo is not None and 1 < x.year < 9999:
            return x.astimezone(there)
        return x if x is None or x is MISSING else in_zone(x, name)

    return shorter


def _date(pattern: Any) -> Shortcut | None:
    def shorter(x: Any) -> Any:
        if type(x) is datetime:
            return x.date()
        return x if x is None or x is MISSING or type(x) is date else read_date(x, pattern)

    return shorter


_SHORTCUTS: Final[dict[str, Callable[..., Callable[..., Any] | None]]] = {
    **{name: _method(name) for name in METHODS},
    "text": _text,
    "sum": _sum,
    "split": _split,
    "digits": _digits,
    "number": _number,
    "decimal": _decimal,
    "format_date": _format_date,
    "round": _round,
    "datetime": _datetime,
    "in_zone": _in_zone,
    "date": _date,
}


class _Hours(dict[str, str]):
    """UTC's `YYYY-MM-DDTHH` by the hour and offset of an ISO text, whole hours only; "" where there is none."""

    def __missing__(self, key: str) -> str:
        hour = ""
        try:
            hour = iso(datetime.fromisoformat(f"{key[:13]}:00:00{key[13:]}").astimezone(UTC))[:13]
        except (ValueError, OverflowError):
            pass
        if len(self) >= _REMEMBERED:
            self.clear()
        self[key] = hour
        return hour


_HOURS: Final = _Hours()
_REMEMBERED: Final = 20_000
_SIXTY: Final = frozenset(f"{number:02}" for number in range(60))


def utc_text(x: Any) -> Any:
    """`in_zone(datetime(x), "UTC")` as it is written: of the usual ISO text by its hour, which many records share."""
    if type(x) is str and len(x) == 25 and x[13] == x[16] == ":" and x[22:] == ":00" and x[10] == "T":
        hour = _HOURS[x[:13] + x[19:]]
        if hour and x[14:16] in _SIXTY and x[17:19] in _SIXTY:
            return f"{hour}{x[13:19]}Z"
    if x is None or x is MISSING:
        return x
    return iso(in_zone(read_datetime(x, "", ""), "UTC"))
