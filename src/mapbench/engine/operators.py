"""What operators mean: arithmetic, comparison, truth. Absence first, kinds second, never Python's own surprises.

Numbers: whole numbers are exact within 64 bits, decimals exact to 34 digits, a decimal with any number is decimal.
Comparison: values of different kinds are never equal; `<` with null or missing is false; true is not 1.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.values import MISSING, WHOLE_MAX, WHOLE_MIN, Failure, kind

EXACT: Final = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6144,
    Emax=6144,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
_NUMBERS: Final = frozenset({int, float, Decimal})
_BINARY: Final = frozenset({int, float})
#: Results between these are whole numbers of 64 bits, whatever else is to be said of them.
_SAFE: Final = 2**62
_INFINITY: Final = float("inf")


def whole(value: int) -> int:
    """`value` if it fits 64 bits. Raises `Failure("arithmetic")`."""
    if WHOLE_MIN <= value <= WHOLE_MAX:
        return value
    raise Failure(
        "arithmetic",
        "The result is a whole number beyond 64 bits.",
        expected=f"{WHOLE_MIN} to {WHOLE_MAX}",
        hint="Use decimal(x) for larger exact numbers.",
    )


def fraction(value: float) -> float:
    """`value` if it is finite. Raises `Failure("arithmetic")`."""
    if -_INFINITY < value < _INFINITY:
        return value
    raise Failure("arithmetic", "The result is too large for a fraction.", hint="Use decimal(x) for larger numbers.")


def exact(value: Any) -> Decimal:
    """A number as a decimal: a fraction by its shortest spelling, rounded to 34 digits."""
    number = value if type(value) is Decimal else Decimal(repr(value) if type(value) is float else value)
    return EXACT.plus(number)


def _absent(left: Any, right: Any) -> Any:
    return MISSING if left is MISSING or right is MISSING else None


def _refuse(sign: str, left: Any, right: Any, hint: str = "") -> Failure:
    return Failure(
        "type",
        f"{kind(left)} {sign} {kind(right)} has no meaning.",
        expected="two numbers",
        actual=right if type(left) in _NUMBERS else left,
        hint=hint or "Convert text with number(), integer() or decimal() first.",
    )


def _arithmetic(
    sign: str,
    wholes: Callable[[int, int], Any],
    fractions: Callable[[float, float], float],
    decimals: Callable[[Decimal, Decimal], Decimal],
) -> Callable[[Any, Any], Any]:
    """An operator over numbers with absence, the kinds and the bounds of the format."""

    def operator(left: Any, right: Any) -> Any:
        left_type, right_type = type(left), type(right)
        try:
            if left_type is int and right_type is int:
                result = wholes(left, right)
                if type(result) is int and WHOLE_MIN <= result <= WHOLE_MAX:
                    return result
                return whole(result) if type(result) is int else fraction(result)
            if left_type in _NUMBERS and right_type in _NUMBERS:
                if left_type is Decimal or right_type is Decimal:
                    return decimals(exact(left), exact(right))
                return fraction(fractions(left, right))
        except (ArithmeticError, InvalidOperation) as error:
            raise _broken(sign, right) from error
        if left is None or right is None or left is MISSING or right is MISSING:
            return _absent(left, right)
        raise _refuse(sign, left, right)

    return operator


def _broken(sign: str, right: Any) -> Failure:
    if sign in {"/", "//", "%"} and not right:
        return Failure("arithmetic", "A number is divided by zero.", hint="Guard it: a / b if b else 0.")
    return Failure("arithmetic", f"The result of {sign} is beyond what a number can hold.")


def _floor_divide_exact(left: Decimal, right: Decimal) -> Decimal:
    quotient = EXACT.divide_int(left, right)
    remainder = EXACT.remainder(left, right)
    return EXACT.subtract(quotient, Decimal(1)) if remainder and (remainder < 0) != (right < 0) else quotient


def _remainder_exact(left: Decimal, right: Decimal) -> Decimal:
    remainder = EXACT.remainder(left, right)
    return EXACT.add(remainder, right) if remainder and (remainder < 0) != (right < 0) else remainder


_add_numbers = _arithmetic("+", int.__add__, lambda a, b: a + b, EXACT.add)
_subtract_numbers = _arithmetic("-", int.__sub__, lambda a, b: a - b, EXACT.subtract)
_multiply_numbers = _arithmetic("*", int.__mul__, lambda a, b: a * b, EXACT.multiply)
divide = _arithmetic("/", int.__truediv__, lambda a, b: a / b, EXACT.divide)
floor_divide = _arithmetic("//", int.__floordiv__, lambda a, b: a // b, _floor_divide_exact)
remainder = _arithmetic("%", int.__mod__, lambda a, b: a % b, _remainder_exact)


def add(budget: Budget, left: Any, right: Any) -> Any:
    """`left + right`: numbers are added, texts joined; any other pair is a `type` failure."""
    if type(left) in _BINARY and type(right) in _BINARY:
        result = left + right
        if (type(result) is float and -_INFINITY < result < _INFINITY) or -_SAFE < result < _SAFE:
            return result
    if type(left) is str and type(right) is str:
        budget.take_text(len(left) + len(right))
        return left + right
    if type(left) is str or type(right) is str:
        if left is None or right is None or left is MISSING or right is MISSING:
            return _absent(left, right)
        raise _refuse("+", left, right, "Write text(x), or an f-string such as f\"{a} {b}\".")
    return _add_numbers(left, right)


def subtract(left: Any, right: Any) -> Any:
    """`left - right` over numbers; dates are refused with a hint to difference()."""
    if type(left) in _BINARY and type(right) in _BINARY:
        result = left - right
        if (type(result) is float and -_INFINITY < result < _INFINITY) or -_SAFE < result < _SAFE:
            return result
    if isinstance(left, date) and isinstance(right, date):
        raise _refuse("-", left, right, 'Write difference(start, end, "days").')
    return _subtract_numbers(left, right)


def multiply(left: Any, right: Any) -> Any:
    """`left * right` over numbers."""
    if type(left) in _BINARY and type(right) in _BINARY:
        result = left * right
        if (type(result) is float and -_INFINITY < result < _INFINITY) or -_SAFE < result < _SAFE:
            return result
    return _multiply_numbers(left, right)


def negate(value: Any) -> Any:
    """`-value`; absence passes through, anything but a number is a `type` failure."""
    if value is None or value is MISSING:
        return value
    if type(value) is int:
        return whole(-value)
    if type(value) is float:
        return -value
    if type(value) is Decimal:
        return EXACT.minus(value)
    raise Failure("type", f"Minus needs a number, not {kind(value)}.", expected="a number", actual=value)


def positive(value: Any) -> Any:
    """`+value`: the number itself; absence passes through, anything but a number is a `type` failure."""
    if value is None or value is MISSING or type(value) in _NUMBERS:
        return value
    raise Failure("type", f"Plus needs a number, not {kind(value)}.", expected="a number", actual=value)


_PLAIN: Final = frozenset({str, bool, date, type(None)})


def equal(left: Any, right: Any) -> bool:
    """JSON equality: kinds must agree, true is not 1, 1 equals 1.0, missing equals nothing, lists and objects by content."""
    left_type, right_type = type(left), type(right)
    if left_type is right_type:
        if left_type is list:
            return len(left) == len(right) and all(map(equal, left, right))
        if left_type is dict:
            return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
        if left_type is datetime:
            left, right = moments(left, right)
        return bool(left is not MISSING and left == right)
    if left_type in _NUMBERS and right_type in _NUMBERS:
        if left_type is Decimal or right_type is Decimal:
            return exact(left) == exact(right)
        return bool(left == right)
    if isinstance(left, date) and isinstance(right, date):
        raise _refuse_order(left, right)
    return False


def identity(value: Any) -> Any:
    """A hashable key under which values that are `equal` are the same, and others are not. Missing has one of its own."""
    value_type = type(value)
    if value_type is str or value is None:
        return value
    if value_type is bool:
        return (bool, value)
    if value_type is int:
        return value
    if value_type is float:
        return int(value) if value.is_integer() else exact(value)
    if value_type is Decimal:
        return int(value) if value == value.to_integral_value() and value.adjusted() < 400 else value
    if value_type is list:
        return (list, tuple(map(identity, value)))
    if value_type is dict:
        return (dict, frozenset((key, identity(member)) for key, member in value.items()))
    return (value_type, value)


def _mixed_zones() -> Failure:
    return Failure(
        "type",
        "A time with a zone cannot be compared with a time without one.",
        expected="two times with a zone",
        hint='Give the zone when it is read: datetime(x, pattern, "Europe/Berlin").',
    )


def moments(left: datetime, right: datetime) -> tuple[datetime, datetime]:
    """Two times as Python compares them rightly: in UTC where both have a zone, since it compares clocks within one zone.

    Raises `Failure("type")` when only one has a zone.
    """
    if left.tzinfo is None and right.tzinfo is None:
        return left, right
    if left.tzinfo is None or right.tzinfo is None:
        raise _mixed_zones()
    return left.astimezone(UTC), right.astimezone(UTC)


def _refuse_order(left: Any, right: Any) -> Failure:
    hint = "Convert one side: number(x), text(x), date(x)."
    if isinstance(left, date) and isinstance(right, date):
        hint = "Compare two dates or two times: date(x), datetime(x)."
    return Failure("type", f"{kind(left)} and {kind(right)} have no order.", expected=kind(left), actual=right, hint=hint)


def compare(left: Any, right: Any) -> int | None:
    """-1, 0 or 1; None where either side is null or missing. Raises `Failure("type")` for kinds without an order."""
    left_type, right_type = type(left), type(right)
    if left_type in _NUMBERS and right_type in _NUMBERS:
        if left_type is Decimal or right_type is Decimal:
            left, right = exact(left), exact(right)
    elif left is None or right is None or left is MISSING or right is MISSING:
        return None
    elif left_type is not right_type or left_type not in {str, date, datetime, bool}:
        raise _refuse_order(left, right)
    elif left_type is bool:
        raise _refuse_order(left, right)
    elif left_type is datetime:
        left, right = moments(left, right)
    return (left > right) - (left < right)


def less(left: Any, right: Any) -> bool:
    """`left < right`; false with null or missing."""
    if type(left) in _BINARY and type(right) in _BINARY:
        return bool(left < right)
    return compare(left, right) == -1


def less_or_equal(left: Any, right: Any) -> bool:
    """`left <= right`; false with null or missing."""
    if type(left) in _BINARY and type(right) in _BINARY:
        return bool(left <= right)
    return compare(left, right) in (-1, 0)


def greater(left: Any, right: Any) -> bool:
    """`left > right`; false with null or missing."""
    if type(left) in _BINARY and type(right) in _BINARY:
        return bool(left > right)
    return compare(left, right) == 1


def greater_or_equal(left: Any, right: Any) -> bool:
    """`left >= right`; false with null or missing."""
    if type(left) in _BINARY and type(right) in _BINARY:
        return bool(left >= right)
    return compare(left, right) in (0, 1)


def contains(container: Any, member: Any) -> bool:
    """`member in container`: part of a text, element of a list, key of an object; false with null or missing."""
    if container is None or container is MISSING or member is None or member is MISSING:
        return member is None and type(container) is list and None in container
    container_type = type(container)
    if container_type is list:
        return any(equal(member, element) for element in container)
    if container_type is dict and type(member) is str:
        return member in container
    if container_type is str and type(member) is str:
        return member in container
    raise Failure(
        "type",
        f"{kind(member)} in {kind(container)} has no meaning.",
        expected="a list, an object or a text on the right of in",
        actual=container,
    )


def truth(value: Any) -> bool:
    """A condition: true and false are themselves, null and missing are false, anything else is a `type` failure."""
    if value is True or value is False:
        return bool(value)
    if value is None or value is MISSING:
        return False
    raise Failure(
        "type",
        f"A condition needs true or false, not {kind(value)}.",
        expected="true or false",
        actual=value,
        hint='Compare it (x > 0, x == "yes") or read it with boolean(x).',
    )
