"""What a canvas knows beyond its content: folds, filter, cursors, marks, what is selected. No widget, no drawing on a screen."""

from __future__ import annotations

from collections.abc import Hashable

from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasContent, CanvasField, CanvasLink, Path
from mapbench.tui.canvas.drawing import Drawing, draw
from mapbench.tui.canvas.filtering import Filter, Finder
from mapbench.tui.canvas.joins import Joins
from mapbench.tui.canvas.routing import route
from mapbench.tui.canvas.rows import Rows

OTHER = {SOURCE: TARGET, TARGET: SOURCE}


class Board:
    """The state of one canvas. `revision` grows with everything that changes what is drawn."""

    def __init__(self) -> None:
        self.revision = 0
        self.active = TARGET
        self.marked: list[Path] = []
        self.focused_wires = False
        self.filter = Filter()
        self.at = {SOURCE: 0, TARGET: 0}
        self.selected: frozenset[Hashable] = frozenset()
        self.related: dict[str, frozenset[int]] = {SOURCE: frozenset(), TARGET: frozenset()}
        self._drawn: tuple[object, Drawing] | None = None
        self._load(CanvasContent())

    def _load(self, content: CanvasContent) -> None:
        self.content = content
        self.rows = {side: Rows(content.fields(side)) for side in (SOURCE, TARGET)}
        self.joins = Joins(content, self.rows[SOURCE], self.rows[TARGET])
        self.finder = Finder(content, self.joins)

    def show(self, content: CanvasContent) -> None:
        """Takes a new content. Folds, cursors, marks and the filter stay where their fields still are."""
        before, folded = self._cursor_paths(), {side: self.rows[side].folded_paths() for side in OTHER}
        self._load(content)
        for side, rows in self.rows.items():
            rows.fold_paths(folded[side])
            path = before[side]
            self.at[side] = rows.index.get(path, self.at[side]) if path is not None else 0
        self.marked = [path for path in self.marked if path in self.rows[SOURCE].index]
        self.set_filter(self.filter)

    def _cursor_paths(self) -> dict[str, Path | None]:
        return {side: field.path if (field := self.field(side)) is not None else None for side in OTHER}

    def field(self, side: str) -> CanvasField | None:
        """The field under the cursor of a side."""
        fields = self.content.fields(side)
        return fields[self.at[side]] if self.at[side] < len(fields) else None

    def row(self, side: str) -> int:
        """The row of the cursor of a side, -1 where there are no rows."""
        rows = self.rows[side]
        row = rows.row[self.at[side]] if self.at[side] < len(rows.row) else -1
        return row if row >= 0 else min(0, len(rows) - 1)

    def go(self, side: str, row: int) -> bool:
        """Puts the cursor of a side on a row, as near as there is one, and makes the side the active one; whether that moved it."""
        rows = self.rows[side]
        if not len(rows):
            self.active = side
            return False
        at = rows.lines[min(max(row, 0), len(rows) - 1)]
        moved = (at, side) != (self.at[side], self.active)
        self.at[side], self.active = at, side
        if moved:
            self._select()
        return moved

    def go_to(self, side: str, path: Path) -> bool:
        """Puts the cursor on a field, unfolding what hides it; False where there is no such field or a filter hides it."""
        at = self.rows[side].index.get(path)
        if at is None:
            return False
        if self.rows[side].reveal(at):
            self._rows_changed()
        row = self.rows[side].row[at]
        if row < 0:
            return False
        self.go(side, row)
        return True

    def fold(self, side: str) -> bool:
        """Folds the field under the cursor, or else goes to the field around it; whether anything changed."""
        row = self.row(side)
        if row < 0:
            return False
        rows, at = self.rows[side], self.rows[side].lines[row]
        if rows.fold(at):
            self._rows_changed()
            return True
        return rows.parent[at] >= 0 and self.go(side, rows.row[rows.parent[at]])

    def unfold(self, side: str) -> bool:
        """Unfolds the field under the cursor; whether it was folded."""
        row = self.row(side)
        if row < 0 or not self.rows[side].unfold(self.rows[side].lines[row]):
            return False
        self._rows_changed()
        return True

    def toggle_fold(self, side: str, row: int) -> None:
        """Folds or unfolds the field in a row."""
        rows = self.rows[side]
        at = rows.lines[row]
        if rows.unfold(at) or rows.fold(at):
            self._rows_changed()

    def set_filter(self, wanted: Filter) -> None:
        """Shows only what a filter finds."""
        self.filter = wanted
        hits = self.finder.hits(wanted)
        for side, rows in self.rows.items():
            rows.keep(None if hits is None else hits[side])
        self._rows_changed()

    def toggle_mark(self, path: Path) -> None:
        """Marks a source, or takes its mark away."""
        self.marked = [one for one in self.marked if one != path] + ([] if path in self.marked else [path])
        self.revision += 1

    def clear_marks(self) -> None:
        """Takes all marks away."""
        self.marked = []
        self.revision += 1

    def toggle_focused_wires(self) -> None:
        """Draws only the wires of the cursor's row, or all again."""
        self.focused_wires = not self.focused_wires
        self.revision += 1

    def links(self) -> list[CanvasLink]:
        """The links of the cursor's row: its own; of a folded field without any, those below it."""
        field = self.field(self.active)
        own = self.content.links_at(self.active, field.path) if field is not None else ()
        return list(own) or self.joins.links_at(self.active, self.row(self.active))

    def reveal_ends(self) -> list[int]:
        """Unfolds the other ends of the cursor's row, unless it is folded itself; their rows, from top to bottom."""
        side, row = self.active, self.row(self.active)
        rows, other = self.rows[side], self.rows[OTHER[side]]
        if row >= 0 and rows.lines[row] not in rows.folded:
            for at in self.joins.fields_joined(side, row):
                if other.reveal(at):
                    self._rows_changed()
        return self.joins.counterparts(side, row)

    def drawing(self, tops: tuple[int, int], width: int, height: int, *, plain: bool) -> Drawing:
        """The wires of a window; drawn once for as long as nothing changes."""
        key = (self.revision, tops, width, height, plain)
        if self._drawn is None or self._drawn[0] != key:
            only = self.selected if self.focused_wires else None
            wires = self.joins.wires(tops, height, self.selected, only)
            self._drawn = key, draw(route(wires, width, height), plain=plain)
        return self._drawn[1]

    def _rows_changed(self) -> None:
        self.joins.refresh()
        for side, rows in self.rows.items():
            row = self.row(side)
            if row >= 0:
                self.at[side] = rows.lines[row]
        self._select()

    def _select(self) -> None:
        row = self.row(self.active)
        links = self.joins.links_at(self.active, row)
        self.selected = frozenset(link.id for link in links)
        ends = [self.joins.rows_of(link.id) for link in links]
        self.related = {
            SOURCE: frozenset(one for sources, _ in ends for one in sources),
            TARGET: frozenset(target for _, target in ends),
        }
        self.revision += 1
