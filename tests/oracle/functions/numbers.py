"""Functions that read numbers and compute with them."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal, DecimalException, localcontext
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

from tests.oracle.functions.table import Table, want, want_whole
from tests.oracle.kinds import EXACT, MISSING, Fault, absent, calculate, checked, kind, less, negative

TABLE = Table()
_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def _spelling(x: Any, decimal: Any, group: Any) -> str:
    """The number as Python spells it; raises Fault bad-number for any other text."""
    spelling = want(x, "text").strip()
    if want(group, "text") and group in spelling:
        spelling = _ungrouped(spelling, decimal, group)
    if want(decimal, "text") != ".":
        if "." in spelling:
            raise Fault("bad-number")
        spelling = spelling.replace(decimal, ".")
    if not _NUMBER.fullmatch(spelling):
        raise Fault("bad-number")
    return spelling


def _ungrouped(spelling: str, decimal: str, group: str) -> str:
    """Without its groups, which are of three digits and before the decimal sign."""
    whole, sign, fraction = spelling.partition(decimal)
    first, *others = whole.lstrip("+-").split(group)
    if not 1 <= len(first) <= 3 or any(len(other) != 3 for other in others) or group in fraction:
        raise Fault("bad-number")
    return whole.replace(group, "") + sign + fraction


@TABLE.add(calculates=True)
def number(x: Any, decimal: Any = ".", group: Any = "") -> Any:
    if kind(x) == "number":
        return x
    spelling = _spelling(x, decimal, group)
    value = int(spelling) if _WHOLE.fullmatch(spelling) else float(spelling)
    try:
        return checked(value)
    except Fault:
        raise Fault("arithmetic") from None


@TABLE.add()
def integer(x: Any) -> int:
    value = x if kind(x) == "number" else Decimal(_spelling(x, ".", ""))
    if value != int(value):
        raise Fault("bad-number")
    return checked(int(value))


@TABLE.add("decimal")
def decimal_(x: Any, decimal: Any = ".", group: Any = "") -> Decimal:
    if kind(x) == "number":
        return EXACT.plus(exact(x))
    return EXACT.create_decimal(_spelling(x, decimal, group))


def exact(x: Any) -> Decimal:
    """A number as the decimal of its shortest spelling."""
    return x if isinstance(x, Decimal) else Decimal(repr(want(x, "number")))


def _like(x: Any, value: Decimal) -> Any:
    """The decimal as a number of the same kind as x."""
    return value if isinstance(x, Decimal) else checked(type(x)(value) + 0)


@TABLE.add("round", calculates=True)
def round_(x: Any, digits: Any = 0) -> Any:
    places = want_whole(digits)
    if isinstance(want(x, "number"), int) and places >= 0:
        return x
    if isinstance(x, Decimal) and int(x.as_tuple().exponent) >= -places:
        return x
    return _like(x, rounded(x, places))


def rounded(x: Any, places: int) -> Decimal:
    try:
        with localcontext(EXACT):
            value = exact(x).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            return value if places >= 0 else value.quantize(Decimal(1))
    except DecimalException:
        raise Fault("arithmetic") from None


@TABLE.add()
def floor(x: Any) -> Any:
    return _whole(x, math.floor(want(x, "number")))


@TABLE.add()
def ceil(x: Any) -> Any:
    return _whole(x, math.ceil(want(x, "number")))


def _whole(x: Any, value: int) -> Any:
    return Decimal(value) if isinstance(x, Decimal) else checked(value)


@TABLE.add("abs")
def abs_(x: Any) -> Any:
    return negative(x) if want(x, "number") < 0 else x


def _present(values: tuple[Any, ...]) -> list[Any]:
    if len(values) == 1 and kind(values[0]) == "list":
        values = tuple(values[0])
    return [value for value in values if not absent(value)]


def _extreme(values: tuple[Any, ...], *, wants_less: bool) -> Any:
    best: Any = MISSING
    for value in _present(values):
        if kind(value) in ("list", "object", "boolean"):
            raise Fault("type")
        if best is MISSING or (less(value, best) if wants_less else less(best, value)):
            best = value
    return best


@TABLE.add("min", strict=False)
def min_(*values: Any) -> Any:
    return values[0] if len(values) == 1 and absent(values[0]) else _extreme(values, wants_less=True)


@TABLE.add("max", strict=False)
def max_(*values: Any) -> Any:
    return values[0] if len(values) == 1 and absent(values[0]) else _extreme(values, wants_less=False)


@TABLE.add("sum", calculates=True)
def sum_(list: Any) -> Any:
    values = [want(value, "number") for value in want(list, "list") if not absent(value)]
    if any(isinstance(value, Decimal) for value in values):
        total: Any = 0
        for value in values:
            total = calculate("+", total if isinstance(total, Decimal) else exact(total), exact(value))
        return total
    if not any(isinstance(value, float) for value in values):
        return checked(sum(values))
    try:
        return checked(float(sum(map(Fraction, values))))
    except OverflowError:
        raise Fault("arithmetic") from None


@TABLE.add(calculates=True)
def average(list: Any) -> Any:
    numbers = [value for value in want(list, "list") if not absent(value)]
    if numbers and all(type(value) is int for value in numbers):
        return sum(numbers) / len(numbers)
    return calculate("/", sum_(list), len(numbers)) if numbers else MISSING


@TABLE.add()
def clamp(x: Any, low: Any, high: Any) -> Any:
    for each in (x, low, high):
        want(each, "number")
    if less(high, low):
        raise Fault("arithmetic")
    return low if less(x, low) else high if less(high, x) else x


@TABLE.add(spells=True)
def format_number(x: Any, digits: Any = 2, decimal: Any = ".", group: Any = ",") -> str:
    spelling = f"{rounded(want(x, 'number'), want_whole(digits)) + 0:,f}"
    return spelling.translate({ord(","): want(group, "text"), ord("."): want(decimal, "text")})


def ascending(left: Any, right: Any) -> int:
    return -1 if less(left, right) else 1 if less(right, left) else 0


in_order = cmp_to_key(ascending)
