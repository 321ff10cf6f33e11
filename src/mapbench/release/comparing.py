"""Two references held against each other: every mapping that both have, and those that only one has."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.project.project import Project
from mapbench.release.references import is_project, opened, sides_at
from mapbench.review.downstream import Downstream, Reader, readers
from mapbench.review.review import Review, review

if TYPE_CHECKING:
    from collections.abc import Callable

    from mapbench.review.sides import Side


@dataclass(slots=True)
class Comparison:
    """What two references come to: a review for each mapping, by id, and the ids that only one of them has."""

    reviews: list[Review] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return bool(self.removed or self.added) or any(one.differs for one in self.reviews)

    def as_json(self) -> dict[str, Any]:
        return {
            "differs": self.differs, "removed": self.removed, "added": self.added,
            "mappings": [one.as_json() for one in self.reviews],
        }  # fmt: skip


def compare(
    old: str,
    new: str,
    project: Path | None,
    advance: Callable[[int, int], None] = lambda _done, _all: None,
) -> Comparison:
    """Compares what two references mean. Downstream are the mappings of the new project, else of `project`.

    Raises MapbenchError, LoadError or PackageError for what cannot be read, OSError.
    """
    with opened(old, project) as first, opened(new, project) as second:
        before, after = sides_at(first), sides_at(second)
        if not (is_project(first) and is_project(second)):
            before, after = _narrowed(before, after)
        around = second if is_project(second) else project
        found = Comparison(
            removed=sorted(before.keys() - after.keys()), added=sorted(after.keys() - before.keys())
        )
        for name in sorted(before.keys() & after.keys()):
            reading = _reading(after[name], around)
            found.reviews.append(review(before[name], after[name], reading, advance))
    return found


def _narrowed(old: dict[str, Side], new: dict[str, Side]) -> tuple[dict[str, Side], dict[str, Side]]:
    """One mapping on a side is compared with its like in the other; two single ones with each other, whatever they are called."""
    if len(old) == len(new) == 1:
        return {next(iter(new)): next(iter(old.values()))}, new
    if len(old) == 1 and old.keys() <= new.keys():
        return old, {name: new[name] for name in old}
    if len(new) == 1 and new.keys() <= old.keys():
        return {name: old[name] for name in new}, new
    return old, new


def _reading(side: Side, project: Path | None) -> list[Reader | Downstream]:
    target = side.manifest.target
    if project is None or target is None:
        return []
    return list(readers(Project.open(project), target.reference, side.manifest.mapping))
