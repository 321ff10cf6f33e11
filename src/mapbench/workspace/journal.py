"""The journal of a project on disk: steps are written ahead, taken back where a kill came between, and others' noticed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mapbench.errors import MapbenchError, Place
from mapbench.store.database import alone
from mapbench.store.steps import Direction, FileChange, JournalState, KnownFile, StoredStep, digest_of
from mapbench.store.workspace import FOLDER, WorkspaceDatabase
from mapbench.workspace.files import (
    clear_up,
    content_of,
    missing_folders,
    place_of,
    signature,
    watched_files,
    write_files,
)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What others changed: the step that says so (their last one) and all files concerned."""

    step: StoredStep
    files: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file that is not as it was: what is in it, and how it is known from now on; None where it is gone."""

    path: str
    content: bytes | None
    known: KnownFile | None


class Journal:
    """The steps of a project folder. Every method but `open` and `close` is called inside `alone`."""

    def __init__(self, folder: Path, database: WorkspaceDatabase, writable: bool) -> None:
        self.folder = folder
        self.writable = writable
        self._database = database
        self._table = database.steps
        self._number = _number_of(database.path)
        self._known: dict[str, KnownFile] = {}
        self.state = JournalState((), 0, 0)

    @classmethod
    def open(cls, folder: Path) -> Journal:
        """The journal of a folder; one that is forgotten with the process where the folder cannot be written to.

        Raises MapbenchError where the workspace database cannot be used.
        """
        try:
            journal = cls(folder, WorkspaceDatabase.open(folder, any_thread=True), writable=True)
        except OSError:
            journal = cls(folder, WorkspaceDatabase.in_memory(), writable=False)
        with journal.alone():
            journal._load()
            if not journal._known:
                journal._look_first()
        return journal

    @contextmanager
    def alone(self, wait: bool = True) -> Iterator[None]:
        """No other workspace of this folder does anything meanwhile; what a kill left half done is taken back first.

        Raises BusyError where another one does not come to an end, with `wait` off where it has not at this moment.
        """
        with alone(self.folder / FOLDER, wait) if self.writable else nullcontext():
            self._refuse_other_database()
            if self._table.pending() is not None:
                self._recover()
            yield

    def close(self) -> None:
        self._database.close()

    def do(self, name: str, changes: Mapping[str, bytes | None]) -> StoredStep | None:
        """Does a new step; None where it changes nothing. Raises MapbenchError, with nothing changed."""
        found = [
            FileChange(path, content_of(place_of(self.folder, path)), after)
            for path, after in changes.items()
        ]
        found = [change for change in found if change.before != change.after]
        self._refuse_strange((change.path, change.before) for change in found)
        if not found:
            return None
        folders = missing_folders(self.folder, [change.path for change in found if change.after is not None])
        step = self._table.begin(name, _now(), folders, found)
        self._carry_out({change.path: change.after for change in found}, ())
        return self._finished(step)

    def undo(self) -> StoredStep | None:
        """Takes the last step back; None where there is none. Raises MapbenchError, with nothing changed."""
        if not self.state.done:
            return None
        step = self.state.steps[self.state.done - 1]
        self._again(step, "undo")
        return step

    def redo(self) -> StoredStep | None:
        """Does the next step again; None where there is none. Raises MapbenchError, with nothing changed."""
        if self.state.done == len(self.state.steps):
            return None
        step = self.state.steps[self.state.done]
        self._again(step, "redo")
        return step

    def notice(self) -> Noticed | None:
        """What other workspaces did, and what was changed without any; the latter becomes a step."""
        files: set[str] = set()
        step = self._others(files)
        seen = {one.path: one for one in self._seen()}
        if seen:
            changes = [FileChange(path, self._before(path), one.content) for path, one in seen.items()]
            self._table.happened(
                _outside(seen), _now(), changes, {path: one.known for path, one in seen.items()}
            )
            self._load()
            step = self.state.steps[-1]
            files |= seen.keys()
        return Noticed(step, frozenset(files)) if step else None

    def _others(self, files: set[str]) -> StoredStep | None:
        """The last step that another workspace did or took back; its files are added to `files`."""
        if self._table.revision() == self.state.revision:
            return None
        before, known = self.state, self._known
        self._load()
        files |= {
            path
            for path in {*known, *self._known}
            if self._digest(known, path) != self._digest(self._known, path)
        }
        if self.state.done < before.done and len(before.steps) >= before.done:
            return before.steps[before.done - 1]
        return self.state.steps[self.state.done - 1] if self.state.done else None

    def _seen(self) -> Iterator[_Seen]:
        """Files that are not as they were."""
        settled: dict[str, KnownFile] = {}
        for path in sorted({*watched_files(self.folder), *self._known}):
            known = self._known.get(path)
            sign = signature(self.folder / path, known is not None)
            if (sign is None and known is None) or (known is not None and sign and sign == known.signature):
                continue
            try:
                content = None if sign is None else content_of(self.folder / path)
            except OSError:
                continue  # what may not be read is not ours to judge
            digest = None if content is None else digest_of(content)
            if known is None or digest != known.digest:
                yield _Seen(path, content, None if digest is None else KnownFile(digest, sign or ""))
            elif sign:
                settled[path] = KnownFile(known.digest, sign)
        if settled:
            self._table.remember((path, known, None) for path, known in settled.items())
            self._known.update(settled)

    def _before(self, path: str) -> bytes | None:
        known = self._known.get(path)
        return self._table.content(known.digest) if known else None

    def _again(self, step: StoredStep, direction: Direction) -> None:
        changes = self._table.changes(step.id)
        self._refuse_strange((one.path, content_of(self.folder / one.path)) for one in changes)
        self._table.begin_again(step.id, direction)
        after = {one.path: one.before if direction == "undo" else one.after for one in changes}
        self._carry_out(after, step.folders if direction == "undo" else ())
        self._finished(step.id)

    def _carry_out(self, contents: Mapping[str, bytes | None], folders: Iterable[str]) -> None:
        try:
            write_files(self.folder, contents)
            clear_up(self.folder, (), folders)
            self._table.finish({path: _written(content) for path, content in contents.items()})
        except OSError as error:
            with suppress(OSError):  # it is tried again before anything else is done
                self._recover()
            raise _unwritable(self.folder, error) from None
        except BaseException:
            self._recover()
            raise

    def _refuse_other_database(self) -> None:
        """Raises MapbenchError where the file of the database is not the open one any more: its steps would be lost."""
        if self.writable and _number_of(self._database.path) != self._number:
            raise MapbenchError(
                "The workspace database was taken away; nothing was done, since no step could be kept.",
                "Leave mapbench and open the project again.",
                Place(str(self._database.path)),
            )

    def _refuse_strange(self, contents: Iterable[tuple[str, bytes | None]]) -> None:
        """Raises MapbenchError for a file that changed between the look at all files and now."""
        for path, content in contents:
            known = self._known.get(path)
            if known is not None and (content is None or digest_of(content) != known.digest):
                raise MapbenchError(
                    f"{path} was changed outside at this moment; nothing was done.",
                    "Look at what it says now, and do it again.",
                )

    def _recover(self) -> None:
        """Takes back what was begun and not finished; a file that somebody else changed meanwhile is left as it is."""
        pending = self._table.pending()
        if pending is None:
            return
        direction = pending.direction
        changes = self._table.changes(pending.step)
        old = {one.path: one.after if direction == "undo" else one.before for one in changes}
        new = {one.path: one.before if direction == "undo" else one.after for one in changes}
        folders = self._table.folders(pending.step) if direction != "undo" else ()
        clear_up(self.folder, old, ())
        write_files(
            self.folder,
            {
                path: content
                for path, content in old.items()
                if new[path] == content_of(self.folder / path) != content
            },
        )
        clear_up(self.folder, old, folders)
        self._table.forget()

    def _finished(self, step: int) -> StoredStep:
        self._load()
        return next(one for one in self.state.steps if one.id == step)

    def _load(self) -> None:
        self.state, self._known = self._table.state(), self._table.known()

    def _look_first(self) -> None:
        self._table.remember((one.path, one.known, one.content) for one in self._seen() if one.known)
        self._load()

    def _digest(self, known: Mapping[str, KnownFile], path: str) -> str | None:
        return known[path].digest if path in known else None


def _written(content: bytes | None) -> KnownFile | None:
    return None if content is None else KnownFile(digest_of(content), "")


def _number_of(path: Path) -> int | None:
    """What tells a file from another one of its name; None where there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _outside(paths: Iterable[str]) -> str:
    first, *more = sorted(paths)
    if not more:
        return f"{first} changed outside"
    return f"{first} and {len(more)} more file{'s' if len(more) > 1 else ''} changed outside"


def _unwritable(folder: Path, error: OSError) -> MapbenchError:
    name = error.filename2 or error.filename
    place = Path(name) if isinstance(name, str) else folder
    shown = place.relative_to(folder).as_posix() if place.is_relative_to(folder) else str(place)
    return MapbenchError(
        f"'{shown}' cannot be written: {error.strerror or error}; nothing was changed.",
        "See that the folder may be written to and the disk is not full.",
        Place(str(place)),
    )
