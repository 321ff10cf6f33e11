"""Captured records as fixtures: one redacted record a file, named after its key, whole or not there."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mapbench.engine.path_code import read
from mapbench.engine.values import MISSING
from mapbench.errors import MapbenchError, Place
from mapbench.language.paths import parse_path

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST: Final = 80


@dataclass(slots=True)
class Captured:
    """The fixture files of a capture, by what became of them; names are relative to the project."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        return sorted([*self.new, *self.changed, *self.unchanged])


def write_fixtures(project: Path, dataset: str, records: Sequence[Any], keys: Sequence[str]) -> Captured:
    """Writes redacted records as `fixtures/SYSTEM.DATASET/<key>.json`; other fixtures stay as they are.

    A fixture of the same key that somebody gave a name of their own keeps that name. Raises MapbenchError where the folder leads out of the project, and OSError.
    """
    texts = planned_fixtures(project, dataset, records, keys)
    folder = project / "fixtures" / dataset
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".*.json.new"):
        left.unlink(missing_ok=True)
    captured = Captured()
    for name, text in texts:
        path = folder / f"{name}.json"
        shown = path.relative_to(project).as_posix()
        before = path.read_bytes() if path.is_file() else None
        if before == text.encode():
            captured.unchanged.append(shown)
            continue
        write_whole(path, text)
        (captured.new if before is None else captured.changed).append(shown)
    return captured


def planned_fixtures(
    project: Path, dataset: str, records: Sequence[Any], keys: Sequence[str]
) -> list[tuple[str, str]]:
    """The name, without ending, and the text of the fixture that each redacted record would become. Raises MapbenchError
    where the folder leads out of the project.
    """
    folder = project / "fixtures" / dataset
    if not folder.resolve().is_relative_to(project.resolve()):
        raise MapbenchError(
            f"The fixtures of {dataset} lead out of the project.", "Remove the link.", Place(str(folder))
        )
    renamed = _renamed(folder, keys)
    return [
        (renamed.get(name, name), json.dumps(record, indent=2, ensure_ascii=False) + "\n")
        for name, record in zip(fixture_names(records, keys), records, strict=True)
    ]


def fixture_names(records: Sequence[Any], keys: Sequence[str]) -> list[str]:
    """A file name for each record, without ending: its key, or a digest of the record where it has none.

    The same records give the same names; different keys give different ones, also where case does not count.
    """
    names: list[str] = []
    taken: set[str] = set()
    for record in records:
        name = _name(record, keys)
        number = 2
        while name.casefold() in taken:
            name = f"{name.rpartition('~')[0] or name}~{number}"
            number += 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _renamed(folder: Path, keys: Sequence[str]) -> dict[str, str]:
    """The names that people gave to fixtures, by the name that their key gives."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")) if keys else ():
        try:
            record = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            continue
        name = _name(record, keys) if isinstance(record, dict) else path.stem
        if name != path.stem and not (folder / f"{name}.json").exists():
            found.setdefault(name, path.stem)
    return found


def write_whole(path: Path, text: str) -> None:
    """Writes a file so that whoever looks, or kills, sees all of it or what was there before. Raises OSError."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _name(record: Any, keys: Sequence[str]) -> str:
    values = [read(parse_path(key), record, record) for key in keys]
    if not values or any(value is MISSING or isinstance(value, dict | list | None) for value in values):
        return f"record-{_digest(json.dumps(record, sort_keys=True))}"
    key = "_".join(_text(value) for value in values)
    safe = _UNSAFE.sub("-", key).strip("-.")[:_LONGEST]
    if safe != key or not safe or _RESERVED.fullmatch(safe):
        return f"{safe or 'record'}-{_digest(key)}"
    return safe


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
