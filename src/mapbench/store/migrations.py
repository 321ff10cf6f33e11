"""The tables, step by step: each step leads from version n to n + 1, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mapbench.errors import MapbenchError, Place
from mapbench.store.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(database: Database, path: Path) -> None:
    """Brings a database up to date. Raises MapbenchError for one that a newer mapbench wrote."""
    if _version(database) > len(STEPS):
        raise MapbenchError(
            "The workspace database was written by a newer mapbench.",
            "Update mapbench, or move the file away: it holds samples and history only.",
            Place(str(path)),
        )
    while (number := _version(database)) < len(STEPS):
        with writing(database) as connection:
            # Another process may have taken the step while this one waited.
            if _version(database) == number:
                STEPS[number](database)
                connection.execute(f"PRAGMA user_version = {number + 1}")


def _version(database: Database) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _first_tables(database: Database) -> None:
    database.table("samples").create(
        {"dataset": str, "key": str, "record": str, "at": str}, pk=("dataset", "key"), strict=True
    )
    requests = database.table("requests").create(
        {
            "id": int, "at": str, "dataset": str, "method": str, "url": str, "status": int, "code": str,
            "seconds": float, "size": int, "records": int, "headers": str, "body": str,
        },
        pk="id", not_null={"at", "dataset", "method", "url"}, strict=True,
    )  # fmt: skip
    requests.create_index(["dataset", "id"])
    runs = database.table("runs").create(
        {
            "id": int, "at": str, "kind": str, "mapping": str, "version": str, "read": int, "accepted": int,
            "rejected": int, "skipped": int, "seconds": float, "details": str,
        },
        pk="id", not_null={"at", "kind", "mapping"}, strict=True,
    )  # fmt: skip
    runs.create_index(["mapping", "id"])
    database.table("quotas").create(
        {"system": str, "slot": int, "used": int}, pk=("system", "slot"), strict=True
    )
    database.table("pauses").create({"system": str, "until": float}, pk="system", strict=True)
    database.table("keys").create({"name": str, "value": str}, pk="name", not_null={"value"}, strict=True)


def _journal(database: Database) -> None:
    database.table("steps").create(
        {"id": int, "name": str, "at": str, "folders": str}, pk="id", not_null={"name", "at"}, strict=True
    )
    database.table("step_files").create(
        {"step": int, "path": str, "before": str, "after": str}, pk=("step", "path"), strict=True
    )
    database.table("contents").create({"digest": str, "content": bytes}, pk="digest", strict=True)
    database.table("known_files").create(
        {"path": str, "digest": str, "signature": str}, pk="path", strict=True
    )
    database.table("journal").create(
        {"id": int, "done": int, "revision": int, "pending": int, "direction": str}, pk="id", strict=True
    )
    database.execute("INSERT INTO journal VALUES (1, 0, 0, NULL, NULL)")


def _increments(database: Database) -> None:
    database.table("increments").create(
        {"dataset": str, "value": str, "at": str}, pk="dataset", not_null={"value"}, strict=True
    )
    requests = database.table("requests")
    # What was posted; and whether anything of it was replaced, so that it cannot be sent again as it was.
    requests.add_column("sent", str)
    requests.add_column("altered", int, not_null_default=0)


def _departures(database: Database) -> None:
    database.table("departures").create(
        {"dataset": str, "path": str, "since": str, "was": str}, pk=("dataset", "path"),
        not_null={"since", "was"}, strict=True,
    )  # fmt: skip


#: The step at index n leads from version n to n + 1; a released step is never changed.
STEPS: tuple[Callable[[Database], None], ...] = (_first_tables, _journal, _increments, _departures)
