"""How wide everything on the canvas is, in cells."""

from __future__ import annotations

from typing import NamedTuple

from mapbench.tui.canvas.content import SOURCE

#: Panes narrower than this show neither types nor kinds of rules.
NARROW = 44
_TYPE, _RULE = 7, 8


class Parts(NamedTuple):
    """The widths of source pane, gutter and target pane; the gutter has the inner borders of both panes."""

    source: int
    gutter: int
    target: int


def parts(width: int) -> Parts:
    """Shares a canvas: 50, 18 and 52 of 120 cells, 33, 12 and 35 of 80."""
    between = min(max(width * 2 // 15, 10), 30)
    source = round((width - between) * 0.49)
    return Parts(source - 1, between + 2, width - between - source - 1)


class RowParts(NamedTuple):
    """The columns of a row: where the name begins at depth 0, the step for each depth, and the widths of what follows it.

    Each width but the value's has one blank cell at its end. Before a target's chevron stands its mark; a source's mark comes last.
    """

    chevron: int
    name_at: int
    step: int
    name: int
    type: int
    rule: int
    value: int


def row_parts(side: str, width: int) -> RowParts:
    """The columns of a row that is `width` cells wide."""
    narrow = width < NARROW
    chevron = 1 if side == SOURCE else 2
    name_at = chevron + (1 if narrow else 2)
    type_ = 0 if narrow else _TYPE + (side == SOURCE)
    rule = 0 if narrow or side == SOURCE else _RULE
    left = max(0, width - name_at - type_ - rule - (2 if side == SOURCE else 1))
    share = 50 if side != SOURCE else 61 if narrow else 53
    name = min(left, left * share // 100, 48)
    return RowParts(chevron, name_at, 1 if narrow else 2, name, type_, rule, left - name)
