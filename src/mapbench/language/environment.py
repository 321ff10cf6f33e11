"""What a mapping is resolved against: tables, project functions, schemas and assertions. Everything may be empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mapbench.engine.paths import Path
from mapbench.engine.program import Table
from mapbench.language.paths import PathError, names_in, parse_path, parse_target

if TYPE_CHECKING:
    from mapbench.model.documents import Document
    from mapbench.schemas.fields import Schema


@dataclass(frozen=True)
class WrittenFunction:
    """A function of the project as its file has it; `document` gives its errors a place."""

    name: str
    parameters: tuple[str, ...]
    formula: str
    document: Document | None = None


@dataclass(frozen=True)
class WrittenAssertion:
    """An assertion of the target entity as its file has it."""

    that: str
    message: str
    owner: str | None = None
    document: Document | None = None
    key_path: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class Environment:
    """The world around one mapping.

    `tables` loads a lookup table by name when a rule first uses it; `table_names` lists them. `functions` are named as
    formulas call them; `broken_functions` gives the file of each that cannot be read. `source_schema` and `target_schema` are JSON Schema documents, or None. `paths` are those that
    a package brings along, by text; then no other is read.
    """

    table_names: frozenset[str] = frozenset()
    tables: Callable[[str], Table] | Mapping[str, Table] = field(default_factory=dict)
    functions: Mapping[str, WrittenFunction] = field(default_factory=dict)
    broken_functions: Mapping[str, str] = field(default_factory=dict)
    source_schema: dict[str, Any] | Schema | None = None
    target_schema: dict[str, Any] | Schema | None = None
    assertions: tuple[WrittenAssertion, ...] = ()
    paths: Mapping[str, Path] | None = None

    def path(self, text: str) -> Path:
        """The path of a text. Raises PathError."""
        if self.paths is None:
            return parse_path(text)
        if text not in self.paths:
            raise PathError(f"The path {text} is not among those of the package.", "", 0)
        return self.paths[text]

    def target(self, text: str) -> tuple[str, ...]:
        """The names of a target path. Raises PathError."""
        return parse_target(text) if self.paths is None else names_in(self.path(text))

    def table(self, name: str) -> Table:
        """A lookup table by name. Raises KeyError for a mapping of tables without it."""
        return self.tables(name) if callable(self.tables) else self.tables[name]

    def names_of_tables(self) -> frozenset[str]:
        """The tables a formula may name."""
        return self.table_names if callable(self.tables) else self.table_names | frozenset(self.tables)
