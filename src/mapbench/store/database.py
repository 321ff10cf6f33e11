"""Opening the SQLite file: private from its first moment, shared by processes, brought up to date."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mapbench.errors import MapbenchError, Place

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Seconds to wait for another process that is writing.
_PATIENCE = 15.0
#: An empty database beside the other one; nothing is ever in it, it is only locked.
LOCK = "workspace.lock"


class BusyError(MapbenchError):
    """Another process keeps the database to itself."""


def open_database(path: Path, any_thread: bool = False) -> Database:
    """The database at `path`, made where there is none, with today's tables. Raises MapbenchError and OSError."""
    from sqlite_utils import Database

    from mapbench.store.migrations import migrate

    _make_private(path)
    connection = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=not any_thread)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        database = Database(connection, execute_plugins=False)
        migrate(database, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise _unusable(path, error) from None
    except BaseException:
        connection.close()
        raise
    return database


def memory_database() -> Database:
    """A database with today's tables that is on no disk; several threads may use it, one at a time."""
    from sqlite_utils import Database

    from mapbench.store.migrations import migrate

    database = Database(sqlite3.connect(":memory:", check_same_thread=False), execute_plugins=False)
    migrate(database, Path())
    return database


@contextmanager
def alone(folder: Path, wait: bool = True) -> Iterator[None]:
    """Keeps every other process that asks the same out while the block runs; a process that is killed leaves nothing behind.

    `folder` is the one the workspace database is in. Raises BusyError where another process does not come to an end, or with
    `wait` off has not yet; MapbenchError for a database that cannot be used, also where that shows inside the block.
    """
    path = folder / LOCK
    patience = _PATIENCE if wait else 0.0
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        connection.execute("BEGIN EXCLUSIVE")
        yield
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from None
    finally:
        if connection is not None:
            connection.close()


@contextmanager
def writing(database: Database) -> Iterator[sqlite3.Connection]:
    """A transaction that excludes other writers from its first statement on, so that what it read stays true."""
    connection = database.conn
    assert connection is not None
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.commit()
    except sqlite3.OperationalError as error:
        connection.rollback()
        raise _unusable(None, error) from None
    except BaseException:
        connection.rollback()
        raise


def _make_private(path: Path) -> None:
    folder = path.parent
    folder.mkdir(mode=0o700, exist_ok=True)
    for place in (folder, path):
        if place.is_symlink():
            raise MapbenchError(
                f"'{place}' is a link, and could lead anywhere.",
                "Remove it; the workspace database is made anew.",
                Place(str(place)),
            )
    _ignore(folder)
    # SQLite gives its journal files the mode of the database, so this one call makes all of them private.
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        if os.name == "posix" and os.fstat(descriptor).st_mode & 0o077:
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def _ignore(folder: Path) -> None:
    """Keeps git away from the folder, whatever the project's own .gitignore says."""
    try:
        with (folder / ".gitignore").open("x", encoding="utf-8") as file:
            file.write("*\n")
    except FileExistsError:
        pass


def _unusable(path: Path | None, error: sqlite3.DatabaseError) -> MapbenchError | PermissionError:
    place = Place(None if path is None else str(path))
    said = str(error) if isinstance(error, sqlite3.OperationalError) else ""
    if path is not None and ("readonly" in said or "unable to open" in said):
        return PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    if "locked" in said:
        return BusyError(
            "Another process keeps the workspace database busy.", "Wait for it to end, and try again.", place
        )
    if "full" in said:
        return MapbenchError("The disk is full; nothing was changed.", "Make room, and try again.", place)
    return MapbenchError(
        f"The workspace database cannot be used: {error}.",
        "Move it away; a new one is made. It holds samples, history and steps to undo, nothing of the project.",
        place,
    )
