"""A row of a pane as segments: what stands in it, in which colour."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from mapbench.tui.canvas.beside import Value
from mapbench.tui.canvas.content import SOURCE, CanvasField
from mapbench.tui.canvas.layout import RowParts
from mapbench.tui.glyphs import mark
from mapbench.tui.safe import safe

#: Mark of a field: name of the glyph, colour.
_MARKS: Final = {
    "": ("", "text"),
    "mapped": ("mapped", "ok"),
    "constant": ("constant", "ok"),
    "unmapped": ("unmapped", "muted"),
    "open": ("required", "warn"),
    "suggested": ("suggested", "suggest"),
    "broken": ("error", "error"),
    "skipped": ("none", "muted"),
}
_NAMES: Final = {
    "open": "warn",
    "broken": "error",
    "suggested": "suggest",
    "unmapped": "muted",
    "skipped": "muted",
}
#: Colour and words of a value by its kind; a count is what stands beside an object or list.
_VALUES: Final = {
    "null": ("muted", "italic"),
    "missing": ("muted", ""),
    "list": ("muted", ""),
    "object": ("muted", ""),
    "error": ("error", ""),
    "open": ("warn", ""),
    "suggested": ("suggest", ""),
}


class Look(NamedTuple):
    """How a row stands out: the colour behind it, its bar, whether it is bright, and the colour of a mark that shows selection."""

    ground: str = "background"
    bar: bool = False
    bright: bool = False
    chosen: str = ""
    marked: bool = False


class Row(NamedTuple):
    """A field with everything that stands in its row."""

    side: str
    field: CanvasField
    mark: str
    value: Value
    #: None where there is nothing to fold.
    folded: bool | None


def row_strip(row: Row, look: Look, parts: RowParts, width: int, colours: dict[str, str]) -> Strip:
    """The row as a strip of exactly `width` cells; text of data is never markup and never steers the terminal."""
    pen = _Pen(colours, look.ground)
    bar = mark("bar") if look.bar else " "
    if row.side == SOURCE:
        pen.put(bar, "accent")
        pen.put(" " * (parts.chevron - 1), "text")
    else:
        _mark(pen, row, look)
        pen.put(bar, "accent")
    _name(pen, row, look, parts)
    gone = row.field.gone is not None
    type_ = "gone" if gone else row.field.type
    pen.fit(type_, parts.type, "error" if gone else "muted")
    if parts.rule:
        pen.fit(mark("formula") if row.field.rule == "formula" else row.field.rule, parts.rule, "text")
    colour, words = _VALUES.get(row.value[1], ("text", ""))
    pen.fit(row.value[0], parts.value, colour, words, gap=False)
    pen.put(" ", "text")
    if row.side == SOURCE:
        _mark(pen, row, look)
    return Strip(pen.segments, sum(cell_len(one.text) for one in pen.segments)).adjust_cell_length(
        width, pen.blank
    )


class _Pen:
    """Segments with their final styles; neighbours of one style become one."""

    def __init__(self, colours: dict[str, str], ground: str) -> None:
        self.colours, self.ground = colours, colours[ground]
        self.segments: list[Segment] = []
        self.blank = style(self.ground, self.ground, "")

    def put(self, text: str, colour: str, words: str = "") -> None:
        """Adds a text as it is."""
        if not text:
            return
        look = style(self.colours[colour], self.ground, words)
        if self.segments and (self.segments[-1].style is look or not text.strip()):
            last = self.segments.pop()
            self.segments.append(Segment(last.text + text, last.style))
        else:
            self.segments.append(Segment(text, look))

    def fit(self, text: str, width: int, colour: str, words: str = "", *, gap: bool = True) -> None:
        """Adds a text in a column; what does not fit ends in `…`."""
        if width > 0:
            short = fitted(safe(text), width - gap)
            self.put(short, colour, words)
            self.put(" " * (width - cell_len(short)), colour)


def fitted(text: str, width: int) -> str:
    """A text in at most `width` cells."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + mark("more") if width > 0 else ""


def _mark(pen: _Pen, row: Row, look: Look) -> None:
    name, colour = _MARKS[row.mark]
    if look.marked:
        name, colour = "tally", "accent"
    elif look.chosen and row.mark in {"mapped", "constant"}:
        colour = look.chosen
    pen.put(mark(name) if name else " ", colour, "bold" if row.mark in {"open", "broken"} else "")


def _name(pen: _Pen, row: Row, look: Look, parts: RowParts) -> None:
    """Chevron and name; fields deep inside keep at least half of the column."""
    room = parts.name
    indent = min(row.field.depth * parts.step, room // 2)
    chevron = " " if row.folded is None else mark("folded" if row.folded else "unfolded")
    pen.put(" " * indent, "text")
    pen.put(chevron, "muted")
    pen.put(" " * (parts.name_at - parts.chevron - 1), "text")
    whole = row.field.kind != "leaf"
    colour, words = "strong" if whole or look.bright else "text", "bold" if whole or look.bright else ""
    if row.mark in _NAMES and not (row.side == SOURCE and row.mark == "suggested") and not whole:
        colour = _NAMES[row.mark] if not (look.bright and row.mark in {"unmapped", "skipped"}) else colour
        words = "bold" if row.mark == "open" else words
    pen.fit(row.field.name, room - indent, colour, words)


@lru_cache(maxsize=2048)
def style(colour: str, ground: str, words: str) -> Style:
    """A style, made once."""
    flags: dict[str, Any] = dict.fromkeys(words.split(), True)
    return Style(color=colour, bgcolor=ground, **flags)
