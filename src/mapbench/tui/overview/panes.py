"""The panes of Overview: the landscape, what needs a decision, the mappings."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help
from mapbench.tui.lines import Cell, Column, Line, Lines, Part
from mapbench.tui.overview.landscape import landscape
from mapbench.tui.pane import Pane

if TYPE_CHECKING:
    from mapbench.workspace.status import Decision, MappingRow, Status

_BAR = 8
_DECISION = (Column(), Column(6, right=True))
_SMALL_DECISION = (Column(0, share=5), Column(10), Column(0, share=4), Column(6, right=True))
_SIGNS = {"error": ("error", "error"), "warning": ("warning", "warn")}


class LandscapePane(Pane):
    """Systems around the canonical model, every mapping between them an arrow."""

    help: ClassVar[Help] = Help(
        "landscape",
        "Who is joined with whom: engagement left, the canonical model in the middle, record and intelligence right.",
        "The stroke says the tier, the mark on the system's side the health, the head the direction.",
        (("ok", "nothing to decide"), ("warning", "worth a look"), ("error", "somebody has to act")),
        command="mapbench check",
    )

    def compose(self) -> ComposeResult:
        yield Lines(Column(), free="g")

    def show(self, status: Status) -> None:
        """Draws the landscape."""
        flows = len(status.flows)
        self.entitle("Landscape", _count(len(status.systems), "system"), _count(flows, "flow"))
        lines = self.query_one(Lines)
        lines.show(landscape(status, self.size.width - 4, self.size.height - 2))


class DecisionsPane(Pane):
    """What needs a decision, worst first: what, who, what to do."""

    help: ClassVar[Help] = Help(
        "decisions",
        "What is unowned, untested, drifted or about to break, and who has to act.",
        "enter opens the thing; c checks again.",
        command="mapbench check",
    )

    def compose(self) -> ComposeResult:
        yield Lines(Column(), Column(6, right=True), opens="open", free="g")

    @property
    def lines(self) -> Lines:
        """The list."""
        return self.query_one(Lines)

    def show(self, status: Status, words: str, small: bool) -> None:
        """Shows the decisions that have all of some words."""
        found = [
            (number, one)
            for number, one in enumerate(status.decisions)
            if all(word in f"{one.what} {one.who} {one.code}".lower() for word in words.lower().split())
        ]
        self.entitle("Needs a decision", str(len(found)) if status.checked else "checking")
        self.subtitle_with(f"filter: {words}" if words else "teams: all")
        numbers = [number for number, _ in found]
        here = self.lines.key if self.lines.key in numbers else next(iter(numbers), None)
        self.lines.columns = _SMALL_DECISION if small else _DECISION
        lines = [line for number, one in found for line in self._lines(number, one, small, number == here)]
        if not status.checked:
            lines = [Line((("Checks and tests are running.", "muted"),))]
        elif not found:
            lines = _nothing(status)
        self.lines.show(lines)

    def _lines(self, number: int, one: Decision, small: bool, here: bool) -> list[Line]:
        sign, colour = _SIGNS.get(one.level, ("none", "muted"))
        title, _, why = one.why.partition(": ")
        head: tuple[Part, ...] = ((f"{mark(sign)} ", colour), (title, "strong bold" if here else "strong"))
        if small:
            return [Line((head, (one.who, "text"), (one.way_out, "muted"), (one.code, "muted")), number)]
        act: tuple[Part, ...] = ((f"  {one.who}", "text"), (f" {mark('to')} {one.way_out}", "muted"))
        lines = [Line((head,), number)]
        if here:
            signs = [f"{mark(sign)} ", "  ", "  "]
            lines = [
                Line((((one_sign, colour), (part, "strong bold")),), number)
                for one_sign, part in zip(signs, self._wrapped(title), strict=False)
            ]
            lines += [Line(((f"  {part}", "muted"),), number) for part in self._wrapped(why)]
        return [*lines, Line((act, (one.code, "muted")), number)]

    def _wrapped(self, text: str) -> list[str]:
        return textwrap.wrap(text, max(self.size.width - 5, 20))[:3]


class MappingsPane(Pane):
    """Every mapping: flow, owner, coverage, tests, findings, version."""

    help: ClassVar[Help] = Help(
        "mappings",
        "Every mapping of the project, sorted by what needs work.",
        "enter opens it on the canvas; n makes a new one; s sorts by another column.",
        command="mapbench check --format json",
    )
    WIDE: ClassVar[tuple[Column, ...]] = (
        Column(20), Column(0), Column(12), Column(_BAR), Column(6, right=True), Column(8), Column(8), Column(8), Column(9),
    )  # fmt: skip
    SMALL: ClassVar[tuple[Column, ...]] = (
        Column(0, share=4), Column(14), Column(7, right=True), Column(9), Column(9), Column(9),
    )  # fmt: skip

    def compose(self) -> ComposeResult:
        yield Lines(*self.WIDE, opens="open", free="g")

    @property
    def lines(self) -> Lines:
        """The table."""
        return self.query_one(Lines)

    def show(self, rows: list[MappingRow], order: str, small: bool) -> None:
        """Shows the mappings."""
        self.entitle("Mappings", str(len(rows)))
        self.subtitle_with(f"sorted by {order}")
        header = ("mapping", "flow", "owner", "mapped", "", "tests", "findings", "version", "drift")
        self.lines.header = tuple(header[at] for at in (0, 2, 3, 5, 6, 7)) if small else header
        self.lines.columns = self.SMALL if small else self.WIDE
        lines = [_mapping(row, small) for row in rows]
        if not rows:
            lines = [Line((("No mapping yet", "strong bold"),)), Line(((("n", "accent bold"), (" makes one: from a dataset into a canonical entity", "muted")),))]  # fmt: skip
        if any(row.draft for row in rows):
            lines += [Line(), Line((("* draft, not exported yet", "muted"),))]
        shown = self.lines.lines
        stays = shown and self.lines.key != shown[0].key
        self.lines.show(lines, None if stays or not rows else rows[0].mapping)


def _mapping(row: MappingRow, small: bool) -> Line:
    owner: Part = (row.owner, "text") if row.owner else (f"{mark('error')} no owner", "error")
    full = row.total > 0 and row.mapped == row.total
    counted: Part = (f"{row.mapped}/{row.total}", "muted" if full else "text")
    draft = "*" if row.draft else ""
    version: Cell = ((row.version or "none", "text"), (draft, "warn"))
    cells: tuple[Cell, ...] = (
        (row.mapping, "strong bold"), (f"{row.source or '?'} {mark('to')} {row.target or '?'}", "muted"), owner, _bar(row),
        counted, _tests(row), _findings(row), version, _drift(row),
    )  # fmt: skip
    return Line(tuple(cells[at] for at in (0, 2, 4, 5, 6, 7)) if small else cells, row.mapping)


def _bar(row: MappingRow) -> tuple[Part, ...]:
    full = _BAR * row.mapped // row.total if row.total else 0
    colour = "ok" if row.total and row.mapped == row.total else "muted"
    return (mark("full") * full, colour), (mark("full") * (_BAR - full), "hairline")


def _tests(row: MappingRow) -> Part:
    if row.tests is None:
        return "?", "muted"
    passed, total = row.tests
    if not total:
        return f"{mark('warning')} none", "warn"
    return (f"{mark('ok')} {total}", "muted") if passed == total else (f"{mark('error')} {passed}/{total}", "error")  # fmt: skip


def _findings(row: MappingRow) -> tuple[Part, ...] | Part:
    if row.findings is None:
        return "?", "muted"
    errors, warnings = row.findings
    parts: list[Part] = [(f"{mark('error')} {errors} ", "error")] if errors else []
    parts += [(f"{mark('warning')} {warnings}", "warn")] if warnings else []
    return tuple(parts) or (mark("none"), "muted")


def _drift(row: MappingRow) -> Part:
    if row.drift is None:
        return (
            ("?", "muted")
            if row.source and "@" not in row.source and row.tests is None
            else (mark("none"), "muted")
        )
    match row.drift.state:
        case "drift":
            return f"{mark('error')} {row.drift.breaking}", "error"
        case "harmless":
            return f"{mark('changed')} {row.drift.changes}", "warn"
        case "same":
            return f"{mark('ok')} none", "muted"
    return "unknown", "muted"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _nothing(status: Status) -> list[Line]:
    """Nothing to decide: since when, and the key that looks again."""
    day = f"checked {status.day.day} {status.day:%b %Y}  " if status.day is not None else ""
    return [
        Line(((f"{mark('ok')} Nothing needs a decision", "ok"),)),
        Line((((day, "muted"), ("c", "accent bold"), (" check again", "muted")),)),
    ]
