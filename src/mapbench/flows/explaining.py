"""How one record got its value in one target: the steps of the rule, and of the named values it uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from mapbench.connect.records import Record, records_of
from mapbench.engine.expressions import free_names
from mapbench.engine.outcomes import Outcome, RecordError, Step
from mapbench.engine.program import Collection, Formula, Named, Object, Program, Rule, Scope
from mapbench.errors import MapbenchError
from mapbench.flows.inputs import AS_THEY_ARE, How
from mapbench.flows.target_states import TargetState, target_states

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper

#: The target of everything that belongs to the whole record.
RECORD = "$"


@dataclass(frozen=True)
class Explanation:
    """The outcomes of a record, and the steps of the targets asked for, in the order of evaluation."""

    index: int
    targets: tuple[str, ...]
    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]
    states: tuple[TargetState, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the whole record was asked for; only then there are `states`, those of its accepted outcomes."""
        return RECORD in self.targets

    def errors(self) -> Iterator[tuple[Outcome, RecordError]]:
        """The errors that concern the targets asked for: their own, and those of the whole record."""
        for outcome in self.outcomes:
            for error in outcome.errors:
                if self.whole or error.target == RECORD or _within(error.target, self.targets):
                    yield outcome, error


def explain(
    mapper: Mapper,
    source: str | Path,
    target: str,
    record: int = 0,
    input_format: str | None = None,
    how: How = AS_THEY_ARE,
) -> Explanation:
    """Explains one target for one record of an input, counted from 0.

    Under a grouping mapping it is the group that holds the record. Raises MapbenchError for a target that no rule makes, or
    a record that is not there or cannot be read.
    """
    targets = targets_like(mapper.program, target)
    traced = mapper.trace(
        _record(mapper, records_of(how.with_format(input_format).chunks(str(source))), record, source)
    )
    wanted = {*targets, *_lets_used(mapper.program, targets)}
    steps = tuple(step for step in traced.steps if step.target in wanted)
    states = target_states(mapper.program, traced.outcomes) if RECORD in targets else ()
    return Explanation(record, targets, steps, traced.outcomes, tuple(states))


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


def _within(target: str, targets: Iterable[str]) -> bool:
    return any(target == one or target.startswith(one + ".") for one in targets)


def _lets_used(program: Program, targets: tuple[str, ...]) -> set[str]:
    """The named values that the rules of these targets read, and those that these read, as their steps are called."""
    found: set[str] = set()
    for rule, lets in _rules_with_lets(program.scope, {}, ""):
        if rule.target in targets:
            ahead = list(names_read(rule))
            while ahead:
                name = ahead.pop()
                if name in lets and lets[name][0] not in found:
                    found.add(lets[name][0])
                    ahead += names_read(lets[name][1])
    return found


def names_read(part: Any) -> set[str]:
    """The names that the formulas of a rule or named value read; those of rules inside it are theirs."""
    if isinstance(part, Formula):
        return set(free_names(part.tree))
    if isinstance(part, tuple):
        return set().union(*map(names_read, part))
    if isinstance(part, Scope) or not isinstance(part, Struct):
        return set()
    return set().union(*(names_read(getattr(part, name)) for name in part.__struct_fields__))


def _rules_with_lets(
    scope: Scope, lets: dict[str, tuple[str, Named]], prefix: str
) -> Iterator[tuple[Rule, dict[str, Any]]]:
    """Every rule with the named values it can see; each by its name, with the target its steps carry."""
    lets = {**lets, **{let.name: (prefix + let.name, let) for let in scope.lets}}
    for rule in scope.rules:
        yield rule, lets
        inner = rule.body.scope if isinstance(rule.body, Object | Collection) else None
        if inner is not None:
            yield from _rules_with_lets(inner, lets, f"{rule.target}.")


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
