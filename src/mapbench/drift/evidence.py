"""What is known of a dataset without asking: its fixtures, and what its endpoint answered last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from mapbench.engine.values import Failure
from mapbench.errors import MapbenchError
from mapbench.schemas.infer import Inference

if TYPE_CHECKING:
    from pathlib import Path

    from mapbench.schemas.fields import Schema

#: fixtures: the captured samples. answer: what the endpoint said when it was last asked. endpoint: what it says now.
Where = Literal["fixtures", "answer", "endpoint"]


@dataclass(frozen=True)
class Evidence:
    """Redacted records by the names that their fixtures have or would have; `at` is when an endpoint gave them (ISO 8601, UTC)."""

    where: Where
    records: Mapping[str, Any] = field(repr=False)
    at: str = ""

    @cached_property
    def inference(self) -> Inference:
        """What the records teach."""
        found = Inference()
        for record in self.records.values():
            found.add(record)
        return found

    @cached_property
    def schema(self) -> Schema:
        """What the records teach, as a schema."""
        from mapbench.schemas.fields import Schema

        return Schema(self.inference.schema())

    def has(self, path: tuple[str, ...]) -> bool:
        """Whether any record has a field at a path, or below it."""
        return any(one.path[: len(path)] == path for one in self.inference.statistics())

    @property
    def words(self) -> str:
        """What was looked at, for people."""
        count = len(self.records)
        if self.where == "fixtures":
            return f"{count:,} fixture record{'' if count == 1 else 's'}"
        records = f"{count:,} record{'' if count == 1 else 's'}"
        return f"the endpoint, {records}" + (f", as it answered on {day_text(self.at)}" if self.at else "")

    def as_json(self) -> dict[str, Any]:
        return {"what": self.where, "records": len(self.records), "at": self.at or None}


def fixtures(folder: Path, dataset: str) -> Evidence | None:
    """The records of a dataset's fixtures; None without one that can be read."""
    from mapbench.trials.dry_run import fixtures_of
    from mapbench.trials.given import fixture_values

    records: dict[str, Any] = {}
    for path in fixtures_of(folder, dataset):
        try:
            values = fixture_values(path.name, path.read_bytes())
        except (Failure, MapbenchError, ValueError, OSError):
            continue  # MB502 tells of it
        for number, record in enumerate(values if isinstance(values, list) else [values]):
            if isinstance(record, dict):
                records[f"{path.stem}{f'#{number}' if number else ''}"] = record
    return Evidence("fixtures", records) if records else None


def last_answer(folder: Path, dataset: str) -> Evidence | None:
    """What the endpoint of a dataset answered last, as the workspace database remembers it; None where it was never asked.

    Nothing is made where there is no database, or it cannot be used.
    """
    from mapbench.store.workspace import WorkspaceDatabase

    try:
        database = WorkspaceDatabase.existing(folder)
        if database is None:
            return None
        with database:
            at, records = database.samples.latest(dataset)
    except (MapbenchError, OSError):
        return None
    return Evidence("answer", records, at) if records else None


def day_text(at: str) -> str:
    """A moment as people say a day: `14 Nov 2026`."""
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{moment.day} {moment:%b %Y}"
