"""The preview: the rule under the cursor over every fixture and item, kept and titled stale while its formula is broken."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help
from mapbench.tui.lines import Cell, Column, Line, Lines
from mapbench.tui.map.wording import outcome_cell, value_cell
from mapbench.tui.pane import Pane
from mapbench.workspace.views import Preview, PreviewRow

_INPUTS_SHOWN = 2


class PreviewPane(Pane):
    """One row per fixture, or per item below a collection: inputs, result, outcome."""

    help: ClassVar[Help] = Help(
        "preview",
        "The rule of the cursor row, tried on every fixture as you type.",
        "While the formula is broken the last good values stay, and the title says stale.",
        command="mapbench dry-run MAPPING",
    )

    class FixtureWanted(Message):
        """Another fixture was chosen in the preview."""

        def __init__(self, fixture: str) -> None:
            super().__init__()
            self.fixture = fixture

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shown: Preview | None = None
        self.stale = False
        self.fixture = ""
        self.result = "result"

    def compose(self) -> ComposeResult:
        yield Lines(id="preview-lines")

    @property
    def lines(self) -> Lines:
        """The table."""
        return self.query_one("#preview-lines", Lines)

    def show(self, preview: Preview | None, fixture: str, result: str = "result") -> None:
        """Shows a preview; one with a problem leaves the values that stand, and calls them stale. `result` heads its column."""
        self.fixture, self.result = fixture, result
        if preview is not None and preview.problem is not None and self.shown is not None:
            self.stale = True
        else:
            self.shown, self.stale = preview, False
        self._draw()

    def clear(self) -> None:
        """Nothing to try: no rule here."""
        self.shown, self.stale = None, False
        self._draw()

    def select(self, fixture: str) -> None:
        """Marks another fixture as the current one."""
        self.fixture = fixture
        self._draw()

    def _draw(self) -> None:
        preview = self.shown
        rows = preview.rows if preview is not None else ()
        fixtures = len({row.fixture for row in rows})
        stale = Content.assemble((f"{mark('warning')} stale", "$warn")) if self.stale else ""
        self.entitle("Preview", f"{fixtures} fixture{'' if fixtures == 1 else 's'}" if rows else "", stale)
        self.subtitle_with(*(_totals(preview) if preview is not None else ()))
        columns = preview.columns[:_INPUTS_SHOWN] if preview is not None else ()
        self.lines.header = ("fixture", *columns, self.result, "") if rows else ()
        self.lines.columns = (
            Column(14),
            *(Column(0, right=True) for _ in columns),
            Column(0, right=True),
            Column(10),
        )
        current = next((number for number, row in enumerate(rows) if row.fixture == self.fixture), 0)
        lines = [self._line(number, row) for number, row in enumerate(rows)]
        if preview is not None and preview.problem is not None and not rows:
            lines = [Line(((preview.problem.message, "error"),))]
            self.lines.columns = (Column(),)
        if self.stale:
            why = (f"{mark('warning')} stale: ", "warn"), ("values from before the formula error", "muted")
            lines += [Line(rule=True), Line((why,))]
        self.lines.show(lines, current if rows else None)

    def _line(self, number: int, row: PreviewRow) -> Line:
        here = row.fixture == self.fixture
        name = row.fixture if row.item is None else f"{row.fixture} #{row.item + 1}"
        style = "strong bold" if here else "muted" if self.stale else "text"
        sign = mark("current") if here else " "
        cells: list[Cell] = [((sign, "accent"), (name, style))]
        cells += [value_cell(one, self.stale) for one in row.inputs[:_INPUTS_SHOWN]]
        result = value_cell(row.result, self.stale)
        cells += [(result[0], "strong") if result[1] == "text" else result, outcome_cell(row.status)]
        return Line(tuple(cells), number, "cursor" if here else "")

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """The cursor's fixture becomes the current one."""
        event.stop()
        if self.shown is not None and self.shown.rows:
            fixture = self.shown.rows[event.key].fixture
            if fixture != self.fixture:
                self.post_message(self.FixtureWanted(fixture))


def _totals(preview: Preview) -> tuple[str, ...]:
    counted = (
        (preview.accepted, "accepted"),
        (preview.rejected, "rejected"),
        (preview.skipped, "skipped"),
    )
    return tuple(f"{count:,} {word}" for count, word in counted if count)
