"""What a plain YAML 1.2 scalar means (core schema), as JSON values, and where its characters stand in the file."""

from __future__ import annotations

import math
import re
from typing import Any

_WORDS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_STARTS = frozenset("+-.0123456789~nNtTfF")
_WHOLE = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
_FRACTION = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NO_NUMBER = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_AMBIGUOUS = re.compile(
    r"[-+]?0[0-9]+\Z|[-+]?[0-9.]+[eE][-+]?[0-9]+\Z|0[ox][0-9a-fA-F]+\Z"
    r"|(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)\Z"
)
_FOLD = re.compile(r"[ \t]*\r?\n\s*")
_ESCAPED_BREAK = re.compile(r"\\\r?\n[ \t]*")
_LONGEST_NUMBER = 4000
_ESCAPES = {"x": 2, "u": 4, "U": 8}


class NotJsonError(ValueError):
    """A number that JSON cannot write: infinite, not a number, or too long."""


def resolve(text: str) -> Any:
    """The value of an unquoted scalar: None, bool, int, float or text.

    Dates, `no` and `12:30` are text: only JSON's own kinds of value exist here. Raises NotJsonError for infinities.
    Source: YAML 1.2.2, section 10.3.2.
    """
    if text and text[0] not in _STARTS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _NO_NUMBER.match(text) or (len(text) > _LONGEST_NUMBER and _FRACTION.match(text)):
        raise NotJsonError(text)
    if _WHOLE.match(text):
        return int(text)
    if _BASED.match(text):
        return int(text, 0)
    return _fraction(text) if _FRACTION.match(text) else text


def _fraction(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise NotJsonError(text)
    return number


def is_ambiguous(text: str) -> bool:
    """Whether an unquoted scalar is read as one thing by people and as another by some YAML reader (`no`, `012`)."""
    return bool(_AMBIGUOUS.match(text))


def key_text(value: Any) -> str:
    """A scalar as the text it has as a key: `true`, `1` (for 1 and 1.0 alike), `null`."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".15g") if isinstance(value, float) else str(value)


def offset_in_source(source: str, value: str, style: str, offset: int) -> int:
    """Where character `offset` of a scalar's value stands inside its source text (quotes and header included).

    `style` is "" (plain), "'", '"', "|" or ">". An offset beyond the value is its end.
    """
    if style == '"':
        return _in_double_quoted(source, value, offset)
    at = 0
    if style == "'":
        at = 1
    elif style in ("|", ">"):
        at = source.find("\n") + 1
    for index, char in enumerate(value[: offset + 1]):
        at = _aligned(source, at, char)
        if index == offset:
            return min(at, len(source))
        at += 2 if style == "'" and char == "'" else 1
    return min(at, len(source))


def _aligned(source: str, at: int, char: str) -> int:
    # Outside double quotes, folding changes white space only, so the next equal character is the one.
    if char.isspace():
        return at
    while at < len(source) and source[at] != char:
        at += 1
    return at


def _in_double_quoted(source: str, value: str, offset: int) -> int:
    at, given = 1, 0
    while given < min(offset, len(value)):
        at = _over_break(source, at)
        fold = _FOLD.match(source, at)
        if fold:
            given += max(1, fold.group().count("\n") - 1)
            at = fold.end()
        else:
            given += 1
            at += 2 + _ESCAPES.get(source[at + 1 : at + 2], 0) if source[at : at + 1] == "\\" else 1
    return min(_over_break(source, at), len(source))


def _over_break(source: str, at: int) -> int:
    # An escaped line break gives no character at all.
    while skip := _ESCAPED_BREAK.match(source, at):
        at = skip.end()
    return at
