"""The command palette: every command by name, and with a prefix every field, mapping, fixture, finding and function."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from mapbench.tui.card import Card, CardLines
from mapbench.tui.finding import Found, commands, parts
from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Column, Line, Lines
from mapbench.tui.things import things

if TYPE_CHECKING:
    from textual.worker import Worker

    from mapbench.tui.app import Workbench
    from mapbench.workspace.workspace import Workspace

#: What a text may begin with, and what is looked for then.
PREFIXES: Final[dict[str, str]] = {
    "@": "field",
    ":": "mapping",
    "#": "fixture",
    "!": "finding",
    "=": "function",
}


class Palette(Card[Found | None]):
    """A line to type in and what fits it; the answer is what was chosen."""

    DEFAULT_CSS = """
    Palette > .card { width: 79; height: 22; padding: 0; }
    Palette .typed { height: 1; padding: 0 2; background: $raised; }
    Palette .typed > .prompt { width: 2; color: $accent; text-style: bold; }
    Palette .typed > .count { width: auto; color: $muted; padding: 0 0 0 2; }
    Palette Input {
        height: 1; width: 1fr; border: none; padding: 0; background: $raised; color: $strong;
    }
    Palette Input:focus { border: none; background-tint: $raised 0%; }
    Palette Lines { background: $raised; height: 1fr; }
    Palette .rule { color: $hairline; height: 1; text-wrap: nowrap; text-overflow: clip; }
    Palette .also { height: 2; padding: 0 2; color: $muted; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("up,ctrl+k", "move(-1)", "Up", show=False, id="palette.up", priority=True),
        Binding("down,ctrl+n", "move(1)", "Down", show=False, id="palette.down", priority=True),
        Binding("pageup", "move(-6)", "Page up", show=False, id="palette.page_up", priority=True),
        Binding("pagedown", "move(6)", "Page down", show=False, id="palette.page_down", priority=True),
        Binding("ctrl+p", "close", "Close", show=False, id="palette.close", priority=True),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (("enter", "run"), ("esc", "close"))

    def __init__(self, typed: str = "") -> None:
        super().__init__("Commands")
        self.typed = typed
        self.found: list[Found] = []
        self.looking: Worker[None] | None = None
        #: Enter came before what it chooses was found.
        self.chooses = False

    def inside(self) -> ComposeResult:
        """The line, the list, and what else may be typed."""
        with Horizontal(classes="typed"):
            yield Static("> ", classes="prompt")
            yield Input(self.typed, select_on_focus=False)
            yield Static(classes="count")
        yield Static("─" * 200, classes="rule")
        lines = CardLines(Column(), Column(8, right=True))
        lines.can_focus = False
        lines.lit = True
        yield lines
        yield Static("─" * 200, classes="rule")
        yield Static(_also(), classes="also")

    def on_mount(self) -> None:
        """Shows what fits what is typed already."""
        self.query_one(Input).focus()
        self.query_one(Input).cursor_position = len(self.typed)
        self.search(self.typed)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self.search(event.value)

    def search(self, text: str) -> None:
        """Shows what fits a text; what has to be looked for in the project comes when it is found."""
        bench = cast("Workbench", self.app)
        workspace = bench.workspace
        self.looking, self.chooses = None, False
        if text[:1] not in PREFIXES:
            self.workers.cancel_group(self, "search")
            self.show(*commands(bench, text), "command")
        elif workspace is not None:
            self.query_one(".count", Static).update(mark("more"))
            look = partial(self._look, workspace, text)
            self.looking = self.run_worker(look, thread=True, exclusive=True, group="search")

    def _look(self, workspace: Workspace, text: str) -> None:
        found, everything = things(workspace, text)
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._show_things, text, found, everything)

    def _show_things(self, text: str, found: list[Found], everything: int) -> None:
        if self.is_attached and text == self.query_one(Input).value:
            self.looking = None
            self.show(found, everything, PREFIXES[text[:1]])

    def show(self, found: list[Found], everything: int, kind: str) -> None:
        """Fills the list."""
        if not self.is_attached:
            return
        self.found = found
        lines = [line for index, one in enumerate(found) for line in _lines(index, one)]
        lines = lines or [Line((((" ", ""), (f"No {kind} fits.", "muted")),))]
        self.query_one(Lines).show(lines, 0 if found else None)
        self.query_one(Lines).scroll_home(animate=False)
        self.query_one(".count", Static).update(f"{len(found):,} of {everything:,}")
        if self.chooses:
            self._choose()

    def action_move(self, by: int) -> None:
        """Moves the cursor of the list."""
        self.query_one(Lines).action_move(by)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if self.looking is None:
            self._choose()
        else:
            self.chooses = True
            cast("Workbench", self.app).lead(self.looking)

    def _choose(self) -> None:
        key = self.query_one(Lines).key
        self.dismiss(self.found[key] if self.found and key is not None else None)

    @on(Lines.Moved)
    def _clicked(self, event: Lines.Moved) -> None:
        event.stop()

    @on(Lines.Chosen)
    def _chosen(self, event: Lines.Chosen) -> None:
        self.dismiss(self.found[event.key])


def _lines(index: int, found: Found) -> list[Line]:
    lines = [Line((((" ", ""), *parts(found)), (found.key, "accent bold")), index)]
    if found.sentence:
        lines.append(Line((((" ", ""), (found.sentence, "muted")),), index))
    return lines


def _also() -> Content:
    also: list[Any] = ["also:"]
    for prefix, kind in PREFIXES.items():
        also += ["  ", (prefix, "bold $accent"), (f" {kind}", "$text"), " "]
    return Content.assemble(*also, "\nwith nothing typed: what you used last, then what fits the cursor")
