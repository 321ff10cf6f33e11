"""The latest records seen of each dataset, redacted: what suggestions and previews look at beyond the fixtures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from mapbench.store.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

#: How many records of a dataset are remembered.
KEPT: Final = 200


class Samples:
    """Redacted records by dataset and key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, dataset: str, records: Mapping[str, Any], at: str = "") -> None:
        """Keeps records by their key, newer ones in place of older ones, and forgets the oldest beyond `KEPT`."""
        moment = at or datetime.now(UTC).isoformat(timespec="milliseconds")
        rows = [
            (dataset, key, json.dumps(record, ensure_ascii=False), moment) for key, record in records.items()
        ]
        with writing(self._database) as connection:
            connection.executemany("INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?)", rows)
            connection.execute(
                "DELETE FROM samples WHERE dataset = :dataset AND key NOT IN (SELECT key FROM samples"
                " WHERE dataset = :dataset ORDER BY at DESC, key LIMIT :kept)",
                {"dataset": dataset, "kept": KEPT},
            )

    def latest(self, dataset: str) -> tuple[str, dict[str, Any]]:
        """The records of the last answer by their key, and when it came; ("", {}) where there was none."""
        rows = self._database.execute(
            "SELECT key, record, at FROM samples WHERE dataset = ? AND at = (SELECT max(at) FROM samples WHERE dataset = ?)"
            " ORDER BY key",
            [dataset, dataset],
        ).fetchall()
        return (rows[0][2] if rows else ""), {key: json.loads(record) for key, record, _ in rows}

    def of(self, dataset: str) -> dict[str, Any]:
        """The records of a dataset by their key, sorted by it."""
        rows = self._database.execute(
            "SELECT key, record FROM samples WHERE dataset = ? ORDER BY key", [dataset]
        )
        return {key: json.loads(record) for key, record in rows}
