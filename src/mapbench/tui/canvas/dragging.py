"""What the mouse is dragging over the canvas."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from textual.events import Event, MouseDown
from textual.message import Message
from textual.widget import Widget

from mapbench.tui.canvas.content import Path


@dataclass(frozen=True, slots=True)
class Drag:
    """A field on its way to one of the side `onto`; with `link`, the end of that link that is at the field now."""

    onto: str
    path: Path
    link: Hashable = None


class Held(Widget):
    """Has the mouse from the moment its button goes down here.

    Taking it only when the event is handled would lose the end of a quick drag, and then hold on to a mouse that was let go.
    """

    def _forward_event(self, event: Event) -> None:
        if isinstance(event, MouseDown) and event.button == 1:
            self.capture_mouse()
        super()._forward_event(event)


class Dragging(Message):
    """The mouse moved with its button down (`done`: it came up) at a cell of the screen."""

    def __init__(self, drag: Drag | None, x: int, y: int, *, done: bool) -> None:
        super().__init__()
        self.drag, self.x, self.y, self.done = drag, x, y, done
