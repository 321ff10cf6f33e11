"""Catalogue functions with their literal arguments known: the same results, the usual cases without the general way round.

Each shortcut takes the first argument alone and judges its absence itself. Whatever is not usual goes to the function.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from mapbench.engine.functions.dates import read_datetime
from mapbench.engine.functions.numbers import round_number
from mapbench.engine.functions.reading import decimal_number, integer, number
from mapbench.engine.functions.text import text
from mapbench.engine.functions.zones import zone
from mapbench.engine.values import MISSING, Failure

Shortcut = Callable[[Any], Any]

_REMEMBERED: Final = 4096
_LONGEST: Final = 40
_PLAIN_LIMIT: Final = 1e9
#: How far from the middle between two hundredths a scaled fraction is certain to lie on one side of it.
_CERTAIN: Final = 1e-4

#: Text functions that are a method of text.
METHODS: Final = {"upper": "upper()", "lower": "lower()", "trim": "strip()", "trim_start": "lstrip()", "trim_end": "rstrip()"}


class Remembered(dict[str, Any]):
    """Results of a pure function of a text, of which the last few thousand are kept. `cache[text]` asks it."""

    def __init__(self, read: Shortcut) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, value: str) -> Any:
        result = self._read(value)
        if len(value) <= _LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[value] = result
        return result


def shortcut(name: str, literals: tuple[Any, ...]) -> Shortcut | None:
    """The function `name` with its arguments after the first given, or None where there is no shorter way."""
    make = _SHORTCUTS.get(name)
    return None if make is None else make(*literals)


def remembered(name: str, literals: tuple[Any, ...]) -> Remembered | None:
    """Results by text for functions that read texts, which repeat; None for any other function."""
    function = {"number": number, "decimal": decimal_number, "integer": integer}.get(name)
    return None if function is None else Remembered(lambda value: function(value, *literals))  # type: ignore[operator]


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


def _datetime(pattern: Any, zone_name: Any) -> Shortcut | None:
    if pattern or zone_name:
        return None

    def shorter(x: Any) -> Any:
        if type(x) is str and len(x) in {20, 25} and x[10] == "T" and x[4] == x[7] == "-" and x[13] == x[16] == ":":
            try:
                return datetime.fromisoformat(x) if x[11:13] != "24" else read_datetime(x, "", "")
            except ValueError:
                return read_datetime(x, "", "")
        return x if x is None or x is MISSING else read_datetime(x, "", "")

    return shorter


def _in_zone(name: Any) -> Shortcut | None:
    from mapbench.engine.functions.dates import in_zone

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
    from mapbench.engine.functions.dates import read_date

    def shorter(x: Any) -> Any:
        if type(x) is datetime:
            return x.date()
        return x if x is None or x is MISSING or type(x) is date else read_date(x, pattern)

    return shorter


_SHORTCUTS: Final[dict[str, Callable[..., Shortcut | None]]] = {
    "text": _text,
    "round": _round,
    "datetime": _datetime,
    "in_zone": _in_zone,
    "date": _date,
}
