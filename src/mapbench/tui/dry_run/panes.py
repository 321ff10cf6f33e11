"""The panes of a dry run: fixtures, one record in and out, what changed, errors by rule."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.content import Content

from mapbench.engine.values import MISSING
from mapbench.tui.glyphs import mark
from mapbench.tui.help import Help
from mapbench.tui.lines import Cell, Column, Line, Lines, Part
from mapbench.tui.pane import Pane, tabs
from mapbench.tui.safe import safe
from mapbench.tui.value_lines import shown, tree_lines

if TYPE_CHECKING:
    from mapbench.trials.dry_run import Trial
    from mapbench.workspace.dry_runs import Change, Ran, RuleErrors

_RECORDS_SHOWN = 3
_WORDS: dict[str, tuple[str, str]] = {
    "accepted": ("ok", "ok"),
    "rejected": ("error", "error"),
    "skipped": ("none", "muted"),
}
_ERRORS = (Column(0, share=4), Column(16), Column(7, right=True), Column(0, share=8), Column(0, share=7))
_SMALL_ERRORS = (Column(0, share=4), Column(16), Column(4, right=True), Column(0, share=8))
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
        columns = Column(), Column(10), Column(6, right=True)
        yield Lines(*columns, header=("file", "outcome", "change"), opens="go to rule")

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
        self.was: dict[tuple[str | int, ...], Any] = {}
        self.tail: list[Line] = []
        self.under: str | Content = ""

    def compose(self) -> ComposeResult:
        yield Lines(Column(0, share=5), Column(0, share=4), opens="fold", quiet=True)

    @property
    def lines(self) -> Lines:
        """The tree."""
        return self.query_one(Lines)

    def show_input(self, name: str, record: Any, tabs: bool) -> None:
        """Shows a record that went in."""
        self.entitle(_words("Input", name, 0) if tabs else "Input", "" if tabs else name)
        self.value, self.noted, self.was, self.tail = record, {}, {}, []
        self._draw("")

    def show_outcome(self, trial: Trial | None, changed: tuple[Change, ...], tabs: bool, made: str) -> None:
        """Shows what came out as `made`: the output with what changed, or the errors, or why it was skipped."""
        outcome = trial.outcome if trial is not None else None
        word = Content()
        if outcome is not None:
            sign, colour = _WORDS[outcome.status]
            word = Content.assemble((f"{mark(sign)} {outcome.status}", f"${colour}"))
        name = trial.name if trial is not None else ""
        self.entitle(_words("Output", name, len(changed)) if tabs else "Output", "" if tabs else word)
        self.value = outcome.output if outcome is not None and outcome.status == "accepted" else {}
        self.noted = {one.path: (one.sign, _GROUNDS[one.sign]) for one in changed if one.path}
        self.was = {one.path: one.was for one in changed} if tabs else {}
        self.tail = _told(outcome)
        valid = f"{made} valid" if made and outcome is not None and outcome.status == "accepted" else ""
        self._draw(word if tabs else valid)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Folds or unfolds what is under the cursor."""
        event.stop()
        self.folded = self.folded ^ {event.key}
        self._draw(self.under)

    def copied(self) -> str:
        """The record as JSON."""
        import orjson

        return orjson.dumps(self.value, option=orjson.OPT_INDENT_2, default=str).decode()

    def _draw(self, under: str | Content) -> None:
        self.under = under
        lines = [self._told(line) for line in tree_lines(self.value, self.folded, self.noted)]
        lines += self.tail
        self.lines.show(lines)
        self.subtitle_with(
            under or (f"{len(lines):,} lines" if len(lines) > self.lines.size.height > 0 else "")
        )

    def _told(self, line: Line) -> Line:
        """A line of the tree; a changed one ends in what it was."""
        if line.key not in self.was or len(line.cells) < 2:
            return line
        now = cast("Part", line.cells[1])
        return replace(line, cells=(line.cells[0], (now, ("   was ", "muted"), _value(self.was[line.key]))))


