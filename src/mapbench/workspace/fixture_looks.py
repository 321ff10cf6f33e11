"""One fixture through a mapping: the values that stand beside the fields of both schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mapbench.engine.grouping import groups
from mapbench.engine.values import MISSING
from mapbench.errors import MapbenchError
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY
from mapbench.workspace.fixtures import Fixture
from mapbench.workspace.mapping_views import view_of
from mapbench.workspace.open_mapping import OpenMapping, open_mapping
from mapbench.workspace.shown import ABSENT, line, shown
from mapbench.workspace.views import FieldView, FixtureValues, Opened, Path, Shown

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper
    from mapbench.engine.outcomes import Outcome


def fixture_values(workspace: Opened, mapping: str, fixture: str) -> FixtureValues:
    """The values of one fixture, whether its record is accepted or not.

    Of a fixture with several records it is the first one, of a list the first item. While rules are refused, the others still give
    their values and `status` is "". Raises MapbenchError for a mapping or a fixture that is none.
    """
    opened = open_mapping(workspace, mapping)
    with opened.lock:
        return _values(opened, found_fixture(opened, fixture))


def found_fixture(opened: OpenMapping, name: str) -> Fixture:
    """A fixture of the source by its name. Raises MapbenchError for one that is none."""
    for fixture in opened.fixtures:
        if fixture.name == name:
            return fixture
    from mapbench.model.nearest import did_you_mean

    hint = did_you_mean(name, [fixture.name for fixture in opened.fixtures])
    raise MapbenchError(f"There is no fixture {name!r} of {opened.salvaged.file.source or opened.id}.", hint)


def _values(opened: OpenMapping, fixture: Fixture) -> FixtureValues:
    view = view_of(opened)
    source = values_by_path(fixture.first, view.source_fields) if fixture.records else {}
    if fixture.problem is not None:
        return FixtureValues(fixture.name, "rejected", source, {}, {(): line(fixture.problem)})
    outcome, made = _outcome(opened, fixture)
    broken = bool(opened.problems) or outcome is None
    if outcome is None or outcome.status == "skipped":
        return FixtureValues(fixture.name, "" if broken else "skipped", source, {}, {})
    errors = {} if broken else _errors(outcome, view.target_fields)
    if broken:
        ruled = {rule.target for rule in view.rules if not rule.problems}
        errors = {path: text for path, text in _errors(outcome, view.target_fields).items() if path in ruled}
    target = values_by_path(made, view.target_fields)
    return FixtureValues(fixture.name, "" if broken else outcome.status, source, target, errors)


def _outcome(opened: OpenMapping, fixture: Fixture) -> tuple[Outcome | None, Any]:
    """The first outcome of a fixture and what was made; nothing where the mapping cannot run, or there is no record."""
    mapper = opened.mapper
    record = None if mapper is None else first_input(mapper, fixture)
    if mapper is None or record is None:
        return None, {}
    return mapper.attempts(record)[0]


def first_input(mapper: Mapper, fixture: Fixture) -> Any:
    """What a mapping is given first of a fixture: a record, or a group of them; None where there is nothing."""
    return next(inputs_of(mapper, fixture), (0, None))[1]


def inputs_of(mapper: Mapper, fixture: Fixture) -> Any:
    """Everything a mapping is given of a fixture, each with the index of its (first) record."""
    program = mapper.program
    if not (program.group or program.group_all):
        yield from enumerate(fixture.records)
        return
    for first, _, group, failed in groups(mapper, enumerate(fixture.records)):
        if failed is None:
            yield first, group


def _errors(outcome: Outcome, rows: tuple[FieldView, ...]) -> dict[Path, str]:
    """The errors by the row of their target; the first of each."""
    known = {".".join(name for name in row.path if name not in {ANY_ITEM, ANY_KEY}): row.path for row in rows}
    found: dict[Path, str] = {}
    for error in outcome.errors:
        path = () if error.target == "$" else known.get(error.target, tuple(error.target.split(".")))
        found.setdefault(path, line(error.message))
    return found


def values_by_path(record: Any, rows: tuple[FieldView, ...]) -> dict[Path, Shown]:
    """The values of a record by the rows of its schema, `missing` for leaves without one; then what no row describes."""
    maps = {row.path[: row.path.index(ANY_KEY)] for row in rows if ANY_KEY in row.path}
    found: dict[Path, Shown] = {}
    if isinstance(record, Mapping):
        _collect(record, (), maps, found)
    for row in rows:
        if row.kind == "leaf" and row.gone is None:
            found.setdefault(row.path, ABSENT)
    return found


def _collect(value: Mapping[str, Any], path: Path, maps: set[Path], found: dict[Path, Shown]) -> None:
    """Values by path, as deep as they go: of a list its first item, of a map its first key."""
    ahead: list[tuple[Path, Any]] = [(path, value)]
    while ahead:
        at, here = ahead.pop()
        if at and at[-1] not in {ANY_ITEM, ANY_KEY}:
            found[at] = shown(here)
        if isinstance(here, Mapping) and at in maps:
            ahead += [((*at, ANY_KEY), next(iter(here.values()), MISSING))] if here else []
        elif isinstance(here, Mapping):
            ahead += [((*at, name), member) for name, member in here.items()]
        elif isinstance(here, list) and here:
            ahead.append(((*at, ANY_ITEM), here[0]))
