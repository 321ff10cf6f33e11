"""Two outcomes of one record side by side: what became of the record, and of each target field."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from mapbench.engine.outcomes import Outcome, RecordError
from mapbench.engine.program import Program
from mapbench.engine.values import MISSING, kind
from mapbench.review.places import made_at
from mapbench.trials.comparing import Difference, differences

#: How a value changed: `gone` and `null` take one away, `retyped` gives another kind, `filled` gives one where none was.
How = Literal["gone", "null", "retyped", "value", "filled"]
Status = Literal["accepted", "rejected", "skipped", "none"]
_SHOWN: Final = 3


#: A source path and its value in a record.
Source = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """One record's values before and after at one place; MISSING is no value. `sources` are what the rule read, where known."""

    record: str
    path: str
    was: Any
    now: Any
    sources: tuple[Source, ...] = ()

    def as_json(self) -> dict[str, Any]:
        sources = {"sources": dict(self.sources)} if self.sources else {}
        return {
            "record": self.record,
            "path": self.path,
            **_there("was", self.was),
            **_there("now", self.now),
            **sources,
        }


@dataclass(slots=True)
class FieldChange:
    """A target field that comes out differently: in which records and how, the rule to blame, the owner to ask.

    `causes` are the edits that the rule depends on, in words; `examples` the first few.
    """

    field: str
    rule: str | None
    owner: str | None
    names: list[str] = dataclasses.field(default_factory=list)
    hows: dict[How, int] = dataclasses.field(default_factory=dict)
    examples: list[Example] = dataclasses.field(default_factory=list)
    causes: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        return len(self.names)

    def as_json(self) -> dict[str, Any]:
        examples = [one.as_json() for one in self.examples]
        return {
            "field": self.field, "records": self.records, "how": dict(sorted(self.hows.items())), "rule": self.rule,
            "owner": self.owner, "causes": list(self.causes), "examples": examples,
        }  # fmt: skip


@dataclass(slots=True)
class OutcomeChange:
    """Records whose outcome changed in one way, with the error of the first that says why, where there is one.

    `given` is what the first of them gave where it was accepted: at the error's target, else all of its output.
    """

    was: Status
    now: Status
    error: RecordError | None
    names: list[str] = dataclasses.field(default_factory=list)
    causes: tuple[str, ...] = ()
    given: Any = MISSING
    sources: tuple[Source, ...] = ()

    @property
    def records(self) -> int:
        return len(self.names)

    @property
    def examples(self) -> list[str]:
        """The names of the first few."""
        return self.names[:_SHOWN]

    def as_json(self) -> dict[str, Any]:
        error = self.error
        found: dict[str, Any] = {"was": self.was, "now": self.now, "records": self.records}
        if error is not None:
            found |= {
                "code": error.code,
                "target": error.target,
                "message": error.message,
                "owner": error.owner,
            }
        sources = {"sources": dict(self.sources)} if self.sources else {}
        return {**found, "causes": list(self.causes), "examples": self.examples, **sources}


@dataclass(slots=True)
class Compared:
    """What records came to in two versions: how many there were, how many came out differently, and in what."""

    records: int = 0
    changed: int = 0
    fields: dict[str, FieldChange] = dataclasses.field(default_factory=dict)
    outcomes: dict[tuple[str, ...], OutcomeChange] = dataclasses.field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "records": self.records, "changed": self.changed,
            "outcomes": [one.as_json() for one in self.outcomes.values()],
            "fields": [one.as_json() for one in self.fields.values()],
        }  # fmt: skip

    def add(
        self, name: str, sides: tuple[Outcome | None, Outcome | None], programs: tuple[Program, Program]
    ) -> bool:
        """Adds a record's outcomes before and after (None: it had none); whether they differ."""
        self.records += 1
        was, now = sides
        if was is not None and now is not None and was.status == now.status == "accepted":
            differs = self._add_fields(name, was.output, now.output, programs)
        else:
            differs = self._add_outcome(name, was, now)
        self.changed += differs
        return differs

    def _add_outcome(self, name: str, was: Outcome | None, now: Outcome | None) -> bool:
        statuses = _status(was), _status(now)
        before, after = ({_key(error) for error in one.errors} if one else set() for one in (was, now))
        if statuses[0] == statuses[1] and before == after:
            return False
        error = next((one for one in now.errors if _key(one) not in before), None) if now else None
        if error is None and was is not None:
            error = next((one for one in was.errors if _key(one) not in after), None)
        key = (*statuses, *(_key(error) if error else ()))
        change = self.outcomes.setdefault(key, OutcomeChange(*statuses, error))
        if not change.names:
            accepted = next((one for one in (now, was) if one is not None and one.status == "accepted"), None)
            change.given = (
                MISSING if accepted is None else _at(accepted.output, error.target if error else "$")
            )
        change.names.append(name)
        return True

    def _add_fields(self, name: str, was: Any, now: Any, programs: tuple[Program, Program]) -> bool:
        seen: dict[str, set[How]] = {}
        for one in _leaves(differences(was, now, exact=True)):
            made = made_at(programs[1], one.path)
            if made.rule is None or one.actual is MISSING:
                old = made_at(programs[0], one.path)
                made = old if old.rule is not None and made.rule is None else made
            change = self.fields.setdefault(made.field, FieldChange(made.field, made.rule, made.owner))
            seen.setdefault(made.field, set()).add("value" if made.item else _how(one))
            if len(change.examples) < _SHOWN and not any(
                name == example.record for example in change.examples
            ):
                change.examples.append(Example(name, one.shown, one.expected, one.actual))
        for named, hows in seen.items():
            change = self.fields[named]
            change.names.append(name)
            for how in hows:
                change.hows[how] = change.hows.get(how, 0) + 1
        return bool(seen)


def _status(outcome: Outcome | None) -> Status:
    return "none" if outcome is None else outcome.status


def _at(output: Any, target: str) -> Any:
    """What stands in an output at a target path, all of it where that is no path of plain names."""
    found = output
    for name in () if target == "$" else target.split("."):
        if not isinstance(found, dict) or name not in found:
            return output
        found = found[name]
    return found


def _key(error: RecordError) -> tuple[str, str]:
    return error.code, error.target


def _leaves(found: Iterator[Difference]) -> Iterator[Difference]:
    """An object that came or went is told field by field."""
    for one in found:
        for side, inner in (("actual", one.actual), ("expected", one.expected)):
            other = one.expected if side == "actual" else one.actual
            if other is MISSING and isinstance(inner, dict) and inner and isinstance(one.path[-1], str):
                pairs = ((name, value) for name, value in inner.items())
                yield from _leaves(
                    Difference(
                        (*one.path, name), *((MISSING, value) if side == "actual" else (value, MISSING))
                    )
                    for name, value in pairs
                )
                break
        else:
            yield one


def _how(one: Difference) -> How:
    was, now = one.expected, one.actual
    if now is MISSING:
        return "gone"
    if now is None:
        return "null"
    if was is MISSING or was is None:
        return "filled"
    return "value" if kind(was) == kind(now) else "retyped"


def _there(key: str, value: Any) -> dict[str, Any]:
    return {} if value is MISSING else {key: value}
