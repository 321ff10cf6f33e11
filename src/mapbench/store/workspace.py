"""The workspace database of a project: `.mapbench/workspace.db`, for its owner's eyes only."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from mapbench.store.database import memory_database, open_database
from mapbench.store.departures import Departures
from mapbench.store.increments import Increments
from mapbench.store.keys import RedactionKeys
from mapbench.store.quotas import Quotas
from mapbench.store.requests import Requests
from mapbench.store.runs import Runs
from mapbench.store.samples import Samples
from mapbench.store.steps import Steps

if TYPE_CHECKING:
    from sqlite_utils import Database

FOLDER = ".mapbench"
FILE = "workspace.db"


class WorkspaceDatabase:
    """An open workspace database; use it in a `with` block, or close it.

    Everything written is committed before the call returns: a process that is killed leaves a database that opens.
    """

    def __init__(self, path: Path, database: Database) -> None:
        self.path = path
        self._database = database

    @classmethod
    def open(cls, folder: str | Path, *, any_thread: bool = False) -> WorkspaceDatabase:
        """The workspace database of a project folder, made where there is none (folder 0700, file 0600 from the start).

        With `any_thread` it may be used from several threads, one at a time, which the caller sees to. Raises MapbenchError where the file is no database, or written by a newer mapbench; OSError without permission.
        """
        path = Path(folder) / FOLDER / FILE
        return cls(path, open_database(path, any_thread))

    @classmethod
    def existing(cls, folder: str | Path) -> WorkspaceDatabase | None:
        """As `open`, but None where there is no workspace database yet: whoever only looks makes none."""
        return cls.open(folder) if (Path(folder) / FOLDER / FILE).is_file() else None

    @classmethod
    def in_memory(cls) -> WorkspaceDatabase:
        """An empty one that is forgotten with the process, for a folder that cannot be written to."""
        return cls(Path(), memory_database())

    @cached_property
    def samples(self) -> Samples:
        return Samples(self._database)

    @cached_property
    def departures(self) -> Departures:
        return Departures(self._database)

    @cached_property
    def requests(self) -> Requests:
        return Requests(self._database)

    @cached_property
    def runs(self) -> Runs:
        return Runs(self._database)

    @cached_property
    def quotas(self) -> Quotas:
        return Quotas(self._database)

    @cached_property
    def increments(self) -> Increments:
        return Increments(self._database)

    @cached_property
    def keys(self) -> RedactionKeys:
        return RedactionKeys(self._database)

    @cached_property
    def steps(self) -> Steps:
        return Steps(self._database)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
