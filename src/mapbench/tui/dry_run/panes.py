"""The panes of a dry run: fixtures, one record in and out, what changed, errors by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult

from mapbench.engine.values import MISSING
from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help
from mapbench.tui.lines import Cell, Column, Line, Lines, Part
from mapbench.tui.pane import Pane
from mapbench.tui.value_lines import safe, shown, tree_lines

if TYPE_CHECKING:
    from mapbench.trials.dry_run import Trial
    from mapbench.workspace.dry_runs import Change, Ran, RuleErrors

_RECORDS_SHOWN = 3
_WORDS: dict[str, tuple[str, str]] = {
    "accepted": ("ok", "ok"),
    "rejected": ("error", "error"),
    "skipped": ("none", "muted"),
}
_GROUNDS = {"~": "warn-bg", "+": "ok-bg", "-": "error-bg"}


class FixturesPane(Pane):
    """Every record with its outcome, and how many places of it changed."""

    help: ClassVar[Help] = Help(
        "fixtures",
        "Every captured record, and what the mapping makes of it.",
        "x shows only what is rejected; enter goes to the rule of the first error.",
        (("ok", "accepted"), ("error", "rejected, with the number of errors"), ("none", "skipped")),
        command="mapbench dry-run MAPPING",
    )

    def compose(self) -> ComposeResult:
        columns = Column(), Column(10), Column(5, right=True)
        yield Lines(*columns, header=("file", "outcome", "diff"), opens="go to rule")

    @property
    def lines(self) -> Lines:
        """The table."""
        return self.query_one(Lines)

    def show(
        self, ran: Ran, changed: dict[str, tuple[Change, ...]], new: set[str], only_rejected: bool
    ) -> None:
        """Shows the records of a run."""
        trials = [one for one in ran.done.trials if not only_rejected or one.outcome.status == "rejected"]
        self.entitle("Fixtures", f"{len(trials):,}", "only rejected" if only_rejected else "")
        self.lines.show(
            [self._line(trial, changed.get(trial.name, ()), trial.name in new) for trial in trials]
        )

    def _line(self, trial: Trial, changed: tuple[Change, ...], new: bool) -> Line:
        sign, colour = _WORDS[trial.outcome.status]
        errors = len(trial.outcome.errors)
        note: Cell = ("new", "muted") if new else (f"±{len(changed)}", "warn") if changed else ""
        if trial.outcome.status == "rejected":
            note = (f"{errors} err", "error")
        name = trial.name.replace(".json", "", 1)
        return Line((safe(name, 60), (f"{mark(sign)} {trial.outcome.status}", colour), note), trial.name)


class ValuePane(Pane):
    """One record as a tree: what went in, or what came out."""

    help: ClassVar[Help] = Help(
        "record",
        "One record, field by field.",
        "enter folds and unfolds.",
        command="mapbench dry-run MAPPING --format json",
    )

    def __init__(self, word: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self.word = word
        self.value: Any = None
        self.folded: frozenset[tuple[str | int, ...]] = frozenset()
        self.noted: dict[tuple[str | int, ...], tuple[str, str]] = {}
        self.tail: list[Line] = []

    def compose(self) -> ComposeResult:
        yield Lines(Column(0, share=5), Column(0, share=4), opens="fold")

    @property
    def lines(self) -> Lines:
        """The tree."""
        return self.query_one(Lines)

    def show_input(self, name: str, record: Any, tabs: bool) -> None:
        """Shows a record that went in."""
        self.entitle(*_tabs("Input") if tabs else ("Input",), name)
        self.value, self.noted, self.tail = record, {}, []
        self._draw()

    def show_outcome(self, trial: Trial | None, changed: tuple[Change, ...], tabs: bool) -> None:
        """Shows what came out: the output with what changed, or the errors, or why it was skipped."""
        outcome = trial.outcome if trial is not None else None
        word = ""
        if outcome is not None:
            sign, _ = _WORDS[outcome.status]
            word = f"{mark(sign)} {outcome.status}"
        self.entitle(*_tabs("Output") if tabs else ("Output",), word)
        self.value = outcome.output if outcome is not None and outcome.status == "accepted" else {}
        self.noted = {one.path: (one.sign, _GROUNDS[one.sign]) for one in changed if one.path}
        self.tail = _told(outcome)
        self._draw()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Folds or unfolds what is under the cursor."""
        event.stop()
        self.folded = self.folded ^ {event.key}
        self._draw()

    def copied(self) -> str:
        """The record as JSON."""
        import orjson

        return orjson.dumps(self.value, option=orjson.OPT_INDENT_2, default=str).decode()

    def _draw(self) -> None:
        lines = [*tree_lines(self.value, self.folded, self.noted), *self.tail]
        self.lines.show(lines)
        self.subtitle_with(f"{len(lines):,} lines" if len(lines) > self.lines.size.height > 0 else "")


