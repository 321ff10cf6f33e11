"""Overview: what is unowned, untested, drifted or about to break, and who has to act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content

from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Lines
from mapbench.tui.overview.panes import DecisionsPane, LandscapePane, MappingsPane
from mapbench.tui.place import Place

if TYPE_CHECKING:
    from mapbench.workspace.status import MappingRow, Status
    from mapbench.workspace.workspace import Step

_NARROW: Final = 100
_ORDERS: Final[dict[str, Callable[[MappingRow], Any]]] = {
    "what needs work": lambda row: row.need,
    "mapping": lambda row: row.mapping,
    "owner": lambda row: (row.owner or "", row.mapping),
    "flow": lambda row: (row.source, row.target),
}


class OverviewPlace(Place):
    """Decisions first, then the landscape, then every mapping."""

    place_id: ClassVar[str] = "overview"
    label: ClassVar[str] = "Overview"
    DEFAULT_CSS = """
    OverviewPlace > Horizontal { height: 20; }
    OverviewPlace LandscapePane { width: 77; }
    OverviewPlace DecisionsPane { width: 1fr; }
    OverviewPlace MappingsPane { height: 1fr; }
    OverviewPlace.-small > Horizontal { height: 8; }
    OverviewPlace.-small LandscapePane { display: none; width: 1fr; }
    OverviewPlace.-small.-landscape LandscapePane { display: block; }
    OverviewPlace.-small.-landscape > Horizontal { height: 1fr; }
    OverviewPlace.-small.-landscape DecisionsPane, OverviewPlace.-small.-landscape MappingsPane { display: none; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("n", "new_mapping", "new mapping", id="overview.new_mapping", tooltip="A mapping between a dataset and an entity"),
        Binding("tab", "app.focus_next", "next pane", id="overview.next_pane"),
        Binding("s", "sort", "sort", id="overview.sort", tooltip="Mappings by another column"),
        Binding("slash", "filter", "filter", id="overview.filter", tooltip="Only decisions with these words"),
        Binding("c", "check", "check again", id="overview.check", tooltip="Every check and every test"),
        Binding("g", "landscape", "landscape", show=False, id="overview.landscape", tooltip="The drawing, on a small screen"),
    ]  # fmt: skip

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.status: Status | None = None
        #: Whether an endpoint answered since.
        self.stale = False
        self.words = ""
        self.order = "what needs work"

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield LandscapePane()
            yield DecisionsPane()
        yield MappingsPane()

    def facts(self) -> list[Content]:
        status = self.status
        if status is None:
            return []
        teams = f"{status.teams} team{'' if status.teams == 1 else 's'}"
        mappings = f"{len(status.mappings)} mapping{'' if len(status.mappings) == 1 else 's'}"
        parts = [Content("" if self.small else teams), Content(mappings)]
        if not status.checked:
            return parts
        from mapbench.tui.counts import findings, tests

        return [*parts, findings((status.errors, status.warnings), self.small), tests(status.tests)]

    def belongs(self) -> list[Content]:
        status = self.status
        if self.small:
            return [Content.assemble(("g", "bold $accent"), " landscape")]
        if status is None or not status.checked:
            return []
        found = status.errors + status.warnings
        said = f"checked: {status.tests[1]} tests, {found} finding{'' if found == 1 else 's'}"
        return [Content(said), Content.assemble(("c", "bold $accent"), " check again")]

    def opened(self, **thing: Any) -> None:
        """Looks, where the project has changed since the last look."""
        status = self.status
        if self.workspace is not None and (status is None or not status.checked or status.revision != self.workspace.revision or self.stale):  # fmt: skip
            self.look()
        mappings = self.query_one(MappingsPane).lines
        mappings.select(self.bench.mapping)
        mappings.focus()

    def heard(self) -> None:
        """Looks again when it is next in view."""
        self.stale = True

    def changed(self, step: Step | None) -> None:
        """Looks again, while it is in view."""
        if self.bench.place is self:
            self.look()

    def on_resize(self) -> None:
        """On a small screen the drawing goes behind a key."""
        self.set_class(self.app.size.width < _NARROW, "-small")
        self.call_after_refresh(self._draw)

    def look(self) -> None:
        """First what is quickly read, then every check and test, away from the screen."""
        if self.workspace is not None:
            from mapbench.workspace.status import status

            if self.status is None:
                self.ask("status", partial(status, self.workspace), self._show_first)
            else:
                self._check()

    def _show_first(self, status: Status) -> None:
        self._show(status)
        if (
            self.bench.place is self
        ):  # who has gone on to a mapping meanwhile waits for that, not for every check
            self._check()

    def _check(self) -> None:
        from mapbench.workspace.status import checked_status

        if self.workspace is not None:
            today = datetime.now(UTC).date()
            worker = self.ask("checks", partial(checked_status, self.workspace, today), self._show)
            self.bench.busy(worker, "checking")

    def _show(self, status: Status) -> None:
        self.status, self.stale = status, False
        self._draw()
        self.tell()

    def _draw(self) -> None:
        status, small = self.status, self.has_class("-small")
        if status is None or not self.is_mounted:
            return
        self.query_one(LandscapePane).show(status)
        self.query_one(DecisionsPane).show(status, self.words, small)
        rows = sorted(status.mappings, key=_ORDERS[self.order])
        mappings = self.query_one(MappingsPane)
        mappings.show(rows, self.order, small)
        self.bench.mapping = self.bench.mapping or mappings.lines.key or ""

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """The decision under the cursor is told in full; the mapping under it is the one the other places are about."""
        decisions = self.query_one(DecisionsPane)
        if event.lines is self.query_one(MappingsPane).lines:
            self.bench.mapping = event.key
        elif event.lines is decisions.lines and self.status is not None:
            decisions.show(self.status, self.words, self.has_class("-small"))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Opens a mapping on the canvas, a decision where it can be acted on."""
        if event.lines is self.query_one(MappingsPane).lines:
            self.bench.go("map", mapping=event.key)
        elif event.lines is self.query_one(DecisionsPane).lines and self.status is not None:
            self._open_decision(event.key)

    def _open_decision(self, number: int) -> None:
        from mapbench.tui.dry_run.shown import target_path

        assert self.status is not None
        one = self.status.decisions[number]
        if one.mapping is not None:
            target = target_path(self.workspace, one.mapping, one.target)
            self.bench.go("map", mapping=one.mapping, target=target)
        else:
            self.bench.notify(one.way_out, title=f"{one.who} {mark('to')} {one.why}", markup=False)

    def action_check(self) -> None:
        """Every check and every test, again."""
        self.look()

    def action_sort(self) -> None:
        """The mappings by another column."""
        names = list(_ORDERS)
        self.order = names[(names.index(self.order) + 1) % len(names)]
        self._draw()

    def action_landscape(self) -> None:
        """The drawing in place of the lists, or back."""
        self.toggle_class("-landscape")
        shown = LandscapePane if self.small and self.has_class("-landscape") else MappingsPane
        self.query_one(shown).query_one(Lines).focus()
        self.call_after_refresh(self._draw)

    def action_filter(self) -> None:
        """Only decisions with some words."""
        from mapbench.tui.ask import Ask, Field

        def keep(given: dict[str, str] | None) -> None:
            if given is not None:
                self.words = given["words"].strip()
                self._draw()

        field = Field("words", "words", self.words, "a team, a code, a system; empty shows all")
        self.bench.push_screen(Ask("Decisions with", "", field), keep)

    def action_new_mapping(self) -> None:
        """Asks for a source, a target and an owner, and makes the mapping."""
        from mapbench.tui.overview.new_mapping import new_mapping

        new_mapping(self.bench)
