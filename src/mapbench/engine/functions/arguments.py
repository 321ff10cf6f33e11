"""What functions say of arguments of the wrong kind, and the checks that several of them share.

Values never appear in messages: they travel as `actual`, which is redacted where it is shown.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from mapbench.engine.values import Failure, kind

NUMBERS: Final = frozenset({int, float, Decimal})

_HINTS: Final[dict[tuple[str, str], str]] = {
    ("text", "number"): "Use text(x) to write a number as text.",
    ("text", "date"): "Use format_date(d, pattern) or iso(d).",
    ("text", "date and time"): "Use format_date(d, pattern) or iso(d).",
    ("text", "list"): "Use join(list, sep), or a comprehension over its elements.",
    ("text", "object"): "Name the field, or use to_json(x).",
    ("number", "text"): "Use number(x), integer(x) or decimal(x) to read a number.",
    ("date", "text"): "Use date(x, pattern) or datetime(x, pattern) to read it.",
    ("date", "number"): "Use from_epoch(n) for a count of seconds.",
    ("list", "object"): "Use entries(x), keys(x) or values(x) for an object.",
    ("list", "text"): "Use split(x, sep) for a text.",
}

#: Each kind a value can be asked to have: with its article, for sentences.
_ARTICLES: Final[dict[str, str]] = {
    "text": "text",
    "number": "a number",
    "true or false": "true or false",
    "date": "a date",
    "date and time": "a date and time",
    "list": "a list",
    "object": "an object",
    "null": "null",
    "missing": "a missing value",
}


def wrong(function: str, parameter: str, value: Any, expected: str, hint: str = "") -> Failure:
    """The `type` failure for one argument; `expected` is in words, such as "text" or "a list of numbers"."""
    got = kind(value)
    wanted = next((word for word in ("text", "number", "date", "list") if word in expected.split()), "")
    return Failure(
        "type",
        f"{function}() needs {expected} for {parameter}, not {_ARTICLES.get(got, got)}.",
        expected=expected,
        actual=value,
        hint=hint or _HINTS.get((wanted, got), ""),
    )


def not_text(function: str, **arguments: Any) -> Failure:
    """The failure for the first of the arguments that is no text."""
    for parameter, value in arguments.items():
        if type(value) is not str:
            return wrong(function, parameter, value, "text")
    raise AssertionError(function)


def whole_argument(function: str, parameter: str, value: Any, least: int | None = None) -> int:
    """A whole number given as an argument (2.0 counts), at least `least`. Raises `Failure("type")`."""
    expected = "a whole number" if least is None else f"a whole number from {least} up"
    if type(value) is not int and type(value) in NUMBERS and abs(value) < 2**63 and value == int(value):
        value = int(value)
    if type(value) is not int:
        raise wrong(function, parameter, value, expected)
    if least is not None and value < least:
        message = f"{function}() needs {expected} for {parameter}; this one is smaller."
        raise Failure("type", message, expected=expected, actual=value)
    return value


def list_argument(function: str, value: Any, parameter: str = "list") -> list[Any]:
    """A list given as an argument. Raises `Failure("type")`."""
    if type(value) is not list:
        raise wrong(function, parameter, value, "a list")
    return value


def object_argument(function: str, value: Any, parameter: str = "object") -> dict[str, Any]:
    """An object given as an argument. Raises `Failure("type")`."""
    if type(value) is not dict:
        raise wrong(function, parameter, value, "an object")
    return value


def number_argument(function: str, value: Any, parameter: str = "x") -> Any:
    """A number given as an argument; true and false are none. Raises `Failure("type")`."""
    if type(value) not in NUMBERS:
        raise wrong(function, parameter, value, "a number")
    return value


def utf8(function: str, value: Any) -> bytes:
    """The bytes of a text given as `x`. Raises `Failure("type")`, and `Failure("bad-text")` for half a surrogate pair."""
    if type(value) is not str:
        raise wrong(function, "x", value, "text")
    try:
        return value.encode()
    except UnicodeEncodeError as error:
        message = f"{function}() got a text with half a character, which has no UTF-8 form."
        raise Failure(
            "bad-text", message, expected="text", actual=value.encode(errors="replace").decode()
        ) from error
