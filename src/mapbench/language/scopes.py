"""Names in scope and the place in both schemas, while rules are resolved from the outside in."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from mapbench.engine.paths import Index, Name, Path, Slice, Wildcard
from mapbench.language.vocabulary import LITERALS

if TYPE_CHECKING:
    from mapbench.schemas.fields import Field

RESERVED = frozenset({*LITERALS, "params"})


class Place(Struct, frozen=True):
    """Where a rule stands: visible names (True: written by the analyst), target names so far, and schema fields.

    `source` and `record` are the fields of the current item and of `$`, `target` the field rules write into (None where
    no schema says). `described` says that one does. `sure`: the object rules write into is there whatever they give.
    `loops` counts the collections around.
    """

    names: dict[str, bool] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()
    source: Field | None = None
    record: Field | None = None
    target: Field | None = None
    described: bool = False
    loops: int = 0
    sure: bool = True

    def with_implicit(self, names: Iterable[str]) -> Place:
        """The same place with names the format gives; they hide outer ones."""
        return replace(self, names={**self.names, **dict.fromkeys(names, False)})

    def with_written(self, names: Iterable[str]) -> Place:
        """The same place with names the analyst wrote."""
        return replace(self, names={**self.names, **dict.fromkeys(names, True)})

    def clash(self, name: str) -> str | None:
        """Why a written name cannot be used here, or None."""
        if not name.isidentifier() or keyword.iskeyword(name) or name in RESERVED or name.startswith("__"):
            return f"{name} cannot be a name in formulas."
        if unicodedata.normalize("NFKC", name) != name:
            return f"{name} cannot be a name in formulas, which read it as {unicodedata.normalize('NFKC', name)}."
        return f"The name {name} is already used in this scope." if self.names.get(name) else None


def field_at(place: Place, path: Path) -> Field | None:
    """The source field a path leads to, as far as the schema knows; a list's items where the path selects them."""
    here = place.record if path.absolute else place.source
    for segment in path.segments:
        if here is None:
            return None
        if isinstance(segment, Name):
            here = here.child(segment.name)
        elif isinstance(segment, Index | Slice | Wildcard):
            here = here.items or here.children.get("{}")
        else:
            return None
    return here
