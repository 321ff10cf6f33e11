"""Levels of versions: what a bump makes of a version, and whether a declared one is enough."""

from __future__ import annotations

import re
from typing import Final, Literal

Decided = Literal["patch", "minor", "major"]
LEVELS: Final[tuple[Decided, ...]] = ("patch", "minor", "major")
_VERSION: Final = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:[-+].*)?")


def numbers(version: str) -> tuple[int, int, int]:
    """The three numbers of a semantic version; zeros for what is none."""
    found = _VERSION.fullmatch(version)
    return (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)


def played(level: Decided, version: str) -> Decided:
    """The number that plays a level: below 1.0, minor plays major, and patch the rest."""
    if numbers(version)[0] > 0:
        return level
    return "minor" if level == "major" else "patch"


def bumped(version: str, level: Decided) -> str:
    """The version after a bump of that level."""
    major, minor, patch = numbers(version)
    way = played(level, version)
    if way == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if way == "minor" else f"{major}.{minor}.{patch + 1}"


def enough(declared: str, released: str, level: Decided) -> bool:
    """Whether a declared version is as high above a released one as a level asks for."""
    count = {"major": 1, "minor": 2, "patch": 3}[played(level, released)]
    return numbers(declared)[:count] > numbers(released)[:count]


def graver(one: Decided, other: Decided) -> Decided:
    """The higher of two levels."""
    return max(one, other, key=LEVELS.index)
