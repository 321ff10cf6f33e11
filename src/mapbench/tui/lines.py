"""Lines with a cursor: the list and table of every place. Draws only what is in view, whatever the length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mapbench.tui.glyphs import mark
from mapbench.tui.safe import safe

_WORDS: Final = {"bold", "italic", "dim", "underline", "reverse", "strike"}


@dataclass(frozen=True, slots=True)
class Column:
    """The width of a column in cells (0: a share of what is left), and its side."""

    width: int = 0
    right: bool = False
    share: int = 1


#: A cell: text and the words of its style ("strong bold", "muted"); or several such parts in a row.
Part = tuple[str, str]
Cell = str | Part | Sequence[Part]


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Lines with the same `key` are one thing to the cursor; without a key the cursor passes over it.

    The last cell of a line with fewer cells than columns has the rest of the row. `ground` is a colour of the palette.
    A `button` is chosen by one click.
    """

    cells: tuple[Cell, ...] = ()
    key: Any = None
    ground: str = ""
    rule: bool = False
    button: bool = False


class Lines(ScrollView, can_focus=True):
    """A list of lines under a cursor. Text in cells is never markup; what does not fit ends in `…`.

    `opens` says in the footer what enter does; a `quiet` list shows its cursor only while it has the focus;
    keys that are `free` are left to what is around it.
    """

    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = """
    Lines { height: 1fr; width: 1fr; overflow-x: hidden; background: $background; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="list.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="list.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="list.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="list.page_down"),
        Binding("home,g", "end(-1)", "First", show=False, id="list.first"),
        Binding("end,G", "end(1)", "Last", show=False, id="list.last"),
        Binding("enter", "choose", "Open", show=False, id="list.open"),
    ]

    class Moved(Message):
        """The cursor came to another key, by a key press, a click or `select`."""

        def __init__(self, lines: Lines, key: Any) -> None:
            super().__init__()
            self.lines = lines
            self.key = key

        @property
        def control(self) -> Lines:
            """The list that it happened in."""
            return self.lines

    class Chosen(Moved):
        """Enter, or a second click, on the line under the cursor."""

    def __init__(
        self,
        *columns: Column,
        header: Sequence[str] = (),
        opens: str = "",
        quiet: bool = False,
        free: Sequence[str] = (),
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        if opens:
            self._bindings.key_to_bindings["enter"] = [
                Binding("enter", "choose", opens, key_display="enter", id="list.open")
            ]
        for key in free:
            self._bindings.key_to_bindings.pop(key, None)
        self.quiet = quiet
        self.columns = columns or (Column(),)
        self.header = tuple(header)
        self.lines: list[Line] = []
        self.key: Any = None
        #: Drawn as if it had the focus: another widget moves its cursor.
        self.lit = False
        #: The colour of the palette behind everything that names none.
        self.ground = "background"

    def show(self, lines: Sequence[Line], key: Any = None) -> None:
        """Shows these lines. The cursor stays on its key where that is still there, else goes to the nearest before it."""
        before = self._index()
        self.lines = list(lines)
        keys = [line.key for line in self.lines]
        wanted = self.key if key is None else key
        if wanted is None or wanted not in keys:
            wanted = next((one for one in keys[max(before, 0) :: 1] if one is not None), None)
            wanted = wanted if wanted is not None else next((one for one in keys if one is not None), None)
        self.key = wanted
        self.virtual_size = Size(self.size.width, len(self.lines) + bool(self.header))
        self.refresh()

    def select(self, key: Any) -> None:
        """Puts the cursor on a key; one that is not there changes nothing."""
        if any(line.key == key for line in self.lines):
            self._go(key)

    def action_move(self, by: int) -> None:
        """To the next thing above or below."""
        keys = self._keys()
        if keys:
            here = keys.index(self.key) if self.key in keys else -1
            self._go(keys[min(max(here + by, 0), len(keys) - 1)])

    def action_page(self, by: int) -> None:
        """A screenful on."""
        self.action_move(by * max(self.size.height - 2, 1))

    def action_end(self, by: int) -> None:
        """To the first or the last."""
        self.action_move(by * len(self.lines))

    def action_choose(self) -> None:
        """Opens what is under the cursor."""
        if self.key is not None:
            self.post_message(self.Chosen(self, self.key))

    def on_click(self, event: events.Click) -> None:
        """Moves the cursor here; on the line that has it already, opens that."""
        line = self.line_at(event.y)
        if line is None or line.key is None:
            return
        again = line.key == self.key and event.chain > 1
        self._go(line.key)
        if again or line.button:
            self.action_choose()

    def line_at(self, y: int) -> Line | None:
        """The line that stands in a row of the widget."""
        index = y + int(self.scroll_y) - bool(self.header)
        stays = self.header and y == 0
        return self.lines[index] if not stays and 0 <= index < len(self.lines) else None

    def on_resize(self) -> None:
        """Keeps the cursor in view."""
        self.virtual_size = Size(self.size.width, len(self.lines) + bool(self.header))
        self._reveal()

    def render_line(self, y: int) -> Strip:
        """One row: the header, which stays, or a line."""
        width = self.size.width
        colours: dict[str, str] = self.app.colours  # type: ignore[attr-defined]
        if self.header and y == 0:
            return self._strip(Line(tuple((word, "muted") for word in self.header)), width, colours)
        line = self.line_at(y)
        if line is None:
            return Strip.blank(width, _style("", colours[self.ground], colours["text"]))
        return self._strip(line, width, colours)

    def _strip(self, line: Line, width: int, colours: dict[str, str]) -> Strip:
        here = line.key is not None and line.key == self.key and (self.has_focus or not self.quiet)
        focus = self.has_focus or self.lit
        lit = here and not line.button
        name = ("accent-bg" if focus else "cursor") if lit else line.ground or self.ground
        ground = colours[name]
        bar = mark("bar") if here and focus else " "
        segments = [
            Segment(
                bar, _style("", ground, colours["accent" if ground != colours["accent"] else "on-accent"])
            )
        ]
        if line.rule:
            rule = "─" * max(width - 2, 0)
            segments.append(Segment(rule, _style("", ground, colours["hairline"])))
        else:
            widths = self._widths(width - 2, len(line.cells))
            for cell, column, cells in zip(line.cells, self.columns, widths, strict=False):
                segments += _cell(cell, cells, column.right, ground, colours)
        return Strip(segments).adjust_cell_length(width, _style("", ground, colours["text"]))

    def _widths(self, width: int, used: int) -> list[int]:
        gaps = len(self.columns) - 1
        left = max(width - gaps - sum(column.width for column in self.columns), 0)
        shares = sum(column.share for column in self.columns if not column.width) or 1
        widths = [column.width or left * column.share // shares for column in self.columns]
        if 0 < used < len(widths):  # the last cell of a short line has the rest of the row
            widths[used - 1 :] = [sum(widths[used - 1 :]) + len(widths) - used]
        return widths

    def _keys(self) -> list[Any]:
        found: list[Any] = []
        for line in self.lines:
            if line.key is not None and (not found or found[-1] != line.key):
                found.append(line.key)
        return found

    def _index(self) -> int:
        return next((i for i, line in enumerate(self.lines) if line.key == self.key), -1)

    def _go(self, key: Any) -> None:
        moved = key != self.key
        self.key = key
        self.refresh()
        self._reveal()
        if moved:
            self.post_message(self.Moved(self, key))

    def _reveal(self) -> None:
        first = self._index()
        if first < 0 or not self.size.height:
            return
        count = sum(line.key == self.key for line in self.lines[first : first + 8])
        head = bool(self.header)
        self.scroll_to_region(Region(0, first, 1, count + head), animate=False, force=True)


def _cell(cell: Cell, width: int, right: bool, ground: str, colours: dict[str, str]) -> list[Segment]:
    parts = _fitting(_parts(cell), width)
    segments = [Segment(text, _style(words, ground, colours[_colour(words)])) for text, words in parts]
    blank = " " * max(width - sum(cell_len(text) for text, _ in parts), 0)
    pad = Segment(blank, _style("", ground, colours["text"]))
    gap = Segment(" ", _style("", ground, colours["text"]))
    return [pad, *segments, gap] if right else [*segments, pad, gap]


def _fitting(parts: list[Part], width: int) -> list[Part]:
    if sum(cell_len(text) for text, _ in parts) <= width:
        return parts
    kept: list[Part] = []
    room = width - 1
    for text, words in parts:
        size = cell_len(text)
        if size > room:
            return [*kept, (set_cell_size(text, max(room, 0)) + mark("more"), words)] if width > 0 else []
        kept.append((text, words))
        room -= size
    return kept


def _colour(words: str) -> str:
    return next((word for word in words.split() if word not in _WORDS), "text")


def _parts(cell: Cell) -> list[Part]:
    if isinstance(cell, str):
        parts: list[Part] = [(cell, "")]
    elif isinstance(cell, tuple) and len(cell) == 2 and isinstance(cell[0], str) and isinstance(cell[1], str):
        parts = [(cell[0], cell[1])]
    else:
        parts = list(cell)
    return [(text if text.isprintable() else safe(text), words) for text, words in parts]


@lru_cache(maxsize=1024)
def _style(words: str, ground: str, colour: str) -> Style:
    flags: dict[str, Any] = {word: True for word in words.split() if word in _WORDS}
    return Style(color=colour, bgcolor=ground, **flags)
