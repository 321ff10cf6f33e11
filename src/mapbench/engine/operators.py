"""What operators mean. Absence first, kinds second, never Python's own surprises.

Whole numbers are exact within 64 bits, decimals exact to 34 digits, a decimal with any number is decimal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.values import MISSING, WHOLE_MAX, WHOLE_MIN, Failure, a_kind

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
    raise Failure(
        "arithmetic", "The result is too large for a fraction.", hint="Use decimal(x) for larger numbers."
    )


def exact(value: Any) -> Decimal:
    """A number as a decimal: a fraction by its shortest spelling, rounded to 34 digits."""
    number = value if type(value) is Decimal else Decimal(repr(value) if type(value) is float else value)
    return EXACT.plus(number)


def _absent(left: Any, right: Any) -> Any:
    return MISSING if left is MISSING or right is MISSING else None


def _refuse(sign: str, left: Any, right: Any, hint: str = "") -> Failure:
    return Failure(
        "type",
        f"{a_kind(left).capitalize()} {sign} {a_kind(right)} has no meaning.",
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
        raise _refuse("+", left, right, 'Write text(x), or an f-string such as f"{a} {b}".')
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
    raise Failure("type", f"Minus needs a number, not {a_kind(value)}.", expected="a number", actual=value)


def positive(value: Any) -> Any:
    """`+value`: the number itself; absence passes through, anything but a number is a `type` failure."""
    if value is None or value is MISSING or type(value) in _NUMBERS:
        return value
    raise Failure("type", f"Plus needs a number, not {a_kind(value)}.", expected="a number", actual=value)


def chained(value: Any, operations: list[Callable[[Any], Any]]) -> Any:
    """Operations one after the other, each over what the last one gave."""
    for operation in operations:
        value = operation(value)
    return value
