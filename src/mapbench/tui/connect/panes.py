"""The panes of an answer: the response as tree and raw, its schema against the pin, what a capture would write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from mapbench.tui.connect import shown as words
from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help
from mapbench.tui.lines import Cell, Column, Line, Lines, Part
from mapbench.tui.pane import Hatch, Pane
from mapbench.tui.safe import safe
from mapbench.tui.value_lines import shown, tree_lines

if TYPE_CHECKING:
    from mapbench.tui.connect.seen import Seen
    from mapbench.workspace.drifting import Rename
    from mapbench.workspace.masking import CaptureRow
    from mapbench.workspace.shapes import Flag, SchemaRow

_GROUNDS: Final = {"+": "ok-bg", "-": "error-bg", "~": "warn-bg"}
_COLOURS: Final = {"+": "ok", "-": "error", "~": "warn"}


class ResponsePane(Pane):
    """What came back: a tree of the records with personal values under dots, or the text of the answer."""

    DEFAULT_CSS = """
    ResponsePane #said { height: 1; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    ResponsePane #failed { height: auto; width: 1fr; padding: 0 1; display: none; }
    ResponsePane Hatch { display: none; }
    ResponsePane.-failed #failed { display: block; }
    ResponsePane.-empty Lines, ResponsePane.-empty #said { display: none; }
    ResponsePane.-empty Hatch { display: block; }
    ResponsePane.-empty.-failed Hatch { display: none; }
    """
    help: ClassVar[Help] = Help(
        "response",
        "What the endpoint answered. Personal and secret values stand under dots; v shows them until you leave.",
        "enter folds and unfolds, r turns between tree and raw text, [ and ] go to another record. "
        "What is shown stays on this screen: only redacted values are kept.",
        (("added", "a field that the pin does not have"),),
        command="mapbench connect SYSTEM.DATASET",
    )

    def compose(self) -> ComposeResult:
        yield Static(id="said")
        yield Static(id="failed")
        yield Lines(Column(0, share=5), Column(0, share=4), opens="fold")
        yield Hatch("Not sent yet", "Nothing goes out by itself.", ("enter", "send"))

    @property
    def lines(self) -> Lines:
        """The tree, or the text."""
        return self.query_one(Lines)

    def show(self, seen: Seen, show_real: bool, raw: bool, left: float, tabs: bool) -> None:
        """Shows what is known of a dataset: its last answer, the failure since then with `left` seconds to wait."""
        answer = seen.answer
        self.set_class(answer is None, "-empty")
        self.set_class(seen.failure is not None, "-failed")
        stale = Content.assemble((f"{mark('warning')} stale", "$warn")) if answer and seen.failure else ""
        count = len(answer.real) if answer is not None else 0
        title: str | Content = words.records(answer, count) if answer is not None else ""
        self.entitle(words.tabs("Response", tabs), title, stale)
        if seen.failure is not None:
            self.query_one("#failed", Static).update(words.failed(seen.failure, left))
        if answer is None:
            self.lines.show([])
            self.subtitle_with("")
            return
        self.query_one("#said", Static).update(words.answered(answer, raw, show_real))
        self.lines.columns = (Column(),) if raw else (Column(0, share=5), Column(0, share=4))
        self.lines.show(_text(seen.text(show_real)) if raw else self._tree(seen, show_real))
        self.show_place()

    def show_place(self) -> None:
        """The path under the cursor, in the lower border."""
        key = self.lines.key
        self.subtitle_with(words.shortened(words.path_text(key)) if isinstance(key, tuple) else "")

    def copied(self) -> str:
        """The path under the cursor; no value, since it may be somebody's."""
        key = self.lines.key
        return words.path_text(key) if isinstance(key, tuple) else ""

    def _tree(self, seen: Seen, show_real: bool) -> list[Line]:
        noted = dict.fromkeys(seen.new_places(), ("+", "ok-bg"))
        lines = tree_lines({seen.label: seen.records(show_real)}, seen.folded(), noted)
        return [_counted(line, seen) for line in lines]


class SchemaPane(Pane):
    """The fields of the answer: type, share of records that fill it, what is remarkable; against the pin."""

    DEFAULT_CSS = """
    SchemaPane #guess { height: 2; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; padding: 0 1; border-top: solid $hairline; display: none; }
    SchemaPane.-guess #guess { display: block; }
    """
    help: ClassVar[Help] = Help(
        "schema",
        "What the answer's records look like, learnt from them as they would be kept, and held against the pinned schema.",
        "p pins it; o classifies the field under the cursor; b re-binds every rule that reads a field which was renamed.",
        (("added", "new: the pin does not have it"), ("removed", "gone: the pin has it, no record does"), ("changed", "another type, or null now"),
         ("warning", "a text that looks like an amount or a day"), ("error", "secret, or gone")),
        command="mapbench connect SYSTEM.DATASET --pin",
    )  # fmt: skip

    def compose(self) -> ComposeResult:
        columns = Column(), Column(10), Column(7, right=True), Column(12)
        yield Lines(*columns, header=("  field", "type", "filled", "flag"), opens="fold")
        yield Static(id="guess")

    @property
    def lines(self) -> Lines:
        """The table."""
        return self.query_one(Lines)

    def show(self, seen: Seen, tabs: bool) -> None:
        """Shows the fields and the guess which of them was renamed."""
        rows, answer = seen.rows, seen.answer
        gone, new = (sum(row.sign == sign for row in rows) for sign in "-+")
        counts: list[Any] = [(f"{mark('error')} {gone} gone", "$error")] if gone else []
        counts += [(" " if gone and new else "", ""), (f"+ {new} new", "$ok")] if new else []
        fields = len(rows) - gone
        title = f"{fields:,} field{'' if fields == 1 else 's'}" if answer is not None else ""
        self.entitle(words.tabs("Schema", tabs), title, Content.assemble(*counts))
        pin = "against the pin" if answer and answer.pinned else "nothing pinned yet" if answer else ""
        self.subtitle_with(pin)
        self.lines.show([_field(row, row.path in seen.shut) for row in rows if not _hidden(row, seen.shut)])
        self.set_class(bool(seen.renames), "-guess")
        if seen.renames:
            self.query_one("#guess", Static).update(_guess(seen.renames[0]))


