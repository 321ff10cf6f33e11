"""What the mouse is dragging over the canvas."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from textual.message import Message

from mapbench.tui.canvas.content import Path


@dataclass(frozen=True, slots=True)
class Drag:
    """A field on its way to one of the side `onto`; with `link`, the end of that link that is at the field now."""

    onto: str
    path: Path
    link: Hashable = None


class Dragging(Message):
    """The mouse moved with its button down (`done`: it came up) at a cell of the screen."""

    def __init__(self, drag: Drag | None, x: int, y: int, *, done: bool) -> None:
        super().__init__()
        self.drag, self.x, self.y, self.done = drag, x, y, done
