"""The panes of Package that tell what is different: verdict, behaviour, rules, and the rest."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Final

from mapbench.engine.values import MISSING
from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help
from mapbench.tui.lines import Cell, Column, Line, Lines, Part
from mapbench.tui.package.listing import Listing
from mapbench.tui.safe import safe
from mapbench.tui.value_lines import shown

if TYPE_CHECKING:
    from mapbench.errors import MapbenchError
    from mapbench.workspace.package_changes import PathChange, RuleChange
    from mapbench.workspace.packaging import PackageView

_SIGNS: Final = {"+": "ok", "-": "error", "~": "warn"}
#: Parts whose edits are counted in the verdict, and always have a line in the rest.
_SCHEMAS: Final = ("source schema", "target schema")
_REFUSED: Final = {
    "low": "declared bump is too small", "undecided": "nobody knows what it does", "unexplained": "behaviour changed, nothing else did",
}  # fmt: skip


class VerdictPane(Listing):
    """Whether it may go out, and because of what."""

    columns = (Column(14), Column())
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
    """What comes out differently, per target path; below it where the one under the cursor comes from, and who reads it."""

    columns = (Column(0, share=4), Column(7, right=True), Column(12), Column(0, share=4), Column(0, share=4))
    header = ("  target path", "records", "example", "before", "now")
    opens = "open example"
    view: PackageView | None = None
    help: ClassVar[Help] = Help(
        "behaviour", "The same fixtures through the released package and through the mapping as it stands.",
        "enter opens the example on the canvas. Below the paths: what the rule read, and the mappings that read the entity.",
    )  # fmt: skip

    def show(self, view: PackageView) -> None:
        """Shows the paths that differ, or what a first release does."""
        self.view = view
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
            self.lines.show([Line((((f"{mark('ok')} Behaves like {view.baseline} on {view.records:,} records", "ok"),),)), *_made(view)])  # fmt: skip
            return
        word = "path differs" if paths == 1 else "paths differ"
        self.entitle("Behaviour", f"{paths} {word} in {view.differing:,} of {view.records:,} records")
        self._show_paths(view)

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Tells of the path under the cursor."""
        if self.view is not None and self.view.behaviour:
            self._show_paths(self.view)

    def _show_paths(self, view: PackageView) -> None:
        rows = [_behaviour(number, one) for number, one in enumerate(view.behaviour)]
        self.lines.show(rows)
        key = self.lines.key if isinstance(self.lines.key, int) else 0
        self.lines.show([*rows, Line(rule=True), *_detail(view, view.behaviour[key]), *_made(view)])


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
    """Schemas, lookups, governance, tests: what the package has beside its rules."""

    columns = (Column(14), Column())
    help: ClassVar[Help] = Help("the rest", "Schemas with the direction of each change, tables, governance, tests and fixtures that differ.")  # fmt: skip

    def show(self, view: PackageView) -> None:
        """Shows what differs, part by part, and the tests."""
        self.entitle("Schemas, governance, tests")
        lines: list[Line] = []
        if view.baseline:
            changed = {one.part for one in view.others}
            lines += [
                Line(((part, "muted"), ("unchanged", "muted"))) for part in _SCHEMAS if part not in changed
            ]
        last = ""
        for one in view.others:
            direction: tuple[Part, ...] = ((f"  {one.direction}", "warn"),) if one.direction else ()
            said: tuple[Part, ...] = ((f"{one.sign} ", _SIGNS[one.sign]), (safe(one.about), "strong"), *direction, (safe(f"  {one.said}"), "text"))  # fmt: skip
            lines.append(Line(((one.part if one.part != last else "", "muted"), said)))
            last = one.part
        passed, total = view.tests
        sign: Part = (f"{mark('ok')} {total} pass", "ok") if passed == total else (f"{mark('error')} {passed} of {total} pass", "error")  # fmt: skip
        lines.append(Line((("tests", "muted"), sign if total else (f"{mark('warning')} none", "warn"))))
        self.lines.show(lines)


