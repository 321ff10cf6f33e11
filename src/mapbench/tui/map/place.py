"""Map: what each target is made of, with its values in sight."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content

from mapbench.tui.canvas.canvas import MappingCanvas
from mapbench.tui.canvas.messages import RowSelected
from mapbench.tui.map import answers
from mapbench.tui.map.explain_pane import ExplainPane
from mapbench.tui.map.formula_field import FormulaField
from mapbench.tui.map.looking import Health, Seen, explain, health, rule_for, see, try_rule
from mapbench.tui.map.preview_pane import PreviewPane
from mapbench.tui.map.rule_pane import RulePane
from mapbench.tui.map.suggests import Suggests
from mapbench.tui.pane import Hatch

if TYPE_CHECKING:
    from textual.widget import Widget

    from mapbench.workspace.views import FixtureValues, MappingView, Path, RuleView
    from mapbench.workspace.workspace import Step


class MapPlace(Suggests):
    """The canvas above; the rule of its cursor row and the preview below."""

    place_id: ClassVar[str] = "map"
    label: ClassVar[str] = "Map"
    DEFAULT_CSS = """
    MapPlace MappingCanvas { height: 20; }
    MapPlace .below { height: 1fr; }
    MapPlace RulePane { width: 5fr; }
    MapPlace PreviewPane, MapPlace ExplainPane { width: 4fr; }
    MapPlace ExplainPane { display: none; }
    MapPlace.-explain PreviewPane { display: none; }
    MapPlace.-explain ExplainPane { display: block; }
    MapPlace > Hatch { display: none; }
    MapPlace.-empty > Hatch { display: block; }
    MapPlace.-empty > MappingCanvas, MapPlace.-empty > .below { display: none; }
    MapPlace.-small MappingCanvas { height: 13; }
    MapPlace.-small RulePane #sources, MapPlace.-small RulePane FormulaField, MapPlace.-small RulePane #body { margin: 0; }
    MapPlace.-small PreviewPane, MapPlace.-small ExplainPane { display: none; width: 1fr; }
    MapPlace.-small.-preview RulePane, MapPlace.-small.-explain RulePane { display: none; }
    MapPlace.-small.-preview PreviewPane, MapPlace.-small.-explain ExplainPane { display: block; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("left_square_bracket", "fixture(-1)", "fixture", key_display="[ ]", id="map.fixture.before"),
        Binding("right_square_bracket", "fixture(1)", "fixture", key_display="]", show=False, id="map.fixture.after"),
        Binding("x", "explain", "explain", id="map.explain"),
        Binding("e", "edit", "edit rule", id="map.rule.edit"),
        Binding("p", "preview", "preview", show=False, id="map.preview"),
        Binding("equals_sign", "formula", "formula", show=False, id="map.target.formula"),
        Binding("c", "constant", "constant", show=False, id="map.target.constant"),
        Binding("minus", "unmapped", "leave unmapped", show=False, id="map.target.unmapped"),
        Binding("n", "new_mapping", "new mapping", id="map.new"),
        Binding("M", "mapping", "mapping", show=False, id="map.choose"),
        Binding("s", "suggest", "suggest links", show=False, id="map.suggest", tooltip="Show suggested links, or hide them"),
        Binding("i", "import_schema", "import schema", show=False, id="map.import"),
        Binding("S", "specification", "specification sheet", show=False, id="map.specification"),
        Binding("t", "record_test", "record test", id="map.record_test"),
    ]  # fmt: skip

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.mapping = ""
        self.fixture = ""
        self.seen: Seen | None = None
        self.side = "target"
        self.path: Path = ()
        self.asked = False
        self.wanted_target: Path | None = None
        #: The target whose formula is wrong as it is being typed.
        self.refused: Path | None = None
        self.wanted_source: Path | None = None

    def compose(self) -> ComposeResult:
        yield Hatch("No mapping yet", "A mapping joins a dataset and the canonical model.", ("n", "make one"), ("2", "connect to a system first"), alone=True)  # fmt: skip
        yield MappingCanvas()
        with Horizontal(classes="below"):
            yield RulePane()
            yield PreviewPane()
            yield ExplainPane()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A new mapping is offered where there is none; all else needs one."""
        if action in {binding.action.partition("(")[0] for binding in self.BINDINGS}:
            return action == "import_schema" or (action == "new_mapping") == self.has_class("-empty")
        return True

    @property
    def canvas(self) -> MappingCanvas:
        """The canvas."""
        return self.query_one(MappingCanvas)

    @property
    def view(self) -> MappingView | None:
        """The mapping as it stands."""
        return self.seen.view if self.seen is not None else None

    @property
    def values(self) -> FixtureValues | None:
        """The current fixture through it."""
        return self.seen.values if self.seen is not None else None

    @property
    def rule(self) -> RuleView | None:
        """The rule of the cursor row."""
        return rule_for(self.view, self.side, self.path) if self.view is not None else None

    @property
    def target(self) -> Path:
        """The target that the panes below are about."""
        rule = self.rule
        return rule.target if rule is not None else self.path if self.side == "target" else ()

    def thing(self) -> str:
        return self.mapping

    def facts(self) -> list[Content]:
        return answers.facts(self.seen, self.small)

    def belongs(self) -> list[Content]:
        return answers.belongs(self.workspace, self.view, self.fixture, small=self.small)

    def opened(self, **thing: Any) -> None:
        """Shows a mapping: the one named, else the one that was shown, else the first."""
        ids = self.workspace.project.ids("mapping") if self.workspace is not None else []
        wanted = thing.get("mapping") or self.bench.mapping or self.mapping
        fixture = thing.get("fixture") or self.fixture
        self.wanted_target, self.wanted_source = thing.get("target"), thing.get("source")
        self.asked = bool(self.wanted_target or self.wanted_source)
        changed = (wanted, fixture) != (self.mapping, self.fixture)
        self.fixture = fixture
        self.mapping = self.bench.mapping = wanted if wanted in ids else next(iter(ids), "")
        self.set_class(not self.mapping, "-empty")
        self.seen = self.seen if self.mapping else None
        if self.mapping and (changed or self.seen is None or self.seen.view.mapping != self.mapping):
            self.look(lead=True)
        elif self.mapping:
            self._select_wanted()

    def changed(self, step: Step | None) -> None:
        """Looks again at everything that is shown; a mapping that is gone gives way to another."""
        if self.workspace is not None and self.mapping in self.workspace.project.ids("mapping"):
            self.look(lead=True)
        elif self.bench.place is self:
            self.opened()

    def on_resize(self) -> None:
        """Below 100 columns the panes below stand behind each other."""
        if self.small != self.has_class("-small"):
            self.set_class(self.small, "-small")
            self._show_row()

    def look(self, lead: bool = False) -> None:
        """Reads the mapping and the current fixture again, away from the screen."""
        if self.workspace is not None:
            look = partial(see, self.workspace, self.mapping, self.fixture, self.seen)
            self.ask("view", look, self._show, lead=lead)

    def _show(self, seen: Seen) -> None:
        if seen.view.mapping != self.mapping:
            return
        before, self.seen, values = self.seen, seen, seen.values
        self.fixture = values.fixture if values is not None else ""
        self.canvas.on_resize()  # no Resize comes to what is mounted into a place that is not in view yet
        if before is None or before.content is not seen.content:
            answers.show_next_steps(self.canvas, seen.view)
            self.canvas.show(self.with_offers(seen.content))
        self.refused = None
        answers.show_values(self.canvas, seen)
        self.look_for_links()
        self._select_wanted()
        self.side, self.path = self.canvas.cursor or ("target", ())
        self._show_row()
        self.tell()
        if self.workspace is not None and (seen.tests is None or before is None or before.revision != seen.revision):  # fmt: skip
            self.ask("health", partial(health, self.workspace, self.mapping), self._show_health)

    def _select_wanted(self) -> None:
        for side, path in (("target", self.wanted_target), ("source", self.wanted_source)):
            if path is not None:
                self.canvas.select(side, path)
        self.wanted_target = self.wanted_source = None

    def _show_health(self, found: Health) -> None:
        if self.seen is not None and self.seen.revision == found.revision:
            self.seen = replace(self.seen, findings=found.findings, tests=found.tests)
            self.tell()

    def _show_row(self) -> None:
        view, rule = self.view, self.rule
        if view is None:
            return
        assist = answers.assist_for(self.workspace, self.mapping, rule)
        self.query_one(RulePane).show(rule, self.target, view, self.values, assist, self.offer)
        answers.entitle(self)
        self._try(None)
        if self.has_class("-explain"):
            self._explain()

    def _try(self, draft: dict[str, Any] | None) -> None:
        rule, workspace = self.rule, self.workspace
        if rule is None or workspace is None or not self.view or not self.view.fixtures or rule.kind == "unmapped":  # fmt: skip
            self.asking.drop("preview")
            self.query_one(PreviewPane).clear()
            answers.entitle(self)
            return
        look = partial(try_rule, workspace, self.mapping, rule, self.fixture, draft)
        self.ask("preview", look, partial(answers.show_tried, self))

    def _explain(self) -> None:
        rule, workspace = self.rule, self.workspace
        if rule is None:
            self.query_one(ExplainPane).show((), self.target, self.fixture)
            answers.entitle(self)
        if rule is not None and workspace is not None and self.fixture:
            look = partial(explain, workspace, self.mapping, rule, self.fixture)
            self.ask("explain", look, partial(answers.show_steps, self, rule))

    def on_row_selected(self, event: RowSelected) -> None:
        """Another row: its rule, its preview."""
        self.side, self.path = event.side, event.path
        self._show_row()

    def on_formula_field_typed(self, event: FormulaField.Typed) -> None:
        """The preview follows what is typed."""
        rule = self.rule
        if rule is not None and self.seen is not None:
            refused = rule.target if event.fault is not None else None
            if refused != self.refused:
                self.refused = refused
                answers.show_values(self.canvas, self.seen, refused)
            self._try(answers.drafted(rule, event.text))

    def on_preview_pane_fixture_wanted(self, event: PreviewPane.FixtureWanted) -> None:
        """Another fixture, from the preview."""
        self._go_to_fixture(event.fixture)

    def action_fixture(self, by: int) -> None:
        """The fixture before or after."""
        names = self.view.fixtures if self.view is not None else ()
        if names:
            here = names.index(self.fixture) if self.fixture in names else 0
            self._go_to_fixture(names[(here + by) % len(names)])

    def _go_to_fixture(self, fixture: str) -> None:
        self.fixture = fixture
        self.query_one(PreviewPane).select(fixture)
        self.look()

    def action_explain(self) -> None:
        """Opens or closes Explain."""
        self.remove_class("-preview")
        self.toggle_class("-explain")
        if self.has_class("-explain"):
            self._explain()
            self.query_one(ExplainPane).lines.focus()
        else:
            self.to_canvas()

    def action_preview(self) -> None:
        """Goes to the preview; on a small screen it takes the place of the rule."""
        self.remove_class("-explain")
        self.toggle_class("-preview")
        if self.has_class("-preview") or not self.has_class("-small"):
            self.query_one(PreviewPane).lines.focus()

    def entry(self) -> Widget | None:
        """The cursor of the canvas, where a target was asked for."""
        return self.canvas.panes[self.canvas.board.active] if self.asked else None

    def to_canvas(self) -> None:
        """The focus goes back to the cursor of the canvas."""
        self.canvas.panes[self.canvas.board.active].focus(scroll_visible=False)

    def on_explain_pane_left(self) -> None:
        """Back to the canvas, with the preview in its place."""
        self.action_explain()

    def on_formula_field_left(self) -> None:
        """Back to the canvas; values and preview show what stands in the file again."""
        if self.seen is not None:
            answers.show_values(self.canvas, self.seen)
        self._try(None)
        self.to_canvas()
