"""A pane of fields: draws only the rows in view, whatever the schema's size."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mapbench.tui.canvas.beside import Value, value_of
from mapbench.tui.canvas.board import OTHER, Board
from mapbench.tui.canvas.content import SOURCE, CanvasField, Path
from mapbench.tui.canvas.dragging import Drag, Dragging, Held
from mapbench.tui.canvas.layout import NARROW, row_parts
from mapbench.tui.canvas.row_lines import Look, Row, fitted, row_strip, style
from mapbench.tui.canvas.titles import title
from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help

_EMPTY: tuple[str, ...] = ("Nothing to show",)


class FieldPane(ScrollView, Held, can_focus=True, inherit_bindings=False):
    """The fields of one side. Its border towards the gutter is drawn by the gutter.

    ScrollView comes first: Textual takes the style of the first base only, and without it the wheel does not scroll.
    """

    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = """
    FieldPane {
        height: 1fr; overflow-x: hidden; scrollbar-size: 0 0; background: $background;
        border: round $hairline; border-title-color: $muted; border-subtitle-color: $muted;
        border-title-background: $background; border-subtitle-background: $background;
        border-title-align: left; border-subtitle-align: right;
        &.-source { border-right: none; }
        &.-target { border-left: none; }
        &:focus { border: round $accent; border-title-color: $accent; border-subtitle-color: $accent; }
        &.-source:focus { border-right: none; }
        &.-target:focus { border-left: none; }
    }
    """
    help: ClassVar[Help] = Help(
        "Fields and wires",
        "Each row is a field, each wire a rule: what it reads stands left, what it writes right.",
        "Mark sources with space, go to a target and press enter: that makes a rule. Tab goes along a wire to its other end.",
        marks=(
            (mark("mapped"), "mapped, or read by a rule"),
            (mark("constant"), "mapped without a source"),
            (mark("unmapped"), "unmapped, optional"),
            (mark("required"), "unmapped and required"),
            (mark("suggested"), "suggested"),
            (mark("error"), "the rule is broken: a field is gone"),
        ),
        mouse="Drag from a field to one of the other side to link them; drag the end of a wire to move it.",
        command="mapbench explain",
    )
    #: What a move or another state says in place of the position.
    said: var[str] = var("")

    class Pointed(Message):
        """A row was clicked; with `fold`, its chevron was."""

        def __init__(self, side: str, row: int, *, fold: bool) -> None:
            super().__init__()
            self.side, self.row, self.fold = side, row, fold

    class Entered(Message):
        """The pane got the focus."""

        def __init__(self, side: str) -> None:
            super().__init__()
            self.side = side

    def __init__(self, side: str, board: Board, scrolled: Callable[[], object]) -> None:
        super().__init__(classes=f"-{side}", id=f"canvas-{side}")
        self.side, self.board, self.scrolled = side, board, scrolled
        self.values: dict[Path, Value] = {}
        self.empty: tuple[str, ...] = _EMPTY
        self.dropping = -1
        self._pressed: int | None = None
        self._strips: dict[tuple[int, Look, bool | None], Strip] = {}
        self._cached_for: object = None

    @property
    def top(self) -> int:
        """The first row in view."""
        return int(self.scroll_y)

    def show_rows(self) -> None:
        """The number of rows may have changed: what is in view is drawn again, and the borders."""
        self.virtual_size = Size(max(self.size.width, 1), len(self.board.rows[self.side]))
        self.redraw()

    def forget(self) -> None:
        """Fields, values or colours changed: no row may be drawn from memory."""
        self._strips.clear()
        self.redraw()

    def redraw(self) -> None:
        """Draws rows and borders again."""
        # Textual leaves no blank before a side without a border.
        left, right = ("", " ") if self.side == SOURCE else (" ", "")
        name, words = (
            title(self.board, self.side, self.size.width),
            fitted(self._subtitle(), max(self.size.width - 6, 0)),
        )
        self.border_title = Content.assemble(left, name, right)
        self.border_subtitle = Content(f"{left}{words}{right}") if words else None
        self.refresh()

    def _subtitle(self) -> str:
        total, top = len(self.board.rows[self.side]), self.top
        if self.said:
            return self.said
        if self.board.active == self.side and (field := self.board.field(self.side)) is not None and total:
            return about(field, self.size.width < NARROW)
        height = self.size.height
        return f"{top + 1}–{min(top + height, total)} of {total}" if total else ""  # noqa: RUF001  # a range of rows

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tells the gutter at once, so that both are drawn in one frame."""
        super().watch_scroll_y(old_value, new_value)
        if int(old_value) != int(new_value):
            self.redraw()
            self.scrolled()

    def bring_to_view(self, row: int, margin: int = 0) -> None:
        """Scrolls no more than needed for a row to be in view."""
        height = self.size.height
        if height <= 0 or row < 0:
            return
        margin = min(margin, (height - 1) // 2)
        top = min(max(self.top, row + margin - height + 1), max(row - margin, 0))
        if top != self.top:
            self.scroll_to(y=top, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """One row; rows drawn before come from memory."""
        colours: dict[str, str] = self.app.colours  # type: ignore[attr-defined]
        rows, width, row = self.board.rows[self.side], self.size.width, y + self.top
        if not len(rows):
            return self._hatched(y, width, colours)
        if row >= len(rows):
            return Strip.blank(width, style(colours["text"], colours["background"], ""))
        known = (width, colours["background"], id(self.board.content))
        if known != self._cached_for:
            self._strips.clear()
            self._cached_for = known
        at = rows.lines[row]
        folded = at in rows.folded if rows.has_children(at) else None
        key = (at, self._look(row, rows.fields[at]), folded)
        found = self._strips.get(key)
        if found is None:
            found = self._strips[key] = row_strip(
                self._row(rows.fields[at], folded), key[1], row_parts(self.side, width), width, colours
            )
        return found

    def _row(self, field: CanvasField, folded: bool | None) -> Row:
        mark_of = self.board.content.mark(self.side, field)
        return Row(
            self.side, field, mark_of, value_of(self.board.content, self.side, field, self.values), folded
        )

    def _look(self, row: int, field: CanvasField) -> Look:
        board = self.board
        here = row == board.row(self.side) and board.active == self.side
        related = row in board.related[self.side]
        focused = self.has_focus
        chosen = ("accent" if self._canvas_focused() else "strong") if here or related else ""
        marked = self.side == SOURCE and field.path in board.marked
        lit = (here and focused) or row == self.dropping
        ground = "accent-bg" if lit else "cursor" if here or related else "background"
        return Look(ground, here and focused, here or related, chosen, marked)

    def _canvas_focused(self) -> bool:
        return self.has_focus or (self.parent is not None and getattr(self.parent, "has_focus_within", False))

    def _hatched(self, y: int, width: int, colours: dict[str, str]) -> Strip:
        """Diagonal hatch with a bold sentence and muted lines below it in its middle."""
        ground = colours["background"]
        hatch = style(colours["hatch"], ground, "")
        at = y - max((self.size.height - len(self.empty)) // 2, 0)
        if not 0 <= at < len(self.empty):
            return Strip([Segment(mark("hatch") * width, hatch)], width)
        text = f" {fitted(self.empty[at], max(width - 4, 0))} "
        look = style(colours["muted" if at else "strong"], ground, "" if at else "bold")
        left = max((width - len(text)) // 2, 0)
        line = [
            Segment(mark("hatch") * left, hatch),
            Segment(text, look),
            Segment(mark("hatch") * width, hatch),
        ]
        return Strip(line).crop(0, width)

    def row_at(self, y: int) -> int:
        """The row at a line of the pane, -1 for none."""
        row = y + self.top
        return row if 0 <= y < self.size.height and row < len(self.board.rows[self.side]) else -1

    def on_mouse_down(self, event: events.MouseDown) -> None:
        place = event.get_content_offset(self)
        row = self.row_at(place.y) if place is not None else -1
        if event.button != 1 or place is None or row < 0:
            self.release_mouse()
            return
        event.stop()
        fold = self._on_chevron(place.x, row)
        self.post_message(self.Pointed(self.side, row, fold=fold))
        if fold:
            self.release_mouse()
        else:
            self._pressed = row

    def _on_chevron(self, x: int, row: int) -> bool:
        rows, parts = self.board.rows[self.side], row_parts(self.side, self.size.width)
        at = rows.lines[row]
        left = parts.chevron + min(rows.fields[at].depth * parts.step, parts.name // 2)
        return rows.has_children(at) and left - 1 <= x <= left + 1

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._pressed is not None:
            event.stop()
            self.post_message(Dragging(self._drag(), event.screen_x, event.screen_y, done=False))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._pressed is not None:
            event.stop()
            drag, self._pressed = self._drag(), None
            self.release_mouse()
            self.post_message(Dragging(drag, event.screen_x, event.screen_y, done=True))

    def _drag(self) -> Drag | None:
        path = self.board.rows[self.side].path_at(self._pressed) if self._pressed is not None else None
        return None if path is None else Drag(OTHER[self.side], path)

    def let_go(self) -> None:
        """Ends a drag without an outcome."""
        if self._pressed is not None:
            self._pressed = None
            self.release_mouse()

    def on_resize(self) -> None:
        """Keeps the cursor in view, and the borders right."""
        self.show_rows()

    def on_focus(self) -> None:
        """The cursor of a pane that gets the focus is the one that counts."""
        self.post_message(self.Entered(self.side))

    def on_blur(self) -> None:
        """The bar goes."""
        self.redraw()


def about(field: CanvasField, short: bool) -> str:
    """What a border says of a field: path, type, whether it is required, and what its owner adds."""
    path = ".".join(name for name in field.path if name not in {"*", "{}"})
    words = [path, field.type, "" if short else "required" * field.required, "" if short else field.about]
    return f" {mark('middot')} ".join(word for word in words if word)
