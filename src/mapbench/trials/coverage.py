"""Which rules a record exercises: those that gave a value or an error, not those that had nothing to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from mapbench.engine.outcomes import Trace
from mapbench.engine.values import MISSING

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper
    from mapbench.project.places import WrittenRule
    from mapbench.project.programs import LoadedMapping


def exercised_targets(mapper: Mapper, record: Any) -> set[str]:
    """The targets whose rules gave a value, a default or an error for a record (a group, for a mapping that groups)."""
    return fired(mapper.trace(record))


def fired(traced: Trace) -> set[str]:
    """The targets whose rules gave something in a record that was traced, if only an error."""
    return given(traced) | {error.target for outcome in traced.outcomes for error in outcome.errors}


def given(traced: Trace) -> set[str]:
    """The targets whose rules gave a value, or an error that says more than that nothing came."""
    found = {step.target for step in traced.steps if step.part == "result" and step.value is not MISSING}
    for outcome in traced.outcomes:
        found |= {error.target for error in outcome.errors if error.code != "missing"}
        found |= {one.target for one in outcome.softened}
        if outcome.output is not None:
            found |= set(_made(outcome.output, ""))
    return found


def unexercised(mapping: LoadedMapping, exercised: Iterable[str]) -> list[WrittenRule]:
    """The rules of a mapping that no case exercises, in file order; what is left unmapped on purpose is no rule."""
    from mapbench.project.places import written_rules

    done = set(exercised)
    return [
        one
        for one in written_rules(mapping)
        if one.rule.unmapped is None and one.target not in done and not _spread_of(one.target, done)
    ]


def _spread_of(target: str, done: set[str]) -> bool:
    """Whether a `copy_all` stands in a scope that was filled."""
    if target != "*" and not target.endswith(".*"):
        return False
    scope = target.removesuffix("*").removesuffix(".")
    return bool(done) if not scope else any(one == scope or one.startswith(scope + ".") for one in done)


def _made(value: Any, prefix: str) -> Iterator[str]:
    """The target paths that stand in an output, without indexes."""
    if isinstance(value, list):
        for member in value:
            yield from _made(member, prefix)
    elif isinstance(value, dict):
        for name, member in value.items():
            target = f"{prefix}.{name}" if prefix else name
            yield target
            yield from _made(member, target)
