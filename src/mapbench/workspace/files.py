"""The files of a project on disk: which are watched, whether one has changed, and writing several of them, each whole."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from mapbench.errors import MapbenchError, Place
from mapbench.project.folder import FOLDERS, PROJECT_FILE, SYNONYMS_FILE, WAIVERS_FILE

#: A larger file is left alone: it is data that no person edits here.
LARGEST: Final = 16 * 1024 * 1024
_FOLDERS: Final = (*(folder for folder, _ in FOLDERS.values()), "schemas", "fixtures")
_OURS: Final = (".mapbench", ".git")
#: File systems count time in ticks; a file that was touched this recently may change again without a sign.
_UNSURE: Final = 1_000_000_000


def watched_files(folder: Path) -> Iterator[str]:
    """The files that a project is made of, relative to it: no hidden ones, nothing of `dist`."""
    yield from (name for name in (PROJECT_FILE, WAIVERS_FILE, SYNONYMS_FILE) if (folder / name).is_file())
    for name in _FOLDERS:
        yield from _files_below(folder / name, name)


def signature(path: Path, known: bool) -> str | None:
    """What changes whenever a file does; "" where that cannot be told yet, None where it is no file of ours.

    A file that was not `known` before and is very large is none.
    """
    try:
        found = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode) or (found.st_size > LARGEST and not known):
        return None
    if abs(time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns)) < _UNSURE:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"


def content_of(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none. Raises OSError where it cannot be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def place_of(folder: Path, path: str) -> Path:
    """Where a file of a project lies. Raises MapbenchError for a path that leads out of it or into what is not the project's."""
    place, parts = folder / path, Path(path).parts
    inside = (
        place.resolve().is_relative_to(folder.resolve())
        and ".." not in parts
        and not Path(path).is_absolute()
    )
    if not inside or not parts or parts[0] in _OURS:
        raise MapbenchError(
            f"'{path}' is no file of the project.", "Name a file in the project's folder.", Place(str(place))
        )
    return place


def missing_folders(folder: Path, paths: Iterable[str]) -> list[str]:
    """The folders that have to be made for files, outermost first."""
    missing: list[str] = []
    for path in paths:
        above = [parent.as_posix() for parent in reversed(Path(path).parents) if parent.parts]
        missing += [name for name in above if name not in missing and not (folder / name).exists()]
    return missing


def write_files(folder: Path, contents: Mapping[str, bytes | None]) -> None:
    """Writes files, None takes one away; whoever looks, or kills, sees each as it was or as it is to be, never half of it.

    All are made ready before the first is put in its place, so that a full disk changes nothing. Raises OSError, and
    MapbenchError for a path outside.
    """
    ready: list[tuple[Path, Path]] = []
    places = {place_of(folder, path).resolve(): content for path, content in contents.items()}
    try:
        for place, content in places.items():
            if content is not None:
                ready.append((_prepared(place, content), place))
        for new, place in ready:
            new.replace(place)
        for place, content in places.items():
            if content is None:
                place.unlink(missing_ok=True)
        _through({place.parent for place in places})
    finally:
        for new, _ in ready:
            new.unlink(missing_ok=True)


def clear_up(folder: Path, paths: Iterable[str], folders: Iterable[str]) -> None:
    """Takes away what a write that was killed left beside its files, and folders that are empty again."""
    for path in paths:
        _beside((folder / path).resolve()).unlink(missing_ok=True)
    for name in sorted(folders, key=len, reverse=True):
        try:
            (folder / name).rmdir()
        except OSError:
            continue  # somebody has put something there


def _files_below(folder: Path, name: str) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        below = f"{name}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(folder / entry.name, below)
        elif entry.is_file():
            yield below


def _beside(place: Path) -> Path:
    return place.with_name(f".{place.name}.new")


def _prepared(place: Path, content: bytes) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    new = _beside(place)
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if place.exists():
        new.chmod(place.stat().st_mode & 0o7777)
    return new


def _through(folders: Iterable[Path]) -> None:
    """Makes sure that the names of files are on the disk as well."""
    if os.name != "posix":
        return
    for folder in folders:
        if folder.is_dir():
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
