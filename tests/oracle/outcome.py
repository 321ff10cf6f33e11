"""What becomes of records, and the run over them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from tests.oracle.formulas import evaluate
from tests.oracle.kinds import MISSING, Fault, absent, same, truth
from tests.oracle.places import Error, Place
from tests.oracle.rules import Run
from tests.oracle.scope import Cell, ProjectFunction, Scope, Table, World, known
from tests.oracle.shapes import Shape
from tests.oracle.stages import group_of, members_of

from mapbench.model.mapping import MappingFile

START = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """accepted, rejected or skipped; `output` only of an accepted one; `item` under the mapping's own `each`."""

    status: str
    output: Any = None
    errors: list[Error] = field(default_factory=list)
    softened: int = 0
    item: int | None = None


@dataclass(frozen=True)
class Setting:
    """All that a run takes beside mapping and records."""

    params: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    functions: dict[str, ProjectFunction] = field(default_factory=dict)
    now: datetime = START
    target_schema: Any = None
    assertions: list[str] = field(default_factory=list)


def run(mapping: MappingFile, records: Any, setting: Setting | None = None) -> list[Outcome]:
    """Outcomes of one record, or of a list of them; of groups where the mapping groups."""
    setting = setting or Setting()
    inputs = records if isinstance(records, list) else [records]
    if mapping.group or mapping.group_all:
        return [
            each
            for group, late in _groups(mapping, inputs, setting)
            for each in _of_group(mapping, group, late, setting)
        ]
    return [each for record in inputs for each in _of_record(mapping, record, setting)]


def _world(mapping: MappingFile, setting: Setting) -> World:
    defaults = {
        name: each.default for name, each in mapping.params.items() if "default" in each.model_fields_set
    }
    return World(setting.now, defaults | setting.params, setting.tables, setting.functions)


def _groups(mapping: MappingFile, records: list[Any], setting: Setting) -> list[tuple[Any, bool]]:
    """Runs of neighbours with equal keys as `{key, items}`, and whether the key's group had closed before."""
    if mapping.group_all:
        return [({"key": [], "items": records}, False)] if records else []
    world = _world(mapping, setting)
    texts = [mapping.group] if isinstance(mapping.group, str) else list(mapping.group or ())
    runs: list[tuple[tuple[Any, ...], list[Any]]] = []
    for record in records:  # a record that comes too late is rejected for itself
        names = _Fields({name: known(value) for name, value in record.items()})
        key = tuple(evaluate(text, names, world) for text in texts)
        late = any(same(key, other) for other, _ in runs[:-1])
        if runs and same(runs[-1][0], key) and not late:
            runs[-1][1].append(record)
        else:
            runs.append((key, [record]))
    earlier = [any(same(key, other) for other, _ in runs[:index]) for index, (key, _) in enumerate(runs)]
    several = isinstance(mapping.group, list)
    return [
        (group_of(list(key) if several else key[0], items), late)
        for (key, items), late in zip(runs, earlier, strict=True)
    ]


def _of_group(mapping: MappingFile, group: Any, late: bool, setting: Setting) -> list[Outcome]:
    return (
        [Outcome("rejected", errors=[Error("not-grouped", "$")])]
        if late
        else _of_record(mapping, group, setting)
    )


def _too_big(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_too_big, value.values()))
    if isinstance(value, list):
        return any(map(_too_big, value))
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def _of_record(mapping: MappingFile, record: Any, setting: Setting) -> list[Outcome]:
    if _too_big(record):
        return [Outcome("rejected", errors=[Error("number-range", "$")])]
    if not isinstance(record, dict):
        return [Outcome("rejected", errors=[Error("bad-input", "$")])]
    names = {name: known(record.get(name, MISSING)) for name in ("key", "items")}
    top = Scope(names if mapping.group or mapping.group_all else {})
    start = Place(root=record, current=record, scope=top, shape=Shape(setting.target_schema))
    if not mapping.each:
        return [_of_place(mapping, start, setting)]
    return _of_items(mapping, start, setting)


def _of_items(mapping: MappingFile, start: Place, setting: Setting) -> list[Outcome]:
    errors: list[Error] = []
    try:
        members = members_of(
            mapping.each, mapping.as_, start, lambda code, item: errors.append(Error(code, "$", item))
        )
    except Fault as fault:
        errors.append(Error(fault.code, "$"))
    if errors:
        return [Outcome("rejected", errors=errors)]
    if absent(members) or not members:
        return [Outcome("skipped")]
    places = [replace(member.place(start, index), item=()) for index, member in enumerate(members)]
    return [replace(_of_place(mapping, place, setting), item=index) for index, place in enumerate(places)]


def _of_place(mapping: MappingFile, place: Place, setting: Setting) -> Outcome:
    run_ = Run(_world(mapping, setting))
    place = run_.with_lets(mapping.let, place)
    try:
        if mapping.skip_when and run_.condition(mapping.skip_when, place):
            return Outcome("skipped")
    except Fault as fault:
        run_.errors.append(Error(fault.code, "$", place.item))
    made = run_.rules(mapping.rules, place)
    if not run_.errors:
        output = place.shape.ordered(made)
        run_.errors += _invalid(output, place, setting, run_.world)
    if run_.errors:
        return Outcome("rejected", errors=run_.errors, softened=run_.softened)
    return Outcome("accepted", output, softened=run_.softened)


def _invalid(output: Any, place: Place, setting: Setting, world: World) -> list[Error]:
    """Errors of the finished output: its schema, then its assertions."""
    found = [place.error(code, where) for code, where in place.shape.findings(output)]
    if found:
        return found
    scope = _Fields({name: known(value) for name, value in output.items()})
    return [error for text in setting.assertions if (error := _broken(text, scope, world))]


class _Fields(Scope):
    """The fields of one object as names: one that is not there is missing."""

    def find(self, name: str) -> Cell | None:
        return None if name == "params" else self.names.get(name, known(MISSING))


def _broken(text: str, scope: Scope, world: World) -> Error | None:
    try:
        return None if truth(evaluate(text, scope, world)) else Error("assertion", "$")
    except Fault:
        return Error("assertion", "$")
