"""Explain: the value at each step of a rule for one fixture, and the same step for the other fixtures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message

from mapbench.tui.help import Help
from mapbench.tui.lines import Column, Line, Lines
from mapbench.tui.map.wording import dotted, typed_cell
from mapbench.tui.pane import Pane
from mapbench.workspace.views import Path, StepView

_OTHERS_SHOWN = 6


class Steps(Lines):
    """The steps; up and down stand in the footer."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("up,k", "move(-1)", "step", key_display="↑↓", id="list.up"),
        Binding("down,j", "move(1)", "step", show=False, id="list.down"),
    ]


class ExplainPane(Pane):
    """One line per step, inner calls below the step they are part of: what is computed, its value, its type."""

    help: ClassVar[Help] = Help(
        "explain",
        "How the value of this target came about, step by step.",
        "The cursor on a step shows the same step for other fixtures; [ and ] change the fixture.",
        command="mapbench explain MAPPING FIXTURE --target TARGET",
    )

    BINDINGS: ClassVar[list[Any]] = [Binding("x,escape", "leave", "close explain", key_display="x", id="map.explain.leave")]  # fmt: skip

    class Left(Message):
        """Back to the canvas."""

    class EditWanted(Message):
        """The rule is to be edited from here."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.steps: tuple[StepView, ...] = ()
        self.target: Path = ()
        self.fixture = ""
        self.errors: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield Steps(Column(0, share=3), Column(0, share=2), Column(8), opens="edit here", id="explain-lines")

    @property
    def lines(self) -> Lines:
        """The table."""
        return self.query_one("#explain-lines", Lines)

    def show(
        self, steps: tuple[StepView, ...], target: Path, fixture: str, errors: Sequence[str] = ()
    ) -> None:
        """Shows the steps of a target; `errors` say in words why the record was rejected there."""
        self.steps, self.target, self.fixture, self.errors = steps, target, fixture, tuple(errors)
        self.entitle(Content.assemble(("Preview", "not bold $muted")), Content.assemble(("Explain", "bold")), Content.assemble((fixture or "no fixture", "bold")))  # fmt: skip
        self._draw()

    def _draw(self) -> None:
        lines = [
            Line(((("  " * step.depth + ("╰ " if step.depth else "") + step.text), "text"), typed_cell(step.value), (step.type, "muted")), number)
            for number, step in enumerate(self.steps)
        ]  # fmt: skip
        self.lines.header = ("step", "value", "type") if lines else ()
        if self.steps:
            last = self.steps[-1]
            result = (dotted(self.target), "strong bold"), typed_cell(last.value), (last.type, "muted")
            lines += [Line(rule=True), Line(result)]
        else:
            lines = [Line((("Nothing was computed here for this fixture.", "muted"),))]
        lines += [Line(((error, "error"),)) for error in self.errors]
        lines += self._others()
        self.lines.show(lines)
        self._count()

    def _others(self) -> list[Line]:
        here = self.lines.key if isinstance(self.lines.key, int) else 0
        if not 0 <= here < len(self.steps) or not self.steps[here].others:
            return []
        others = self.steps[here].others
        lines = [Line(), Line((("other fixtures at this step", "muted"),))]
        lines += [Line(((name, "text"), typed_cell(value))) for name, value in others[:_OTHERS_SHOWN]]
        if len(others) > _OTHERS_SHOWN:
            lines.append(Line(((f"and {len(others) - _OTHERS_SHOWN:,} more", "muted"),)))
        return lines

    def _count(self) -> None:
        here = self.lines.key if isinstance(self.lines.key, int) else 0
        self.subtitle_with(f"step {here + 1} of {len(self.steps)}" if self.steps else "")

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter goes from the step into the rule."""
        event.stop()
        self.post_message(self.EditWanted())

    def action_leave(self) -> None:
        """Closes Explain."""
        self.post_message(self.Left())

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Another step: its values for the other fixtures."""
        event.stop()
        self._draw()
