"""The panes of Package: verdict, behaviour, rules, the rest, and the release."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from mapbench.engine.values import MISSING
from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help
from mapbench.tui.lines import Cell, Column, Line, Lines, Part
from mapbench.tui.package.approvals import approval_lines
from mapbench.tui.pane import Pane
from mapbench.tui.safe import safe
from mapbench.tui.value_lines import shown

if TYPE_CHECKING:
    from mapbench.errors import MapbenchError
    from mapbench.workspace.approving import ApprovalsView
    from mapbench.workspace.packaging import PackageView, PathChange, RuleChange

_SIGNS = {"+": "ok", "-": "error", "~": "warn"}


class Listing(Pane):
    """A pane with one list."""

    columns: ClassVar[tuple[Column, ...]] = (Column(),)
    header: ClassVar[tuple[str, ...]] = ()
    opens: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        yield Lines(*self.columns, header=self.header, opens=self.opens)

    @property
    def lines(self) -> Lines:
        """The list."""
        return self.query_one(Lines)


class VerdictPane(Listing):
    """Whether it may go out, and because of what."""

    columns = (Column(10), Column())
    help: ClassVar[Help] = Help(
        "verdict", "May this go out, and what will it do differently?", "v compares with another version.",
        command="mapbench export MAPPING",
    )  # fmt: skip

    def show(self, view: PackageView) -> None:
        """Shows the verdict."""
        self.entitle("Verdict", _verdict(view))
        against = f"{view.mapping} {view.baseline} {mark('to')} {view.version}" if view.baseline else f"{view.mapping} {view.version}"  # fmt: skip
        self.subtitle_with(against)
        self.lines.show(list(_verdict_lines(view)))

    def refuse(self, error: MapbenchError | OSError) -> None:
        """Says why there is nothing to package; the other panes keep what they had."""
        from mapbench.tui.trouble import told

        sentence, hint = told(error)
        self.entitle("Verdict", f"{mark('error')} refused")
        self.lines.show([Line((("because", "muted"), (sentence, "error"))), Line((("way out", "muted"), (hint, "text")))])  # fmt: skip


class BehaviourPane(Listing):
    """What comes out differently, per target path."""

    columns = (Column(0, share=4), Column(7, right=True), Column(12), Column(0, share=4), Column(0, share=4))
    header = ("  target path", "records", "example", "before", "now")
    opens = "open example"
    help: ClassVar[Help] = Help(
        "behaviour", "The same fixtures through the released package and through the mapping as it stands.",
        "enter opens the example on the canvas.",
    )  # fmt: skip

    def show(self, view: PackageView) -> None:
        """Shows the paths that differ, or what a first release does."""
        if view.baseline is None:
            self.entitle("Behaviour", "nothing to compare with: the first release")
            self.lines.header = ()
            self.lines.columns = (Column(0, share=2), Column(0, share=5))
            self.lines.show([_does(text) for text in view.does])
            return
        self.lines.columns = self.columns
        self.lines.header = ("  target path", "records", "example", view.baseline, view.version)
        paths = len(view.behaviour)
        if not paths:
            self.entitle("Behaviour", f"like {view.baseline} on {view.records:,} records")
            self.lines.show([Line((((f"{mark('ok')} Behaves like {view.baseline} on {view.records:,} records", "ok"),),))])  # fmt: skip
            return
        word = "path differs" if paths == 1 else "paths differ"
        self.entitle("Behaviour", f"{paths} {word} in {view.differing:,} of {view.records:,} records")
        self.lines.show([_behaviour(number, one) for number, one in enumerate(view.behaviour)])


class RulesPane(Listing):
    """Rules that are new, different or gone."""

    columns = (Column(0, share=2), Column(0, share=5))
    help: ClassVar[Help] = Help("rules", "What changed in the rules since the package that is compared with.")

    def show(self, view: PackageView) -> None:
        """Shows the rules that differ."""
        counts = [f"{sign}{sum(one.sign == sign for one in view.rules)}" for sign in "+~-"]
        self.entitle("Rules", " ".join(counts) if view.rules else "unchanged" if view.baseline else "all are new")  # fmt: skip
        self.lines.show([line for number, one in enumerate(view.rules) for line in _rule(number, one)])


class RestPane(Listing):
    """Schemas, lookups, tests: the files of the package beside its rules."""

    columns = (Column(10), Column())
    help: ClassVar[Help] = Help("the rest", "Schemas, tables, tests and fixtures that differ.")

    def show(self, view: PackageView) -> None:
        """Shows the files that differ, and the tests."""
        self.entitle("Schemas, governance, tests")
        passed, total = view.tests
        sign: Part = (f"{mark('ok')} {total} pass", "ok") if passed == total else (f"{mark('error')} {passed} of {total} pass", "error")  # fmt: skip
        lines = [Line((("tests", "muted"), sign if total else (f"{mark('warning')} none", "warn")))]
        for sign_, name in view.others:
            lines.append(Line(((name.split(" ")[0][:10], "muted"), ((f"{sign_} ", _SIGNS[sign_]), (name, "text")))))  # fmt: skip
        if view.baseline and not view.others:
            lines.append(Line((("files", "muted"), (f"as in {view.baseline}", "muted"))))
        self.lines.show(lines)


class ReleasePane(Listing):
    """What blocks, what is worth a look, and the export."""

    columns = (Column(), Column(8, right=True))
    opens = "open finding"
    help: ClassVar[Help] = Help(
        "release", "What keeps the package from going out, and who has to act.",
        "X exports; a blocked export says why. A approves what was exported, signed with your SSH key.",
        command="mapbench export MAPPING",
    )  # fmt: skip
    approvals: ApprovalsView | None = None

    def show(self, view: PackageView) -> None:
        """Shows blocks, warnings, approvals, file and the way out."""
        self.entitle("Release")
        self.lines.show(list(_release_lines(view, self.approvals)))


def _verdict(view: PackageView) -> str:
    if view.blocks:
        return f"{mark('error')} {len(view.blocks)} block{'s' if len(view.blocks) == 1 else ''} the export"
    if view.released:
        return (
            f"{mark('ok')} {view.version} is released"
            if view.same
            else f"{mark('ok')} goes out as {view.outgoing}"
        )
    return f"{mark('ok')} free to go"


def _verdict_lines(view: PackageView) -> list[Line]:
    if view.baseline is None:
        first = f"nothing to compare with: {view.version} is the first release"
        lines = [Line((("declared", "muted"), ((view.version, "strong bold"), (f"   {first}", "muted"))))]
    else:
        declared = ((view.version, "strong bold"), (f"   after {view.baseline}", "muted"))
        lines = [Line((("declared", "muted"), declared))]
        differ = f"{view.differing:,}"
        rules = "  ".join(f"{sign}{sum(one.sign == sign for one in view.rules)}" for sign in "+~-")
        said: tuple[Part, ...] = ((differ, "strong bold"), (f"/{view.records:,} records differ     rules ", "muted"), (rules, "text"))  # fmt: skip
        lines.append(Line((("behaviour", "muted"), said)))
        lines.append(Line((("bump", "muted"), _bump(view))))
    return lines


def _bump(view: PackageView) -> tuple[Part, ...]:
    """What the change asks for, and the first reason."""
    settled = view.settled
    level = settled.level or settled.how
    to = f" {mark('to')} {view.outgoing}" if settled.how == "raised" else ""
    told = settled.telling
    why = safe(f"   {told[0].about}: {told[0].text}") if told else ""
    return ((f"{level}{to}", "strong bold" if settled.goes else "error bold"), (why, "muted"))


def _does(text: str) -> Line:
    """What a rule of a first release does: its target, and how."""
    target, _, how = text.partition("  ")
    return Line(((safe(target), "strong bold"), (safe(how), "muted")))


def _behaviour(number: int, one: PathChange) -> Line:
    sign = one.example.sign
    cells: tuple[Cell, ...] = (
        ((f"{sign} ", _SIGNS[sign]), (one.target, "strong bold")), f"{len(one.records):,}", (one.records[0], "text"),
        _value(one.example.was), _value(one.example.now),
    )  # fmt: skip
    return Line(cells, number)


def _rule(number: int, one: RuleChange) -> list[Line]:
    head: tuple[Part, ...] = ((f"{one.sign} ", _SIGNS[one.sign]), (one.target, "text"))
    if one.sign != "~":
        return [Line((head, (safe(one.now or one.was), "muted")), number)]
    before = Line((head, (safe(one.was) or "nothing", "error strike" if one.was else "muted")), number)
    return [before, Line(("", (safe(one.now) or "nothing", "ok" if one.now else "muted")), number)]


def _value(value: object) -> Part:
    return ("missing", "muted") if value is MISSING else shown(value)


def _release_lines(view: PackageView, approvals: ApprovalsView | None) -> list[Line]:
    lines: list[Line] = []
    if not view.blocks:
        lines.append(Line(((f"{mark('ok')} Nothing blocks the export", "ok"),)))
    else:
        lines.append(Line(((f"Blocks the export {mark('middot')} {len(view.blocks)}", "error bold"),)))
        for number, block in enumerate(view.blocks):
            key = ("block", number)
            lines.append(
                Line(((((f"{mark('error')} ", "error"), (safe(block.subject, 80), "strong"))),), key)
            )
            lines.append(Line(((f"  {safe(block.message)}", "muted"),), key))
            lines.append(Line(((f"  {block.owner or 'no owner'}", "muted"),), key))
    if view.warnings:
        lines += [Line(), Line(((f"Worth a look {mark('middot')} {len(view.warnings)}", "warn bold"),))]
        for code, subject, _ in view.warnings[:6]:
            lines.append(
                Line((((f"{mark('warning')} ", "warn"), (safe(subject, 60), "text")), (code, "muted")))
            )
    lines += [Line(rule=True), *approval_lines(view, approvals)]
    lines += [Line(rule=True), Line(((("file    ", "muted"), (view.file, "text")),))]
    lines += [Line(((("digest  ", "muted"), (f"{view.digest[:12]}{mark('more')}", "text")),)), Line()]
    return [*lines, *_button(view)]


def _button(view: PackageView) -> list[Line]:
    if view.blocks:
        blocked = f"{mark('error')} {len(view.blocks)} finding{'' if len(view.blocks) == 1 else 's'} block it"
        return [Line((("Export", "muted"),), ground="raised2"), Line(((blocked, "error"),))]
    if view.released and view.same:
        return [
            Line((("Export", "muted"),), ground="raised2"),
            Line((("it lies in dist/ already", "muted"),)),
        ]
    return [
        Line(((((" X ", "on-accent bold"), ("Export", "on-accent bold"))),), "export", "accent", button=True)
    ]
