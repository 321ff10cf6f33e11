"""golden.jsonl: what becomes of every fixture, and which rule made which target. The self-test of a package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from mapbench.engine.compiler import compile_program
from mapbench.engine.grouping import groups
from mapbench.engine.incoming import refusal, refuse_long_values
from mapbench.engine.mapper import Mapper
from mapbench.engine.outcomes import Outcome
from mapbench.engine.program import NOTHING, Collection, Object, Program, Rule, Scope
from mapbench.engine.values import Failure, kind
from mapbench.packages.json_text import line
from mapbench.trials.given import fixture_values

#: What parameters without a default are in the self-test, by type.
STAND_INS: Final[dict[str, Any]] = {
    "string": "golden", "integer": 1, "number": 1, "boolean": True, "array": [], "object": {},
}  # fmt: skip


def golden_lines(
    program: Program, tables: Mapping[str, Mapping[str, Any]], fixtures: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    """Each fixture's name with one line per outcome, sorted by name. The clock stands at 2000-01-01T00:00:00Z.

    `tables` fill what the program leaves open; parameters without a default are `STAND_INS`. Raises MapbenchError for a
    table that is neither.
    """
    mapper = compile_program(program).bind(stand_ins(program), tables)
    for name in sorted(fixtures):
        outcomes = list(outcomes_of(mapper, name, fixtures[name]))
        for number, outcome in outcomes:
            several = number if len({at for at, _ in outcomes}) > 1 else None
            yield name, line(_shown(program, name, several, outcome))


def stand_ins(program: Program) -> dict[str, Any]:
    """Values for the parameters that have no default, so that fixtures can be tried without being given any."""
    return {one.name: STAND_INS[one.type] for one in program.parameters if one.default is NOTHING}


def outcomes_of(mapper: Mapper, name: str, content: bytes) -> Iterator[tuple[int, Outcome]]:
    """What becomes of the records of a fixture, each with its number; of a group's records, under that of its first."""
    program = mapper.program
    try:
        values = fixture_values(name, content)
        records = values if isinstance(values, list) else [values]
        for record in records:
            _check_record(record)
    except (Failure, orjson.JSONDecodeError) as error:
        failure = error if isinstance(error, Failure) else Failure("bad-input", "The fixture is no JSON.")
        yield 0, Outcome("rejected", errors=(refusal(failure, program.owner),))
        return
    yield from record_outcomes(mapper, records)


def record_outcomes(mapper: Mapper, records: list[Any]) -> Iterator[tuple[int, Outcome]]:
    """What becomes of records, as `outcomes_of`."""
    if not (mapper.program.group or mapper.program.group_all):
        for number, record in enumerate(records):
            yield from ((number, outcome) for outcome in mapper.outcomes(record))
        return
    for first, _, group, failed in groups(mapper, enumerate(records)):
        found = [failed] if failed is not None else mapper.outcomes(group)
        yield from ((first, outcome) for outcome in found)


def _check_record(record: Any) -> None:
    if not isinstance(record, dict):
        raise Failure("bad-input", f"The record has to be an object; this is {kind(record)}.")
    refuse_long_values(record)


def _shown(program: Program, name: str, number: int | None, outcome: Outcome) -> dict[str, Any]:
    shown: dict[str, Any] = {"fixture": name}
    if number is not None:
        shown["record"] = number
    if outcome.item is not None:
        shown["item"] = outcome.item
    shown["status"] = outcome.status
    if outcome.status == "accepted":
        shown["output"] = outcome.output
        shown["rules"] = dict(sorted(set(_makers(program.scope, outcome.output))))
    if outcome.status == "rejected":
        shown["errors"] = [
            {"code": one.code, "target": one.target, "item": list(one.item), "owner": one.owner}
            for one in outcome.errors
        ]
    if outcome.reason is not None:
        shown["reason"] = outcome.reason
    if outcome.softened:
        shown["softened"] = [
            {"code": one.code, "target": one.target, "how": one.how} for one in outcome.softened
        ]
    return shown


def _makers(scope: Scope, output: Any) -> Iterator[tuple[str, str]]:
    """Each target path in an output with the rule that made it; a rule is known by its target path."""
    for rule in scope.rules:
        value: Any = output
        for name in rule.names:
            value = value.get(name, NOTHING) if isinstance(value, dict) else NOTHING
        if value is not NOTHING:
            yield from _of_rule(rule, value)
    if scope.spread is not None and isinstance(output, dict):
        own = {rule.names[0] for rule in scope.rules}
        prefix = scope.spread.target.removesuffix("*")
        yield from ((prefix + name, scope.spread.target) for name in output if name not in own)


def _of_rule(rule: Rule, value: Any) -> Iterator[tuple[str, str]]:
    inner = rule.body.scope if isinstance(rule.body, Object | Collection) else None
    if inner is None or not value:
        yield rule.target, rule.target
        return
    for member in _members(rule.body, value):
        yield from _makers(inner, member)


def _members(body: Any, value: Any) -> Iterable[Any]:
    if isinstance(body, Object):
        return [value]
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
