"""A workspace that only remembers, and places with nothing in them: for tests of the frame, which does not care."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from textual.app import ComposeResult

from mapbench.errors import MapbenchError
from mapbench.tui.app import Workbench
from mapbench.tui.pane import Hatch, Pane
from mapbench.tui.place import Place


@dataclass
class Step:
    number: int
    name: str
    at: str = "2026-11-22T10:30:00Z"
    files: tuple[str, ...] = ()


def named(project: str) -> Any:
    return SimpleNamespace(file=SimpleNamespace(model=SimpleNamespace(project=project)))


@dataclass
class Workspace:
    folder: Path
    project: Any = field(default_factory=lambda: named("storefront"))
    steps: tuple[Step, ...] = ()
    done: int = 0
    outside: list[Step] = field(default_factory=list)
    revision: int = 0

    def do(self, command: str) -> Step:
        if command == "refused":
            raise MapbenchError("That cannot be.", "Try another.")
        step = Step(self.done + 1, command)
        self.steps = (*self.steps[: self.done], step)
        self.done += 1
        return step

    def undo(self) -> Step | None:
        if not self.done:
            return None
        self.done -= 1
        return self.steps[self.done]

    def redo(self) -> Step | None:
        if self.done == len(self.steps):
            return None
        self.done += 1
        return self.steps[self.done - 1]

    def notice(self, wait: bool = True) -> Step | None:
        return self.outside.pop() if self.outside else None

    def close(self) -> None:
        """Nothing to close."""


class Nowhere(Place):
    """A place with nothing in it."""

    def compose(self) -> ComposeResult:
        with Pane():
            yield Hatch("Nothing to show yet", "", ("1", "overview"))


class Bench(Workbench):
    """The frame alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Workspace(folder))

    def new_place(self, place_id: str) -> Place:
        return Nowhere(id=place_id)
