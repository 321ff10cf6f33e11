"""A JSON Schema of the project with the file it stands in; one that cannot be used is refused with its line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mapbench.errors import LoadError, Place, Problem
from mapbench.model.documents import Document
from mapbench.model.nearest import did_you_mean

if TYPE_CHECKING:
    from mapbench.model.entity import EntityFile
    from mapbench.schemas.fields import Schema
    from mapbench.schemas.keywords import SchemaError


@dataclass(frozen=True)
class LinkedSchema:
    """A JSON Schema with the document it stands in; `key_path` leads to it there."""

    reference: str
    raw: dict[str, Any]
    document: Document
    key_path: tuple[str, ...] = ()
    entity: EntityFile | None = None

    @cached_property
    def fields(self) -> Schema:
        """The schema as a tree of fields. Raises SchemaError for one that cannot be used."""
        from mapbench.schemas.fields import Schema

        return Schema(self.raw)

    def place(self, pointer: str) -> Place:
        """Where the part of the schema at a JSON Pointer stands in its file."""
        from mapbench.schemas.keywords import split_pointer

        path: list[str | int] = list(self.key_path)
        for part in split_pointer(pointer):
            node = self.document.node(path)
            path.append(int(part) if node is not None and node.kind == "list" and part.isdecimal() else part)
        return self.document.position(path)

    def usable(self) -> LinkedSchema:
        """Itself. Raises LoadError, with line and column, where it is no schema that records can be held against.

        A misspelt keyword counts, too: it would check nothing.
        """
        from mapbench.schemas.keywords import SchemaError
        from mapbench.schemas.slips import misspelt
        from mapbench.schemas.validation import Validator

        try:
            Validator(self.fields)
        except SchemaError as error:
            raise LoadError([self._problem(error)]) from None
        if slips := [self._problem(error) for error in misspelt(self.fields.document)]:
            raise LoadError(slips)
        return self

    def _problem(self, error: SchemaError) -> Problem:
        near = did_you_mean(error.word, error.choices) if error.choices else ""
        return Problem(error.message, near or error.hint, self.place(error.pointer))
