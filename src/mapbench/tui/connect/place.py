"""Connect: get real records in, know their shape, keep secrets out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from mapbench.tui import counts
from mapbench.tui.connect.doing import Doing
from mapbench.tui.connect.panes import CapturePane, ResponsePane, SchemaPane
from mapbench.tui.connect.request import RequestLine, RequestPane
from mapbench.tui.connect.seen import Seen
from mapbench.tui.connect.systems import HEALTH, SystemsPane
from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Lines
from mapbench.tui.pane import Hatch

if TYPE_CHECKING:
    from mapbench.tui.connect.sends import Facts
    from mapbench.workspace.connecting import SystemView
    from mapbench.workspace.workspace import Step

_NARROW: Final = 100
_TURNS: Final = ("", "-schema", "-capture")


class ConnectPlace(Doing):
    """Systems; the request of a dataset; its answer, the schema of that, and what a capture would write."""

    label: ClassVar[str] = "Connect"
    place_id: ClassVar[str] = "connect"
    DEFAULT_CSS = """
    ConnectPlace > Horizontal { height: 1fr; }
    ConnectPlace SystemsPane { width: 28; }
    ConnectPlace .right { width: 1fr; }
    ConnectPlace .middle { height: 21; }
    ConnectPlace ResponsePane { width: 1fr; }
    ConnectPlace SchemaPane { width: 54; }
    ConnectPlace CapturePane { height: 1fr; }
    ConnectPlace > Hatch { display: none; }
    ConnectPlace.-bare > Horizontal { display: none; }
    ConnectPlace.-bare > Hatch { display: block; }
    ConnectPlace.-small SystemsPane, ConnectPlace.-small SchemaPane, ConnectPlace.-small CapturePane { display: none; }
    ConnectPlace.-small .middle { height: 1fr; }
    ConnectPlace.-small SchemaPane { width: 1fr; }
    ConnectPlace.-small.-schema ResponsePane, ConnectPlace.-small.-capture .middle { display: none; }
    ConnectPlace.-small.-schema SchemaPane, ConnectPlace.-small.-capture CapturePane { display: block; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("w", "write", "write fixture", id="connect.write", tooltip="The record in view, redacted"),
        Binding("right_square_bracket", "record(1)", "record", key_display="[ ]", id="connect.next", tooltip="Next record"),
        Binding("left_square_bracket", "record(-1)", "record before", show=False, id="connect.before"),
        Binding("p", "pin", "pin schema", id="connect.pin", tooltip="What came is the schema from now on"),
        Binding("b", "rebind", "re-bind", id="connect.rebind", tooltip="Rules that read a renamed field read the new one"),
        Binding("o", "classify", "classify", id="connect.classify", tooltip="Public, internal, pii or secret"),
        Binding("R", "send", "send", show=False, id="connect.send", tooltip="Send the request"),
        Binding("m", "more", "next page", show=False, id="connect.more", tooltip="One more request; its records join those in view"),
        Binding("e", "edit", "edit request", show=False, id="connect.edit", tooltip="Address, path, records, pages, key"),
        Binding("a", "history", "asked before", show=False, id="connect.history", tooltip="Past requests: look, send again"),
        Binding("c", "curl", "copy as curl", show=False, id="connect.curl", tooltip="For a shell, variables by name"),
        Binding("v", "show_real", "show masked values", show=False, id="connect.show", tooltip="Until you leave"),
        Binding("r", "raw", "tree or raw", show=False, id="connect.raw", tooltip="The answer as text"),
        Binding("W", "write_all", "write all fixtures", show=False, id="connect.write_all", tooltip="Every record, redacted"),
        Binding("n", "new_system", "new system", id="connect.new", tooltip="From an address"),
        Binding("i", "import_schema", "import schema", show=False, id="connect.import", tooltip="From a document or a sample"),
        Binding("s", "choose", "systems", show=False, id="connect.choose", tooltip="Another dataset"),
        Binding("t", "turn", "response, schema, capture", show=False, id="connect.turn", tooltip="On a small screen"),
        Binding("tab", "app.focus_next", "next pane", show=False, id="connect.next_pane"),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        yield Hatch("No systems yet", "A system is where records come from, or go to.", ("n", "new system from an address"), ("i", "import a schema from a document"))  # fmt: skip
        with Horizontal():
            yield SystemsPane()
            with Vertical(classes="right"):
                yield RequestPane()
                with Horizontal(classes="middle"):
                    yield ResponsePane()
                    yield SchemaPane()
                yield CapturePane()

    def on_mount(self) -> None:
        """Seconds are counted only while something waits for them."""
        self.ticking = self.set_interval(1.0, self.tick, pause=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without systems, only those keys count that lead to one."""
        return action in ("new_system", "import_schema", "app.focus_next") or not self.has_class("-bare")

    def thing(self) -> str:
        return self.reference

    def facts(self) -> list[Content]:
        view, dataset = self._view(), self._dataset()
        if view is None:
            return []
        small = self.has_class("-small")
        owner = counts.owner(view.owner, small)
        parts = [owner] if small else [owner, Content(view.tier)]
        if dataset is not None and dataset.health != "none":
            meaning, colour = HEALTH[dataset.health]
            parts.append(Content.styled(f"{mark(meaning)} {dataset.word}", f"${colour}"))
        return parts

    def belongs(self) -> list[Content]:
        if not self.has_class("-small"):
            return [self._quota()]
        left = Content.styled(f"  {self.quota[0]:,}/{self.quota[1]:,}", "$strong") if self.quota else ""
        return [Content.assemble(("s", "bold $accent"), " systems", left)]

    def _quota(self) -> Content:
        quota = self.quota
        if quota is None:
            stored = self.view is not None and self.view.method == "READ"
            return Content.styled("quota unknown", "$muted") if self.reference and not stored else Content("")
        left, requests, seconds = quota
        style = "bold $error" if not left else "$strong"
        parts: list[Any] = [("quota ", "$muted"), (f"{left:,}/{requests:,}", style), (" left", "$muted")]
        if seconds > 0:
            parts.append((f", renews in {seconds:.0f} s", "$muted"))
        return Content.assemble(*parts)

    def entry(self) -> Widget:
        """The request line, whose enter sends."""
        return self.left_from or self.query_one(RequestLine)

    def opened(self, **thing: Any) -> None:
        """Shows the dataset named, else the one that was shown, else the first that is read. Sends nothing."""
        self.narrow()
        references = self._references()
        wanted = thing.get("dataset") or self.reference
        if wanted not in references:
            wanted = next(iter(references), "")
        self.choose(str(wanted))
        if self.has_class("-bare"):
            self.can_focus = True
            self.focus()
        elif thing.get("dataset"):
            self.query_one(RequestLine).focus()
        if thing.get("new"):
            self.action_new_system()

    def changed(self, step: Step | None) -> None:
        """The project changed: what was answered is held against it anew."""
        references = self._references()
        if self.reference not in references:
            self.reference = next(iter(references), "")
        self.draw()
        self.look_again()

    def on_resize(self) -> None:
        """On a small screen the answer, its schema and the capture stand behind each other."""
        self.narrow()
        self.draw()

    def narrow(self) -> None:
        """Takes the width of the screen over."""
        self.set_class(self.app.size.width < _NARROW, "-small")

    def choose(self, reference: str) -> None:
        """Shows another dataset."""
        self.reference = reference
        self.draw()

    def draw(self) -> None:
        """Draws everything anew; what has to be read follows."""
        if self.workspace is None or not self.is_mounted:
            return
        from mapbench.workspace.connecting import request_view

        project = self.workspace.project
        self.set_class(not project.systems, "-bare")
        self.view = request_view(project, self.reference) if self.reference else None
        self.query_one(RequestPane).show(self.view)
        self.draw_answer()
        self.tell()
        self.read_facts()

    def show_facts(self, facts: Facts) -> None:
        """Draws systems and quota."""
        self.views, self.remembered, self.remembered_at = facts.views, facts.remembered, facts.revision
        self.query_one(SystemsPane).show(self.views, self.reference)
        self.show_quota(facts.quota)

    def draw_answer(self) -> None:
        """Draws the three panes of the answer."""
        seen, tabs = self.seen_here(), self.has_class("-small")
        self.query_one(ResponsePane).show(seen, self.show_real, self.raw, self.seconds_left(seen), tabs)
        self.query_one(SchemaPane).show(seen, tabs)
        self.query_one(CapturePane).show(seen, tabs)

    def tick(self) -> None:
        """A second has passed: what waits is drawn, and the clock stops where nothing does."""
        seen = self.seen_here()
        if self.bench.place is not self:
            return
        if seen.failure is not None:
            self.query_one(ResponsePane).show(seen, self.show_real, self.raw, self.seconds_left(seen), self.has_class("-small"))  # fmt: skip
        self.read_quota()
        if not self.seconds_left(seen) and not (self.quota and self.quota[2]):
            self.ticking.pause()

    def seen_here(self) -> Seen:
        """What is known of the dataset in view."""
        assert self.workspace is not None
        return self.seen.setdefault(self.reference, Seen(self.workspace.folder))

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Another dataset, or another place in the tree."""
        if event.lines is self.query_one(SystemsPane).lines:
            kind, name = event.key
            if kind == "dataset" and name != self.reference:
                self.choose(name)
            else:
                self.query_one(SystemsPane).show_facts()
        elif event.lines is self.query_one(ResponsePane).lines:
            self.query_one(ResponsePane).show_place()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter sends from a dataset, and folds everywhere else."""
        seen = self.seen_here()
        if event.lines is self.query_one(SystemsPane).lines:
            kind, name = event.key
            if kind == "dataset":
                self.action_send()
            else:
                self.query_one(SystemsPane).toggle(name)
        elif event.lines is self.query_one(ResponsePane).lines and isinstance(event.key, tuple):
            seen.turned = seen.turned ^ {event.key}
            self.draw_answer()
        elif event.lines is self.query_one(SchemaPane).lines:
            seen.shut = seen.shut ^ {event.key}
            self.draw_answer()

    @on(RequestLine.Sent)
    def _wanted(self) -> None:
        self.action_send()

    def action_turn(self) -> None:
        """Response, schema and capture in turn, where only one has room."""
        here = next((name for name in _TURNS[1:] if self.has_class(name)), "")
        self.turn_to(_TURNS[(_TURNS.index(here) + 1) % len(_TURNS)])

    def turn_to(self, name: str) -> None:
        """Shows one of the three."""
        self.remove_class(*_TURNS[1:])
        if name:
            self.add_class(name)
        self.draw_answer()

    def _references(self) -> list[str]:
        if self.workspace is None:
            return []
        from mapbench.workspace.connecting import request_view

        project = self.workspace.project
        every = [
            f"{one.id}.{name}" for one in project.systems.values() if one.model for name in one.model.datasets
        ]
        views = [view for one in every if (view := request_view(project, one)) is not None]
        return [one.reference for one in sorted(views, key=lambda view: bool(view.refusal))]

    def _view(self) -> SystemView | None:
        system = self.reference.partition(".")[0]
        return next((one for one in self.views if one.id == system), None)

    def _dataset(self) -> Any:
        view = self._view()
        return next((one for one in view.datasets if one.reference == self.reference), None) if view else None