class ChangedPane(Pane):
    """What came out differently in this record, against the run that is compared with."""

    help: ClassVar[Help] = Help(
        "changed", "What this record gives now, and what it gave before.", "v chooses what is compared with."
    )

    def compose(self) -> ComposeResult:
        yield Lines(Column(), id="changed-lines")

    def show(self, changed: tuple[Change, ...], since: str, choices: list[str], tabs: bool) -> None:
        """Shows the changes of a record."""
        self.entitle(*_tabs("Changed") if tabs else ("Changed",), str(len(changed)) if changed else "")
        self.subtitle_with(f"since {since}" if choices else "")
        lines = [Line((tuple(_choice(one, one == since) for one in choices) or "",)), Line()]
        for number, one in enumerate(changed):
            lines += _change(number, one)
        if not changed:
            why = "as before" if choices else "nothing to compare with yet"
            lines.append(Line(((why, "muted"),)))
        lines.append(Line(((("t", "accent bold"), (" record as a test case", "muted")),)))
        self.query_one(Lines).show(lines)


class ErrorsPane(Pane):
    """Errors by rule: code, how many records, what came, the way out; below the first rule its records."""

    help: ClassVar[Help] = Help(
        "errors",
        "Why records were rejected, by rule, the most frequent first.",
        "enter goes to the rule with that record.",
    )

    def compose(self) -> ComposeResult:
        columns = (
            Column(0, share=4),
            Column(14),
            Column(7, right=True),
            Column(0, share=7),
            Column(0, share=6),
        )
        yield Lines(
            *columns, header=("  rule", "code", "records", "what came", "way out"), opens="go to rule"
        )

    @property
    def lines(self) -> Lines:
        """The table."""
        return self.query_one(Lines)

    def show(self, ran: Ran) -> None:
        """Shows the errors of a run, and the sum that proves that nothing was lost."""
        errors = ran.errors()
        count = sum(len(one.records) for one in errors)
        rejected = ran.done.count("rejected")
        self.entitle("Errors by rule", f"{count:,} error{'' if count == 1 else 's'} in {rejected:,} record{'' if rejected == 1 else 's'}" if errors else "")  # fmt: skip
        lines = [line for number, one in enumerate(errors) for line in _error(one, number == 0)]
        if not errors:
            lines = [Line(((f"{mark('ok')} No errors", "ok"),))]
        lines += [Line(rule=True), Line((_sum(ran),))]
        self.lines.show(lines)


def _tabs(active: str) -> tuple[str, ...]:
    return tuple(word.upper() if word == active else word for word in ("Output", "Input", "Changed"))


def _told(outcome: Any) -> list[Line]:
    if outcome is None or outcome.status == "accepted":
        return []
    if outcome.status == "skipped":
        return [Line(((outcome.reason or "skipped", "muted"),))]
    lines = []
    for error in outcome.errors:
        lines.append(Line(((safe(error.target, 60), "error bold"), (error.code, "error"))))
        lines += [
            Line(((safe(error.message), "text"),)),
            Line(((error.owner or "no owner", "muted"),)),
            Line(),
        ]
    return lines


def _choice(word: str, here: bool) -> Part:
    return f"{word}  ", "strong bold underline" if here else "muted"


def _change(number: int, one: Change) -> list[Line]:
    colour = {"+": "ok", "-": "error", "~": "warn"}[one.sign]
    head: tuple[Part, ...] = ((f"{one.sign} ", colour), (one.shown, "strong bold"))
    was: tuple[Part, ...] = (("  was  ", "muted"), _value(one.was))
    now: tuple[Part, ...] = (("  now  ", "muted"), _value(one.now))
    return [Line((head,), number), Line((was,), number), Line((now,), number), Line()]


def _value(value: Any) -> Part:
    return ("missing", "muted") if value is MISSING else shown(value)


def _error(one: RuleErrors, opened: bool) -> list[Line]:
    head: tuple[Part, ...] = ((f"{mark('error')} ", "error"), (one.target, "strong bold"))
    cells: tuple[Cell, ...] = (
        head, (one.code, "text"), (f"{len(one.records):,}", "text"), (safe(one.message), "text"), (safe(one.hint), "muted"),
    )  # fmt: skip
    lines = [Line(cells, (one.target, one.records[0]))]
    if opened and len(one.records) > 1:
        others = one.records[1 : 1 + _RECORDS_SHOWN]
        lines += [Line(((f"    {safe(name, 60)}", "muted"),), (one.target, name)) for name in others]
        more = len(one.records) - 1 - _RECORDS_SHOWN
        lines += [Line(((f"    and {more:,} more", "muted"),))] if more > 0 else []
    return lines


def _sum(ran: Ran) -> tuple[Part, ...]:
    counts = [(ran.done.count(status), status) for status in _WORDS]
    said = " + ".join(f"{count:,} {status}" for count, status in counts)
    whole = sum(count for count, _ in counts) == ran.done.read
    return (f"{said} = {ran.done.read:,} read {mark('middot')} ", "muted"), (f"{mark('ok')} nothing lost", "ok") if whole else ("records are missing", "error")  # fmt: skip
