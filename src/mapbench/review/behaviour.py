"""The behaviour diff: both versions over the union of their fixtures, and apart over records made from the source schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mapbench.engine.compiler import compile_program
from mapbench.engine.outcomes import Outcome
from mapbench.engine.program import Program
from mapbench.packages.golden import outcomes_of, stand_ins
from mapbench.packages.program_read import read_program, written_program
from mapbench.review.dependencies import Need, causes_of, concerning, needs_of
from mapbench.review.edits import CAUSES, Edit, same
from mapbench.review.made import made_diff
from mapbench.review.origins import follow
from mapbench.review.outcomes import Compared
from mapbench.review.reached import Reached
from mapbench.review.recorded import drifted
from mapbench.review.sides import Side, json_value
from mapbench.trials.given import fixture_values

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper

#: Of how many records that changed the content is kept, to follow values back.
_KEPT: Final = 200
#: Told how many samples of how many are done.
Advance = Callable[[int, int], None]


@dataclass(slots=True)
class Behaviour:
    """What both versions made of the same samples.

    `exercised` counts, by the number of an edit in the semantic diff, the records that reach what was edited. `outputs` are
    the outcomes before and after of the records that changed, by name. `made` is what both versions gave for records made
    from the source schema: nobody sent such a record, so they exercise nothing and no bump hears of them. `drifted` are the
    fixtures of which the packages tell different outcomes although no edit could be why.
    """

    compared: Compared
    made: Compared = field(default_factory=Compared)
    drifted: tuple[str, ...] = ()
    exercised: dict[int, int] = field(default_factory=dict)
    outputs: list[tuple[str, Outcome | None, Outcome | None]] = field(default_factory=list)


class Recording(dict[str, Any]):
    """A table that notes which keys it was asked for."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        super().__init__(entries)
        self.asked: dict[str, int] = {}

    def get(self, key: str, default: Any = None) -> Any:
        self._note(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self._note(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return super().__contains__(key)

    def misses(self) -> int:
        """How often it was asked for a key that it lacks."""
        return sum(count for key, count in self.asked.items() if not super(Recording, self).__contains__(key))

    def _note(self, key: Any) -> None:
        if isinstance(key, str):
            self.asked[key] = self.asked.get(key, 0) + 1


@dataclass(frozen=True, slots=True)
class _Version:
    """One version, ready to run."""

    program: Program
    mapper: Mapper
    tables: dict[str, Recording]
    needs: dict[str, frozenset[Need]]


def behaviour_diff(
    old: Side, new: Side, edits: tuple[Edit, ...], advance: Advance = lambda _done, _all: None
) -> Behaviour:
    """Runs both versions over the samples of both. now() stands still, parameters without a default have stand-ins.

    A sample with two contents is run with both. Raises PackageErrors for a program that is refused.
    """
    samples = _samples(old, new)
    rows = _rows(old, new, {**old.fixtures, **new.fixtures})
    versions = _version(old, rows), _version(new, rows)
    found = Behaviour(Compared())
    fired, reached = Counter[str](), Reached()
    records: dict[str, tuple[Any, int | None]] = {}
    for done, (name, content) in enumerate(samples):
        advance(done, len(samples))
        for named, at, was, now in _pairs(versions, name, content):
            targets = reached.targets(was)
            if found.compared.add(named, (was, now), (versions[0].program, versions[1].program)):
                targets |= reached.targets(now)
                found.outputs.append((named, was, now))
                if len(records) < _KEPT:
                    records[named] = _record(name, content, at)
            fired.update(targets)
    advance(len(samples), len(samples))
    found.exercised = {number: _exercised(edit, versions, fired) for number, edit in enumerate(edits)}
    follow(found.compared, records, versions[1].mapper)
    found.made = made_diff((old, new), (versions[0].mapper, versions[1].mapper))
    found.drifted = () if any(one.part in CAUSES for one in edits) else drifted(old, new)
    tried = tuple(one for number, one in enumerate(edits) if found.exercised[number])
    _explain(found.compared, versions, tried)
    _explain(found.made, versions, edits)
    return found


def _samples(old: Side, new: Side) -> list[tuple[str, bytes]]:
    """The samples of both; those that only fill a table are no records."""
    sources = {one.source.reference for one in (old.manifest, new.manifest) if one.source is not None}
    filling = {table.dataset for side in (old, new) for table in side.written.tables if table.entries is None}
    found = []
    for name in sorted({**old.fixtures, **new.fixtures}):
        folder = name.partition("/")[0]
        if folder in filling and folder not in sources:
            continue
        contents = [side.fixtures[name] for side in (new, old) if name in side.fixtures]
        found.append((name, contents[0]))
        if len(contents) > 1 and not same(json_value(contents[0]), json_value(contents[1])):
            found.append((f"{name} (before)", contents[1]))
    return found


def _rows(old: Side, new: Side, fixtures: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """What fills the tables that stay open, from the samples of both versions."""
    from mapbench.project.tables import rows_of, table_of

    found: dict[str, dict[str, Any]] = {}
    for one in (*old.written.tables, *new.written.tables):
        if one.entries is None and one.key is not None:
            mine = sorted(name for name in fixtures if name.startswith(f"{one.dataset}/"))
            rows = (row for name in mine for row in rows_of(name, fixtures[name]))
            found[one.name] = table_of(rows, one.key, one.column)
    return found


def _version(side: Side, rows: Mapping[str, dict[str, Any]]) -> _Version:
    written = written_program(side.files["program.json"])
    program = read_program(written, side.files)
    tables = {
        one.name: Recording(side.entries.get(one.name, rows.get(one.name, {}))) for one in written.tables
    }
    mapper = compile_program(program).bind(stand_ins(program), tables)
    return _Version(program, mapper, tables, needs_of(program))


def _pairs(
    versions: tuple[_Version, _Version], name: str, content: bytes
) -> Iterator[tuple[str, tuple[int, int | None], Outcome | None, Outcome | None]]:
    plain = name.removesuffix(" (before)")
    sides = [
        {(number, one.item): one for number, one in outcomes_of(version.mapper, plain, content)}
        for version in versions
    ]
    keys = sorted({*sides[0], *sides[1]}, key=lambda key: (key[0], -1 if key[1] is None else key[1]))
    for number, item in keys:
        label = name + (f"#{number + 1}" if number else "") + ("" if item is None else f"[{item}]")
        yield label, (number, item), sides[0].get((number, item)), sides[1].get((number, item))


def _record(name: str, content: bytes, at: tuple[int, int | None]) -> tuple[Any, int | None]:
    """The record of an outcome, and which of its items the outcome is of."""
    values = fixture_values(name.removesuffix(" (before)"), content)
    return (values[at[0]] if isinstance(values, list) else values), at[1]


def _explain(found: Compared, versions: tuple[_Version, _Version], edits: tuple[Edit, ...]) -> None:
    def causes(target: str) -> tuple[str, ...]:
        needs = frozenset[Need]().union(*(one.needs.get(target, frozenset()) for one in versions))
        return causes_of(edits, target, needs)

    for change in found.fields.values():
        change.causes = causes(change.rule or change.field)
    for rejected in found.outcomes.values():
        rejected.causes = causes(rejected.error.target if rejected.error is not None else "$")


def _exercised(edit: Edit, versions: tuple[_Version, _Version], fired: Mapping[str, int]) -> int:
    """In how many records what was edited had something to do."""
    if edit.part == "lookup" and edit.key.startswith(("on_miss", "value", "'")):
        return _asked(edit, versions)
    if edit.part in ("mapping", "source"):
        return fired.get("", 0)
    if edit.part == "assertion" or edit.subject == "$":
        return fired.get("$", 0)
    if edit.part == "target":
        return fired.get(edit.subject, 0)
    names = {target for one in versions for target in one.needs}
    concerned = [
        target
        for target in names
        if concerning(
            edit, target, frozenset().union(*(one.needs.get(target, frozenset()) for one in versions))
        )
    ]
    return max((fired.get(_plain(target), 0) for target in concerned), default=0)


def _plain(target: str) -> str:
    """A spread is reached where its scope is."""
    scope = target.removesuffix("*").removesuffix(".")
    return target if not target.endswith("*") else scope or "$"


def _asked(edit: Edit, versions: tuple[_Version, _Version]) -> int:
    tables = [one.tables[edit.subject] for one in versions if edit.subject in one.tables]
    if not edit.key.startswith("'"):
        return sum(one.misses() for one in tables)
    return max((one.asked.get(edit.key[1:-1], 0) for one in tables), default=0)
