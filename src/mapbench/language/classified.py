"""Which rules touch classified data, so that their errors show no value.

Decided by names: whatever reads a field called like a classified field of the source schema, or a named value that does,
counts. That may hide a value too many, never one too few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from mapbench.engine import expressions as x
from mapbench.engine import program as p
from mapbench.engine.paths import Name, Path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mapbench.schemas.fields import Field, Schema

SENSITIVE = frozenset({"pii", "secret"})


class Classified:
    """The names that stand for classified values in one mapping; `lets` grows as named values are resolved."""

    def __init__(self, source: Schema | None) -> None:
        self.fields = (
            frozenset(_names(source)) if source is not None and _says(source.document.root) else frozenset()
        )
        self.lets: set[str] = set()

    def note(self, named: p.Named) -> None:
        """Remember a named value that reads classified data."""
        if self.touches(named.value):
            self.lets.add(named.name)

    def touches(self, part: Any) -> bool:
        """Whether a part of a program, the rules inside it left out, reads anything classified."""
        return bool(self.fields) and any(name in self.fields or name in self.lets for name in _read(part))


def holds_classified(field: Field | None) -> bool:
    """Whether a field, or one inside it, is classified."""
    if field is None or not _says(
        field.raw if "$ref" not in _keys(field.raw) else field.schema.document.root
    ):
        return False
    return any(inner.classification in SENSITIVE for inner in field.walk())


def _keys(raw: Any) -> Any:
    return raw if isinstance(raw, dict) else {}


def _says(raw: Any) -> bool:
    """Whether a schema names any classification at all."""
    if isinstance(raw, dict):
        return "x-classification" in raw or any(_says(part) for part in raw.values())
    return isinstance(raw, list) and any(_says(part) for part in raw)


def _names(schema: Schema) -> Iterator[str]:
    for field in schema.walk():
        if field.classification in SENSITIVE:
            yield from (name for name in field.path[-2:] if name not in {"*", "{}"})


def _read(part: Any) -> Iterator[str]:
    if isinstance(part, Path):
        yield from (segment.name for segment in part.segments if isinstance(segment, Name))
    elif isinstance(part, x.Node):
        yield from (node.name for node in x.walk(part) if isinstance(node, x.Member | x.Name))
    elif isinstance(part, Struct) and not isinstance(part, p.Scope):
        for name in part.__struct_fields__:
            yield from _read(getattr(part, name))
    elif isinstance(part, tuple):
        for member in part:
            yield from _read(member)
