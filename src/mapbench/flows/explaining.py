"""How one record got its value in one target: the steps of the rule, and of the named values it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.connect.records import Record, open_records
from mapbench.engine.outcomes import Outcome, RecordError, Step
from mapbench.engine.program import Collection, Object, Program, Rule, Scope
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper

#: The target of everything that belongs to the whole record.
RECORD = "$"
#: What is shown in place of a secret parameter.
HIDDEN = "(secret)"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The outcomes of a record, and the steps of the targets asked for, in the order of evaluation."""

    index: int
    targets: tuple[str, ...]
    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]

    def errors(self) -> Iterator[tuple[Outcome, RecordError]]:
        """The errors that concern the targets asked for: their own, and those of the whole record."""
        for outcome in self.outcomes:
            for error in outcome.errors:
                if error.target == RECORD or _within(error.target, self.targets):
                    yield outcome, error


def explain(
    mapper: Mapper, source: str | Path, target: str, record: int = 0, input_format: str | None = None
) -> Explanation:
    """Explains one target for one record of an input, counted from 0.

    Under a grouping mapping it is the group that holds the record. Raises MapbenchError for a target that no rule makes, or
    a record that is not there or cannot be read.
    """
    targets = targets_like(mapper.program, target)
    traced = mapper.trace(_record(mapper, open_records(source, input_format), record, source))
    wanted = {*targets, *_lets_used(mapper.program, targets, traced.steps)}
    steps = tuple(_without_secrets(mapper.program, step) for step in traced.steps if step.target in wanted)
    return Explanation(record, targets, steps, traced.outcomes)


def rules_of(scope: Scope) -> Iterator[Rule]:
    """Every rule of a scope and of the scopes inside it, in target order."""
    for rule in scope.rules:
        yield rule
        inner = rule.body.scope if isinstance(rule.body, Object | Collection) else None
        if inner is not None:
            yield from rules_of(inner)


def targets_like(program: Program, target: str) -> tuple[str, ...]:
    """The targets a name stands for: its own rule's, else those of all rules inside it. Raises MapbenchError."""
    known = [rule.target for rule in rules_of(program.scope)]
    if target == RECORD or target in known:
        return (target,)
    inside = tuple(one for one in known if one.startswith(target + "."))
    if inside:
        return inside
    from mapbench.model.nearest import did_you_mean

    hint = did_you_mean(target, known) or f"It makes {', '.join(known[:8])}{', …' if len(known) > 8 else ''}."
    raise MapbenchError(f"No rule of {program.mapping} makes {target!r}.", hint)


def _without_secrets(program: Program, step: Step) -> Step:
    names = "|".join(re.escape(one.name) for one in program.parameters if one.secret)
    if names and re.fullmatch(rf"""params\s*(\.\s*({names})|\[\s*["']({names})["']\s*\])""", step.text):
        return replace(step, value=HIDDEN)
    return step


def _within(target: str, targets: Iterable[str]) -> bool:
    return any(target == one or target.startswith(one + ".") for one in targets)


def _lets_used(program: Program, targets: tuple[str, ...], steps: tuple[Step, ...]) -> set[str]:
    """The named values that the steps of these targets read, and those that these read."""
    lets = {let.name for scope in _scopes(program.scope) for let in scope.lets}
    read: set[str] = set()
    wanted = set(targets)
    while wanted:
        found = {step.text for step in steps if step.target in wanted and step.text in lets}
        wanted = found - read
        read |= wanted
    return read


def _scopes(scope: Scope) -> Iterator[Scope]:
    yield scope
    for rule in scope.rules:
        inner = rule.body.scope if isinstance(rule.body, Object | Collection) else None
        if inner is not None:
            yield from _scopes(inner)


def _record(mapper: Mapper, records: Iterator[Record], wanted: int, source: str | Path) -> dict[str, Any]:
    if mapper.program.group or mapper.program.group_all:
        return _group(mapper, records, wanted, source)
    count = 0
    for record in records:
        if record.index == wanted:
            return _readable(record, source)
        count += 1
    raise _no_such_record(source, count, wanted)


def _group(mapper: Mapper, records: Iterator[Record], wanted: int, source: str | Path) -> dict[str, Any]:
    from mapbench.engine.grouping import groups

    count = 0
    readable = ((record.index, record.value) for record in records if record.value is not None)
    for first, size, group, failed in groups(mapper, readable):
        count = first + size
        if first <= wanted < count:
            if failed is not None:
                raise MapbenchError(
                    f"Record {wanted} is in no group: {failed.errors[0].message}", failed.errors[0].hint
                )
            return group
    raise _no_such_record(source, count, wanted)


def _readable(record: Record, source: str | Path) -> dict[str, Any]:
    if record.value is None:
        assert record.error is not None
        raise MapbenchError(
            f"Record {record.index} of '{source}' cannot be read: {record.error.message}", record.error.hint
        )
    return record.value


def _no_such_record(source: str | Path, count: int, wanted: int) -> MapbenchError:
    there = (
        "is no record" if not count else "is only record 0" if count == 1 else f"are records 0 to {count - 1}"
    )
    return MapbenchError(
        f"There is no record {wanted} in '{source}'.", f"There {there}; --record counts from 0."
    )
