"""The journal of steps: what was done to the files of a project, with the bytes before and after, so that it can be undone.

A step is begun before a file is touched and finished when all are; one that was begun and never finished was killed.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from mapbench.store.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

Direction = Literal["do", "undo", "redo"]
_LEVEL: Final = 3


@dataclass(frozen=True, slots=True)
class StoredStep:
    """One step: its files, and the folders that were made for them, relative to the project. `id` grows with time."""

    id: int
    name: str
    at: str
    files: tuple[str, ...]
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before and after a step; None where it is not there."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was last seen; an empty `signature` says that it has to be looked into to be sure."""

    digest: str
    signature: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A step that was begun and not finished."""

    step: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class JournalState:
    """All steps in order, how many of them are done, and a number that grows with every change."""

    steps: tuple[StoredStep, ...]
    done: int
    revision: int


class Steps:
    """The steps of one project. Contents are kept once each, compressed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.execute("PRAGMA synchronous = FULL")

    def revision(self) -> int:
        """The number that grows with every change, whoever makes it."""
        return int(self._database.execute("SELECT revision FROM journal").fetchone()[0])

    def pending(self) -> Pending | None:
        """What was begun and not finished."""
        step, direction = self._database.execute("SELECT pending, direction FROM journal").fetchone()
        return None if step is None else Pending(step, direction)

    def state(self) -> JournalState:
        """Everything but the contents."""
        done, revision = self._database.execute("SELECT done, revision FROM journal").fetchone()
        files: dict[int, list[str]] = {}
        for step, path in self._database.execute("SELECT step, path FROM step_files ORDER BY step, path"):
            files.setdefault(step, []).append(path)
        pending = self.pending()
        steps = tuple(
            StoredStep(number, name, at, tuple(files.get(number, ())), tuple(json.loads(folders)))
            for number, name, at, folders in self._database.execute(
                "SELECT id, name, at, folders FROM steps ORDER BY id"
            )
            if pending is None or pending.direction != "do" or number != pending.step
        )
        return JournalState(steps, done, revision)

    def known(self) -> dict[str, KnownFile]:
        """The files as they were last seen, by path."""
        rows = self._database.execute("SELECT path, digest, signature FROM known_files")
        return {path: KnownFile(digest, signature) for path, digest, signature in rows}

    def content(self, digest: str) -> bytes:
        """The bytes with that digest. Raises KeyError where they are not kept."""
        row = self._database.execute("SELECT content FROM contents WHERE digest = ?", [digest]).fetchone()
        if row is None:
            raise KeyError(digest)
        return zlib.decompress(row[0])

    def changes(self, step: int) -> list[FileChange]:
        """What a step changes, by path."""
        rows = self._database.execute(
            "SELECT path, before, after FROM step_files WHERE step = ? ORDER BY path", [step]
        ).fetchall()
        return [FileChange(path, self._content(before), self._content(after)) for path, before, after in rows]

    def folders(self, step: int) -> tuple[str, ...]:
        """The folders that were made for a step."""
        row = self._database.execute("SELECT folders FROM steps WHERE id = ?", [step]).fetchone()
        return tuple(json.loads(row[0]))

    def begin(self, name: str, at: str, folders: Iterable[str], changes: Iterable[FileChange]) -> int:
        """Keeps a new step that is about to be done; returns its id."""
        with writing(self._database) as connection:
            step = self._add(connection, name, at, folders, changes)
            connection.execute("UPDATE journal SET pending = ?, direction = 'do'", [step])
        return step

    def begin_again(self, step: int, direction: Direction) -> None:
        """Keeps that a step is about to be undone or redone."""
        with writing(self._database) as connection:
            connection.execute("UPDATE journal SET pending = ?, direction = ?", [step, direction])

    def finish(self, known: Mapping[str, KnownFile | None]) -> None:
        """What was begun is done; `known` are its files as they are now, None for those that are gone."""
        with writing(self._database) as connection:
            pending, direction = connection.execute("SELECT pending, direction FROM journal").fetchone()
            if direction == "do":
                _drop_redo(connection, pending)
            connection.execute(
                "UPDATE journal SET done = done + ?, revision = revision + 1, pending = NULL, direction = NULL",
                [-1 if direction == "undo" else 1],
            )
            _remember(connection, known)

    def forget(self) -> None:
        """What was begun did not happen."""
        with writing(self._database) as connection:
            pending, direction = connection.execute("SELECT pending, direction FROM journal").fetchone()
            if direction == "do":
                _delete(connection, [pending])
            connection.execute("UPDATE journal SET pending = NULL, direction = NULL")

    def happened(
        self, name: str, at: str, changes: Iterable[FileChange], known: Mapping[str, KnownFile | None]
    ) -> int:
        """Keeps a step that others have done to the files already; returns its id."""
        with writing(self._database) as connection:
            step = self._add(connection, name, at, (), changes)
            _drop_redo(connection, step)
            connection.execute("UPDATE journal SET done = done + 1, revision = revision + 1")
            _remember(connection, known)
        return step

    def remember(self, files: Iterable[tuple[str, KnownFile, bytes | None]]) -> None:
        """Keeps how files look now, and what is in them where that is given and may have to be gone back to."""
        with writing(self._database) as connection:
            for path, known, content in files:
                _keep(connection, content)
                _remember(connection, {path: known})

    def _add(
        self,
        connection: sqlite3.Connection,
        name: str,
        at: str,
        folders: Iterable[str],
        changes: Iterable[FileChange],
    ) -> int:
        cursor = connection.execute(
            "INSERT INTO steps (name, at, folders) VALUES (?, ?, ?)", [name, at, json.dumps(list(folders))]
        )
        step = int(cursor.lastrowid or 0)
        for change in changes:
            row = (step, change.path, _keep(connection, change.before), _keep(connection, change.after))
            connection.execute("INSERT INTO step_files VALUES (?, ?, ?, ?)", row)
        return step

    def _content(self, digest: str | None) -> bytes | None:
        return None if digest is None else self.content(digest)