class ChangedPane(Pane):
    """What came out differently in this record, against the run that is compared with."""

    help: ClassVar[Help] = Help(
        "changed", "What this record gives now, and what it gave before.", "v chooses what is compared with."
    )

    def compose(self) -> ComposeResult:
        yield Lines(Column(), id="changed-lines")

    def show(self, changed: tuple[Change, ...], since: str, choices: list[str], tabs: bool) -> None:
        """Shows the changes of a record."""
        count = str(len(changed)) if changed and not tabs else ""
        self.entitle(_words("Changed", "", len(changed)) if tabs else "Changed", count)
        self.subtitle_with(f"since {since}" if choices else "")
        lines = [Line((tuple(_choice(one, one == since) for one in choices) or "",)), Line()]
        for number, one in enumerate(changed):
            lines += _change(number, one)
        if not changed:
            why = ("as before",) if choices else ("Nothing to compare", "with yet.")
            lines += [Line(((one, "muted"),)) for one in why] + [Line()]
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
        header = ("  rule", "code", "records", "what came", "way out")
        yield Lines(*_ERRORS, header=header, opens="go to rule")

    @property
    def lines(self) -> Lines:
        """The table."""
        return self.query_one(Lines)

    def show(self, ran: Ran, small: bool = False) -> None:
        """Shows the errors of a run, and the sum that proves that nothing was lost."""
        errors = ran.errors()
        count = sum(len(one.records) for one in errors)
        rejected = ran.done.count("rejected")
        self.entitle("Errors by rule", f"{count:,} error{'' if count == 1 else 's'} in {rejected:,} record{'' if rejected == 1 else 's'}" if errors else "")  # fmt: skip
        heads = [_head(one) for one in errors]
        here = self.lines.key if self.lines.key in {key for one in errors for key in _keys(one)} else None
        opened = here[2] if here is not None else heads[0][2] if heads and not small else None
        lines = [
            line
            for one, head in zip(errors, heads, strict=True)
            for line in _error(one, head[2] == opened and not small)
        ]
        self.lines.header = () if small else ("  rule", "code", "records", "what came", "way out")
        if not errors:
            lines = [Line(((f"{mark('ok')} No errors", "ok"),))]
        self.lines.columns = _SMALL_ERRORS if small else _ERRORS
        if small:
            self.subtitle_with(Content.assemble(*((text, _coloured(words)) for text, words in _sum(ran))))
        else:
            lines += [Line(rule=True), Line((_sum(ran),))]
        self.lines.show(lines)


def _words(active: str, name: str, changed: int) -> Content:
    """The title where the panes of a record stand behind each other."""
    notes = {"Changed": Content.assemble((str(changed), "not bold $warn"))} if changed else {}
    words = tabs(("Input", "Output", "Changed"), active, notes)
    said = (
        Content.assemble((f"{name.replace('.json', '', 1)} {mark('middot')}  ", "not bold $muted"))
        if name
        else Content()
    )
    return said + words


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


def _head(one: RuleErrors) -> tuple[str, str, str]:
    """The key of a rule's errors: target, a record, and what the records below share."""
    return one.target, one.records[0], f"{one.target} {one.code}"


def _keys(one: RuleErrors) -> list[tuple[str, ...]]:
    return [_head(one), *((one.target, name, _head(one)[2], "record") for name in one.records)]


def _error(one: RuleErrors, opened: bool) -> list[Line]:
    head: tuple[Part, ...] = ((f"{mark('error')} ", "error"), (one.target, "strong bold"))
    cells: tuple[Cell, ...] = (
        head, (one.code, "text"), (f"{len(one.records):,}", "text"), (safe(one.message), "text"), (safe(one.hint), "muted"),
    )  # fmt: skip
    lines = [Line(cells, _head(one))]
    if opened:
        shown_ = one.records[:_RECORDS_SHOWN]
        more = len(one.records) - len(shown_)
        for number, name in enumerate(shown_):
            last = number == len(shown_) - 1
            record = (f"    {'╰' if last else '├'} ", "edge"), (safe(name, 60), "muted")
            tail = (f"   and {more:,} more", "muted") if last and more else ("", "muted")
            lines.append(Line(((*record, tail),), (*_keys(one)[1 + number],)))
    return lines


def _coloured(words: str) -> str:
    return " ".join(f"${word}" for word in words.split())


def _sum(ran: Ran) -> tuple[Part, ...]:
    counts = [(ran.done.count(status), status) for status in _WORDS]
    said = " + ".join(f"{count:,} {status}" for count, status in counts)
    whole = sum(count for count, _ in counts) == ran.done.read
    return (f"{said} = {ran.done.read:,} read {mark('middot')} ", "muted"), (f"{mark('ok')} nothing lost", "ok") if whole else ("records are missing", "error")  # fmt: skip
