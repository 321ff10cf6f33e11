"""Everything that is refused while a mapping is resolved, collected with its place, so that one look shows all of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mapbench.errors import LoadError, Place, Problem

if TYPE_CHECKING:
    from mapbench.model.documents import Document

KeyPath = tuple[str | int, ...]


class Problems:
    """Collects problems of one mapping file (and of the files it uses)."""

    def __init__(self, document: Document | None = None) -> None:
        self.document = document
        self.found: list[Problem] = []

    def add(
        self,
        at: KeyPath,
        message: str,
        hint: str = "",
        offset: int | None = None,
        document: Document | None = None,
        end: int | None = None,
    ) -> None:
        """Note a problem at a key path; `offset` and `end` count characters within the text there."""
        self.found.append(Problem(message, hint, self._place(at, offset, document or self.document)))

    def include(self, at: KeyPath, problems: Iterable[Problem]) -> None:
        """Note problems of another file that stand in the way at a key path."""
        self.found.extend(problems)

    def _place(self, at: KeyPath, offset: int | None, document: Document | None) -> Place:
        if document is None:
            return Place()
        return document.position(at) if offset is None else document.scalar_position(at, offset)

    def finish(self) -> None:
        """Raises `LoadError` when anything was noted."""
        if self.found:
            unique = dict.fromkeys(self.found)
            raise LoadError(
                sorted(unique, key=lambda problem: (problem.place.line or 0, problem.place.column or 0))
            )
