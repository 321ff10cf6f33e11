"""A mapping's specification in the workbench: written to a file, and what comes back accepted or refused, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from mapbench.errors import MapbenchError
from mapbench.tui.ask import Ask, Choice, Choose, Field
from mapbench.tui.card import Card, CardLines
from mapbench.tui.glyphs import mark
from mapbench.tui.importing import no_file
from mapbench.tui.lines import Column, Line, Lines

if TYPE_CHECKING:
    from mapbench.reports.sheets.proposals import Proposal, Proposals
    from mapbench.tui.app import Workbench

_HIGHEST: Final = 24


class Decide(Card["tuple[Proposal, ...] | None"]):
    """What is proposed for a mapping; the answer is what was accepted, None where it was closed."""

    DEFAULT_CSS = """
    Decide > .card { width: 100; }
    Decide Lines { height: auto; background: $raised; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("space", "turn", "Accept or refuse", show=False, id="proposals.turn"),
        Binding("a", "all", "Accept all", show=False, id="proposals.all"),
        Binding("w", "write", "Write what is accepted", show=False, id="proposals.write"),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("space", "accept or refuse"), ("a", "all but conflicts"), ("w", "write"), ("esc", "close"),
    )  # fmt: skip

    def __init__(self, mapping: str, found: Proposals) -> None:
        super().__init__(f"Proposals for {mapping}")
        self.found = found
        self.accepted: set[str] = set()

    def inside(self) -> ComposeResult:
        """How many there are, then each with what it changes, then the cells that cannot be taken over."""
        yield Static(id="count")
        yield CardLines(Column(2), Column())

    def on_mount(self) -> None:
        """Fills the list."""
        self.query_one(Lines).focus()
        self._draw()

    def _draw(self) -> None:
        shown, lines = self.query_one(Lines), list(self._lines())
        shown.styles.height = min(len(lines), _HIGHEST)
        shown.show(lines, shown.key if shown.key is not None else 0)
        words = f"{len(self.accepted)} of {len(self.found.changes)} accepted"
        self.query_one("#count", Static).update(Content(" ".join([words, *self.found.notes])))

    def _lines(self) -> Iterator[Line]:
        for index, one in enumerate(self.found.changes):
            sign = (mark("ok"), "ok") if one.name in self.accepted else (mark("unmapped"), "muted")
            what = {"add": "new rule", "remove": "delete the rule"}.get(one.kind, "")
            yield Line((sign, ((one.name, "strong"), (f"  {what or one.cell}", "muted"))), index)
            yield Line(
                (
                    "",
                    (
                        (_flat(one.now) or "nothing", "muted"),
                        (" > ", "muted"),
                        (_flat(one.proposed) or "nothing", ""),
                    ),
                ),
                index,
            )
            if one.conflict:
                said = f"changed meanwhile: it was {_flat(one.meanwhile or '') or 'nothing'} when the sheet was written"
                yield Line(("", (f"{mark('warning')} {said}", "warn")), index)
        for bad in self.found.bad:
            yield Line(((mark("error"), "error"), (f"{bad.cell}: {bad.message}", "error")))
            yield Line(("", (bad.hint, "muted")))

    def action_turn(self) -> None:
        """Accepts the proposal under the cursor, or refuses it again."""
        key = self.query_one(Lines).key
        if key is not None and self.found.changes:
            self.accepted ^= {self.found.changes[key].name}
            self._draw()

    @on(Lines.Chosen)
    def _chosen(self) -> None:
        self.action_turn()

    def action_all(self) -> None:
        """Accepts every proposal without a conflict."""
        self.accepted |= {one.name for one in self.found.changes if not one.conflict}
        self._draw()

    def action_write(self) -> None:
        """Closes with what is accepted."""
        self.dismiss(tuple(one for one in self.found.changes if one.name in self.accepted))


def ask_specification(bench: Workbench, mapping: str) -> None:
    """Asks whether a specification goes out or comes back."""
    choices = [
        Choice(
            "out", "Write a specification", "XLSX, CSV, Markdown, HTML or JSON, by the name of the file", "o"
        ),
        Choice("back", "Bring one back", "what was changed in it is proposed", "b"),
    ]

    def chosen(way: str | None) -> None:
        if way == "out":
            _ask_file(bench, mapping)
        elif way == "back":
            _ask_sheet(bench, mapping)

    bench.push_screen(Choose(f"Specification of {mapping}", "", choices), chosen)


def _ask_file(bench: Workbench, mapping: str) -> None:
    field = Field(
        "file", "file", f"{mapping}.xlsx", "its ending says the format; where it stands, it is replaced"
    )

    def answered(given: dict[str, str] | None) -> None:
        if given is not None and given["file"].strip():
            path = Path(given["file"].strip()).expanduser()
            worker = bench.run_worker(
                lambda: _write(bench, mapping, path), thread=True, exclusive=True, group="specification"
            )
            bench.busy(worker, f"writing {path.name}")

    bench.push_screen(Ask("Write a specification", "The mapping as it is now.", field), answered)


def _write(bench: Workbench, mapping: str, path: Path) -> None:
    from mapbench.workspace.specifications import content_of, format_of, specification_of

    assert bench.workspace is not None
    try:
        path.write_bytes(content_of(specification_of(bench.workspace.folder, mapping), format_of(path)))
    except (MapbenchError, OSError) as error:
        bench.call_from_thread(bench.say, error)
    else:
        bench.call_from_thread(bench.notify, str(path), title="Written", markup=False)


def _ask_sheet(bench: Workbench, mapping: str) -> None:
    field = Field("file", "file", f"{mapping}.xlsx", "a workbook or CSV file that came back", no_file)

    def answered(given: dict[str, str] | None) -> None:
        if given is not None:
            path = Path(given["file"].strip()).expanduser()
            worker = bench.run_worker(
                lambda: _read(bench, mapping, path), thread=True, exclusive=True, group="specification"
            )
            bench.busy(worker, f"reading {path.name}")

    bench.push_screen(
        Ask("Bring a specification back", "Nothing is written before you accept it.", field), answered
    )


def _read(bench: Workbench, mapping: str, path: Path) -> None:
    from mapbench.workspace.specifications import proposals_of

    worker, workspace = get_current_worker(), bench.workspace
    assert workspace is not None
    try:
        found = proposals_of(workspace.folder, path, mapping)
    except (MapbenchError, OSError) as error:
        bench.call_from_thread(bench.say, error)
        return
    if not worker.is_cancelled:
        bench.call_from_thread(_decide, bench, mapping, found)


def _decide(bench: Workbench, mapping: str, found: Proposals) -> None:
    from mapbench.workspace.commands.specifying import AcceptProposals

    if not found.changes and not found.bad:
        bench.notify("It says what the mapping says.", title="Nothing is proposed", markup=False)
        return

    def answered(chosen: tuple[Proposal, ...] | None) -> None:
        if chosen:
            bench.do(AcceptProposals(mapping, chosen), lambda step: bench.notify(step.name, markup=False))

    bench.push_screen(Decide(mapping, found), answered)


def _flat(text: str) -> str:
    return " / ".join(text.splitlines())
