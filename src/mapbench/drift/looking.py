"""From a project to the drift of its datasets; and what an answer leaves behind: which fields are gone, since when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mapbench.drift.evidence import Evidence, fixtures, last_answer
from mapbench.drift.report import DatasetDrift, Sides, departure_of, drift_from, gone_in
from mapbench.drift.uses import Path, uses_of
from mapbench.errors import MapbenchError
from mapbench.trials.admission import policy_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path as FilePath

    from mapbench.project.project import Project
    from mapbench.schemas.fields import Schema
    from mapbench.store.departures import Departure
    from mapbench.store.workspace import WorkspaceDatabase


def datasets_read(project: Project) -> list[str]:
    """The datasets that mappings, tables and flows read, by name."""
    named = {one.model.source for one in project.mappings.values() if one.model is not None}
    named |= {one.model.source for one in project.flows.values() if one.model is not None}
    named |= {one.model.dataset for one in project.lookups.values() if one.model is not None}
    return [one for one in project.datasets() if one in named and "@" not in one]


def drift_of(
    project: Project, dataset: str, asked: Evidence | None = None, *, tests: bool = False
) -> DatasetDrift:
    """The drift of a dataset by what its endpoint says now, else by its fixtures and by what the endpoint said last.

    With `tests` the uses know the test cases that exercise them. Raises LoadError for a broken pin.
    """
    policy = policy_of(project, dataset)
    linked = project.schema(dataset)
    if linked is None:
        return DatasetDrift(dataset, policy, unknown="no schema is pinned")
    known = (
        [asked]
        if asked is not None
        else [fixtures(project.folder, dataset), last_answer(project.folder, dataset)]
    )
    evidence = [one for one in known if one is not None]
    if not evidence:
        return DatasetDrift(
            dataset, policy, unknown="its endpoint was never asked, and there are no fixtures"
        )
    uses = uses_of(project, dataset, tests=tests)
    before = _before(project.folder, dataset)
    return drift_from(
        dataset, policy, Sides(linked.fields, evidence, uses, departed(project.folder, dataset), before)
    )


def departed(folder: FilePath, dataset: str) -> dict[Path, Departure]:
    """The fields that the endpoint of a dataset gave no longer when it was last asked; {} where nobody knows."""
    from mapbench.store.workspace import WorkspaceDatabase

    try:
        database = WorkspaceDatabase.existing(folder)
        if database is None:
            return {}
        with database:
            return database.departures.of(dataset)
    except (MapbenchError, OSError):
        return {}


def note(
    database: WorkspaceDatabase, folder: FilePath, dataset: str, schema: Schema | None, seen: Evidence
) -> bool:
    """Keeps which fields an answer lacks, and since when; to be called before anything of it becomes a fixture or the pin.

    Whether any field is gone, or was.
    """
    known = bool(database.departures.of(dataset))
    at = seen.at or datetime.now(UTC).isoformat(timespec="milliseconds")
    paths = [one.path for one in seen.inference.statistics()]
    gone: dict[Path, Any] = {}
    if schema is not None and seen.records:
        before = _records_before(folder, dataset, database)
        sides = Sides(schema, [seen], (), database.departures.of(dataset), before)
        gone = {path: departure_of(schema, path, before) for path in gone_in(sides)}
    database.departures.note(dataset, gone, paths, at)
    return known or bool(gone)


def _before(folder: FilePath, dataset: str) -> Mapping[str, Any]:
    from mapbench.store.workspace import WorkspaceDatabase

    try:
        database = WorkspaceDatabase.existing(folder)
        if database is None:
            return _records_before(folder, dataset, None)
        with database:
            return _records_before(folder, dataset, database)
    except (MapbenchError, OSError):
        return {}


def _records_before(folder: FilePath, dataset: str, database: WorkspaceDatabase | None) -> Mapping[str, Any]:
    """Records that may still have what is gone: older samples, and fixtures."""
    found = fixtures(folder, dataset)
    samples = database.samples.of(dataset) if database is not None else {}
    return {**samples, **(found.records if found is not None else {})}
