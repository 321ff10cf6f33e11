"""The live preview of one rule: every fixture, and every item in it."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from mapbench.engine.outcomes import RecordError
from mapbench.engine.values import MISSING
from mapbench.language.lenient import Readable
from mapbench.schemas.fields import Field
from mapbench.trials.walking import field_below
from mapbench.workspace.one_rule import RefusedError, Trying, Turn, trying
from mapbench.workspace.open_mapping import OpenMapping, open_mapping
from mapbench.workspace.shown import ABSENT, failed, line, shown
from mapbench.workspace.views import At, Opened, Preview, PreviewRow, Shown

#: Rows of one preview; nobody reads further, and a fixture may be a long table.
MOST_ROWS: Final = 2_000


def preview(workspace: Opened, mapping: str, at: At, draft: dict[str, Any] | None = None) -> Preview:
    """What one rule makes of every fixture, without the rest of its mapping; `draft` is the rule as it is being typed.

    A rule that is refused has no rows but a `problem`. Raises MapbenchError for a mapping that is none.
    """
    opened = open_mapping(workspace, mapping)
    with opened.lock:
        if draft is None and writes_nothing(opened, at):
            return Preview((), (), 0, 0, 0)
        try:
            ready = trying(opened, at, draft)
        except RefusedError as refused:
            return Preview((), (), 0, 0, 0, refused.problem)
        return _previewed(opened, ready)


def _previewed(opened: OpenMapping, ready: Trying) -> Preview:
    judge = Judge(opened.readable, ready)
    rows = []
    for turn in ready.turns(opened.fixtures):
        rows.append(_row(judge, turn, len(ready.inputs)))
        if len(rows) == MOST_ROWS:
            break
    counts = Counter(row.status for row in rows)
    columns = tuple(given.name for given in ready.inputs)
    return Preview(columns, tuple(rows), counts["accepted"], counts["rejected"], counts["skipped"])


class Judge:
    """Says of a turn whether its record would get further with it: what the target schema says of this one target."""

    def __init__(self, readable: Readable, ready: Trying) -> None:
        self.rule = ready.one.rule
        place = ready.one.place
        field = field_below(place.target, self.rule.names) if place.described else None
        self.field: Field | None = None if self.rule.names == ("*",) else field
        self.checks = readable.checks

    def wrong(self, turn: Turn) -> str | None:
        """Why the record is rejected for this rule, None where it is not."""
        if turn.error is not None:
            return turn.error.message
        if not turn.reached:
            return None
        if turn.result is MISSING and self.rule.strict:
            return f"The required target {self.rule.target} got no value."
        if self.field is None or self.checks is None or turn.result is MISSING:
            return None
        if turn.result is None and not self.rule.nullable:
            return f"The required target {self.rule.target} got null." if self.rule.strict else None
        if self.checks.of(self.field)(turn.result):
            return None
        found = self.checks.explain(self.field)(turn.result)
        return found[0].message if found else "The value breaks the target schema."


def _row(judge: Judge, turn: Turn, columns: int) -> PreviewRow:
    wrong = judge.wrong(turn)
    inputs = tuple(input_shown(value) for value in turn.inputs) if turn.inputs else (ABSENT,) * columns
    status = "rejected" if wrong is not None else "accepted" if turn.reached else "skipped"
    result = failed(wrong) if turn.error is not None and wrong is not None else shown(turn.result)
    return PreviewRow(
        turn.fixture, turn.number, inputs, result, status, None if wrong is None else line(wrong)
    )


def input_shown(value: Any) -> Shown:
    """Something that a rule read, or the error in its place."""
    return failed(value.message) if isinstance(value, RecordError) else shown(value)


def writes_nothing(opened: OpenMapping, at: At) -> bool:
    """Whether a rule says that its target stays unmapped."""
    rule: Any = opened.salvaged.file
    try:
        for key in at:
            rule = rule[key] if isinstance(key, int) else getattr(rule, key)
    except (AttributeError, IndexError, TypeError):
        return False
    unread = any(key == at for key, _ in opened.salvaged.refused)
    return getattr(rule, "unmapped", None) is not None and not unread
