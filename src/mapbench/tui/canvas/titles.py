"""The titles of both panes: what it is, the count, the worst state; less of it where there is less room."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from mapbench.tui.canvas.board import Board
from mapbench.tui.canvas.content import SOURCE
from mapbench.tui.canvas.layout import NARROW
from mapbench.tui.canvas.row_lines import fitted
from mapbench.tui.glyphs import mark


def title(board: Board, side: str, width: int) -> Content:
    """The longest title that fits in a pane of `width` cells."""
    content, counts = board.content, board.content.counts(side)
    name = content.source_name if side == SOURCE else content.target_name
    if not len(board.rows[side].fields):
        return Content(fitted(name, max(width - 6, 0)))
    dot = f" {mark('middot')} "
    word = "" if width < NARROW else " used" if side == SOURCE else " mapped"
    count = f"  {counts.done}/{counts.total}{word}"
    wrong = _wrong(side, counts.wrong)
    more = _more(board, side)
    short = name.rsplit(dot, 1)[-1]
    for shown, with_more, with_wrong in (
        (name, True, True),
        (short, True, True),
        (short, False, True),
        (short, False, False),
    ):
        tail = [
            part for part, wanted in ((more, with_more), (wrong, with_wrong)) if wanted and part is not None
        ]
        length = cell_len(shown + count) + sum(cell_len(dot + part.plain) for part in tail)
        if length <= width - 6:
            break
    else:
        shown, tail = fitted(short, max(width - 6 - len(count), 0)), []
    return Content.assemble(
        (shown, "bold" if board.active == side else ""),
        count,
        *(Content.assemble(dot, part) for part in tail),
    )


def _wrong(side: str, count: int) -> Content | None:
    if not count:
        return None
    glyph, word, colour = ("error", "gone", "$error") if side == SOURCE else ("required", "open", "$warn")
    return Content.styled(f"{mark(glyph)} {count} {word}", f"bold {colour}")


def _more(board: Board, side: str) -> Content | None:
    """What is marked, filtered or left out at the moment."""
    words = []
    if side == SOURCE and board.marked:
        words.append(f"{len(board.marked)} marked")
    if board.filter:
        wanted = board.filter
        on = [name for name in ("unmapped", "required", "broken") if getattr(wanted, name)]
        words.append(" ".join(([f"/{wanted.text.strip()}"] if wanted.text.strip() else []) + on))
    if side != SOURCE and board.focused_wires:
        words.append("focus")
    return Content.styled(", ".join(words), "$accent") if words else None
