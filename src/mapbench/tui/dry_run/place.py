"""Dry run: what happens to every record, and what is different from before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from mapbench.errors import MapbenchError
from mapbench.tui.dry_run import shown
from mapbench.tui.dry_run.panes import ChangedPane, ErrorsPane, FixturesPane, ValuePane
from mapbench.tui.lines import Lines
from mapbench.tui.map import answers
from mapbench.tui.map.looking import known
from mapbench.tui.pane import Hatch
from mapbench.tui.place import Place
from mapbench.workspace.dry_runs import LAST, Ran, added, baselines, changes, input_of, run_all, run_package

if TYPE_CHECKING:
    from mapbench.trials.dry_run import DryRun
    from mapbench.tui.map.looking import Seen
    from mapbench.workspace.workspace import Step


class DryRunPlace(Place):
    """Fixtures with their outcomes; input, output and changes of one; the errors by rule."""

    place_id: ClassVar[str] = "dry_run"
    label: ClassVar[str] = "Dry run"
    DEFAULT_CSS = """
    DryRunPlace > #progress { height: 1; padding: 0 2; }
    DryRunPlace > .upper { height: 22; }
    DryRunPlace FixturesPane { width: 27; }
    DryRunPlace #input { width: 32; }
    DryRunPlace #output { width: 1fr; }
    DryRunPlace ChangedPane { width: 27; }
    DryRunPlace ErrorsPane { height: 1fr; }
    DryRunPlace > Hatch { display: none; }
    DryRunPlace.-empty > * { display: none; }
    DryRunPlace.-empty > Hatch { display: block; }
    DryRunPlace.-small > .upper { height: 1fr; }
    DryRunPlace.-small FixturesPane { width: 28; }
    DryRunPlace.-small ErrorsPane { height: 6; }
    DryRunPlace.-small #input, DryRunPlace.-small ChangedPane { display: none; width: 1fr; }
    DryRunPlace.-small.-input #output, DryRunPlace.-small.-changed #output { display: none; }
    DryRunPlace.-small.-input #input, DryRunPlace.-small.-changed ChangedPane { display: block; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("e", "to_rule", "go to rule", show=False, id="dry_run.to_rule"),
        Binding("R", "run", "run again", id="dry_run.run", tooltip="Every fixture through the mapping"),
        Binding("t", "record_test", "record test", id="dry_run.record_test", tooltip="What came out is expected from now on"),
        Binding("v", "compare", "compare with", id="dry_run.compare", tooltip="The last run, or a released version"),
        Binding("x", "only_rejected", "only rejected", id="dry_run.only_rejected"),
        Binding("tab", "app.focus_next", "next pane", id="dry_run.next_pane"),
        Binding("o", "turn", "input, output, changed", show=False, id="dry_run.turn"),
        Binding("m", "mapping", "mapping", show=False, id="dry_run.choose"),
    ]  # fmt: skip

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.mapping = ""
        self.ran: Ran | None = None
        self.before: dict[str, DryRun] = {}
        self.since = LAST
        self.only_rejected = False
        self.name_shown = ""
        self.passed = (0, 0)
        self.wanted: str | None = None
        self.seen: Seen | None = None

    def compose(self) -> ComposeResult:
        yield Hatch("", alone=True)
        yield Static(id="progress")
        with Horizontal(classes="upper"):
            yield FixturesPane()
            yield ValuePane("Input", id="input")
            yield ValuePane("Output", id="output")
            yield ChangedPane()
        yield ErrorsPane()

    def thing(self) -> str:
        return self.mapping

    def facts(self) -> list[Content]:
        return answers.facts(self.seen, self.small)

    def belongs(self) -> list[Content]:
        return shown.belongs(self.ran)

    def opened(self, **thing: Any) -> None:
        """Runs the mapping named, else the one that was shown, else the first."""
        ids = self.workspace.project.ids("mapping") if self.workspace is not None else []
        wanted = thing.get("mapping") or self.bench.mapping or self.mapping
        self.wanted = thing.get("fixture")
        before = self.mapping
        self.mapping = self.bench.mapping = wanted if wanted in ids else next(iter(ids), "")
        if before != self.mapping:
            self.before, self.since, self.ran, self.seen = {}, LAST, None, None
        if not self.mapping:
            self.query_one(Hatch).say("No mapping yet", "A dry run sends captured records through a mapping.", ("3", "make one"))  # fmt: skip
            self.add_class("-empty")
            self.tell()
        stale = self.workspace is not None and self.ran is not None and self.ran.revision != self.workspace.revision  # fmt: skip
        if self.mapping and (self.ran is None or stale):
            self.action_run()
        elif self.wanted:
            self.query_one(FixturesPane).lines.select(self.wanted)

    def changed(self, step: Step | None) -> None:
        """What is shown is from before the step: it says so, and runs again while it is in view."""
        if self.bench.place is self:
            self.opened()

    def on_resize(self) -> None:
        """On a small screen input, output and changes stand behind each other."""
        self.set_class(self.small, "-small")
        self._draw_record()

    def action_run(self) -> None:
        """Runs every fixture, away from the screen."""
        if self.workspace is None or not self.mapping:
            return
        self.passed = (0, 0)
        worker = self.run_worker(self._run, thread=True, exclusive=True, group="dry-run")
        self.bench.busy(worker, "fixtures", lambda: self.passed)
        self.ask("known", partial(known, self.workspace, self.mapping), self._known)

    def _known(self, seen: Seen) -> None:
        if seen.view.mapping == self.mapping:
            self.seen = seen
            self._draw_record()
            self.tell()

    def _run(self) -> None:
        worker = get_current_worker()
        assert self.workspace is not None

        def advance(done: int, everything: int) -> None:
            self.passed = (done, everything)

        try:
            ran = run_all(self.workspace, self.mapping, advance, lambda: worker.is_cancelled)
        except MapbenchError as error:
            self.app.call_from_thread(self._refused, error)
            return
        self.app.call_from_thread(self._show, ran)

    def _refused(self, error: MapbenchError) -> None:
        self.bench.say(error)
        self.query_one("#progress", Static).update(
            Content.assemble((f"{error.message} ", "$error"), (error.hint, "$muted"))
        )

    def _show(self, ran: Ran) -> None:
        if ran.mapping != self.mapping:
            return
        if self.ran is not None and self.ran.complete and self.ran.revision != ran.revision:
            self.before[LAST] = self.ran.done
        self.ran = ran
        if not ran.total:
            self.query_one(Hatch).say("No fixtures yet", "A dry run sends captured records through the mapping.", ("2", "connect and capture some"), ("m", "another mapping"))  # fmt: skip
        self.set_class(not ran.total, "-empty")
        choices = self._choices()
        if choices and self.since not in choices:
            self._compare_with(choices[0])
        self._draw()
        self.tell()

    def _draw(self) -> None:
        ran = self.ran
        if ran is None:
            return
        before = self.before.get(self.since)
        self.query_one("#progress", Static).update(shown.progress(ran, self.small))
        fixtures = self.query_one(FixturesPane)
        fixtures.show(ran, changes(before, ran.done), added(before, ran.done), self.only_rejected)
        if self.wanted:
            fixtures.lines.select(self.wanted)
            self.wanted = None
        self.query_one(ErrorsPane).show(ran, self.small)
        self.name_shown = str(fixtures.lines.key or "")
        self._draw_record()

    def _draw_record(self) -> None:
        ran = self.ran
        if ran is None or not self.is_mounted:
            return
        trial = ran.trial(self.name_shown)
        changed = changes(self.before.get(self.since), ran.done).get(self.name_shown, ())
        tabs = self.small
        made = self.seen.view.target or "" if self.seen is not None else ""
        self.query_one("#input", ValuePane).show_input(self.name_shown, input_of(ran, self.name_shown), tabs)
        self.query_one("#output", ValuePane).show_outcome(trial, changed, tabs, made)
        self.query_one(ChangedPane).show(changed, self.since, self._choices(), tabs)

    def _choices(self) -> list[str]:
        if self.workspace is None:
            return []
        return [*baselines(self.workspace, self.mapping), *([LAST] if LAST in self.before else [])]

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Another record."""
        if event.lines is self.query_one(FixturesPane).lines:
            self.name_shown = str(event.key or "")
            self._draw_record()
        elif event.lines is self.query_one(ErrorsPane).lines and self.ran is not None:
            self.query_one(ErrorsPane).show(self.ran, self.small)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter on an error goes to its rule, with the record; on a record of an error, to that."""
        if event.lines is self.query_one(ErrorsPane).lines:
            target, name, *_ = event.key
            self._go(target, name)
        elif event.lines is self.query_one(FixturesPane).lines:
            self.action_to_rule()

    def action_to_rule(self) -> None:
        """Goes to the rule of the first error of the record in view."""
        trial = self.ran.trial(self.name_shown) if self.ran is not None else None
        errors = trial.outcome.errors if trial is not None else ()
        self._go(errors[0].target if errors else "", self.name_shown)

    def _go(self, target: str, name: str) -> None:
        trial = self.ran.trial(name) if self.ran is not None else None
        self.bench.go(
            "map",
            mapping=self.mapping,
            target=shown.target_path(self.workspace, self.mapping, target),
            fixture=trial.fixture if trial is not None else None,
        )

    def action_only_rejected(self) -> None:
        """Shows only rejected records, or all."""
        self.only_rejected = not self.only_rejected
        self._draw()

    def action_turn(self) -> None:
        """Output, input, changed in turn, where only one has room."""
        order = ("", "-input", "-changed")
        here = next((name for name in order[1:] if self.has_class(name)), "")
        self.remove_class(*order[1:])
        following = order[(order.index(here) + 1) % len(order)]
        if following:
            self.add_class(following)
        self._draw_record()

    def action_compare(self) -> None:
        """Another run to compare with, in turn: the released versions, the last run."""
        choices = self._choices()
        if not choices:
            self.bench.notify("Run it twice, or export a version.", title="Nothing to compare with yet", markup=False)  # fmt: skip
            return
        here = choices.index(self.since) if self.since in choices else -1
        self._compare_with(choices[(here + 1) % len(choices)])

    def _compare_with(self, since: str) -> None:
        self.since = since
        if self.since in self.before:
            self._draw()
        else:
            self.run_worker(self._run_baseline, thread=True, exclusive=True, group="baseline")

    def _run_baseline(self) -> None:
        assert self.workspace is not None
        version = self.since
        try:
            found = run_package(self.workspace, self.mapping, version)
        except (MapbenchError, OSError) as error:
            self.app.call_from_thread(self.bench.say, error)
            return
        self.before[version] = found
        self.app.call_from_thread(self._draw)

    def action_mapping(self) -> None:
        """Another mapping."""
        from mapbench.tui.ask import Choice, Choose

        ids = self.workspace.project.ids("mapping") if self.workspace is not None else []

        def choose(mapping: str | None) -> None:
            if mapping is not None:
                self.bench.go("dry_run", mapping=mapping)

        self.bench.push_screen(Choose("Mappings", "", [Choice(one, one) for one in ids], self.mapping), choose)  # fmt: skip

    def action_record_test(self) -> None:
        """Records what came out of this record as a test case."""
        from mapbench.tui.recording import record_test

        trial = self.ran.trial(self.name_shown) if self.ran is not None else None
        if trial is not None:
            record_test(self.bench, self.mapping, trial.fixture)
        else:
            self.bench.notify("No record is in view; x shows them all.", markup=False)
