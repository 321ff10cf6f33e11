"""Catalogue functions with their literal arguments known: the same results, the usual cases without the general way round.

Each shortcut takes the first argument alone and judges its absence itself. Whatever is not usual goes to the function.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from math import fsum
from typing import Any, Final

import msgspec

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
from mapbench.engine.texts import written_computed
from mapbench.engine.values import MISSING, Failure

Shortcut = Callable[[Any], Any]

#: Fewer digits than this are a whole number of 64 bits, an exact number of 34 digits.
_SURELY_WHOLE: Final = 18
_EXACT_DIGITS: Final = 34
#: Reads what JSON writes as a number: fewer spellings than `number` knows, each as `number` reads it.
_json_number: Final = msgspec.json.Decoder(int | float).decode
_INFINITY: Final = float("inf")
_NO_DIGITS: Final = bytes(code for code in range(128) if not 48 <= code < 58)
PLAIN_LIMIT: Final = 1e9
#: How far from the middle between two hundredths a scaled fraction is certain to lie on one side of it.
NEAR_HALF: Final = 1e-4

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
            if len(x) < _SURELY_WHOLE:
                try:
                    return _json_number(x)
                except ValueError:
                    pass
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
        if type(x) is list and x and [*map(type, x)].count(float) == len(x):
            try:
                result = fsum(x) + 0.0
                return result if -_INFINITY < result < _INFINITY else fraction(result)
            except OverflowError:
                return total(x)
        return x if x is None or x is MISSING else total(x)

    return shorter


def _split(separator: Any) -> Callable[[Budget, Any], Any] | None:
    if type(separator) is not str or not separator:
        return None

    def shorter(budget: Budget, x: Any) -> Any:
        if type(x) is str:
            parts = x.split(separator)
            elements = budget.elements = budget.elements - len(parts)
            left = budget.text = budget.text - len(x)
            if elements < 0 or left < 0:
                budget.take_elements(0)
                budget.take_text(0)
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


def rounds_shortly(digits: Any) -> bool:
    """Whether numbers can be rounded to so many digits by multiplying them."""
    return type(digits) is int and 0 <= digits <= 4


def _round(digits: Any) -> Shortcut | None:
    if not rounds_shortly(digits):
        return None
    scale = 10.0**digits

    def shorter(x: Any) -> Any:
        if type(x) is float and -PLAIN_LIMIT < x < PLAIN_LIMIT:
            scaled = x * scale
            below = scaled // 1.0
            rest = scaled - below
            if rest < 0.5 - NEAR_HALF:
                return below / scale + 0.0
            if rest > 0.5 + NEAR_HALF:
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
            value if type(value) is float and -PLAIN_LIMIT < value < PLAIN_LIMIT else written_computed(value)
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
