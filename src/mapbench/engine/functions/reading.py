"""Functions that read numbers: number, integer, decimal. Only ASCII digits are digits; blanks around a number are fine."""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException, Inexact
from functools import lru_cache
from typing import Any, Final

from mapbench.engine.functions.arguments import not_text, wrong
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.operators import EXACT, exact, fraction, whole
from mapbench.engine.values import Failure

#: Sign, whole digits, fraction digits, exponent.
_PLAIN: Final = re.compile(r"([+-]?)(?=[0-9]|\.[0-9])([0-9]*)(?:(\.)([0-9]*))?([eE][+-]?[0-9]+)?")
_CERTAIN: Final = EXACT.copy()
_CERTAIN.traps[Inexact] = True
_CERTAIN.Emin = -6144
#: What Python reads as the same fraction, without a further look.
_SIMPLE: Final = re.compile(r"-?[0-9]{1,300}\.[0-9]+")
#: More digits than any whole number of 64 bits has.
_MANY_DIGITS: Final = 19


def decimal_mark(mark: str) -> str:
    """A decimal mark: one character that is no digit, sign, letter or blank. Raises `Failure("bad-text")`."""
    if len(mark) == 1 and not mark.isalnum() and not mark.isspace() and mark not in "+-_":
        return mark
    raise Failure(
        "bad-text", "The decimal mark cannot be read as one.", expected='one sign, such as "." or ","', actual=mark,
        hint='Write decimal=",".',
    )  # fmt: skip


def group_mark(mark: str) -> str:
    """A mark between groups of three digits: a sign, a space, or nothing. Raises `Failure("bad-text")`."""
    if not mark or (len(mark) == 1 and not mark.isalnum() and mark not in "+-"):
        return mark
    raise Failure(
        "bad-text", "The group mark cannot be read as one.", expected='one sign such as "," or " ", or nothing', actual=mark,
        hint='Write group=",".',
    )  # fmt: skip


def check_marks(function: str, decimal: Any, group: Any) -> None:
    """Raises `Failure` unless the two marks can be told apart."""
    if type(decimal) is not str or type(group) is not str:
        raise not_text(function, decimal=decimal, group=group)
    if decimal_mark(decimal) == group_mark(group):
        message = f"{function}() cannot tell the decimal mark from the group mark; they are the same."
        raise Failure("bad-text", message, expected="two different marks", actual=group)


@lru_cache(maxsize=256)
def _pattern(function: str, decimal: str, group: str) -> re.Pattern[str]:
    """What a number with these marks looks like: groups of three digits, all of them or none, never after the mark."""
    check_marks(function, decimal, group)
    between = "[ \u00a0\u202f]" if group == " " else re.escape(group)
    wholes = f"[0-9]{{1,3}}(?:{between}[0-9]{{3}})+|[0-9]*" if group else "[0-9]*"
    mark = re.escape(decimal)
    return re.compile(rf"([+-]?)(?=[0-9]|{mark}[0-9])({wholes})(?:({mark})([0-9]*))?([eE][+-]?[0-9]+)?")


def _bad_number(function: str, value: str, decimal: str = ".", group: str = "") -> Failure:
    if not value.strip():
        hint = (
            "Guard it: number(x) if not is_blank(x) else null."
            if function == "number"
            else "Test it with is_blank(x) first."
        )
    elif any(mark in value for mark in (",", " ", "'")) and not group:
        hint = f'Name the marks: {function}(x, decimal=",", group=".").'
    else:
        hint = "Cut away what does not belong to the number first: replace(), extract(), digits()."
    expected = (
        f"a number such as 1{group}249{decimal}5"
        if (decimal, group) != (".", "")
        else "a number such as 1249.5"
    )
    return Failure(
        "bad-number",
        f"{function}() got a text that is no number.",
        expected=expected,
        actual=value,
        hint=hint,
    )


def _spelling(function: str, x: str, decimal: str, group: str) -> tuple[str, bool]:
    """The number in a text as Python spells it, and whether it is whole digits only."""
    if decimal == "." and group == "":
        pattern = _PLAIN
    elif type(decimal) is str and type(group) is str:
        pattern = _pattern(function, decimal, group)
    else:
        raise not_text(function, decimal=decimal, group=group)
    match = pattern.fullmatch(x.strip())
    if match is None:
        raise _bad_number(function, x, decimal, group)
    sign, wholes, mark, fractions, exponent = match.groups()
    if group and not wholes.isdigit():
        wholes = "".join(filter(str.isdigit, wholes))
    if mark is None:
        return f"{sign}{wholes}{exponent or ''}", exponent is None
    return f"{sign}{wholes or '0'}.{fractions or '0'}{exponent or ''}", False


