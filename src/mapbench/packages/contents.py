"""The files of a package, read once, from a zip file or an unpacked tree, and held against SHA256SUMS."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from mapbench.packages.archive import unpack
from mapbench.packages.errors import (
    LinkEntryError,
    MissingFileError,
    RenamedFileError,
    TooLargeError,
    UnlistedFileError,
    UnreadableError,
    WrongSumError,
)
from mapbench.packages.names import MOST_FILES, OUTSIDE, check_name, check_names, check_size
from mapbench.packages.reference import MANIFEST

SUMS: Final = "SHA256SUMS"


def read_files(path: str | Path) -> dict[str, bytes]:
    """Every file of a package, by name. Raises a PackageError of its own kind for whatever is unsafe, else OSError."""
    if Path(path).is_dir():
        return _tree(Path(path))
    check_size(Path(path).stat().st_size)
    return unpack(Path(path).read_bytes())


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """SHA256SUMS: `<hex>  <path>` for every file but itself and attestations, sorted by path."""
    names = sorted(name for name in files if name != SUMS and not name.startswith(OUTSIDE))
    return "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in names).encode()


def digest_of(files: Mapping[str, bytes]) -> str:
    """The identity of a package: the SHA-256 of SHA256SUMS, in hexadecimal."""
    return sha256(files[SUMS]).hexdigest()


def check_sums(files: Mapping[str, bytes]) -> str:
    """The digest. Raises PackageErrors for a file that is missing, not listed, or not what SHA256SUMS says."""
    for name in (SUMS, MANIFEST):
        if name not in files:
            raise MissingFileError(f"The package has no {name}.", entry=name)
    if sums_of(files) == files[SUMS]:
        return digest_of(files)
    listed = _listed(files[SUMS])
    there = {name for name in files if name != SUMS and not name.startswith(OUTSIDE)}
    for name in sorted(listed.keys() - there):
        same = [
            one for one in sorted(there - listed.keys()) if sha256(files[one]).hexdigest() == listed[name]
        ]
        if same:
            raise RenamedFileError(f"The file {name}, which {SUMS} lists, is called {same[0]}.", entry=name)
        raise MissingFileError(f"The package lacks {name}, which {SUMS} lists.", entry=name)
    for name in sorted(there - listed.keys()):
        raise UnlistedFileError(f"The package has {name}, which {SUMS} does not list.", entry=name)
    for name in sorted(there):
        if sha256(files[name]).hexdigest() != listed[name]:
            raise WrongSumError(f"The file {name} was changed: it is not what {SUMS} says.", entry=name)
    raise WrongSumError(f"{SUMS} is not sorted by path.", entry=SUMS)


def _listed(raw: bytes) -> dict[str, str]:
    listed = {}
    for line in raw.decode("utf-8", "replace").splitlines():
        digest, gap, name = line.partition("  ")
        if not gap or len(digest) != 64 or not name or name in listed:
            raise WrongSumError(f"{SUMS} has a line that is none: {line[:80]!r}.", entry=SUMS)
        listed[name] = digest
    return listed


def _tree(folder: Path) -> dict[str, bytes]:
    if not (folder / MANIFEST).is_file():
        message = f"The folder '{folder}' is no package: it has no {MANIFEST}."
        raise UnreadableError(message, "Name a .mapkg file, or an unpacked one.")
    names: list[str] = []
    _collect(folder, "", names)
    check_names(names)
    files, total = {}, 0
    for name in sorted(names):
        files[name] = (folder / name).read_bytes()
        total += len(files[name])
        check_size(total)
    return files


def _collect(folder: Path, prefix: str, names: list[str]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = prefix + entry.name
            check_name(name)
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                _collect(folder / entry.name, f"{name}/", names)
            elif stat.S_ISREG(mode):
                names.append(name)
            else:
                raise LinkEntryError(f"The entry {name} is a link or a special file.", entry=name)
            if len(names) > MOST_FILES:
                raise TooLargeError(f"The package has more than {MOST_FILES:,} files.")
