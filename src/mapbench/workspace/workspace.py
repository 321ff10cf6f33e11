"""An open project: its steps, done, undone and redone, and what others do to its files meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from mapbench.errors import MapbenchError
from mapbench.project.project import Project
from mapbench.store.database import BusyError
from mapbench.workspace.journal import Journal, Noticed

if TYPE_CHECKING:
    from mapbench.store.steps import StoredStep
    from mapbench.workspace.commands.command import Command


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its number from 1 (0 where nothing was changed), its name, when it was (UTC), and its files."""

    number: int
    name: str
    at: str
    files: tuple[str, ...]


class Workspace:
    """A project folder opened for editing. Its files are the draft: a step is on the disk when the call returns.

    Methods may be called from any thread. `project` is never changed but replaced, so a worker may go on with an old one.
    """

    def __init__(self, project: Project, journal: Journal) -> None:
        self.folder = project.folder
        self.project = project
        self._journal = journal
        self._lock = threading.RLock()
        self._untold: Step | None = None

    @classmethod
    def open(cls, folder: str | Path) -> Workspace:
        """The workspace of a project folder. What a kill left half done is taken back to the last finished step.

        Files that were changed since the workspace was last open are a step of their own. A folder that cannot be written
        to opens too. Raises MapbenchError for a folder that is no project, or a workspace database that cannot be used.
        """
        project = Project.open(folder)
        workspace = cls(project, Journal.open(project.folder))
        workspace.notice()
        return workspace

    @property
    def revision(self) -> int:
        """A number that grows with each step, undo, redo and outside change."""
        return self._journal.state.revision

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps known, oldest first; the first `done` of them are done, the others can be redone."""
        return tuple(_step(number, one) for number, one in enumerate(self._journal.state.steps, 1))

    @property
    def done(self) -> int:
        """How many of `steps` are done."""
        return self._journal.state.done

    @property
    def read_only(self) -> bool:
        """Whether the folder cannot be written to."""
        return not self._journal.writable

    def do(self, command: Command) -> Step:
        """Carries a command out and writes its files. A command that changes nothing leaves no step.

        Raises MapbenchError, with nothing changed, where it cannot be done: also where one of its files was changed outside
        since the last call, which then is a step of its own.
        """
        with self._alone() as noticed:
            changes = command.changes(self.project)
            _refuse_unseen(noticed, set(changes))
            done = self._journal.do(name := command.title(self.project), changes)
            if done is None:
                return Step(0, name, "", ())
            self.project = self.project.renewed(done.files)
            return _step(self.done, done)

    def undo(self) -> Step | None:
        """Takes the last step back; None where there is none. Raises MapbenchError like `do`, after any outside change."""
        with self._alone() as noticed:
            _refuse_unseen(noticed)
            number, undone = self.done, self._journal.undo()
            return self._moved(number, undone)

    def redo(self) -> Step | None:
        """Does the step again that was undone last; None where there is none. Raises MapbenchError like `undo`."""
        with self._alone() as noticed:
            _refuse_unseen(noticed)
            redone = self._journal.redo()
            return self._moved(self.done, redone)

    def notice(self, wait: bool = True) -> Step | None:
        """Looks for files that were changed outside since: they become a step of their own; None where there are none.

        What another workspace of the folder did is its own step, and seen here as well. What `do`, `undo` or `redo` came
        upon since the last call is told here, too. With `wait` off, a project that is being written to at this moment
        is left for the next time.
        """
        if not self._lock.acquire(blocking=wait):
            return None
        try:
            with self._journal.alone(wait):
                self._notice()
                found, self._untold = self._untold, None
                return found
        except BusyError:
            if wait:
                raise
            return None
        finally:
            self._lock.release()

    def close(self) -> None:
        """Closes the journal; the workspace is of no use after it."""
        with self._lock:
            self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _alone(self) -> Iterator[Noticed | None]:
        if self.read_only:
            raise MapbenchError(
                "The project's folder is read-only; nothing was changed.",
                "Copy the project to a folder of yours, or ask for permission to write to it.",
            )
        with self._lock, self._journal.alone():
            yield self._notice()

    def _notice(self) -> Noticed | None:
        noticed = self._journal.notice()
        if noticed is not None:
            self.project = self.project.renewed(noticed.files)
            steps = self._journal.state.steps
            number = next((n for n, one in enumerate(steps, 1) if one.id == noticed.step.id), self.done)
            self._untold = _step(number, noticed.step)
        return noticed

    def _moved(self, number: int, step: StoredStep | None) -> Step | None:
        if step is None:
            return None
        self.project = self.project.renewed(step.files)
        return _step(number, step)


def _step(number: int, stored: StoredStep) -> Step:
    return Step(number, stored.name, stored.at, stored.files)


def _refuse_unseen(noticed: Noticed | None, files: set[str] | None = None) -> None:
    """What somebody else did a moment ago is shown before anything is done about it."""
    if noticed is None:
        return
    shared = sorted(noticed.files if files is None else noticed.files & files)
    if shared:
        raise MapbenchError(
            f"{shared[0]} was changed outside a moment ago; nothing was done.",
            "Look at what it says now, and do it again.",
        )
