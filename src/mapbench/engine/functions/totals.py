"""Functions over lists of numbers: sum, average, min, max. Null and missing members are skipped."""

from __future__ import annotations

import math
from decimal import Context, Decimal, DecimalException
from typing import Any, Final

from mapbench.engine.comparisons import less
from mapbench.engine.functions.arguments import NUMBERS, list_argument
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.operators import EXACT, exact, fraction, whole
from mapbench.engine.values import MISSING, Failure, a_kind

_ABSENT: Final = frozenset({type(None), type(MISSING)})
_FRACTIONS: Final = frozenset({int, float})
#: Kinds that Python orders as the format does, as long as all members are of one of these sets.
_PLAIN_ORDER: Final = (frozenset({int}), frozenset({float}), _FRACTIONS, frozenset({str}))
#: Room to add exact numbers of any exponents without rounding.
_WIDE: Final = Context(prec=13_000, Emax=999_999, Emin=-999_999)


def present(members: list[Any]) -> list[Any]:
    """The members that are neither null nor missing; the same list where all are."""
    if _ABSENT.isdisjoint(map(type, members)):
        return members
    return [member for member in members if member is not None and member is not MISSING]


def total(members: Any) -> Any:
    """The sum, exactly rounded once; of nothing 0. Whole numbers give a whole number, one exact number an exact sum."""
    return _total("sum", present(list_argument("sum", members)))


def _total(function: str, numbers: list[Any]) -> Any:
    kinds = set(map(type, numbers))
    if kinds == {float}:
        return _fractions(numbers)
    if not kinds or kinds == {int}:
        return whole(sum(numbers))
    if not kinds <= NUMBERS:
        raise _no_number(function, numbers)
    if Decimal in kinds:
        return _decimals(numbers)
    wholes = sum(number for number in numbers if type(number) is int)
    high = float(wholes)
    return _fractions(
        [number for number in numbers if type(number) is float] + [high, float(wholes - int(high))]
    )


def _fractions(numbers: list[float]) -> float:
    try:
        return math.fsum(numbers) + 0.0
    except OverflowError:
        return _far_fractions(numbers)


def _far_fractions(numbers: list[float]) -> float:
    """A sum whose parts overflow on the way although the whole may not."""
    from fractions import Fraction

    try:
        return float(sum(map(Fraction, numbers)))
    except OverflowError:
        return fraction(math.inf)


def _decimals(numbers: list[Any]) -> Decimal:
    result = Decimal(0)
    for number in numbers:
        result = _WIDE.add(result, exact(number))
    try:
        return EXACT.plus(result)
    except DecimalException as error:
        raise Failure(
            "arithmetic",
            "The sum is beyond what an exact number can hold.",
            expected="an exponent within 6144",
        ) from error


def _no_number(function: str, members: list[Any]) -> Failure:
    odd = next(member for member in members if type(member) not in NUMBERS)
    return Failure(
        "type", f"{function}() needs numbers in list; one member is {a_kind(odd)}.", expected="a list of numbers", actual=odd,
        hint=f"Convert each: {function}(number(i.price) for i in items)." if type(odd) is str else "",
    )  # fmt: skip


def average(members: Any) -> Any:
    """The sum divided by the count of what is there; missing over nothing."""
    numbers = present(list_argument("average", members))
    if not numbers:
        return MISSING
    if Decimal in set(map(type, numbers)):
        return EXACT.divide(_total("average", numbers), Decimal(len(numbers)))
    if set(map(type, numbers)) == {int}:
        return sum(numbers) / len(numbers)
    return _total("average", numbers) / len(numbers)


def _candidates(function: str, first: Any, more: tuple[Any, ...]) -> list[Any]:
    if more:
        return present([first, *more])
    return present(first) if type(first) is list else present([first])


def _extreme(function: str, members: list[Any], largest: bool) -> Any:
    """The first of the smallest or largest members; missing where there is none."""
    if not members:
        return MISSING
    if set(map(type, members)) in _PLAIN_ORDER:
        return max(members) if largest else min(members)
    best = members[0]
    if len(members) == 1:
        less(best, best)
    for member in members[1:]:
        if less(best, member) if largest else less(member, best):
            best = member
    return best


def smallest(first: Any, *more: Any) -> Any:
    """The smallest member of a list or of several arguments: numbers, texts or dates, all of one kind."""
    return _extreme("min", _candidates("min", first, more), False)


def largest(first: Any, *more: Any) -> Any:
    """The largest member of a list or of several arguments: numbers, texts or dates, all of one kind."""
    return _extreme("max", _candidates("max", first, more), True)


_LIST: Final = (Parameter("list", "list"),)
_SEVERAL: Final = (Parameter("list"), Parameter("more", many=True))

FUNCTIONS: Final = (
    Function(
        "min", "numbers", _SEVERAL, "any", "The smallest of a list or of the arguments.",
        "min(4, null, 2.5)", 2.5, smallest, absence="aggregate", passes=True,
    ),
    Function(
        "max", "numbers", _SEVERAL, "any", "The largest of a list or of the arguments.",
        "max([3, 8, 5])", 8, largest, absence="aggregate", passes=True,
    ),
    Function(
        "sum", "numbers", _LIST, "number", "The sum of the numbers that are there; of nothing 0.",
        "sum([19.9, null, 5.1])", 25.0, total, absence="aggregate", computes=True,
    ),
    Function(
        "average", "numbers", _LIST, "number", "Their sum by their count; missing over nothing.",
        "average([2, 3, null])", 2.5, average, absence="aggregate", computes=True,
    ),
)  # fmt: skip
