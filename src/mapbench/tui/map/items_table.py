"""The items of a collection below its sentences: what each becomes in the current fixture, or which stage leaves it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Cell, Column, Line, Lines
from mapbench.tui.map.wording import outcome_cell, value_cell

if TYPE_CHECKING:
    from mapbench.workspace.collection_items import ItemRow, ItemsView


class ItemsTable(Lines):
    """One row for each item. It gives its place to the facts of the rule while one of those is edited."""

    def __init__(self) -> None:
        super().__init__(quiet=True, id="items")
        self.can_focus = False
        #: Whether there is anything to show.
        self.filled = False

    def show_items(self, view: ItemsView | None) -> None:
        """Shows items; None: there are none."""
        self.filled = view is not None and bool(view.rows)
        if view is None or not view.rows:
            return
        self.columns = (Column(6), *(Column(0) for _ in view.columns), Column(14))
        heads = (" item", *view.columns, "outcome")
        head = Line(tuple((name, "muted") for name in heads))
        self.show([Line(rule=True), head, *map(_line, view.rows)])


def _line(row: ItemRow) -> Line:
    muted = row.status == "skipped"
    number = f" {row.number}"
    cells: list[Cell] = [(number, "muted" if muted else "text")]
    cells += [value_cell(one, muted) for one in row.values]
    outcome = (f"{mark('none')} {row.because}", "muted") if muted else outcome_cell(row.status)
    return Line((*cells, outcome))
