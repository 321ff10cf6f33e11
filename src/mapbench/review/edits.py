"""Edits as data: what is different between two packages of a mapping, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from mapbench.engine.values import MISSING
from mapbench.schemas.changes import BACKWARDS, Direction

Kind = Literal["add", "remove", "change", "move"]
Part = Literal[
    "mapping", "parameter", "let", "rule", "lookup", "function", "assertion", "source", "target", "governance", "test", "fixture",
]  # fmt: skip
#: Parts in the order in which they are told.
PARTS: Final[tuple[Part, ...]] = (
    "mapping", "parameter", "let", "rule", "function", "assertion", "target", "source", "lookup", "governance", "test", "fixture",
)  # fmt: skip
#: Parts that a change of behaviour can come from.
CAUSES: Final = frozenset(
    {"mapping", "parameter", "let", "rule", "lookup", "function", "assertion", "source", "target"}
)
_MIRRORED: Final[dict[Kind, Kind]] = {"add": "remove", "remove": "add", "change": "change", "move": "move"}


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit. `subject` is the identity of what changed: a rule's target path, a parameter's name, a path in a schema.

    `source` and `target` are edits of the schemas there. `key` says what of the subject: a table's entry, a keyword of a
    schema. `was` and `now` are MISSING where there was or is nothing; of a rule they hold the keys that differ. A move goes
    from the target path `was` to `now`. `direction` is a schema's.
    """

    kind: Kind
    part: Part
    subject: str
    key: str = ""
    was: Any = MISSING
    now: Any = MISSING
    direction: Direction | None = None

    @property
    def name(self) -> str:
        """What changed, in words."""
        about = {"source": "source schema", "target": "target schema"}.get(self.part, self.part)
        return f"{about} {self.subject}" + (f" [{self.key}]" if self.key else "")

    def mirrored(self) -> Edit:
        """The edit that takes this one back."""
        direction = None if self.direction is None else BACKWARDS[self.direction]
        subject = self.was if self.kind == "move" else self.subject
        return replace(
            self, kind=_MIRRORED[self.kind], subject=subject, was=self.now, now=self.was, direction=direction
        )

    def as_json(self) -> dict[str, Any]:
        """The edit as JSON; what is not there is left out."""
        values = {"was": self.was, "now": self.now, "direction": self.direction, "key": self.key}
        kept = {
            key: value for key, value in values.items() if value is not MISSING and value not in (None, "")
        }
        if self.was is None:
            kept["was"] = None
        if self.now is None:
            kept["now"] = None
        return {"kind": self.kind, "part": self.part, "subject": self.subject, **kept}


def in_order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits in the order in which they are told: by part, subject, key."""
    return tuple(sorted(edits, key=lambda one: (PARTS.index(one.part), one.subject, one.key, one.kind)))


def edits_of(part: Part, old: dict[str, Any], new: dict[str, Any], subject: str | None = None) -> list[Edit]:
    """The edits from one table of things to another. With a `subject`, the names are keys of that."""
    found = []
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name, MISSING), new.get(name, MISSING)
        if was is MISSING or now is MISSING or not same(was, now):
            kind: Kind = "add" if was is MISSING else "remove" if now is MISSING else "change"
            at, key = (name, "") if subject is None else (subject, name)
            found.append(Edit(kind, part, at, key, was, now))
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are one: 1 is not 1.0 here, and true is no number."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)
