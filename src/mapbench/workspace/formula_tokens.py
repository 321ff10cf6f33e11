"""The text of a formula in pieces, for colours and for the call at the cursor; it may be broken anywhere."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Final

from mapbench.language.vocabulary import LITERALS
from mapbench.workspace.views import Token

_TOKEN: Final = re.compile(
    r"(?P<string>(?:[rRbBuUfF]{1,2})?(?:\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?))"
    r"|(?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<operator>//|==|!=|<=|>=|\*\*|[-+*/%<>=()\[\]{},.:|&^~@!?;])",
    re.DOTALL,
)
_CALL: Final = re.compile(r"\s*\(")
_WORDS: Final = frozenset({*LITERALS, *(word for word in keyword.kwlist)})


def formula_tokens(text: str) -> tuple[Token, ...]:
    """The pieces of a formula in order; what is no piece (blanks, stray signs) is left out. Never raises."""
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    before = ""
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup, match[0]
        if kind == "name":
            if piece in _WORDS and before != ".":
                kind = "keyword"
            elif _CALL.match(text, match.end()):
                kind = "function"
        yield Token(match.start(), match.end(), kind)  # type: ignore[arg-type]
        before = piece


def call_around(text: str, at: int) -> tuple[str, int, str | None] | None:
    """The innermost call around a place of a formula: its function, the argument's number from 0, its name if it is named.

    Of `x.f(y)` the argument in brackets is number 1. None outside of calls.
    """
    open_: list[tuple[str | None, int, str | None, bool]] = []
    before: list[Token] = []
    for token in formula_tokens(text):
        piece = text[token.start : token.end]
        if token.start >= at:
            break
        if token.kind == "operator" and piece in {"(", "[", "{"}:
            called = before[-1] if before and before[-1].kind == "function" and piece == "(" else None
            method = called is not None and len(before) > 1 and text[before[-2].start : before[-2].end] == "."
            name = None if called is None else text[called.start : called.end]
            open_.append((name, 1 if method else 0, None, True))
        elif token.kind == "operator" and piece in {")", "]", "}"} and open_:
            open_.pop()
        elif open_:
            open_[-1] = _further(open_[-1], piece, text, before)
        before.append(token)
    return next(
        ((name, number, named) for name, number, named, _ in reversed(open_) if name is not None), None
    )


def _further(
    call: tuple[str | None, int, str | None, bool], piece: str, text: str, before: list[Token]
) -> tuple[str | None, int, str | None, bool]:
    name, number, named, fresh = call
    if piece == ",":
        return name, number + 1, None, True
    if piece == "=" and fresh and before:
        return name, number, text[before[-1].start : before[-1].end], False
    return name, number, named, fresh
