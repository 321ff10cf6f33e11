"""Opening the SQLite file: private from its first moment, shared by processes, brought up to date."""

from __future__ import annotations

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


def open_database(path: Path) -> Database:
    """The database at `path`, made where there is none, with today's tables. Raises MapbenchError and OSError."""
    from sqlite_utils import Database

    from mapbench.store.migrations import migrate

    _make_private(path)
    connection = sqlite3.connect(path, timeout=_PATIENCE)
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


@contextmanager
def writing(database: Database) -> Iterator[sqlite3.Connection]:
    """A transaction that excludes other writers from its first statement on, so that what it read stays true."""
    connection = database.conn
    assert connection is not None
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


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


def _unusable(path: Path, error: sqlite3.DatabaseError) -> MapbenchError:
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return MapbenchError(
            "Another process keeps the workspace database busy.",
            "Wait for it to end, and try again.",
            Place(str(path)),
        )
    return MapbenchError(
        f"The workspace database cannot be used: {error}.",
        "Move it away; a new one is made. It holds samples and history only, nothing of the project.",
        Place(str(path)),
    )
