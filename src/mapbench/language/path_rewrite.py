"""Checks a path by RFC 9535's grammar and rewrites it into tokens that jsonpath-ng parses in the same meaning.

What jsonpath-ng's grammar cannot say (several selectors in a bracket, a negated group, functions) travels through it as a
`Marked` name: a text that carries its compiled meaning. This file has queries and selectors, `path_filters.py` the filters.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, Self

from mapbench.engine.paths import Query, Union
from mapbench.language.path_error import PathError
from mapbench.language.path_tokens import NUMBER_LIMIT, Token


@dataclass(slots=True)
class Word:
    """A token in jsonpath-ng's vocabulary; its attributes are those that its parser reads."""

    type: str
    value: Any
    col: int
    lineno: int = 1
    lexpos: int = 0


class Marked(str):
    """A name in jsonpath-ng's tree that stands for a meaning of ours."""

    __slots__ = ("meaning",)
    meaning: Any

    def __new__(cls, meaning: Any) -> Self:
        marked = super().__new__(cls, "marked")
        marked.meaning = meaning
        return marked


#: Parses rewritten tokens into a query, by way of jsonpath-ng.
Parse = Callable[[list[Word]], Query]


class Rewriter(ABC):
    """Walks the tokens once. Raises PathError at the first that does not belong."""

    def __init__(self, tokens: list[Token], parse: Parse) -> None:
        self.tokens = tokens
        self.parse = parse
        self.position = 0
        self.depth = 0
        self.words: list[Word] = []

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self, *kinds: str) -> Token | None:
        """The next token, taken, if it is of one of these kinds."""
        token = self.next
        if token.kind not in kinds:
            return None
        self.position += 1
        return token

    def need(self, kind: str, message: str, hint: str) -> Token:
        return self.take(kind) or self.refuse(message, hint)

    def refuse(self, message: str, hint: str, token: Token | None = None) -> NoReturn:
        raise PathError(message, hint, (token or self.next).column)

    def emit(self, type_: str, value: Any, token: Token) -> None:
        self.words.append(Word(type_, value, token.column))

    def apart(self, part: Callable[[], object]) -> list[Word]:
        """What `part` emits, by itself."""
        before, self.words = self.words, []
        part()
        words, self.words = self.words, before
        return words

    def mark(self, meaning: Any, token: Token) -> None:
        """Emits a meaning as `@.name`, which the grammar takes wherever a query may stand."""
        self.emit("@", "@", token)
        self.emit(".", ".", token)
        self.emit("ID", Marked(meaning), token)

    def whole(self) -> list[Word]:
        """A whole path; one without `$` or `@` starts at the current item."""
        first = self.next
        if first.kind in ("$", "@"):
            self.query()
        elif first.kind in ("name", "text", "*"):
            self.emit("@", "@", first)
            self.emit(".", ".", first)
            self.member()
            self.segments()
        elif first.kind in ("[", ".."):
            self.emit("@", "@", first)
            self.segments()
        else:
            self.refuse(
                "This is no beginning of a path.", "Begin with a name, with $ for the record, or with @."
            )
        if self.next.kind != "end":
            self._refuse_rest()
        return self.words

    def _refuse_rest(self) -> None:
        token = self.next
        if token.kind == "(":
            self.refuse(
                "A path cannot call functions.", "Call them in a formula, with this value as its source."
            )
        if token.value in ("where", "wherenot"):
            self.refuse(f"A path has no {token.value}.", "Write a filter, as in items[?@.price > 10].")
        if self.position == 1 and self.tokens[0].kind == "$" and token.kind == "name":
            self.refuse("After $ comes a dot or a bracket.", f"Write $.{token.value}.")
        if token.kind in ("name", "int", "float", "text"):
            self.refuse(
                "Two names stand side by side.", "Put a dot between them, or a name with blanks in ['a b']."
            )
        self.refuse(f"{token.value} cannot follow here.", "Continue with .name, [0], [*] or [?filter].")

    def query(self) -> bool:
        """A query from `$` or `@`; gives whether it is singular."""
        head = self.take("$", "@") or self.refuse(
            "A query starts with @ or $.", "Write @.name for the item's field."
        )
        self.emit(head.kind, head.value, head)
        return self.segments()

    def segments(self) -> bool:
        singular = True
        while token := self.take(".", "..", "["):
            if token.kind == "[":
                singular = self.bracket(token) and singular
                continue
            self.emit("DOUBLEDOT" if token.kind == ".." else ".", token.value, token)
            singular = singular and token.kind == "."
            if token.kind == ".." and (bracket := self.take("[")):
                if bracket.space:
                    self.refuse("No blank may follow a dot.", "Take the blank away.", bracket)
                self.bracket(bracket)
            else:
                singular = self.member() and singular
        return singular

    def member(self) -> bool:
        """What stands behind a dot: a name or `*`."""
        token = self.take("name", "text", "*")
        if token is None:
            self.refuse("After a dot comes a name or *.", "Write .name, .* or ['a name'] without a dot.")
        if token.space:
            self.refuse("No blank may follow a dot.", "Take the blank away.", token)
        self.emit("*" if token.kind == "*" else "ID", token.value, token)
        return token.kind != "*"

    def bracket(self, start: Token) -> bool:
        """Everything between brackets; several selectors are compiled apart and travel as one name."""
        selectors = [self.apart(self.selector)]
        while self.take(","):
            selectors.append(self.apart(self.selector))
        self.need("]", "A bracket is not closed here.", "Put ] behind the selector, or a comma between two.")
        self.emit("[", "[", start)
        if len(selectors) == 1:
            self.words += selectors[0]
        else:
            self.emit("ID", Marked(self._union(selectors, start)), start)
        self.emit("]", "]", start)
        return len(selectors) == 1 and len(selectors[0]) == 1 and selectors[0][0].type in ("ID", "NUMBER")

    def _union(self, selectors: list[list[Word]], start: Token) -> Union:
        head, opened, closed = (Word(sign, sign, start.column) for sign in "@[]")
        found = [self.parse([head, opened, *words, closed]).segments[0] for words in selectors]
        return Union(tuple(found))  # type: ignore[arg-type]  # one bracket, one selector: never a union or a descent

    def selector(self) -> None:
        token = self.next
        if taken := self.take("text"):
            self.emit("ID", taken.value, token)
        elif taken := self.take("*"):
            self.emit("*", "*", token)
        elif taken := self.take("?"):
            self.emit("?", "?", token)
            self.logical()
        elif token.kind in ("int", ":"):
            self._index_or_slice()
        elif token.kind == "name":
            self.refuse("A name in brackets needs quotes.", f"Write ['{token.value}'].")
        else:
            self.refuse(
                "A bracket takes a name in quotes, a position, a slice, * or a ?filter.",
                "Write ['a'], [0], [-1] for the last, [0:2], [*] or [?@.price > 10].",
            )

    @abstractmethod
    def logical(self) -> None:
        """Emits the test of a filter."""

    def _index_or_slice(self) -> None:
        self._bound()
        for _ in range(2):
            if colon := self.take(":"):
                self.emit(":", ":", colon)
                self._bound()

    def _bound(self) -> None:
        if token := self.take("int"):
            if abs(int(token.value)) > NUMBER_LIMIT:
                self.refuse(
                    "A position lies beyond what JSON counts exactly.", "Use a smaller number.", token
                )
            self.emit("NUMBER", token.value, token)
