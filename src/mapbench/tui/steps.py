"""Every step done to the project, newest first: the way back, and forward again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from mapbench.tui.card import Card, CardLines
from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Column, Line, Lines

if TYPE_CHECKING:
    from mapbench.workspace.workspace import Step


class Steps(Card[int | None]):
    """A list to choose from: the answer is how many steps shall be done, None where it was closed."""

    DEFAULT_CSS = """
    Steps > .card { width: 90; height: 24; }
    Steps Lines { background: $raised; }
    """
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (("enter", "go there"), ("esc", "close"))

    def __init__(self, steps: tuple[Step, ...], done: int) -> None:
        super().__init__(f"Steps {mark('middot')} {done} of {len(steps)} done")
        self.steps = steps
        self.done = done

    def inside(self) -> ComposeResult:
        """The list."""
        yield CardLines(Column(1), Column(), Column(8, right=True))

    def on_mount(self) -> None:
        """Shows the newest first, with the cursor on where the project stands."""
        lines = [self._line(count) for count in range(len(self.steps), -1, -1)]
        shown = self.query_one(Lines)
        shown.show(lines, self.done)
        shown.focus()
        self.call_after_refresh(shown.select, self.done)

    def _line(self, count: int) -> Line:
        here = mark("current") if count == self.done else " "
        if count == 0:
            return Line(((here, "accent"), ("as it was at first", "muted italic"), ""), 0)
        step = self.steps[count - 1]
        style = "strong" if count <= self.done else "muted"
        return Line(((here, "accent"), (step.name, style), (time_of(step.at), "muted")), count)

    @on(Lines.Chosen)
    def _chosen(self, event: Lines.Chosen) -> None:
        self.dismiss(event.key)


def time_of(at: str) -> str:
    """The time of day of a moment in ISO 8601, without the day; "" where there is none."""
    return at[11:16] if len(at) >= 16 else ""
