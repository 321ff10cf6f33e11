"""Package: may this go out, and what will it do differently."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content

from mapbench.errors import MapbenchError
from mapbench.tui import counts
from mapbench.tui.dry_run.shown import target_path
from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Lines
from mapbench.tui.package.approvals import approve, look_at_approvals, told_of
from mapbench.tui.package.differences import BehaviourPane, RestPane, RulesPane, VerdictPane
from mapbench.tui.package.panes import ReleasePane
from mapbench.tui.pane import Hatch, tabs
from mapbench.tui.place import Place

if TYPE_CHECKING:
    from pathlib import Path

    from textual.widget import Widget

    from mapbench.release.gate import Obstacle
    from mapbench.workspace.approving import ApprovalsView
    from mapbench.workspace.packaging import PackageView
    from mapbench.workspace.workspace import Step

_PANES: Final = (BehaviourPane, RulesPane, RestPane, ReleasePane)
_WORDS: Final = ("Behaviour", "Rules", "Schemas", "Release")


class PackagePlace(Place):
    """Verdict above; behaviour, rules and the rest left; the release right."""

    place_id: ClassVar[str] = "package"
    label: ClassVar[str] = "Package"
    DEFAULT_CSS = """
    PackagePlace VerdictPane { height: 5; }
    PackagePlace > Horizontal { height: 1fr; }
    PackagePlace Vertical { width: 82; height: 1fr; }
    PackagePlace BehaviourPane { height: 13; }
    PackagePlace RulesPane { height: 9; }
    PackagePlace RestPane { height: 1fr; }
    PackagePlace ReleasePane { width: 1fr; height: 1fr; }
    PackagePlace > Hatch { display: none; }
    PackagePlace.-empty > * { display: none; }
    PackagePlace.-empty > Hatch { display: block; }
    PackagePlace.-small VerdictPane { height: 5; }
    PackagePlace.-small Vertical { width: 1fr; }
    PackagePlace.-small BehaviourPane, PackagePlace.-small RulesPane, PackagePlace.-small RestPane { height: 1fr; display: none; }
    PackagePlace.-small ReleasePane { display: none; }
    PackagePlace.-small.-tab0 BehaviourPane, PackagePlace.-small.-tab1 RulesPane, PackagePlace.-small.-tab2 RestPane { display: block; }
    PackagePlace.-small.-tab3 ReleasePane { display: block; }
    PackagePlace.-small.-tab3 Vertical { display: none; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("b", "declare", "declare version", id="package.declare", tooltip="The version that the mapping says it has"),
        Binding("X", "export", "export", id="package.export", tooltip="Write the package into dist/"),
        Binding("A", "approve", "approve", id="package.approve", tooltip="Sign an approval into the package that lies in dist/"),
        Binding("w", "waive", "waive finding", id="package.waive", tooltip="Accept a finding until a day, with a reason"),
        Binding("v", "compare", "compare with", show=False, id="package.compare", tooltip="Another released version"),
        Binding("tab", "next_pane", "next pane", id="package.next_pane"),
        Binding("m", "mapping", "mapping", show=False, id="package.choose"),
    ]  # fmt: skip

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.mapping = ""
        self.baseline: str | None = None
        self.view: PackageView | None = None
        self.approvals: ApprovalsView | None = None
        self.tab = 0

    def compose(self) -> ComposeResult:
        yield Hatch("No mapping yet", "A package is a mapping with all it needs.", ("3", "map something first"), alone=True)  # fmt: skip
        yield VerdictPane()
        with Horizontal():
            with Vertical():
                yield BehaviourPane()
                yield RulesPane()
                yield RestPane()
            yield ReleasePane()

    def thing(self) -> str:
        return self.mapping

    def facts(self) -> list[Content]:
        view = self.view
        if view is None:
            return []
        lies = view.released and view.same
        state = Content.assemble(view.version, (" released", "$ok")) if lies else counts.version(view.version, draft=True)  # fmt: skip
        found = counts.findings((len(view.blocks), len(view.warnings)), self.small)
        return [counts.owner(view.owner, self.small), state, found, counts.tests(view.tests)]

    def belongs(self) -> list[Content]:
        if self.view is None or not self.view.baseline:
            return []
        return [Content.assemble(("" if self.small else "against ", "$muted"), (self.view.baseline, "bold $strong"), ("  v", "bold $accent"), " other")]  # fmt: skip

    def entry(self) -> Widget:
        """What blocks, and the export."""
        if self.small:
            return self.query_one(_PANES[self.tab]).lines
        return self.left_from or self.query_one(ReleasePane).lines

    def opened(self, **thing: Any) -> None:
        """Looks at the mapping named, else the one that was shown, else the first."""
        ids = self.workspace.project.ids("mapping") if self.workspace is not None else []
        wanted = thing.get("mapping") or self.bench.mapping or self.mapping
        if wanted != self.mapping:
            self.baseline, self.view = None, None
        self.mapping = self.bench.mapping = wanted if wanted in ids else next(iter(ids), "")
        self.view = self.view if self.mapping else None
        self.set_class(not self.mapping, "-empty")
        self._turn_to(self.tab)
        if self.mapping and (self.view is None or self.workspace is None or self.view.revision != self.workspace.revision):  # fmt: skip
            self.look()

    def changed(self, step: Step | None) -> None:
        """Looks again, while it is in view."""
        if self.bench.place is self:
            self.opened()

    def on_resize(self) -> None:
        """On a small screen the panes stand behind each other."""
        self.set_class(self.small, "-small")
        self.entitle()

    def look(self) -> None:
        """Builds, compares, checks and tests, away from the screen."""
        from mapbench.workspace.packaging import package_view

        if self.workspace is not None:
            look = partial(package_view, self.workspace, self.mapping, self.baseline)
            self.bench.busy(self.ask("package", look, self._show, self._refused), "building and comparing")

    def _refused(self, error: MapbenchError | OSError) -> None:
        self.view = None
        self.query_one(VerdictPane).refuse(error)
        self.tell()

    def _show(self, view: PackageView) -> None:
        if view.mapping != self.mapping:
            return
        self.view = view
        self.approvals = self.query_one(ReleasePane).approvals = None
        for pane in self.query("VerdictPane, BehaviourPane, RulesPane, RestPane, ReleasePane"):
            pane.show(view)  # type: ignore[attr-defined]
        self.entitle()
        self.tell()
        self.look_at_approvals()

    def look_at_approvals(self) -> None:
        """Who approved what lies in dist/, where that is the mapping as it stands."""
        if self.view is not None:
            look_at_approvals(self, self.view)

    def entitle(self) -> None:
        """On a small screen the panes stand behind each other, and their titles are one row of words."""
        if self.small:
            for word, pane in zip(_WORDS, _PANES, strict=True):
                self.query_one(pane).entitle(tabs(_WORDS, word))
        elif self.view is not None:
            for pane in _PANES:
                cast("Any", self.query_one(pane)).show(self.view)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Opens an example on the canvas; exports, on the button."""
        view = self.view
        if view is None:
            return
        if event.lines is self.query_one(BehaviourPane).lines and isinstance(event.key, int):
            one = view.behaviour[event.key]
            path = target_path(self.workspace, self.mapping, one.target)
            fixture = one.records[0].split("#")[0].split("/")[0]
            self.bench.go("map", mapping=self.mapping, target=path, fixture=fixture)
        elif event.key == "export":
            self.action_export()
        elif isinstance(event.key, tuple) and event.key[0] == "missing" and self.approvals is not None:
            name, sentence = told_of(self.approvals, event.key)
            self.bench.notify(sentence, title=f"Missing for {name}", markup=False)
        elif isinstance(event.key, tuple):
            self._open_block(view.blocks[event.key[1]])

    def _open_block(self, block: Obstacle) -> None:
        """Says what blocks, and goes to its rule where it is about one."""
        self.bench.notify(f"{block.message} {block.hint}", title=f"{block.subject} ({block.owner or 'no owner'})", markup=False)  # fmt: skip
        _, _, target = block.subject.partition(f"/{self.mapping}/")
        path = target_path(self.workspace, self.mapping, target)
        if path is not None:
            self.bench.go("map", mapping=self.mapping, target=path)

    def action_export(self) -> None:
        """Asks, then writes the package; what blocks it is said."""
        from mapbench.tui.ask import Confirm

        view = self.view
        if view is None:
            return
        if view.blocks:
            first = view.blocks[0]
            self.bench.notify(f"{first.subject}: {first.message}", title=f"{len(view.blocks)} block the export", severity="error", markup=False)  # fmt: skip
            return
        raised = view.outgoing != view.version
        detail = (
            f"version {view.version} {mark('to')} {view.outgoing}" if raised else f"digest {view.digest[:12]}"
        )
        question = Confirm("Export", f"Write dist/{view.file}?", detail, yes="export")
        self.bench.push_screen(question, lambda yes: self._export() if yes else None)

    def _export(self) -> None:
        from mapbench.workspace.commands.project_files import DeclareVersion
        from mapbench.workspace.packaging import export

        if self.workspace is not None and self.view is not None:
            if self.view.outgoing != self.view.version:
                self.bench.do(DeclareVersion(self.mapping, self.view.outgoing))
            self.ask("export", partial(export, self.workspace, self.mapping), self._exported)

    def _exported(self, found: tuple[Path, bool]) -> None:
        path, written = found
        said = f"dist/{path.name}" if written else f"dist/{path.name} was there already, the same"
        self.bench.notify(said, title=f"{mark('ok')} Exported", markup=False)
        self.look()

    def action_declare(self) -> None:
        """Another version for the mapping."""
        from mapbench.tui.ask import Ask, Field
        from mapbench.workspace.commands.project_files import DeclareVersion

        def keep(given: dict[str, str] | None) -> None:
            if given is not None and given["version"].strip():
                self.bench.do(DeclareVersion(self.mapping, given["version"].strip()))

        if self.view is not None:
            field = Field("version", "version", self.view.version, "major: breaks somebody; minor: more; patch: the same, repaired")  # fmt: skip
            self.bench.push_screen(Ask(f"Version of {self.mapping}", "", field), keep)

    def action_compare(self) -> None:
        """Another version to compare with, in turn."""
        view = self.view
        others = [one for one in view.versions if one != view.version] if view is not None else []
        if len(others) < 2:
            self.bench.notify("Only one other version is released." if others else "Nothing is released yet.", title="Nothing else to compare with", markup=False)  # fmt: skip
            return
        here = others.index(self.baseline) if self.baseline in others else 0
        self.baseline = others[(here + 1) % len(others)]
        self.look()

    def action_approve(self) -> None:
        """Signs an approval into the package that lies in dist/."""
        approve(self)

    def action_waive(self) -> None:
        """Accepts the finding under the cursor until a day."""
        from mapbench.tui.package.waiving import waive

        key = self.query_one(ReleasePane).lines.key
        if self.view is not None and isinstance(key, tuple) and key[0] == "block":
            waive(self.bench, self.view.blocks[key[1]].subject)

    def action_next_pane(self) -> None:
        """The next pane; on a small screen it takes the place of the one before."""
        if self.has_class("-small"):
            self._turn_to((self.tab + 1) % len(_PANES))
        else:
            self.app.action_focus_next()

    def _turn_to(self, tab: int) -> None:
        self.tab = tab
        for number in range(len(_PANES)):
            self.set_class(number == tab, f"-tab{number}")
        if self.has_class("-small"):
            self.query_one(_PANES[tab]).lines.focus()

    def action_mapping(self) -> None:
        """Another mapping."""
        from mapbench.tui.ask import Choice, Choose

        ids = self.workspace.project.ids("mapping") if self.workspace is not None else []

        def choose(mapping: str | None) -> None:
            if mapping is not None:
                self.bench.go("package", mapping=mapping)

        self.bench.push_screen(Choose("Mappings", "", [Choice(one, one) for one in ids], self.mapping), choose)  # fmt: skip
