"""Values as text and values as they are written: dates, computed fractions, exact numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from mapbench.engine.operators import fraction
from mapbench.engine.values import MISSING, Failure, a_kind

_TWO: Final = tuple(f"{number:02}" for number in range(60))
#: Numbers below this with four decimals are written with at most 15 digits.
_FEW: Final = 1e11
_TEN_THOUSAND: Final = 1e4


def iso(value: date) -> str:
    """ISO 8601 text; UTC is `Z`, fractions of a second appear only where there are any."""
    if type(value) is not datetime:
        return value.isoformat()
    if value.tzinfo is UTC and not value.microsecond and value.year > 999:
        day = f"{value.year}-{_TWO[value.month]}-{_TWO[value.day]}"
        return f"{day}T{_TWO[value.hour]}:{_TWO[value.minute]}:{_TWO[value.second]}Z"
    micro = value.microsecond
    text = value.isoformat(
        timespec="seconds" if not micro else "microseconds" if micro % 1000 else "milliseconds"
    )
    return text[:-6] + "Z" if text.endswith("+00:00") else text


def digits15(value: float) -> float:
    """A computed fraction as it is written: rounded to 15 significant digits, as spreadsheets do."""
    return float(f"{value:.15g}")


def number_text(value: float) -> str:
    """The shortest spelling of a fraction, a whole one without `.0`, zero without a minus."""
    return repr(value).removesuffix(".0") if value else "0"


def text_of(value: Any) -> str:
    """Any scalar as text: true is "true", a whole number has no `.0`, dates are ISO 8601. Lists and objects fail."""
    value_type = type(value)
    if value_type is str:
        return str(value)
    if value_type is int:
        return str(value)
    if value_type is bool:
        return "true" if value else "false"
    if value_type is float:
        return number_text(value)
    if value_type is Decimal:
        return exact_text(value)
    if isinstance(value, date):
        return iso(value)
    raise Failure(
        "type",
        f"{a_kind(value).capitalize()} has no text.",
        expected="text, a number, a date, true or false",
        actual=value,
        hint="Use to_json(x), or join(list, sep) for a list.",
    )


def exact_text(value: Decimal) -> str:
    """An exact number in plain digits, its zeros kept ("12.50"); with an exponent only where digits would be absurdly many."""
    value = value or value.copy_abs()
    return format(value, "f") if -40 < value.adjusted() < 40 else str(value)


def part_of(value: Any) -> str:
    """The text of a value in an f-string: nothing for null and missing."""
    if type(value) is str:
        return str(value)
    return "" if value is None or value is MISSING else text_of(value)


def key_text(value: Any) -> str:
    """A lookup key as text: 1 and 1.0 are "1", true is "true". Raises `Failure("type")` for lists and objects."""
    if type(value) is Decimal and value == value.to_integral_value():
        return exact_text(value.to_integral_value())
    return str(value) if type(value) is str else text_of(value)


def written(value: Any) -> Any:
    """A formula's value as output: dates become text, missing members go; the input is never changed."""
    value_type = type(value)
    if value_type is str or value_type is int or value_type is bool or value is None:
        return value
    if value_type is float:
        return fraction(value)
    if value_type is list:
        return [written(member) for member in value if member is not MISSING]
    if value_type is dict:
        return {key: written(member) for key, member in value.items() if member is not MISSING}
    return iso(value) if isinstance(value, date) else value


def written_date(value: Any) -> Any:
    """`written` for what is a date, a time, or absent."""
    return iso(value) if isinstance(value, date) else written(value)


def written_computed(value: Any) -> Any:
    """`written`, with every fraction rounded to its 15 significant digits."""
    value_type = type(value)
    if value_type is float:
        if -_FEW < value < _FEW and (value * _TEN_THOUSAND + 0.5) // 1.0 / _TEN_THOUSAND == value:
            return value
        return digits15(fraction(value))
    if value_type is int:
        return value
    if value_type is list:
        return [written_computed(member) for member in value if member is not MISSING]
    if value_type is dict:
        return {key: written_computed(member) for key, member in value.items() if member is not MISSING}
    return written(value)
