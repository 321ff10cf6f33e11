"""What the canvas has to know of a source beyond its pin: fields that left, since when, and what they may be called now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from mapbench.drift.evidence import Evidence, fixtures, last_answer
from mapbench.drift.looking import departed
from mapbench.drift.renames import Rename
from mapbench.drift.report import Sides, renames_of
from mapbench.drift.uses import Path

if TYPE_CHECKING:
    from mapbench.schemas.fields import Field, Schema
    from mapbench.store.departures import Departure


@dataclass(frozen=True)
class Standing:
    """The fields of a dataset that its endpoint gave no longer when it was last asked; records are read when they are needed."""

    folder: FilePath
    dataset: str
    departed: Mapping[Path, Departure] = field(default_factory=dict)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the endpoint answered last; fixtures may be older than the pin, and prove nothing against it."""
        found = last_answer(self.folder, self.dataset)
        return (found,) if found is not None else ()

    def left(self, path: Path) -> Departure | None:
        """How a field left, or what held it; None where it did not."""
        ends = range(len(path), 0, -1)
        return next((self.departed[path[:end]] for end in ends if path[:end] in self.departed), None)

    def seen(self, path: Path) -> Field | None:
        """The field at a path as the records have it; None where none has it."""
        return next((found for one in self.evidence if (found := one.schema.field(path)) is not None), None)

    def renames(self, schema: Schema, gone: Iterable[Path], read: Iterable[Path]) -> list[Rename]:
        """What gone fields may be called now: a field that is new, or that no rule reads."""
        wanted = tuple(dict.fromkeys(gone))
        if not wanted or not self.evidence:
            return []
        found = fixtures(self.folder, self.dataset)
        before = found.records if found is not None else {}
        return renames_of(Sides(schema, self.evidence, (), self.departed, before), wanted, frozenset(read))


def standing(folder: FilePath, dataset: str) -> Standing:
    """What is known of a dataset; nothing is asked."""
    return Standing(folder, dataset, departed(folder, dataset))
