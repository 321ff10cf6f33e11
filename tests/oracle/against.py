"""One case through the engine's plain and traced functions and through the oracle, as values that compare exactly."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from tests.oracle.outcome import Setting, run
from tests.oracle.scope import ProjectFunction, Table
from tests.oracle.strategies import FUNCTIONS, TABLES, Case

from mapbench.engine.compiler import compile_program
from mapbench.engine.mapper import Mapper
from mapbench.engine.program import Table as EngineTable
from mapbench.language.environment import Environment, WrittenAssertion, WrittenFunction
from mapbench.language.resolve import resolve
from mapbench.model.mapping import MappingFile

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
SALT = {"salt": "pepper"}
Result = tuple[str, str, frozenset[tuple[str, str, tuple[int, ...]]], int | None]


def engine(case: Case) -> Mapper:
    """The case compiled and bound; raises LoadError where it is refused."""
    environment = Environment(
        tables={name: _table(name, *table) for name, table in TABLES.items()},
        functions={name: WrittenFunction(name, *function) for name, function in FUNCTIONS.items()},
        target_schema=case.schema,
        assertions=tuple(WrittenAssertion(text, "broken") for text in case.assertions),
    )
    program = resolve(MappingFile.model_validate(case.mapping), environment)
    return compile_program(program).bind(params=SALT, now=NOW)


def _table(name: str, entries: dict[str, Any], on_miss: Any) -> EngineTable:
    if isinstance(on_miss, dict):
        return EngineTable(name, entries, "value", on_miss["value"])
    return EngineTable(name, entries, on_miss)


def grouped_results(mapper: Mapper, records: list[Any]) -> list[Result]:
    """Of a mapping that groups: the outcomes of groups in the order of their first records."""
    found = sorted(mapper.grouped(enumerate(records)), key=lambda group: group[0])
    return [_result(outcome) for _, _, outcomes in found for outcome in outcomes]


def plain_results(mapper: Mapper, record: Any) -> list[Result]:
    return [_result(outcome) for outcome in mapper.outcomes(record)]


def traced_results(mapper: Mapper, record: Any) -> list[Result]:
    return [_result(outcome) for outcome in mapper.trace(record).outcomes]


def quick_result(case: Case, mapper: Mapper, record: Any) -> Result | None:
    """What the short cut for accepted records gives; None where it passes, or is not meant for the mapping."""
    output = None if "each" in case.mapping else mapper.quick(record)
    return None if output is None else ("accepted", exactly(output), frozenset(), None)


def groups(case: Case) -> bool:
    return "group" in case.mapping or "group_all" in case.mapping


def oracle_results(case: Case, record: Any) -> list[Result]:
    setting = Setting(
        params=SALT,
        tables={name: Table(*table) for name, table in TABLES.items()},
        functions={name: ProjectFunction(*function) for name, function in FUNCTIONS.items()},
        now=NOW,
        target_schema=case.schema,
        assertions=case.assertions,
    )
    return [_result(outcome) for outcome in run(MappingFile.model_validate(case.mapping), record, setting)]


def _result(outcome: Any) -> Result:
    errors = frozenset((error.code, _plainly(error.target), tuple(error.item)) for error in outcome.errors)
    output = exactly(outcome.output) if outcome.status == "accepted" else ""
    return outcome.status, output, errors, outcome.item


def _plainly(target: str) -> str:
    """A target without the quotes that its names may need."""
    names = re.findall(r"'([^']*)'|([^.\[\]']+)", target)
    return ".".join(quoted or bare for quoted, bare in names)


def exactly(value: Any) -> str:
    """A value as text that shows kinds of numbers and the order of keys."""
    return repr(value)
