"""SQL in pieces: words, names and texts in their quotes, statements; comments left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"""\s+|--[^\n]*|/\*.*?(?:\*/|\Z)|\#[^\n]*
      |(?P<text>[EN]?'(?:[^']|'')*')
      |(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[A-Za-z_][^\]\n]*\])
      |(?P<word>[^\W\d][\w$]*)
      |(?P<number>\d+(?:\.\d+)?)
      |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of SQL: its kind (word, quoted, text, number, sign), what it says, and its line from 1."""

    kind: str
    text: str
    line: int

    @property
    def low(self) -> str:
        """A word in small letters; "" for anything that is none, so that "select" in quotes is a name."""
        return self.text.lower() if self.kind == "word" else ""


def statements_of(sql: str) -> list[list[Token]]:
    """The statements of a text, each as its pieces."""
    statements: list[list[Token]] = [[]]
    line = 1
    for match in _TOKEN.finditer(sql):
        kind = match.lastgroup
        if kind:
            token = Token(kind, match.group(), line)
            if token.text == ";" and kind == "sign":
                statements.append([])
            else:
                statements[-1].append(token)
        line += match.group().count("\n")
    return [statement for statement in statements if statement]


def name_of(token: Token) -> str:
    """A name without its quotes."""
    if token.kind != "quoted":
        return token.text
    quote = token.text[0]
    return token.text[1:-1] if quote == "[" else token.text[1:-1].replace(quote * 2, quote)


def text_of(token: Token) -> str:
    """A text without its quotes."""
    return token.text.lstrip("EN")[1:-1].replace("''", "'")
