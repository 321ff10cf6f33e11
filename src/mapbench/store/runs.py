"""The history of runs: what was read, accepted, rejected and skipped, when and by which version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from mapbench.store.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

Kind = Literal["run", "dry-run", "test"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a mapping; `details` is whatever its kind wants to show again. `id` is 0 before it is kept."""

    kind: Kind
    mapping: str
    version: str | None = None
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    seconds: float = 0.0
    details: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""
    id: int = 0


class Runs:
    """Every run of every mapping."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run: Run) -> int:
        """Keeps a run and returns its id."""
        row = [
            run.at or datetime.now(UTC).isoformat(timespec="milliseconds"),
            run.kind, run.mapping, run.version, run.read, run.accepted, run.rejected, run.skipped, run.seconds,
            json.dumps(run.details, ensure_ascii=False),
        ]  # fmt: skip
        with writing(self._database) as connection:
            cursor = connection.execute(
                "INSERT INTO runs (at, kind, mapping, version, read, accepted, rejected, skipped, seconds, details)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        return int(cursor.lastrowid or 0)

    def latest(self, mapping: str, kind: Kind | None = None, limit: int = 20) -> list[Run]:
        """The last runs of a mapping, newest first."""
        rows = self._database.query(
            "SELECT * FROM runs WHERE mapping = :mapping AND coalesce(:kind, kind) = kind"
            " ORDER BY id DESC LIMIT :limit",
            {"mapping": mapping, "kind": kind, "limit": limit},
        )
        return [Run(**{**row, "details": json.loads(row["details"])}) for row in rows]
