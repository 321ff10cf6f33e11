"""One record through a mapping written as Python data: resolved, compiled, run plain, quick and traced, which have to agree."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mapbench.engine.compiler import compile_program
from mapbench.engine.mapper import Mapper
from mapbench.engine.outcomes import Outcome, RecordError
from mapbench.engine.program import Table
from mapbench.language.environment import Environment, WrittenAssertion, WrittenFunction
from mapbench.language.resolve import resolve
from mapbench.model.mapping import MappingFile

TABLES = {
    "status": Table("status", {"paid": "PAID", "open": "OPEN"}),
    "kept": Table("kept", {"paid": "PAID"}, "keep"),
    "nulled": Table("nulled", {"paid": "PAID"}, "null"),
    "left": Table("left", {"paid": "PAID"}, "missing"),
    "filled": Table("filled", {"paid": "PAID"}, "value", "OTHER"),
}
FUNCTIONS = {"shout": WrittenFunction("shout", ("x",), 'upper(x) + "!"')}


def mapper(
    rules: list[dict[str, Any]] | None = None,
    *,
    schema: dict[str, Any] | None = None,
    source_schema: dict[str, Any] | None = None,
    assertions: tuple[WrittenAssertion, ...] = (),
    declared: dict[str, Any] | None = None,
    params: dict[str, Any] | None = None,
    now: datetime | None = None,
    **keys: Any,
) -> Mapper:
    """A mapping of these rules and keys (`declared`: its parameters), bound to `params`; tables status, kept, nulled, left, filled; function shout."""
    written = MappingFile.model_validate(
        {"mapping": "m", "rules": rules or [], "params": declared or {}, **keys}
    )
    environment = Environment(
        tables=TABLES,
        functions=FUNCTIONS,
        source_schema=source_schema,
        target_schema=schema,
        assertions=assertions,
    )
    return compile_program(resolve(written, environment)).bind(params=params, now=now)


def outcome(mapping: Mapper, record: Any) -> Outcome:
    """The one outcome of a record; `quick` gives the same output or passes, the traced function agrees."""
    outcomes = mapping.outcomes(record)
    assert len(outcomes) == 1
    result = outcomes[0]
    quick = mapping.quick(record)
    if quick is not None:
        assert (result.status, repr(result.output), result.softened) == ("accepted", repr(quick), ())
    traced = mapping.trace(record).outcomes
    assert [(result.status, repr(result.output), result.errors)] == [
        (t.status, repr(t.output), t.errors) for t in traced
    ]
    return result


def run(rules: list[dict[str, Any]], record: Any, **given: Any) -> Outcome:
    """The outcome of a record through rules."""
    return outcome(mapper(rules, **given), record)


def output(rules: list[dict[str, Any]], record: Any, **given: Any) -> Any:
    """The output of a record that has to be accepted."""
    result = run(rules, record, **given)
    assert result.status == "accepted", result.errors
    return result.output


def error(rules: list[dict[str, Any]], record: Any, **given: Any) -> RecordError:
    """The one error of a record that has to be rejected."""
    result = run(rules, record, **given)
    assert result.status == "rejected", result.output
    assert len(result.errors) == 1, result.errors
    return result.errors[0]


def value(formula: str, given_record: Any = None, /, **names: Any) -> Any:
    """What a formula gives over fields of a record by their names; "missing" is told by the marker of the engine."""
    record = dict(given_record or {}, **names)
    rule = {"target": "t", "source": {name: f"['{name}']" for name in record}, "formula": formula}
    return output([rule], record).get("t", "<missing>")
