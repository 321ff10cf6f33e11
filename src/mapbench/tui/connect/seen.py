"""What the screen knows of one dataset: its last answer, the failure since then, and where the user is in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from mapbench.errors import MapbenchError
    from mapbench.workspace.connecting import Health
    from mapbench.workspace.drifting import Rename
    from mapbench.workspace.masking import At, CaptureRow
    from mapbench.workspace.sending import Answered
    from mapbench.workspace.shapes import SchemaRow
    from mapbench.workspace.views import Opened


@dataclass(frozen=True, slots=True)
class Looked:
    """An answer with all that is drawn of it; `texts` are name and text of the fixture that each record would become, `lost` fields that nothing replaces."""

    answer: Answered
    rows: list[SchemaRow]
    renames: list[Rename]
    masked: list[Any]
    texts: list[tuple[str, str]]
    health: tuple[Health, str] | None
    lost: tuple[str, ...] = ()


def looked_at(workspace: Opened, answer: Answered) -> Looked:
    """Works out what is drawn of an answer. May take a while; raises MapbenchError."""
    from mapbench.connect.capture import planned_fixtures
    from mapbench.workspace.drifting import drift_of_answer, health_of, renames_in
    from mapbench.workspace.masking import masked_records
    from mapbench.workspace.shapes import schema_rows

    texts = planned_fixtures(workspace.folder, answer.reference, answer.kept.records, answer.keys)
    drift = drift_of_answer(workspace, answer)
    renames, health = renames_in(workspace, drift), health_of(answer, drift)
    unsure = {one.drift.path for one in drift.changes if not one.certain} if drift is not None else set()
    return Looked(
        answer,
        schema_rows(answer, unsure),
        renames,
        masked_records(answer),
        texts,
        health,
        drift.lost if drift is not None else (),
    )


@dataclass(slots=True)
class Seen:
    """`record` is the one in view, counted from 0; `until` when a system that was asked too often is free again."""

    folder: Path
    answer: Answered | None = None
    failure: MapbenchError | None = None
    until: float = 0.0
    record: int = 0
    rows: list[SchemaRow] = field(default_factory=list)
    renames: list[Rename] = field(default_factory=list)
    lost: tuple[str, ...] = ()
    masked: list[Any] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    turned: frozenset[At] = frozenset()
    shut: frozenset[tuple[str, ...]] = frozenset()

    def take(self, looked: Looked) -> None:
        """Another answer, or the same one looked at again."""
        self.answer, self.rows, self.renames = looked.answer, looked.rows, looked.renames
        self.masked, self.texts, self.lost = looked.masked, looked.texts, looked.lost
        self.record = min(self.record, max(len(looked.masked) - 1, 0))

    @property
    def label(self) -> str:
        """What the records are called: the last name of their path."""
        path = self.answer.received.exchange.records_path if self.answer is not None else ""
        name = path.removesuffix("[*]").rpartition(".")[2].strip("$[]'\"")
        return name or "records"

    def records(self, show_real: bool) -> list[Any]:
        """The records as they may be shown."""
        return (self.answer.real if show_real else self.masked) if self.answer is not None else []

    def text(self, show_real: bool) -> str:
        """The answer as text; without what is redacted unless somebody asked for it."""
        import json

        if self.answer is None:
            return ""
        if show_real:
            text: str | None = self.answer.body
        else:
            text = self.answer.raw
        try:
            value = json.loads(text) if text is not None else self.masked
        except ValueError:
            return text or ""
        return json.dumps(value, indent=2, ensure_ascii=False)

    def folded(self) -> frozenset[At]:
        """What is folded in the tree: every record but the one in view, and its lists; then what the user turned."""
        found: set[At] = {(self.label, number) for number in range(len(self.masked)) if number != self.record}
        if self.record < len(self.masked):
            _lists(self.masked[self.record], (self.label, self.record), found)
        return frozenset(found) ^ self.turned

    def new_places(self) -> list[At]:
        """Where fields that the pin does not have stand in the record in view."""
        if self.record >= len(self.masked):
            return []
        found: list[At] = []
        for row in self.rows:
            if row.sign == "+":
                _places(self.masked[self.record], row.path, (self.label, self.record), found)
        return found

    def capture(self) -> list[CaptureRow]:
        """What a capture of the record in view replaces."""
        from mapbench.workspace.masking import capture_rows

        return capture_rows(self.answer, self.record) if self.answer is not None else []

    def planned(self) -> tuple[str, str, str] | None:
        """File and text of the fixture of the record in view, and whether it is new, changed or same; None without one."""
        if self.answer is None or self.record >= len(self.texts):
            return None
        name, text = self.texts[self.record]
        file = f"fixtures/{self.answer.reference}/{name}.json"
        try:
            there = (self.folder / file).read_bytes()
        except OSError:
            return file, text, "new"
        return file, text, "same" if there == text.encode() else "changed"


def _lists(value: Any, at: At, found: set[At]) -> None:
    if isinstance(value, list):
        found.add(at)
    for name, below in value.items() if isinstance(value, dict) else ():
        _lists(below, (*at, name), found)


def _places(value: Any, path: tuple[str, ...], at: At, found: list[At]) -> None:
    if not path:
        found.append(at)
    elif path[0] == "*" and isinstance(value, list):
        for number, item in enumerate(value):
            _places(item, path[1:], (*at, number), found)
    elif isinstance(value, dict) and path[0] in value:
        _places(value[path[0]], path[1:], (*at, path[0]), found)
