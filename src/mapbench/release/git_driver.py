"""What `git diff` asks an external driver: one file before and after, where either may be nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mapbench.errors import MapbenchError
from mapbench.packages.publish import ENDING, precedence, versions
from mapbench.packages.reference import is_package
from mapbench.project.folder import find_project
from mapbench.release.comparing import Comparison, compare
from mapbench.release.references import sides_at
from mapbench.review.sides import Side


@dataclass(frozen=True, slots=True)
class Driven:
    """One package in a diff of git: its path there, what is said of it, and the comparison where there is one."""

    path: str
    said: str
    found: Comparison = field(default_factory=Comparison)


def driven(words: Sequence[str]) -> Driven:
    """The answer to the words that git gives its driver: path, then file, digest and mode before, and the same after.

    A package that is new is held against the next lower version beside it: versions come and go, each in a file of its own.
    What cannot be read is said: git stops at a driver that fails.
    """
    path = words[0] if words else ""
    if len(words) < 7:
        return Driven(path, "is unmerged, or this was not called by git")
    old, new = words[1], words[4]
    if new == os.devnull:
        return Driven(path, "is gone")
    try:
        if old != os.devnull:
            return Driven(path, "changed", _compared(old, new, path))
        before = _before(path, _side(new))
        if before is None:
            return Driven(path, "is new, and nothing lower was released beside it")
        return Driven(path, f"is new, after {before.name}", _compared(str(before), new, path))
    except (MapbenchError, OSError) as refused:
        return Driven(path, f"cannot be compared: {getattr(refused, 'message', refused)}")


def _compared(old: str, new: str, path: str) -> Comparison:
    return compare(old, new, find_project(Path(path).resolve().parent))


def _side(file: str) -> Side:
    if not is_package(file):
        raise MapbenchError(f"'{file}' is no package.")
    return next(iter(sides_at(Path(file)).values()))


def _before(path: str, new: Side) -> Path | None:
    """The package of the next lower version beside one."""
    folder, mapping = Path(path).parent, new.manifest.mapping
    lower = [one for one in versions(folder, mapping) if precedence(one) < precedence(new.version)]
    return folder / f"{mapping}-{lower[0]}{ENDING}" if lower else None
