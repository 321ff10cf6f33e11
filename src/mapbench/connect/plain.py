"""Values of databases, spreadsheets and Parquet as JSON holds them: what JSON has no word for is text."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from mapbench.engine.incoming import out_of_range
from mapbench.engine.values import WHOLE_MAX, WHOLE_MIN, Failure


def plain_record(columns: Mapping[str, Any]) -> dict[str, Any]:
    """A row as a record. Raises Failure `number-range` for a number that JSON's do not hold."""
    return {name: plain(value) for name, value in columns.items()}


def plain(value: Any) -> Any:
    """A value as JSON: dates and times as ISO 8601 text, bytes as base64, exact numbers as numbers.

    Raises Failure `number-range` for a whole number beyond 64 bits, for no number, and for an exact fraction of more digits
    than a binary one keeps: it is never rounded.
    """
    make = _MAKERS.get(type(value))
    if make is not None:
        return make(value)
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    for kind, other in _MAKERS.items():
        if isinstance(value, kind):
            return other(value)
    return str(value)


def _same(value: Any) -> Any:
    return value


def _whole(value: int) -> int:
    if not WHOLE_MIN <= value <= WHOLE_MAX:
        raise out_of_range(str(value))
    return value


def _fraction(value: float) -> float:
    if not math.isfinite(value):
        raise Failure(
            "number-range", f"The record holds {value}, which is no number in JSON.", hint="Leave it empty."
        )
    return value


def _exact(value: Decimal) -> int | float:
    if not value.is_finite():
        return _fraction(float(value))
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= 0:
        return _whole(int(value)) if value.adjusted() < 20 else _too_exact(value)
    made = float(value)
    return made if Decimal(repr(made)) == value else _too_exact(value)


def _too_exact(value: Decimal) -> int:
    raise Failure(
        "number-range",
        f"The record holds {str(value)[:40]}, which has more digits than a JSON number keeps.",
        expected="a number of at most 15 digits",
        hint="Let the source give it as text.",
    )


def _moment(value: datetime) -> str:
    text = value.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _span(value: timedelta) -> str:
    """ISO 8601: `P1DT2H3M4.5S`."""
    seconds = Decimal(value.days * 86_400 + value.seconds) + Decimal(value.microseconds) / 1_000_000
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    parts = [(f"{hours:f}", "H"), (f"{minutes:f}", "M"), (f"{left.normalize():f}", "S")]
    clock = "".join(number + unit for number, unit in parts if number != "0")
    return f"{sign}P{f'{days:f}D' if days else ''}{f'T{clock}' if clock else ''}" if seconds else "PT0S"


def _bytes(value: bytes | memoryview) -> str:
    return base64.b64encode(bytes(value)).decode()


_MAKERS: Final[dict[type, Callable[[Any], Any]]] = {
    str: _same,
    bool: _same,
    type(None): _same,
    int: _whole,
    float: _fraction,
    Decimal: _exact,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _span,
    bytes: _bytes,
    bytearray: _bytes,
    memoryview: _bytes,
}
