"""Values: their kinds, how they compare, how they are added and how they are written."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, DecimalException, localcontext
from typing import Any


class _Missing:
    def __repr__(self) -> str:
        return "missing"


MISSING: Any = _Missing()
EXACT = Context(prec=34, Emax=6144, Emin=-6143)


class Fault(Exception):
    """Something went wrong with a value; `code` is one of the format's error codes."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind(value: Any) -> str:
    if value is MISSING:
        return "missing"
    if value is None:
        return "null"
    for name, types in (
        ("boolean", bool),
        ("number", (int, float, Decimal)),
        ("text", str),
        ("datetime", datetime),
        ("date", date),
        ("list", list),
        ("object", dict),
    ):
        if isinstance(value, types):
            return name
    raise TypeError(type(value).__name__)


def absent(value: Any) -> bool:
    return value is MISSING or value is None


def absent_result(values: list[Any]) -> Any:
    """Missing if one is missing, else null if one is null, else False."""
    if any(value is MISSING for value in values):
        return MISSING
    return None if any(value is None for value in values) else False


def truth(value: Any) -> bool:
    if absent(value):
        return False
    if isinstance(value, bool):
        return value
    raise Fault("type")


def _comparable_times(left: Any, right: Any) -> None:
    """Dates do not compare with datetimes, nor times without a zone with times that have one."""
    kinds = {kind(left), kind(right)}
    if kinds == {"date", "datetime"}:
        raise Fault("type")
    if kinds == {"datetime"} and (left.tzinfo is None) != (right.tzinfo is None):
        raise Fault("type")


def _numbers(left: Any, right: Any) -> tuple[Any, Any]:
    """Two numbers of kinds that Python computes with: a decimal beside a float makes that a decimal."""
    if isinstance(left, Decimal) and isinstance(right, float):
        return left, Decimal(repr(right))
    if isinstance(left, float) and isinstance(right, Decimal):
        return Decimal(repr(left)), right
    return left, right


def equal(left: Any, right: Any) -> bool:
    if left is MISSING or right is MISSING:
        return False
    _comparable_times(left, right)
    if kind(left) != kind(right):
        return False
    if kind(left) == "list":
        return len(left) == len(right) and all(map(equal, left, right))
    if kind(left) == "object":
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    if kind(left) == "number":
        left, right = _numbers(left, right)
    return bool(left == right)


def less(left: Any, right: Any) -> bool:
    """False beside null and missing; an error between kinds, and for kinds without an order."""
    if absent(left) or absent(right):
        return False
    _comparable_times(left, right)
    if kind(left) != kind(right) or kind(left) in ("list", "object", "boolean"):
        raise Fault("type")
    if kind(left) == "number":
        left, right = _numbers(left, right)
    return bool(left < right)


def same(left: Any, right: Any) -> bool:
    """As `unique` and `group` see it: missing is a value of its own, null another."""
    if isinstance(left, tuple):
        return all(map(same, left, right))
    if left is MISSING or right is MISSING:
        return left is right
    return equal(left, right)


def contains(element: Any, whole: Any) -> bool:
    if element is MISSING or absent(whole):
        return False
    if kind(whole) == "list":
        return any(equal(element, each) for each in whole)
    if element is None:
        return False
    if kind(whole) == "text":
        if kind(element) != "text":
            raise Fault("type")
        return element in whole
    if kind(whole) == "object":
        if kind(element) != "text":
            raise Fault("type")
        return element in whole
    raise Fault("type")


def calculate(operator: str, left: Any, right: Any) -> Any:
    """`+ - * / // %` on two values that are there."""
    if operator == "+" and kind(left) == kind(right) == "text":
        return left + right
    if kind(left) != "number" or kind(right) != "number":
        raise Fault("type")
    left, right = _numbers(left, right)
    try:
        if isinstance(left, Decimal) or isinstance(right, Decimal):
            return _decimal(operator, Decimal(left), Decimal(right))
        return checked(_binary(operator, left, right))
    except (ArithmeticError, DecimalException):
        raise Fault("arithmetic") from None


def _binary(operator: str, left: Any, right: Any) -> Any:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case "//":
            return left // right
    return left % right


def _decimal(operator: str, left: Decimal, right: Decimal) -> Decimal:
    with localcontext(EXACT):
        if operator in "+-*/":
            return _binary(operator, left, right)
        rest = left % right
        wrong_side = rest != 0 and (rest < 0) != (right < 0)
        if operator == "%":
            return rest + right if wrong_side else rest
        return left // right - (1 if wrong_side else 0)


def checked(value: Any) -> Any:
    """The number, if it is one that may be: 64 bits whole, finite."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise Fault("arithmetic")
    if isinstance(value, float) and not math.isfinite(value):
        raise Fault("arithmetic")
    return value


def negative(value: Any) -> Any:
    if kind(value) != "number":
        raise Fault("type")
    return 0 - value if isinstance(value, Decimal) else checked(-value)


def written(value: Any) -> Any:
    """A computed value as it is written: every float with 15 significant digits."""
    if isinstance(value, float):
        return float(f"{value:.15g}")
    if isinstance(value, list):
        return [written(each) for each in value]
    if isinstance(value, dict):
        return {key: written(each) for key, each in value.items()}
    return value


def text_of(value: Any) -> str:
    """A scalar as text; lists and objects are an error `type`."""
    match kind(value):
        case "text":
            return value
        case "boolean":
            return "true" if value else "false"
        case "date" | "datetime":
            return iso(value)
        case "number":
            return _number_text(value)
    raise Fault("type")


def _number_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value or value.copy_abs(), "f")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    return repr(value)


def key_text(value: Any) -> str:
    """A value as the key of a table: whole numbers of any kind are spelt alike."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return format(value.quantize(Decimal(1)) + 0, "f")
    return text_of(value)


def iso(value: date) -> str:
    thousandths = isinstance(value, datetime) and value.microsecond and value.microsecond % 1000 == 0
    text = value.isoformat(timespec="milliseconds") if thousandths else value.isoformat()  # type: ignore[call-arg]
    if isinstance(value, datetime) and value.utcoffset() == timedelta(0):
        return text.removesuffix("+00:00") + "Z"
    return text


def plain(value: Any) -> Any:
    """A value as it goes into an output: dates as text."""
    if isinstance(value, date):
        return iso(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value