def digest_of(content: bytes) -> str:
    """The name that a content is kept under."""
    return hashlib.sha256(content).hexdigest()


def _keep(connection: sqlite3.Connection, content: bytes | None) -> str | None:
    if content is None:
        return None
    digest = digest_of(content)
    if connection.execute("SELECT 1 FROM contents WHERE digest = ?", [digest]).fetchone() is None:
        connection.execute("INSERT INTO contents VALUES (?, ?)", [digest, zlib.compress(content, _LEVEL)])
    return digest


def _remember(connection: sqlite3.Connection, known: Mapping[str, KnownFile | None]) -> None:
    gone = [(path,) for path, file in known.items() if file is None]
    connection.executemany("DELETE FROM known_files WHERE path = ?", gone)
    there = [(path, file.digest, file.signature) for path, file in known.items() if file is not None]
    connection.executemany("INSERT OR REPLACE INTO known_files VALUES (?, ?, ?)", there)


def _drop_redo(connection: sqlite3.Connection, newest: int) -> None:
    """Forgets the steps that could have been redone: what is done now, is done instead of them."""
    rows = connection.execute(
        "SELECT id FROM steps WHERE id < ? ORDER BY id LIMIT -1 OFFSET (SELECT done FROM journal)", [newest]
    ).fetchall()
    if rows:
        _delete(connection, [row[0] for row in rows])
        connection.execute(
            "DELETE FROM contents WHERE digest NOT IN (SELECT digest FROM known_files"
            " UNION SELECT before FROM step_files WHERE before IS NOT NULL"
            " UNION SELECT after FROM step_files WHERE after IS NOT NULL)"
        )


def _delete(connection: sqlite3.Connection, steps: list[int]) -> None:
    connection.executemany("DELETE FROM steps WHERE id = ?", [(step,) for step in steps])
    connection.executemany("DELETE FROM step_files WHERE step = ?", [(step,) for step in steps])