def _whole_digits(spelling: str) -> int:
    """Whole digits as a number, however many zeros lead. Raises `Failure("arithmetic")` beyond 64 bits."""
    if len(spelling) > _MANY_DIGITS:
        sign = "-" if spelling[0] == "-" else ""
        spelling = sign + (spelling.lstrip("+-").lstrip("0") or "0")
        if len(spelling) > _MANY_DIGITS + 1:
            return whole(10**_MANY_DIGITS)
    return whole(int(spelling))


def _is_small_whole(x: str) -> bool:
    return len(x) < _MANY_DIGITS and x.isdigit() and x.isascii()


def number(x: Any, decimal: Any, group: Any) -> Any:
    """A text as a number: whole digits give a whole number, anything else a fraction. A number stays as it is."""
    if type(x) is str:
        if decimal == "." and group == "":
            if _is_small_whole(x):
                return int(x)
            if _SIMPLE.fullmatch(x):
                return float(x)
        spelling, is_whole = _spelling("number", x, decimal, group)
        return _whole_digits(spelling) if is_whole else fraction(float(spelling))
    if type(x) is int or type(x) is float or type(x) is Decimal:
        return x
    raise wrong("number", "x", x, "text or a number")


def integer(x: Any) -> int:
    """A whole number: of digits, or of any number whose fraction is zero."""
    if type(x) is int:
        return x
    if type(x) is str:
        if _is_small_whole(x):
            return int(x)
        spelling, is_whole = _spelling("integer", x, ".", "")
        return _whole_digits(spelling) if is_whole else _integral(_from_spelling(spelling, x), x)
    if type(x) is float or type(x) is Decimal:
        return _integral(Decimal(x), x)
    raise wrong("integer", "x", x, "text or a number")


def _from_spelling(spelling: str, x: str) -> Decimal:
    """Any spelling as a decimal of its own length; only exponents beyond all reason fail."""
    try:
        return Decimal(spelling)
    except DecimalException as error:
        raise Failure(
            "arithmetic",
            "The exponent of the number is beyond what a number can hold.",
            expected="a 64-bit number",
            actual=x,
        ) from error


def _integral(value: Decimal, x: Any) -> int:
    if not value:
        return 0
    if value.adjusted() > _MANY_DIGITS:
        return whole(10**_MANY_DIGITS)
    if value.adjusted() < 0 or value != value.to_integral_value():
        raise Failure(
            "bad-number", "integer() refuses a number with a fraction.", expected="a whole number", actual=x,
            hint="Use round(x), floor(x) or ceil(x) to say what becomes of the fraction.",
        )  # fmt: skip
    return whole(int(value))


def decimal_number(x: Any, decimal: Any, group: Any) -> Decimal:
    """An exact number; a fraction by its shortest spelling. Never rounded: more than 34 digits fail."""
    if type(x) is str:
        spelling, _ = _spelling("decimal", x, decimal, group)
        try:
            return _CERTAIN.create_decimal(spelling)
        except DecimalException as error:
            raise Failure(
                "arithmetic", "decimal() got a number that an exact number cannot hold.",
                expected="at most 34 digits, an exponent within 6144", actual=x,
            ) from error  # fmt: skip
    if type(x) is Decimal:
        return x
    if type(x) is int or type(x) is float:
        return exact(x)
    raise wrong("decimal", "x", x, "text or a number")


_X: Final = Parameter("x")
_MARKS: Final = (
    _X,
    Parameter("decimal", "text", ".", check=decimal_mark),
    Parameter("group", "text", "", check=group_mark),
)

FUNCTIONS: Final = (
    Function(
        "number", "numbers", _MARKS, "number", "A text read as a number.", 'number("1.249,50", ",", ".")', 1249.5, number, computes=True,
    ),
    Function("integer", "numbers", (_X,), "whole", "A whole number; a fraction is refused.", 'integer(" 42 ")', 42, integer),
    Function(
        "decimal", "numbers", _MARKS, "exact", "An exact number, for money.", 'decimal("19.90")', Decimal("19.90"), decimal_number,
    ),
)  # fmt: skip
