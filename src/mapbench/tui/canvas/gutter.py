"""The gutter: the wires, and the inner borders of both panes, in which they begin and end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from mapbench.tui.canvas.board import Board
from mapbench.tui.canvas.content import SOURCE, TARGET
from mapbench.tui.canvas.dragging import Drag, Dragging, Held
from mapbench.tui.canvas.drawing import Cell, Drawing, Ink
from mapbench.tui.canvas.row_lines import style
from mapbench.tui.glyphs import is_plain, mark

#: A character with its final style.
_Dot = tuple[str, Style]
_STATES = {"suggested": "suggest", "broken": "error"}
_CORNERS = ("╮╭╯╰", "┐┌┘└")


class LinkGutter(Held):
    """Draws the wires between two windows of rows. `tops` says which rows are the first in view."""

    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = "LinkGutter { height: 1fr; background: $background; }"

    class WirePointed(Message):
        """A wire was clicked, in the middle of the gutter."""

        def __init__(self, link: object) -> None:
            super().__init__()
            self.link = link

    def __init__(self, board: Board, tops: Callable[[], tuple[int, int]], focus: Callable[[], str]) -> None:
        super().__init__(id="canvas-gutter")
        self.board, self.tops, self.focus_side = board, tops, focus
        self._held: Drag | None = None
        self._lines: list[Strip] = []
        self._lines_for: object = None

    def drawing(self) -> Drawing:
        """The wires as they are drawn now."""
        width, height = self.size
        return self.board.drawing(self.tops(), max(width - 2, 0), max(height - 2, 0), plain=is_plain())

    def render_line(self, y: int) -> Strip:
        """One row, borders included."""
        colours: dict[str, str] = self.app.colours  # type: ignore[attr-defined]
        key = (
            self.board.revision,
            self.tops(),
            self.size,
            self.focus_side(),
            colours["background"],
            is_plain(),
        )
        if key != self._lines_for:
            self._lines_for, self._lines = (
                key,
                _Brush(colours, self.focus_side(), self.drawing(), self.board).strips(),
            )
        return self._lines[y] if y < len(self._lines) else Strip.blank(self.size.width)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button == 1:
            event.stop()
            self._held = self._grasped(event.x - 1, event.y - 1)
        if self._held is None:
            self.release_mouse()

    def _grasped(self, x: int, y: int) -> Drag | None:
        """The end of a wire at a cell of the drawing; a wire without an end there is only pointed at."""
        drawing = self.drawing()
        if not 0 <= y < len(drawing.rows):
            return None
        cell = drawing.rows[y][min(max(x, 0), drawing.width - 1)]
        if cell is None:
            return None
        side = SOURCE if x <= 1 else TARGET if x >= drawing.width - 2 else None
        end = self._end(side, y, cell) if side is not None else None
        if end is None:
            self.post_message(self.WirePointed(cell.wire))
        return end

    def _end(self, side: str, y: int, cell: Cell) -> Drag | None:
        """The end of a wire in a port: the one drawn there on top, where several share it."""
        row = y + self.tops()[side == TARGET]
        path = self.board.rows[side].path_at(row)
        here = {link.id for link in self.board.joins.links_at(side, row) if link.state != "suggested"}
        return Drag(side, path, cell.wire) if path is not None and cell.wire in here else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._held is not None:
            event.stop()
            self.post_message(Dragging(self._held, event.screen_x, event.screen_y, done=False))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._held is not None:
            event.stop()
            held = self._held
            self.let_go()
            self.post_message(Dragging(held, event.screen_x, event.screen_y, done=True))

    def let_go(self) -> None:
        """Ends a drag without an outcome."""
        if self._held is not None:
            self._held = None
            self.release_mouse()


class _Brush:
    """A drawing with colours, as strips from the upper border to the lower."""

    def __init__(self, colours: dict[str, str], focus: str, drawing: Drawing, board: Board) -> None:
        self.colours, self.drawing, self.board = colours, drawing, board
        self.ground = colours["background"]
        self.edges = {
            side: self._style("accent" if focus == side else "hairline") for side in (SOURCE, TARGET)
        }
        self.chosen = "accent" if focus else "strong"
        self.blank = (" ", self._style("text"))
        self.plain = is_plain()

    def strips(self) -> list[Strip]:
        drawing = self.drawing
        corners = _CORNERS[self.plain]
        above = [self._dot(drawing.above.get(x)) for x in range(drawing.width)]
        below = [self._dot(drawing.below.get(x)) for x in range(drawing.width)]
        self._write(above, self._suggested(), 1, "suggest")
        undrawn = f"+{drawing.undrawn}"
        self._write(
            below, [f" {undrawn} ", undrawn] if drawing.undrawn else [], drawing.width, "muted", force=True
        )
        return [
            self._bordered(above, corners[0], corners[1]),
            *(_strip(self._row(y)) for y in range(len(drawing.rows))),
            self._bordered(below, corners[2], corners[3]),
        ]

    def _suggested(self) -> list[str]:
        count = self.board.content.suggested
        sign = mark("suggested")
        return [f"{sign} {count} suggested", f"{sign} {count}"] if count else []

    def _row(self, y: int) -> Iterator[_Dot]:
        drawing = self.drawing
        yield self._port(drawing.left.get(y), SOURCE, "├┝" if not self.plain else "├╞")
        if not self.board.content.links and y == len(drawing.rows) // 2:
            text = "s suggest links"[: drawing.width].center(drawing.width)
            yield from ((char, self._style("muted")) for char in text)
        else:
            yield from (self._dot(cell) for cell in drawing.rows[y])
        yield self._port(drawing.right.get(y), TARGET, "┤┥" if not self.plain else "┤╡")

    def _port(self, ink: Ink | None, side: str, chars: str) -> _Dot:
        if ink is None:
            return "│", self.edges[side]
        return chars[ink.selected], self._style(self.chosen if ink.selected else "edge")

    def _bordered(self, middle: list[_Dot], left: str, right: str) -> Strip:
        return _strip([(left, self.edges[SOURCE]), *middle, (right, self.edges[TARGET])])

    def _write(
        self, into: list[_Dot], texts: list[str], at: int, colour: str, *, force: bool = False
    ) -> None:
        """Writes the first text that fits between the marks of wires; ending at the right where `at` is the width."""
        for text in texts:
            start = at - len(text) if at == len(into) else at
            room = into[start : start + len(text)] if start >= 0 else []
            if len(room) == len(text) and (
                all(char == " " for char, _ in room) or (force and text == texts[-1])
            ):
                into[start : start + len(text)] = [(char, self._style(colour)) for char in text]
                return

    def _dot(self, cell: Cell | None) -> _Dot:
        if cell is None:
            return self.blank
        ink = cell.ink
        return cell.char, self._style(
            self.chosen if ink.selected else _STATES.get(ink.state) or f"wire-{ink.hue}"
        )

    def _style(self, colour: str) -> Style:
        return style(self.colours[colour], self.ground, "")


def _strip(dots: Iterator[_Dot] | list[_Dot]) -> Strip:
    """Cells as segments: one for each run of a style."""
    segments: list[Segment] = []
    run, last, length = "", None, 0
    for char, look in dots:
        if look is not last:
            if run:
                segments.append(Segment(run, last))
            run, last = "", look
        run += char
        length += 1
    segments.append(Segment(run, last))
    return Strip(segments, length)
