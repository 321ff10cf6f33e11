"""The newest value seen of each dataset that is asked only for what is new."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mapbench.store.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

Value = str | int | float


class Increments:
    """One value per dataset: a time as the system wrote it, or a number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, dataset: str) -> Value | None:
        """The value to ask from; None where everything is to be asked for."""
        row = self._database.execute("SELECT value FROM increments WHERE dataset = ?", [dataset]).fetchone()
        found: Value | None = json.loads(row[0]) if row else None
        return found

    def put(self, dataset: str, value: Value) -> None:
        """Keeps the newest value seen."""
        with writing(self._database) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO increments VALUES (?, ?, ?)",
                [dataset, json.dumps(value), datetime.now(UTC).isoformat(timespec="seconds")],
            )
