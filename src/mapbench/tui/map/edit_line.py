"""The line at the bottom of the rule pane in which a value is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input, Static

from mapbench.tui.lines import Lines


class EditLine(Horizontal):
    """One line to type in, with its label; it stands at the bottom of the pane while something is edited."""

    DEFAULT_CSS = """
    EditLine { height: 1; display: none; background: $raised; padding: 0 1; }
    EditLine > Static { width: 12; color: $accent; text-style: bold; }
    EditLine > Input { width: 1fr; height: 1; border: none; padding: 0; background: $raised2; }
    EditLine > Input:focus { border: none; background-tint: $foreground 0%; }
    """
    BINDINGS: ClassVar[list[Any]] = [Binding("escape", "leave", "leave", id="map.edit.leave")]

    def __init__(self) -> None:
        super().__init__()
        self.then: Callable[[str], None] | None = None
        self.back: Lines | None = None

    def compose(self) -> ComposeResult:
        yield Static(markup=False)
        yield Input(compact=True, select_on_focus=False)

    def ask(self, label: str, value: str, back: Lines, then: Callable[[str], None]) -> None:
        """Lets a value be typed; `then` gets it on enter, and the focus goes `back`."""
        self.then, self.back = then, back
        self.query_one(Static).update(label)
        line = self.query_one(Input)
        line.value = value
        line.cursor_position = len(value)
        self.display = True
        line.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hands over what was typed."""
        event.stop()
        then, self.then = self.then, None
        self.action_leave()
        if then is not None:
            then(event.value)

    def action_leave(self) -> None:
        """Back to the lines; nothing is kept."""
        self.display = False
        if self.back is not None:
            self.back.focus()
