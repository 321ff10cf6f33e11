"""Functions that calculate with single numbers, and write them."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.comparisons import less
from mapbench.engine.functions.arguments import number_argument, whole_argument
from mapbench.engine.functions.reading import check_marks, decimal_mark, group_mark
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.operators import EXACT, exact, fraction, whole
from mapbench.engine.values import Failure

#: Room for every digit of every fraction and exact number.
_WIDE: Final = Context(prec=13_000, Emax=999_999, Emin=-999_999, rounding=ROUND_HALF_UP)
#: From here up a fraction has no digits after the point.
_NO_FRACTION: Final = 2.0**53
_DIGITS_LIMIT: Final = 6_500
_UNITS: Final = tuple(Decimal(1).scaleb(-digits) for digits in range(20))


def round_number(x: Any, digits: Any) -> Any:
    """Rounded half away from zero on the decimal digits; the kind of number stays."""
    number_argument("round", x)
    places = digits if type(digits) is int else whole_argument("round", "digits", digits)
    if type(x) is int:
        return x if places >= 0 else whole(int(_rounded(Decimal(x), places)))
    if type(x) is float:
        if places >= 0 and -_NO_FRACTION < x < _NO_FRACTION:
            return float(_rounded(Decimal(repr(x)), places)) + 0.0
        return x if places >= 0 else fraction(float(_rounded(Decimal(repr(x)), places))) + 0.0
    return EXACT.plus(_rounded(x, places))


def _rounded(value: Decimal, places: int) -> Decimal:
    """Half away from zero; a value with no more digits than asked for stays as it is."""
    if value.as_tuple().exponent >= -places:  # type: ignore[operator]
        return value
    if places < -_DIGITS_LIMIT:
        return Decimal(0)
    unit = _UNITS[places] if 0 <= places < len(_UNITS) else Decimal(1).scaleb(-places)
    return value.quantize(unit, ROUND_HALF_UP, _WIDE)


def floor(x: Any) -> Any:
    """The next whole number below; an exact number stays exact."""
    number_argument("floor", x)
    if type(x) is Decimal:
        return x.to_integral_value(ROUND_FLOOR)
    return x if type(x) is int else whole(math.floor(x))


def ceil(x: Any) -> Any:
    """The next whole number above; an exact number stays exact."""
    number_argument("ceil", x)
    if type(x) is Decimal:
        return EXACT.plus(x.to_integral_value(ROUND_CEILING))
    return x if type(x) is int else whole(math.ceil(x))


def absolute(x: Any) -> Any:
    """The number without its sign."""
    number_argument("abs", x)
    if type(x) is Decimal:
        return x.copy_abs()
    return whole(abs(x)) if type(x) is int else abs(x)


def clamp(x: Any, low: Any, high: Any) -> Any:
    """The number itself if it is between two bounds, else the nearer bound."""
    for name, value in (("x", x), ("low", low), ("high", high)):
        number_argument("clamp", value, name)
    if less(high, low):
        message = "clamp() got a low bound above the high one; no number is between them."
        raise Failure("arithmetic", message, expected="low at most high", actual=low)
    if less(x, low):
        return low
    return high if less(high, x) else x


def format_number(budget: Budget, x: Any, digits: Any, decimal: Any, group: Any) -> str:
    """A number for people: rounded half away from zero, digits in groups of three."""
    number_argument("format_number", x)
    places = whole_argument("format_number", "digits", digits, 0)
    check_marks("format_number", decimal, group)
    value = exact(x)
    budget.take_text(places + 2 * max(1, value.adjusted()))
    try:
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)
    except InvalidOperation as error:
        raise Failure(
            "limit",
            "format_number() cannot write so many digits.",
            expected=f"at most {_DIGITS_LIMIT} digits",
            actual=digits,
        ) from error
    text = format(rounded or rounded.copy_abs(), ",f")
    if (decimal, group) == (".", ","):
        return text
    return group.join(decimal.join(text.split(".")).split(",")) if decimal != "," else _swapped(text, group)


def _swapped(text: str, group: str) -> str:
    wholes, point, places = text.partition(".")
    return wholes.replace(",", group) + point.replace(".", ",") + places


_X: Final = (Parameter("x", "number"),)

FUNCTIONS: Final = (
    Function(
        "round", "numbers", (*_X, Parameter("digits", "whole", 0)), "number",
        "Rounded half away from zero on the decimal digits.", "round(2.675, 2)", 2.68, round_number, computes=True,
    ),
    Function("floor", "numbers", _X, "number", "The next whole number below.", "floor(-2.5)", -3, floor),
    Function("ceil", "numbers", _X, "number", "The next whole number above.", "ceil(2.1)", 3, ceil),
    Function("abs", "numbers", _X, "number", "The number without its sign.", "abs(-12.5)", 12.5, absolute, passes=True),
    Function(
        "clamp", "numbers", (*_X, Parameter("low", "number"), Parameter("high", "number")), "number",
        "The number kept between two bounds.", "clamp(120, 0, 100)", 100, clamp, passes=True,
    ),
    Function(
        "format_number", "numbers",
        (
            *_X,
            Parameter("digits", "whole", 2),
            Parameter("decimal", "text", ".", check=decimal_mark),
            Parameter("group", "text", ",", check=group_mark),
        ),
        "text", "A number for people, with so many digits after the mark.",
        'format_number(1234567.891, 2, ",", ".")', "1.234.567,89", format_number, grows=True, spells=True,
    ),
)  # fmt: skip
