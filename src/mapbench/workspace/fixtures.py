"""The fixtures of a dataset as records: each file is read once, and again when it changes."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mapbench.errors import MapbenchError

#: Records of one file that are looked at; a table may have any number.
MOST_RECORDS: Final = 200
_MOST_FILES: Final = 2_000
_read: dict[Path, tuple[tuple[int, int], Fixture]] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Fixture:
    """A captured sample: its records (the first ones of a long table), or the sentence why it cannot be read."""

    name: str
    records: tuple[Any, ...]
    problem: str | None = None

    @property
    def first(self) -> Any:
        """The first record; an empty one where there is none."""
        return self.records[0] if self.records else {}


def fixtures_of(folder: Path, source: str | None) -> list[Fixture]:
    """The fixtures of a mapping's source, by name."""
    from mapbench.trials.dry_run import fixtures_of as paths_of

    return [_fixture(path) for path in paths_of(folder, source)]


def _fixture(path: Path) -> Fixture:
    try:
        stat = path.stat()
    except OSError:
        return Fixture(path.name, (), "The fixture is gone.")
    stamp = (stat.st_mtime_ns, stat.st_size)
    known = _read.get(path)
    if known is not None and known[0] == stamp:
        return known[1]
    found = _load(path)
    with _lock:
        while len(_read) >= _MOST_FILES:
            _read.pop(next(iter(_read)))
        _read[path] = (stamp, found)
    return found


def _load(path: Path) -> Fixture:
    from mapbench.engine.values import Failure
    from mapbench.trials.given import fixture_values

    try:
        values = fixture_values(path.name, path.read_bytes())
    except (Failure, MapbenchError) as error:
        return Fixture(path.name, (), error.message)
    except (ValueError, OSError):
        return Fixture(path.name, (), "The fixture is no JSON.")
    records = values if isinstance(values, list) else [values]
    objects = tuple(record for record in records[:MOST_RECORDS] if isinstance(record, dict))
    if records and not objects:
        return Fixture(path.name, (), "The record has to be an object.")
    return Fixture(path.name, objects)