class CapturePane(Pane):
    """The fixture that w writes: its file, and every field that it does not hold as it came."""

    DEFAULT_CSS = """
    CapturePane #file { height: 2; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    help: ClassVar[Help] = Help(
        "capture",
        "What a captured fixture would hold in place of personal and secret values, why, and how it is made.",
        "The same value always becomes the same stand-in, in every record and system of the project. "
        "w writes this record, W all of them: one step, which u takes back.",
        command="mapbench connect SYSTEM.DATASET --capture N",
    )

    def compose(self) -> ComposeResult:
        yield Static(id="file")
        columns = Column(0, share=5), Column(0, share=5), Column(0, share=4), Column(0, share=4)
        yield Lines(*columns, header=("field", "becomes", "because", "method"))

    @property
    def lines(self) -> Lines:
        """The table."""
        return self.query_one(Lines)

    def show(self, seen: Seen, tabs: bool) -> None:
        """Shows the capture of the record in view."""
        answer = seen.answer
        rows = seen.capture()
        count = len(answer.real) if answer is not None else 0
        changed = sum(row.method != "already null" for row in rows)
        where = f"record {seen.record + 1:,} of {count:,}" if count else ""
        word = f"{changed:,} redaction{'' if changed == 1 else 's'}" if count else ""
        self.entitle(words.tabs("Capture", tabs), where, word)
        self.subtitle_with("the project's own stand-ins" if count else "")
        self.query_one("#file", Static).update(words.file_row(seen))
        self.lines.show([_capture(number, row) for number, row in enumerate(rows)])


def _text(text: str) -> list[Line]:
    return [Line(((safe(line), "text"),), number) for number, line in enumerate(text.splitlines())]


def _counted(line: Line, seen: Seen) -> Line:
    """Records are counted as records."""
    if line.key != (seen.label,):
        return line
    count = len(seen.answer.real) if seen.answer is not None else 0
    return Line((line.cells[0], (f"{count:,} record{'' if count == 1 else 's'}", "muted")), line.key, line.ground)  # fmt: skip


def _field(row: SchemaRow, shut: bool) -> Line:
    chevron = f"{mark('folded' if shut else 'unfolded')} " if row.holds else ""
    name: tuple[Part, ...] = (
        (f"{row.sign or ' '} ", _COLOURS.get(row.sign, "muted")),
        (f"{'  ' * row.depth}{chevron}", "muted"),
        (safe(row.name, 80), "strong bold" if row.holds else "text"),
    )
    filled = f"{row.filled * 100:.0f} %"
    cells: tuple[Cell, ...] = name, (row.type, "muted"), (filled, "muted"), _flag(row.flag)
    return Line(cells, row.path, _GROUNDS.get(row.sign, ""))


def _hidden(row: SchemaRow, shut: frozenset[tuple[str, ...]]) -> bool:
    return any(row.path[:end] in shut for end in range(1, len(row.path)))


def _flag(flag: Flag | None) -> Part:
    if flag is None:
        return "", "muted"
    return f"{mark(flag.mark)} {flag.word}" if flag.mark else flag.word, flag.colour


def _guess(one: Rename) -> Content:
    name = ".".join(step for step in one.old if step != "*")
    said = Content.assemble(
        ("b " if one.files else "", "bold $accent"),
        ("re-bind  " if one.files else "", "$text"),
        (f"{safe(name, 40)} {mark('to')} {safe(one.new[-1], 40)}? ", "$text"), (f"{one.strength:.2f}", "$suggest"), (f" {one.reason}   ", "$muted"),
    )  # fmt: skip
    return said if one.files else Content.assemble(said, ("no rule reads it", "$muted"))


def _capture(number: int, row: CaptureRow) -> Line:
    colour = "error" if row.flag == "secret" else "suggest"
    text, style = shown(row.becomes)
    becomes: Part = (text[1:-1] if isinstance(row.becomes, str) else text, "strong" if row.becomes is not None else style)  # fmt: skip
    because: tuple[Part, ...] = ((row.flag, colour), (f" {row.because}", "muted"))
    return Line(((safe(row.path, 120), "text"), becomes, because, (row.method, "muted")), number)
