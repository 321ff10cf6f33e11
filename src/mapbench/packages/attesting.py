"""Files in attestations/: added to a package that lies somewhere, without changing what it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from mapbench.packages.archive import pack
from mapbench.packages.contents import check_sums, read_files
from mapbench.packages.names import OUTSIDE, check_names


def attest(path: Path, added: Mapping[str, bytes]) -> None:
    """Adds files to the attestations of a package, a .mapkg file or an unpacked one; those of the same name are replaced.

    Everything else stays, byte for byte, and so does the digest. Raises PackageErrors, OSError.
    """
    assert all(name.startswith(OUTSIDE) for name in added), "only attestations are outside the digest"
    files = read_files(path)
    check_sums(files)
    check_names({**files, **added})
    if path.is_dir():
        for name, content in added.items():
            (path / name).parent.mkdir(exist_ok=True)
            write_whole(path / name, content)
    else:
        write_whole(path.resolve(), pack({**files, **added}))


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all; one that was there keeps its mode. Raises OSError."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
