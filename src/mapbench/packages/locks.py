"""The lock file of an environment: which package of each mapping runs there, by digest."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

from mapbench.packages.attesting import write_whole
from mapbench.packages.errors import LockError
from mapbench.packages.manifest import Manifest

_LINE: Final = re.compile(
    r"(?:sha256:)?(?P<digest>[0-9a-f]{64})\s+(?P<mapping>[a-z0-9-]+?)-(?P<version>\d+\.\d+\.\d+[0-9A-Za-z.+-]*?)\.mapkg"
)


class Locked(NamedTuple):
    """One line of a lock file: the digest, in hexadecimal, of the package of a mapping."""

    digest: str
    mapping: str
    version: str

    @property
    def line(self) -> str:
        return f"{self.digest}  {self.mapping}-{self.version}.mapkg"


def read_lock(path: Path) -> list[Locked]:
    """The lines of a lock file, `DIGEST  MAPPING-VERSION.mapkg`; an empty file says that nothing runs. Raises LockError, OSError."""
    found = []
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        locked = _locked(line)
        if locked is not None:
            found.append(locked)
        elif line.strip() and not line.startswith("#"):
            message = f"Line {number} of the lock file '{path}' is none: {line[:80]!a}."
            raise LockError(message, "Write DIGEST, two spaces, MAPPING-VERSION.mapkg.")
    return found


def check_lock(path: Path, manifest: Manifest, digest: str) -> None:
    """Raises LockError where a lock file names another package of this version, or none; OSError where it cannot be read."""
    name = f"{manifest.stem}.mapkg"
    found = [
        one for one in read_lock(path) if (one.mapping, one.version) == (manifest.mapping, manifest.version)
    ]
    if not found or manifest.draft:
        raise LockError(
            f"The lock file '{path}' does not name {name}.", f"Its line would be: {digest}  {name}"
        )
    _same_digest(path, found[0], digest)


def write_lock(path: Path, manifest: Manifest, digest: str) -> Locked | None:
    """Writes that a package runs, in place of what ran of its mapping, which is returned. Comments stay where they are.

    Raises LockError where the file names another package of the very version, OSError.
    """
    before = [one for one in read_lock(path) if one.mapping == manifest.mapping] if path.exists() else []
    for one in before:
        if one.version == manifest.version:
            _same_digest(path, one, digest)
    lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
    new = Locked(digest, manifest.mapping, manifest.version).line
    at = next((number for number, line in enumerate(lines) if _is_of(line, manifest.mapping)), len(lines))
    kept = [line for line in lines if not _is_of(line, manifest.mapping)]
    write_whole(path, "".join(f"{line}\n" for line in (*kept[:at], new, *kept[at:])).encode())
    return before[-1] if before else None


def _locked(line: str) -> Locked | None:
    parts = _LINE.fullmatch(line.strip())
    return None if parts is None else Locked(parts["digest"], parts["mapping"], parts["version"])


def _is_of(line: str, mapping: str) -> bool:
    locked = _locked(line)
    return locked is not None and locked.mapping == mapping


def _same_digest(path: Path, locked: Locked, digest: str) -> None:
    if locked.digest != digest:
        name = f"{locked.mapping}-{locked.version}.mapkg"
        message = f"The digest of {name} is {digest}; the lock file '{path}' says {locked.digest}."
        raise LockError(
            message,
            "Deploy the package that was locked, or raise the version: what was released never changes.",
        )
