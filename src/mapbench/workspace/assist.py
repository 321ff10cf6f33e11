"""Help while a formula is typed: its tokens, what is wrong, what could follow, the function under the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from mapbench.errors import MapbenchError
from mapbench.workspace.formula_tokens import formula_tokens
from mapbench.workspace.function_help import call_at
from mapbench.workspace.names import formula_problem, names_in_scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapbench.workspace.views import At, NameView, Opened, Token

_ORDER: Final = {"name": 0, "param": 1, "function": 2}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a formula: the exact characters from `start` to `end`, and what would be right there, if known."""

    start: int
    end: int
    message: str
    hint: str
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What could stand from `start` to `end`: shown as `label`, put in as `text`."""

    label: str
    text: str
    detail: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CallHelp:
    """The function whose brackets the cursor is in: its signature in three parts, the current argument in the middle."""

    signature: tuple[str, str, str]
    says: str
    example: str


class Assist:
    """Help for the formula of one rule. Nothing is raised: where nothing is known, nothing is offered."""

    def __init__(self, workspace: Opened, mapping: str, at: At, written: Mapping[str, Any]) -> None:
        self._workspace, self._mapping, self._at = workspace, mapping, at
        self._written = {key: value for key, value in written.items() if key not in {"formula", "constant"}}

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The pieces of a formula, for colours."""
        return formula_tokens(text)

    def fault(self, text: str) -> Fault | None:
        """What is wrong with the rule if this were its formula."""
        draft = {**self._written, "formula": text}
        try:
            found = formula_problem(self._workspace, self._mapping, self._at, draft)
        except MapbenchError:
            return None
        if found is None:
            return None
        start, end = (found.start, found.end) if found.key[-1:] == ("formula",) else (0, len(text))
        problem = found.problem
        return Fault(start, max(end, start + 1), problem.message, problem.hint, found.suggestion or "")

    def offers(self, text: str, cursor: int) -> list[Offer]:
        """What the word before the cursor may become, names before functions; nothing where it is a whole one already."""
        word = next((one for one in formula_tokens(text) if one.start < cursor <= one.end), None)
        if word is None or word.kind not in {"name", "function"}:
            return []
        begun = text[word.start : cursor].lower()
        known = text[word.start : word.end]
        follows = text[word.end :].lstrip().startswith("(")
        if any(one.text == known for one in self._names):
            return []
        found = [one for one in self._names if one.text.lower().startswith(begun)]
        return [
            Offer(one.text, one.text + ("()" if one.kind == "function" and not follows else ""), one.signature or one.help, word.start, word.end)
            for one in found
        ]  # fmt: skip

    def call(self, text: str, cursor: int) -> CallHelp | None:
        """The call around the cursor."""
        found = call_at(self._workspace, text, cursor)
        if found is None:
            return None
        start, end = found.parameter or (len(found.signature), len(found.signature))
        parts = found.signature[:start], found.signature[start:end], found.signature[end:]
        return CallHelp(parts, found.help, found.example)

    @cached_property
    def _names(self) -> list[NameView]:
        try:
            found = names_in_scope(self._workspace, self._mapping, self._at)
        except MapbenchError:
            return []
        return sorted((one for one in found if one.kind in _ORDER), key=lambda one: (_ORDER[one.kind], one.text))  # fmt: skip
