"""Puts a package where packages lie: whole or not at all, and never over another of the same version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from mapbench.errors import MapbenchError
from mapbench.packages.archive import pack
from mapbench.packages.attesting import write_whole
from mapbench.packages.build import CHANGES, build, manifest_of, sealed
from mapbench.packages.changes import changes_between, changes_text
from mapbench.packages.contents import SUMS, digest_of, read_files
from mapbench.packages.ingredients import Ingredients
from mapbench.packages.manifest import Manifest
from mapbench.packages.names import OUTSIDE
from mapbench.packages.reference import MANIFEST

ENDING: Final = ".mapkg"
_VERSION: Final = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?")


@dataclass(frozen=True, slots=True)
class Published:
    """Where a package lies, its digest, and whether it was written or lay there already."""

    path: Path
    digest: str
    status: Literal["written", "unchanged"]


class SameVersionError(MapbenchError):
    """A package of this version exists and is another one; `differing` names the files that differ."""

    exit_code = 1

    def __init__(self, path: Path, differing: list[str]) -> None:
        shown = ", ".join(differing[:8]) + (f" and {len(differing) - 8} more" if len(differing) > 8 else "")
        super().__init__(
            f"{path.name} exists and is another package; these files differ: {shown}.",
            "Raise `version` in the mapping: what was released is never changed.",
        )
        self.differing = differing


def publish(
    given: Ingredients, folder: Path, changes: bytes | None = None, built: dict[str, bytes] | None = None
) -> Published:
    """Builds a package and writes it into `folder`, unless it lies there already; a draft replaces the draft before it.

    `changes` is its CHANGES.md; without it, that is a plain list against the next lower version in the folder. `built` is what
    `build` made of the same ingredients, where that was done already.

    Raises SameVersionError, LoadError or MapbenchError where it is refused, OSError where it cannot be written.
    """
    files = build(given) if built is None else dict(built)
    manifest = manifest_of(given, files)
    path = folder / f"{manifest.stem}{ENDING}"
    if path.exists() and not given.draft:
        old = _read(path)
        given.changes = old.get(CHANGES, b"")
        differing = _differing(old, sealed(given, files))
        if differing:
            raise SameVersionError(path, differing)
        return Published(path, digest_of(old), "unchanged")
    given.changes = _changes(folder, manifest, files) if changes is None else changes
    files = sealed(given, files)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, pack(files))
    return Published(path, digest_of(files), "written")


def _changes(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> bytes:
    before = _newest_before(folder, manifest.mapping, manifest.version)
    listed = [] if before is None else changes_between(_read(before), files)
    return changes_text(manifest.version, listed).encode()


def precedence(version: str) -> tuple[object, ...]:
    """What a semantic version is ordered by: its numbers, then a pre-release before the release."""
    found = _VERSION.fullmatch(version)
    if found is None:
        return (-1,)
    parts = [
        (0, int(one), "") if one.isdecimal() else (1, 0, one) for one in (found[4] or "").split(".") if one
    ]
    return int(found[1]), int(found[2]), int(found[3]), not parts, parts


def versions(folder: Path, mapping: str) -> list[str]:
    """The released versions of a mapping in a folder of packages, newest first; drafts are none."""
    names = [
        path.name.removeprefix(f"{mapping}-").removesuffix(ENDING)
        for path in folder.glob(f"{mapping}-*{ENDING}")
    ]
    found = [name for name in names if _VERSION.fullmatch(name) and not name.endswith(".draft")]
    return sorted(found, key=precedence, reverse=True)


def _newest_before(folder: Path, mapping: str, version: str) -> Path | None:
    """The released package of the next lower version."""
    lower = [one for one in versions(folder, mapping) if precedence(one) < precedence(version)]
    return folder / f"{mapping}-{lower[0]}{ENDING}" if lower else None


def _read(path: Path) -> dict[str, bytes]:
    try:
        return read_files(path)
    except MapbenchError as error:
        raise MapbenchError(
            f"'{path}' cannot be read: {error.message}", "Bring the released package back."
        ) from None


def _differing(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    names = sorted({*old, *new})
    found = [name for name in names if old.get(name) != new.get(name) and not name.startswith(OUTSIDE)]
    telling = [name for name in found if name not in (MANIFEST, SUMS)]
    return telling or found
