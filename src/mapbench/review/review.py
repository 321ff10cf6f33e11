"""One comparison of two versions of a mapping: edits, behaviour, downstream, and the bump that follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mapbench.review.behaviour import Advance, Behaviour, behaviour_diff
from mapbench.review.bump import Bump, bump_of
from mapbench.review.downstream import Downstream, Reader, downstream_diff
from mapbench.review.edits import Edit
from mapbench.review.semantic import semantic_diff
from mapbench.review.sides import Side
from mapbench.review.versions import bumped, enough


@dataclass(frozen=True)
class Review:
    """What a reviewer asks of a change. It differs where anything but spelling does."""

    mapping: str
    old: Side
    new: Side
    edits: tuple[Edit, ...]
    behaviour: Behaviour
    downstream: tuple[Downstream, ...]
    bump: Bump

    @property
    def differs(self) -> bool:
        return (
            bool(self.edits or self.behaviour.compared.changed or self.behaviour.drifted)
            or self.old.version != self.new.version
        )

    @property
    def needed(self) -> str:
        """The version that the bump asks for, at least."""
        return self.old.version if self.bump.level == "none" else bumped(self.old.version, self.bump.level)

    @property
    def sufficient(self) -> bool:
        """Whether the declared version is enough for what is decided."""
        return self.bump.level == "none" or enough(self.new.version, self.old.version, self.bump.level)

    def as_json(self) -> dict[str, Any]:
        compared = self.behaviour.compared
        return {
            "mapping": self.mapping, "old": self.old.version, "new": self.new.version, "differs": self.differs,
            "bump": {**self.bump.as_json(), "needed": self.needed, "sufficient": self.sufficient},
            "behaviour": {
                "records": compared.records, "changed": compared.changed,
                "outcomes": [one.as_json() for one in compared.outcomes.values()],
                "fields": [one.as_json() for one in self.fields],
                "made": self.behaviour.made.as_json(),
            },
            "downstream": [one.as_json() for one in self.downstream],
            "edits": [
                {**one.as_json(), "exercised": self.behaviour.exercised.get(number, 0)} for number, one in enumerate(self.edits)
            ],
        }  # fmt: skip

    @property
    def fields(self) -> list[Any]:
        """The target fields that come out differently, the most frequent first."""
        return sorted(self.behaviour.compared.fields.values(), key=lambda one: (-one.records, one.field))


def review(
    old: Side,
    new: Side,
    reading: Iterable[Reader | Downstream] = (),
    advance: Advance = lambda _done, _all: None,
) -> Review:
    """Compares two versions. `reading` are the mappings that read what it writes; `advance` hears how many samples are done.

    Raises PackageErrors for files that are malformed.
    """
    edits = semantic_diff(old, new)
    behaviour = behaviour_diff(old, new, edits, advance)
    downstream = tuple(downstream_diff(behaviour, reading))
    bump = bump_of(edits, behaviour, downstream, frozenset(new.all_rules))
    return Review(new.manifest.mapping, old, new, edits, behaviour, downstream, bump)