def _verdict(view: PackageView) -> str:
    if view.settled.how in _REFUSED:
        return f"{mark('error')} {_REFUSED[view.settled.how]}"
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
    review = view.settled.review
    if view.baseline is None or review is None:
        first = (
            f"   {view.version} is the first release" if view.baseline is None else "   nothing is different"
        )
        return [Line((("declared", "muted"), ((view.version, "strong bold"), (first, "muted"))))]
    told = view.settled.telling
    ask = f" (ask {told[0].owner})" if told and told[0].owner else ""
    why = (
        safe(f"because {told[0].about}: {told[0].text}{ask}", 200)
        if told
        else "because nothing changed on the fixtures that exercise it"
    )
    level = view.settled.level or view.settled.how
    required: tuple[Part, ...] = ((f"{'' if view.settled.goes else mark('error') + ' '}{level}", "strong bold" if view.settled.goes else "error bold"), (f"   {why}", "muted"))  # fmt: skip
    to = f"{view.baseline} {mark('to')} {view.version}"
    way = f"   {mark('to')} goes out as {view.outgoing}" if view.outgoing != view.version else f"   b declares {review.needed} instead" if view.settled.how == "low" else ""  # fmt: skip
    return [
        Line((("required bump", "muted"), required)),
        Line((("declared", "muted"), ((to, "strong bold"), (way, "muted")))),
        Line((("behaviour", "muted"), tuple(_counts(view)))),
    ]


def _counts(view: PackageView) -> list[Part]:
    found: list[Part] = [
        (f"{view.differing:,}", "strong bold"),
        (f"/{view.records:,} records differ", "muted"),
    ]
    signs = Counter[tuple[str, str]](("rules", one.sign) for one in view.rules)
    signs += Counter((one.part, one.sign) for one in view.others)
    for part in dict.fromkeys(part for part, _ in signs):
        found.append((f"     {part} ", "muted"))
        found += [(f" {sign}{signs[part, sign]}", _SIGNS[sign]) for sign in "+~-" if signs[part, sign]]
    return found


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


def _detail(view: PackageView, one: PathChange) -> list[Line]:
    """Where a change comes from, whom to ask, and what it does to the mappings that read the entity."""
    parts: list[Part] = [(f"{safe(one.records[0], 20)}  ", "muted")]
    for name, found in one.sources:
        parts += [(f"{safe(name, 40)} ", "text"), _value(found), ("  ", "muted")]
    lines = [Line((tuple(parts),))] if one.sources else []
    because = f"because of {', '.join(one.causes)}" if one.causes else "nothing here explains it"
    lines.append(Line((((safe(because, 120), "text"), (f"  ask {safe(one.owner)}" if one.owner else "  nobody to ask", "muted")),)))  # fmt: skip
    for number, reader in enumerate(view.readers):
        sign: Part = (f"{mark('error')} ", "error") if reader.bad else ("~ ", "warn") if reader.said else (f"{mark('ok')} ", "ok")  # fmt: skip
        said = safe(reader.said, 80) if reader.said else "unaffected"
        lines.append(Line(((("downstream  " if number == 0 else " " * 12, "muted"), (f"{reader.mapping}  ", "strong"), sign, (said, sign[1]), (f"  {reader.owner or 'no owner'}", "muted")),)))  # fmt: skip
    return lines


def _made(view: PackageView) -> list[Line]:
    """What records made from the source schema show, in one line."""
    review = view.settled.review
    made = review.behaviour.made if review is not None else None
    if made is None or not made.records:
        return []
    return [Line((((f"{made.changed:,} of {made.records:,} records made from the source schema differ; they count for no bump", "muted"),),))]  # fmt: skip


def _rule(number: int, one: RuleChange) -> list[Line]:
    head: tuple[Part, ...] = ((f"{one.sign} ", _SIGNS[one.sign]), (one.target, "text"))
    if one.sign != "~":
        return [Line((head, (safe(one.now or one.was), "muted")), number)]
    before = Line((head, (safe(one.was) or "nothing", "error strike" if one.was else "muted")), number)
    return [before, Line(("", (safe(one.now) or "nothing", "ok" if one.now else "muted")), number)]


def _value(value: object) -> Part:
    return ("missing", "muted") if value is MISSING else shown(value)
