"""Functions about absence, kinds and choices."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from mapbench.engine.comparisons import equal, less
from mapbench.engine.functions.arguments import NUMBERS, list_argument, wrong
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.texts import text_of
from mapbench.engine.values import MISSING, Failure

_NAMES: Final = {
    str: "string",
    int: "integer",
    bool: "boolean",
    list: "array",
    dict: "object",
    type(None): "null",
}
_YES: Final = ["true", "yes", "y", "1", "on"]
_NO: Final = ["false", "no", "n", "0", "off"]


def coalesce(first: Any, *more: Any) -> Any:
    """The first argument that is neither null nor missing; the last one where all are."""
    value = first
    for value in (first, *more):
        if value is not None and value is not MISSING:
            return value
    return value


def default(x: Any, y: Any) -> Any:
    """`x`, or `y` where `x` is null or missing."""
    return y if x is None or x is MISSING else x


def is_null(x: Any) -> bool:
    """Whether a value is null; missing is not."""
    return x is None


def is_missing(x: Any) -> bool:
    """Whether a value is missing; null is not."""
    return x is MISSING


def is_blank(x: Any) -> bool:
    """Whether a value is missing, null, an empty text or blanks."""
    return x is None or x is MISSING or (type(x) is str and not x.strip())


def is_number(x: Any) -> bool:
    """Whether a value is a number; a text of digits is none, nor are true and false."""
    return type(x) in NUMBERS


def type_of(x: Any) -> str:
    """The name of a value's type in JSON Schema, or "missing"; dates are strings, as in the output."""
    if x is MISSING:
        return "missing"
    return _NAMES.get(type(x)) or ("number" if type(x) in NUMBERS else "string")


@lru_cache(maxsize=256)
def _spellings(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.strip().casefold() for word in words)


def _words(parameter: str, words: Any) -> frozenset[str]:
    members = list_argument("boolean", words, parameter)
    try:
        return _spellings(tuple(word if type(word) is str else text_of(word) for word in members))
    except Failure as failure:
        raise wrong("boolean", parameter, failure.actual, "a list of texts") from failure


def boolean(x: Any, yes: Any, no: Any) -> bool:
    """True or false of a word or number in one of two lists; capitals and blanks around it do not matter."""
    if type(x) is bool:
        return x
    if type(x) is not str and type(x) not in NUMBERS:
        raise wrong("boolean", "x", x, "text, a number, true or false")
    spelling = text_of(x).strip().casefold()
    if spelling in _words("yes", yes):
        return True
    if spelling in _words("no", no):
        return False
    raise Failure(
        "bad-text", "boolean() got a value that is in neither of its lists.", expected="one of yes or no", actual=x,
        hint='Name the words: boolean(x, ["ja"], ["nein"]).',
    )  # fmt: skip


def between(x: Any, low: Any, high: Any) -> bool:
    """Whether a number, text or date lies between two others, both included."""
    return not less(x, low) and not less(high, x)


def one_of(x: Any, members: Any) -> bool:
    """Whether a list has a member equal to a value."""
    list_argument("one_of", members)
    if type(x) is str:
        return x in members
    return any(equal(x, member) for member in members)


def attempt(x: Any, fallback: Any) -> Any:
    """A value that could be made; formulas evaluate the fallback only where it could not."""
    return x


def error(message: Any) -> Any:
    """Fails with a message of the mapping's own."""
    raise Failure("raised", text_of(message) or "The mapping raised an error without a message.")


_X: Final = (Parameter("x"),)


def _entry(name: str, *rest: Any, **how: Any) -> Function:
    return Function(name, "logic", *rest, **how)


FUNCTIONS: Final = (
    _entry(
        "coalesce", (Parameter("a"), Parameter("b", many=True)), "any", "The first that is neither null nor missing.",
        'coalesce(null, missing, "EU")', "EU", coalesce, absence="own", passes=True, lazy=True,
    ),
    _entry(
        "default", (*_X, Parameter("y")), "any", "x, or y where x is null or missing.",
        'default(null, "unknown")', "unknown", default, absence="own", passes=True, lazy=True,
    ),
    _entry("is_null", _X, "boolean", "Whether it is null; missing is not.", "is_null(null)", True, is_null, absence="own"),
    _entry("is_missing", _X, "boolean", "Whether it is missing; null is not.", "is_missing(null)", False, is_missing, absence="own"),
    _entry(
        "is_blank", _X, "boolean", "Whether it is missing, null, empty or blanks.", 'is_blank("  ")', True, is_blank, absence="own",
    ),
    _entry("is_number", _X, "boolean", "Whether it is a number; text never is.", 'is_number("12")', False, is_number),
    _entry(
        "type_of", _X, "text", 'The type\'s name in JSON Schema, or "missing".', "type_of([1, 2])", "array", type_of, absence="own",
    ),
    _entry(
        "boolean", (*_X, Parameter("yes", "list", _YES), Parameter("no", "list", _NO)), "boolean",
        "True or false of words such as yes and no.", 'boolean(" Yes ")', True, boolean,
    ),
    _entry(
        "between", (*_X, Parameter("low"), Parameter("high")), "boolean", "Whether it lies between two others, both included.",
        "between(5, 1, 5)", True, between,
    ),
    _entry(
        "one_of", (*_X, Parameter("list", "list")), "boolean", "Whether the list has it.",
        'one_of("paid", ["open", "paid"])', True, one_of,
    ),
    _entry(
        "attempt", (*_X, Parameter("fallback")), "any", "x, or the fallback where x fails.",
        'attempt(number("n/a"), 0)', 0, attempt, absence="own", passes=True, lazy=True,
    ),
    _entry(
        "error", (Parameter("message"),), "any", "Fails with this message.",
        'attempt(error("no address"), "ask the shop")', "ask the shop", error,
    ),
)  # fmt: skip
