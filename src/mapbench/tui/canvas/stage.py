"""The parts of the canvas side by side, and what keeps them together: scrolling, the mouse, the line of the filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input

from mapbench.tui.canvas.beside import Value
from mapbench.tui.canvas.board import OTHER, Board
from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasContent, Path
from mapbench.tui.canvas.dragging import Drag, Dragging
from mapbench.tui.canvas.filtering import Filter
from mapbench.tui.canvas.gutter import LinkGutter
from mapbench.tui.canvas.layout import parts
from mapbench.tui.canvas.messages import LinkWanted, MarkChanged, MoveEnd, RowSelected
from mapbench.tui.canvas.pane import FieldPane

_EDGE_SECONDS = 0.08


class Stage(Horizontal):
    """Shows a `CanvasContent` and says in messages what a person wants of it."""

    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = """
    Stage { height: 1fr; background: $background; }
    Stage > #canvas-filter {
        dock: bottom; height: 1; border: none; padding: 0 1; background: $raised; display: none;
        &.-shown { display: block; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.board = Board()
        self.wires = LinkGutter(self.board, self._tops, self._focused_side)
        self.panes = {side: FieldPane(side, self.board, self.wires.refresh) for side in (SOURCE, TARGET)}
        self.line = Input(id="canvas-filter", placeholder="words in names and paths", compact=True)
        #: What the mouse drags, and what keys move: until it is dropped.
        self.drag: Drag | None = None
        self.moving: Drag | None = None
        self._edge: tuple[FieldPane, int] | None = None
        self._edge_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield self.panes[SOURCE]
        yield self.wires
        yield self.panes[TARGET]
        yield self.line

    def show(self, content: CanvasContent) -> None:
        """Shows other fields and links; folds, cursors, marks and the filter stay where their fields still are."""
        self.board.show(content)
        self.moving = None
        for pane in self.panes.values():
            pane.said = ""
            pane.forget()
        self.rows_changed()

    def show_values(self, source: Mapping[Path, Value | str], target: Mapping[Path, Value]) -> None:
        """Shows the values of a fixture beside the fields, without building rows; a text alone is of kind text."""
        texts = {path: (one, "text") if isinstance(one, str) else one for path, one in source.items()}
        for side, values in ((SOURCE, texts), (TARGET, dict(target))):
            self.panes[side].values = values
            self.panes[side].forget()

    def show_empty(self, side: str, *lines: str) -> None:
        """What a pane without fields says in its hatch: a sentence, why, and the next step."""
        self.panes[side].empty = lines
        self.panes[side].forget()

    def select(self, side: str, path: Path) -> bool:
        """Puts the cursor on a field; False where there is no such row."""
        if not self.board.go_to(side, path):
            return False
        if self.has_focus_within:
            self.panes[side].focus(scroll_visible=False)
        self.rows_changed()
        self.moved()
        return True

    @property
    def cursor(self) -> tuple[str, Path] | None:
        """Side and path of the cursor that counts."""
        field = self.board.field(self.board.active)
        return None if field is None else (self.board.active, field.path)

    def redraw(self) -> None:
        """Draws everything again."""
        for pane in self.panes.values():
            pane.redraw()
        self.wires.refresh()

    def rows_changed(self) -> None:
        """Other rows are there: sizes, cursor and wires follow."""
        for pane in self.panes.values():
            pane.show_rows()
        active = self.board.active
        self.panes[active].bring_to_view(self.board.row(active))
        self.wires.refresh()

    def moved(self) -> None:
        """The cursor is on another row: it comes into view with an end of its wires, and the owner hears of it."""
        self.bring_to_view()
        self.redraw()
        if self.cursor is not None:
            self.post_message(RowSelected(*self.cursor))

    def bring_to_view(self) -> None:
        """Scrolls and unfolds so that the cursor and an end of its wires are in view."""
        active = self.board.active
        before = len(self.board.rows[OTHER[active]])
        ends = self.board.reveal_ends()
        if len(self.board.rows[OTHER[active]]) != before:
            self.rows_changed()
        self.panes[active].bring_to_view(self.board.row(active), 1)
        other = self.panes[OTHER[active]]
        if ends and not any(other.top <= row < other.top + other.size.height for row in ends):
            other.bring_to_view(ends[0], 2)

    def marks_changed(self) -> None:
        """Other sources are marked."""
        self.redraw()
        self.post_message(MarkChanged(tuple(self.board.marked)))

    def find(self, wanted: Filter) -> None:
        """Filters both panes; a cursor whose row is hidden goes to another one, and the owner hears of it."""
        before = self.cursor
        self.board.set_filter(wanted)
        self.rows_changed()
        self.refresh_bindings()
        self.tell_moved(before)

    def tell_moved(self, before: tuple[str, Path] | None) -> None:
        """Says so where other rows have left the cursor on another field than before."""
        if self.cursor is not None and self.cursor != before:
            self.post_message(RowSelected(*self.cursor))

    def link(self, sources: tuple[Path, ...], target: Path) -> None:
        """Asks for a rule; what was marked for it is no longer."""
        self.post_message(LinkWanted(sources, target))
        self.board.clear_marks()
        self.marks_changed()

    def drop(self, drag: Drag, side: str, path: Path) -> None:
        """Drops what is dragged or moved on a field; on the wrong side nothing happens."""
        if side != drag.onto:
            return
        if drag.link is None:
            sources, target = ((drag.path,), path) if side == TARGET else ((path,), drag.path)
            self.link(sources, target)
        elif path != drag.path:
            self.post_message(MoveEnd(drag.link, side, path, drag.path))
        self.stop_moving()

    def stop_moving(self) -> None:
        """Leaves the end of a wire where it is."""
        self.moving = None
        for pane in self.panes.values():
            pane.said = ""
        self.redraw()

    def let_go(self) -> None:
        """Ends what the mouse does, without an outcome."""
        self.drag = self._edge = None
        for pane in self.panes.values():
            pane.let_go()
            pane.dropping = -1
        self.wires.let_go()
        self.stop_moving()

    def close_filter(self) -> None:
        """Back from the line of the filter to the pane; what was typed stays in force."""
        self.line.remove_class("-shown")
        self.panes[self.board.active].focus(scroll_visible=False)

    def on_resize(self) -> None:
        """Shares the width."""
        shared = parts(self.size.width)
        self.panes[SOURCE].styles.width = shared.source
        self.wires.styles.width = shared.gutter
        self.panes[TARGET].styles.width = shared.target
        self.call_after_refresh(self.bring_to_view)

    def on_descendant_blur(self) -> None:
        """Without the focus nothing here is drawn in its colour."""
        self.redraw()

    def on_mount(self) -> None:
        """Prepares the clock that scrolls while something is dragged along an edge."""
        self._edge_timer = self.set_interval(_EDGE_SECONDS, self._scroll_edge, pause=True)

    @on(FieldPane.Entered)
    def _entered(self, event: FieldPane.Entered) -> None:
        event.stop()
        if self.board.go(event.side, self.board.row(event.side)):
            self.moved()
        self.redraw()

    @on(FieldPane.Pointed)
    def _pointed(self, event: FieldPane.Pointed) -> None:
        event.stop()
        if event.fold:
            before = self.cursor
            self.board.toggle_fold(event.side, event.row)
            self.rows_changed()
            self.tell_moved(before)
        elif self.board.go(event.side, event.row):
            self.moved()

    @on(LinkGutter.WirePointed)
    def _wire_pointed(self, event: LinkGutter.WirePointed) -> None:
        event.stop()
        _, row = self.board.joins.rows_of(event.link)
        if row >= 0 and self.board.go(TARGET, row):
            self.moved()
        self.panes[TARGET].focus(scroll_visible=False)

    @on(Dragging)
    def _dragging(self, event: Dragging) -> None:
        event.stop()
        drag, pane = event.drag, self._pane_at(event.x)
        for one in self.panes.values():
            one.dropping = -1
        if drag is None or (event.done and self.drag is None and drag.link is None):
            return
        row = -1 if pane is None else pane.row_at(event.y - pane.content_region.y)
        if event.done:
            self.let_go()
            path = (
                self.board.rows[drag.onto].path_at(row)
                if pane is not None and pane.side == drag.onto
                else None
            )
            if path is not None:
                self.drop(drag, drag.onto, path)
            return
        self.drag = drag
        self._show_drag(drag, pane, row, event.y)

    def _show_drag(self, drag: Drag, pane: FieldPane | None, row: int, y: int) -> None:
        """Lights the row under the mouse, says what a drop would do, and scrolls at the edges."""
        onto = self.panes[drag.onto]
        path = self.board.rows[drag.onto].path_at(row) if pane is onto else None
        onto.dropping = row if path is not None else -1
        verb = "link" if drag.link is None else "move"
        onto.said = f"{verb} {drag.path[-1]}" + (f" to {path[-1]}" if path else "")
        self._edge = None
        if pane is not None:
            region = pane.content_region
            step = -1 if y <= region.y else 1 if y >= region.bottom - 1 else 0
            self._edge = (pane, step) if step else None
        if self._edge_timer is not None:
            (self._edge_timer.resume if self._edge else self._edge_timer.pause)()
        self._scroll_edge()
        self.redraw()

    def _scroll_edge(self) -> None:
        if self._edge is not None:
            pane, step = self._edge
            pane.scroll_to(y=pane.top + step, animate=False, force=True)

    def _pane_at(self, x: int) -> FieldPane | None:
        return next((pane for pane in self.panes.values() if pane.region.x <= x < pane.region.right), None)

    @on(Input.Changed, "#canvas-filter")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.find(replace(self.board.filter, text=event.value))

    @on(Input.Submitted, "#canvas-filter")
    def _filtered(self, event: Input.Submitted) -> None:
        event.stop()
        self.close_filter()

    def _tops(self) -> tuple[int, int]:
        return self.panes[SOURCE].top, self.panes[TARGET].top

    def _focused_side(self) -> str:
        return next((side for side, pane in self.panes.items() if pane.has_focus), "")
