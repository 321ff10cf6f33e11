"""The canvas: two panes of fields and the wires between them, by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, ClassVar

from textual.binding import Binding
from textual.widgets import Input

from mapbench.tui.canvas.board import OTHER
from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasLink, Path
from mapbench.tui.canvas.dragging import Drag
from mapbench.tui.canvas.filtering import Filter
from mapbench.tui.canvas.messages import AcceptWanted, DeleteWanted, MoveEnd
from mapbench.tui.canvas.stage import Stage


def _key(key: str, action: str, name: str, id: str, tooltip: str = "", *, show: bool = False) -> Binding:
    return Binding(key, action, name, show=show, id=f"map.{id}", tooltip=tooltip)


class MappingCanvas(Stage):
    """Shows a `CanvasContent` and says in messages what a person wants of it.

    `show` replaces the content (folds, cursors, marks and the filter stay), `show_values` only what stands beside the fields.
    """

    BINDINGS: ClassVar[list[Any]] = [
        _key("space", "mark", "mark", "source.mark", "Mark the source under the cursor", show=True),
        _key(
            "enter",
            "link",
            "link",
            "target.link",
            "Link the marked sources to the target under the cursor",
            show=True,
        ),
        _key(
            "a",
            "accept",
            "accept suggestion",
            "suggestion.accept",
            "Make a rule of the suggestion",
            show=True,
        ),
        _key(
            "A",
            "accept_all",
            "accept all",
            "suggestion.accept_all",
            "Accept all suggestions above a strength",
        ),
        _key(
            "r", "move_end", "re-bind", "wire.rebind", "Move the end of the wire to another field", show=True
        ),
        _key("d", "delete", "delete", "rule.delete", "Delete the rule under the cursor", show=True),
        _key(
            "slash",
            "filter",
            "filter",
            "filter.text",
            "Show only fields with these words in their paths",
            show=True,
        ),
        _key("tab", "other_end", "other end", "wire.other_end", "Go along the wire to its other end"),
        _key("f", "focus_wires", "focus", "wires.focus", "Draw only the wires of this row"),
        _key("n", "show_only('unmapped')", "unmapped", "filter.unmapped", "Show only what is not mapped"),
        _key(
            "m",
            "show_only('required')",
            "required",
            "filter.required",
            "Show only required targets and what feeds them",
        ),
        _key("b", "show_only('broken')", "broken", "filter.broken", "Show only broken rules"),
        _key("up,k", "move(-1)", "up", "cursor.up"),
        _key("down,j", "move(1)", "down", "cursor.down"),
        _key("pageup", "page(-1)", "page up", "cursor.page_up"),
        _key("pagedown", "page(1)", "page down", "cursor.page_down"),
        _key("home,g", "move(-1000000)", "first", "cursor.first"),
        _key("end,G", "move(1000000)", "last", "cursor.last"),
        _key("left,h", "fold", "fold", "row.fold"),
        _key("right,l", "unfold", "unfold", "row.unfold"),
        _key(
            "escape",
            "cancel",
            "cancel",
            "cancel",
            "Give up what was begun: a drag, a move, marks, the filter",
        ),
    ]

    def copied(self) -> str:
        """The path under the cursor, for the clipboard."""
        return ".".join(self.cursor[1]) if self.cursor else ""

    def action_move(self, by: int) -> None:
        """To a row above or below."""
        side = self.board.active
        if self.board.go(side, self.board.row(side) + by):
            self.moved()

    def action_page(self, by: int) -> None:
        """A screenful on."""
        self.action_move(by * max(self.panes[self.board.active].size.height - 1, 1))

    def action_fold(self) -> None:
        """Folds, or goes to the field around."""
        before = self.cursor
        if self.board.fold(self.board.active):
            self.rows_changed()
            self.tell_moved(before)

    def action_unfold(self) -> None:
        """Unfolds, or goes on to the first field inside."""
        side, board = self.board.active, self.board
        if board.unfold(side):
            self.rows_changed()
        elif len(board.rows[side]) and board.rows[side].has_children(board.at[side]):
            self.action_move(1)

    def action_mark(self) -> None:
        """Marks or unmarks a source."""
        if self.cursor is None or self.cursor[0] != SOURCE:
            self.notify("Only sources are marked: tab goes to the other side.", markup=False)
            return
        self.board.toggle_mark(self.cursor[1])
        self.marks_changed()
        self.action_move(1)

    def action_link(self) -> None:
        """Links the marked sources (none: whoever hears of it knows what else), or drops the end of the wire that is moved."""
        if self.cursor is None:
            return
        side, path = self.cursor
        if self.moving is not None:
            self.drop(self.moving, side, path)
        elif side == SOURCE:
            self.board.marked = [*self.board.marked, *([path] if path not in self.board.marked else [])]
            self.marks_changed()
            self.action_other_end()
        else:
            self.link(tuple(self.board.marked), path)

    def action_accept(self) -> None:
        """Asks for the suggestion of the cursor's row to become a rule; of a list or object, for those inside it."""
        found = next((link.id for link in self.board.links() if link.state == "suggested"), None)
        inside = self._suggested_inside()
        if inside:
            self.post_message(AcceptWanted(inside[0], inside[1:]))
        elif found is None:
            self.notify("Nothing is suggested here. s suggests links.", markup=False)
        else:
            self.post_message(AcceptWanted(found))

    def _suggested_inside(self) -> tuple[Hashable, ...]:
        if self.cursor is None or self.cursor[0] != TARGET:
            return ()
        path = self.cursor[1]
        links = (link for link in self.board.content.links if link.state == "suggested")
        return tuple(link.id for link in links if link.target != path and link.target[: len(path)] == path)

    def action_accept_all(self) -> None:
        """Asks for all suggestions above a strength."""
        self.post_message(AcceptWanted(None))

    def action_delete(self) -> None:
        """Asks for the links of the cursor's row to go."""
        links = self.board.links()
        real = [link.id for link in links if link.state != "suggested"] or [link.id for link in links]
        if real:
            self.post_message(DeleteWanted(tuple(real)))
        else:
            self.notify("There is no rule here to delete.", markup=False)

    def action_move_end(self) -> None:
        """Takes the end of a wire; of a broken one its gone source, for which a suggestion may know a field."""
        link = next((one for one in self.board.links() if one.state != "suggested"), None)
        if link is None or self.cursor is None:
            self.notify("There is no wire here to move.", markup=False)
            return
        side, path = self.cursor
        if link.state == "broken":
            lost = path if side == SOURCE and path in link.sources else (link.gone or link.sources)[0]
            guess = self._guess(link)
            if guess is not None:
                self.post_message(MoveEnd(link.id, SOURCE, guess, lost))
                return
            side, path = SOURCE, lost
            self.select(side, path)
        elif side == SOURCE and path not in link.sources:
            path = link.sources[0]
        self.moving = Drag(side, path if side == SOURCE else link.target, link.id)
        self.panes[side].said = f"move {self.moving.path[-1]}: enter drops it, esc gives up"
        self.redraw()

    def _guess(self, link: CanvasLink) -> Path | None:
        others = self.board.content.links_at(TARGET, link.target)
        return next((one.sources[0] for one in others if one.state == "suggested" and one.sources), None)

    def action_other_end(self) -> None:
        """Along the wire to the first of its other ends; without a wire to the same height of the other pane."""
        side = self.board.active
        rows, other = self.board.reveal_ends(), OTHER[side]
        here, there = self.panes[side], self.panes[other]
        row = (
            rows[0]
            if rows
            else min(there.top + max(self.board.row(side) - here.top, 0), len(self.board.rows[other]) - 1)
        )
        if self.board.marked and side == SOURCE and not rows:
            row = max(self.board.row(other), 0)
        self.board.go(other, row)
        there.focus(scroll_visible=False)
        self.moved()

    def action_focus_wires(self) -> None:
        """Draws only the wires of the cursor's row, or all again."""
        self.board.toggle_focused_wires()
        self.redraw()

    def action_filter(self) -> None:
        """Opens the line in which the filter is typed."""
        self.line.add_class("-shown")
        self.line.focus()

    def action_show_only(self, what: str) -> None:
        """Shows only what is unmapped, required or broken, or all again."""
        self.find(self.board.filter.toggled(what))

    def action_cancel(self) -> None:
        """Gives up what was begun last."""
        if self.drag is not None:
            self.let_go()
        elif self.moving is not None:
            self.stop_moving()
        elif self.line.has_class("-shown") or self.board.filter:
            with self.line.prevent(Input.Changed):
                self.line.value = ""
            self.close_filter()
            self.find(Filter())
        else:
            self.board.clear_marks()
            self.marks_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is ours only while there is something to give up."""
        if action != "cancel" or not self.is_mounted:
            return True
        typing = self.line.has_class("-shown")
        return bool(self.drag or self.moving or self.board.filter or typing or self.board.marked)
