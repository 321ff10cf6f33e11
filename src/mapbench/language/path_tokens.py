"""Paths as tokens, by RFC 9535's rules for names, numbers and texts, and with the names of XML and of real files beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mapbench.language.path_error import PathError

#: The whole numbers RFC 9535, 2.1 allows in a path.
NUMBER_LIMIT: Final = 2**53 - 1


@dataclass(frozen=True)
class Token:
    """One token: `kind` is `name text int float end` or the sign itself; `space` says whether blanks stand before it."""

    kind: str
    value: str | int | float
    column: int
    space: bool = False


_BLANKS: Final = " \t\n\r"
_START: Final = r"A-Za-z0-9_\u0080-\ud7ff\ue000-\U0010ffff"
_NAME: Final = re.compile(rf"[@#]?[{_START}][{_START}-]*(?::(?=[^\d\W])[{_START}-]+)?")
_WORD: Final = re.compile(rf"[{_START}]+")
_NUMBER: Final = re.compile(r"-?\d[\w.]*(?:(?<=[eE])[+-]+\w*)?", re.ASCII)
_INT: Final = re.compile(r"0|-?[1-9]\d*", re.ASCII)
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_SIGNS: Final = ("..", "&&", "||", "==", "!=", "<=", ">=", *"$@.[]*:,?()!<>")
_ESCAPES: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "/": "/", "\\": "\\"}
_FORMULA: Final = "Write it as a formula instead: name this value as a source and compute there."
_STRANGE: Final = {
    "|": (
        "A path cannot join two paths with |.",
        "Name both as sources, or list names in one bracket: ['a', 'b']; or in a filter is ||.",
    ),
    "&": ("A path cannot intersect paths with &.", "Inside a filter, and is written &&."),
    "=": ("A single = is no comparison.", "Equality is written ==."),
    "`": ("A path has no operators between backquotes.", _FORMULA),
    "~": ("A path has no operator ~.", _FORMULA),
    "+": ("A path cannot compute.", _FORMULA),
    "/": ("A path cannot compute or sort.", _FORMULA),
    "\\": ("A path cannot sort.", 'Use sort of a collection rule, or sort_by(list, "-price") in a formula.'),
    "-": ("A path cannot compute.", _FORMULA),
    "#": ("A # stands only at the beginning of a name, as in #text.", "Put other names in quotes: ['a#b']."),
}


def tokens(text: str) -> list[Token]:
    """All tokens of a path and a last one of kind `end`. Raises PathError."""
    if text.strip(_BLANKS) != text:
        column = 0 if text[:1] in _BLANKS else len(text.rstrip(_BLANKS))
        raise PathError("A path cannot begin or end with blanks.", "Take the blanks away.", column)
    if text.startswith("/") and len(text) > 1:
        dotted = ".".join(filter(None, text.split("/")))
        raise PathError("The steps of a path are parted by dots.", f"Write {dotted}.", 0)
    found: list[Token] = []
    position = 0
    while position < len(text):
        start = position
        while text[position] in _BLANKS:
            position += 1
        token, position = _token(text, position, found[-1].kind if found else "", start != position)
        found.append(token)
    return [*found, Token("end", "", len(text))]


def _token(text: str, at: int, before: str, space: bool) -> tuple[Token, int]:
    """The token at a place and where it ends; whether a name is meant depends on the kind of token before it."""
    char = text[at]
    if char in "'\"":
        value, end = _text(text, at)
        return Token("text", value, at, space), end
    if before in ("", ".", "..") and (match := _NAME.match(text, at)):
        return Token("name", _named(match.group(), at), at, space), match.end()
    if match := _NUMBER.match(text, at):
        return _number(match.group(), at, space), match.end()
    if match := _WORD.match(text, at):
        return Token("name", match.group(), at, space), match.end()
    if text.startswith("=~", at):
        raise PathError("A path has no pattern operator =~.", "Use matches(x, pattern) in a formula.", at)
    for sign in _SIGNS:
        if text.startswith(sign, at):
            return Token(sign, sign, at, space), at + len(sign)
    message, hint = _STRANGE.get(
        char, (f"{char!r} has no meaning in a path.", "Put names with it in quotes: ['a b'].")
    )
    raise PathError(message, hint, at)


def _named(name: str, at: int) -> str:
    if name.isdecimal():
        hint = f"Write [{name}] for the element of a list, or ['{name}'] for the key of an object."
        raise PathError(f"A bare {name} could be a position or a key.", hint, at)
    return name


def _number(text: str, at: int, space: bool) -> Token:
    if _INT.fullmatch(text):
        if len(text) > 19 or abs(int(text)) >= 2**63:
            raise PathError("A whole number lies beyond 64 bits.", "Use a smaller number.", at)
        return Token("int", int(text), at, space)
    if text == "-0":
        return Token("float", 0, at, space)
    if _DECIMAL.fullmatch(text) and abs(value := float(text)) != float("inf"):
        return Token("float", value, at, space)
    raise PathError(
        f"{text} is no number of a path.", "Write it like 12, -0.5 or 1e3; a name needs quotes.", at
    )


def _text(text: str, at: int) -> tuple[str, int]:
    """A quoted text, its escapes resolved, and the place behind its closing quote."""
    quote, parts, position = text[at], [], at + 1
    while position < len(text) and text[position] != quote:
        char = text[position]
        if char == "\\":
            char, position = _escape(text, position, quote)
        elif char < " ":
            raise PathError(
                "A control character cannot stand in quotes.", "Escape it, as in \\n or \\u0007.", position
            )
        elif "\ud800" <= char <= "\udfff":
            raise PathError("Half of a character stands in quotes.", "Write the whole character.", position)
        else:
            position += 1
        parts.append(char)
    if position >= len(text):
        raise PathError("A quote is never closed.", f"End the name with {quote}.", at)
    return "".join(parts), position + 1


def _escape(text: str, at: int, quote: str) -> tuple[str, int]:
    code = text[at + 1 : at + 2]
    if code == quote:
        return quote, at + 2
    if code in _ESCAPES:
        return _ESCAPES[code], at + 2
    if code == "u":
        return _unicode(text, at)
    hint = f"Known are \\{quote} \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits; a backslash is \\\\."
    raise PathError(f"\\{code} is no escape of a path.", hint, at)


def _unicode(text: str, at: int) -> tuple[str, int]:
    first = _hex(text, at)
    if not 0xD800 <= first <= 0xDFFF:
        return chr(first), at + 6
    second = _hex(text, at + 6) if text.startswith("\\u", at + 6) else 0
    if first > 0xDBFF or not 0xDC00 <= second <= 0xDFFF:
        raise PathError(
            "This escape is half of a character.", "Write the character itself, or both halves.", at
        )
    return chr(0x10000 + ((first - 0xD800) << 10) + second - 0xDC00), at + 12


def _hex(text: str, at: int) -> int:
    digits = text[at + 2 : at + 6]
    if not re.fullmatch(r"[0-9A-Fa-f]{4}", digits):
        raise PathError("\\u needs four hexadecimal digits.", "Write it like \\u263a.", at)
    return int(digits, 16)
