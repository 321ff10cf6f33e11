"""Fields that an endpoint no longer gives: since when, and what they were. They stay until the endpoint gives them again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapbench.store.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Departure:
    """A field that is gone: `since` is when that was first seen (ISO 8601, UTC), `was` what it held, as JSON."""

    path: Path
    since: str
    was: dict[str, Any]


class Departures:
    """The gone fields of every dataset."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, dataset: str, gone: Mapping[Path, dict[str, Any]], seen: Iterable[Path], at: str) -> None:
        """Keeps fields that are gone at a moment (one that is known keeps its own), and forgets those that were seen."""
        rows = [(dataset, json.dumps(path), at, json.dumps(was, default=str)) for path, was in gone.items()]
        back = [(dataset, json.dumps(path)) for path in seen]
        with writing(self._database) as connection:
            connection.executemany("DELETE FROM departures WHERE dataset = ? AND path = ?", back)
            connection.executemany("INSERT OR IGNORE INTO departures VALUES (?, ?, ?, ?)", rows)

    def of(self, dataset: str) -> dict[Path, Departure]:
        """The gone fields of a dataset by their paths."""
        rows = self._database.execute(
            "SELECT path, since, was FROM departures WHERE dataset = ? ORDER BY path", [dataset]
        )
        found = (Departure(tuple(json.loads(path)), since, json.loads(was)) for path, since, was in rows)
        return {one.path: one for one in found}
