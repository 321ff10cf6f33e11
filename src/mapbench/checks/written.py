"""What mappings write and read, field by field, and from which systems the values come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mapbench.checks.governed import system_of
from mapbench.engine import expressions as x
from mapbench.engine.expressions import walk
from mapbench.engine.program import Collection, Formula, Named, Object, Program, Rule, Value
from mapbench.engine.program_walk import formulas, names_of
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY
from mapbench.trials.walking import visits

if TYPE_CHECKING:
    from mapbench.checks.material import Material, Subject


@dataclass(frozen=True, slots=True)
class Write:
    """One rule that puts a value into a field, and the systems that the value comes from."""

    subject: Subject
    target: str
    systems: frozenset[str]


def writes(material: Material) -> dict[str, list[Write]]:
    """The writes of all mappings by `target of the mapping/field`; objects and lists count by what is inside them."""
    found: dict[str, list[Write]] = {}
    for subject in material.subjects:
        for write in writes_of(subject):
            found.setdefault(f"{subject.loaded.mapping.file.target}/{write.target}", []).append(write)
    return found


def writes_of(subject: Subject) -> Iterator[Write]:
    """Every field that a mapping writes."""
    own = system_of(subject.loaded.mapping.file.source)
    for visit in visits(subject.loaded):
        body = visit.rule.body
        if isinstance(body, Object) or (isinstance(body, Collection) and body.scope is not None):
            continue
        tables = _Tables(subject, visit.here.lets).of(visit.rule)
        reads_source = _reads_source(body)
        systems = (
            frozenset(tables) if tables and not reads_source else frozenset({own} if own else ()) | tables
        )
        yield Write(subject, visit.rule.target, systems)


def reads_of(subject: Subject) -> set[str]:
    """The fields of its source that a mapping reads, without indexes, as far as schemas tell."""
    found = set()
    for visit in visits(subject.loaded):
        body = visit.rule.body
        paths = [source.path for source in visit.rule.when_sources]
        if isinstance(body, Value):
            paths += [source.path for source in body.sources]
        elif isinstance(body, Object):
            paths += [body.source] if body.source is not None else []
        else:
            paths += [level.path for level in body.levels[:1]]
        for path in paths:
            field = visit.here.follow(path)
            if field is not None and field.path:
                found.add(".".join(name for name in field.path if name not in (ANY_ITEM, ANY_KEY)))
    return found


def overlap(written: str, read: str) -> bool:
    """Whether one field is the other, or inside it."""
    return written == read or written.startswith(read + ".") or read.startswith(written + ".")


def _reads_source(body: Value | Object | Collection) -> bool:
    """Whether a rule takes a value of its source and hands it on; a key of a lookup only is none."""
    return isinstance(body, Collection) or (
        isinstance(body, Value) and bool(body.sources) and body.lookup is None
    )


class _Tables:
    """The systems whose datasets fill the tables that a rule looks its value up in."""

    def __init__(self, subject: Subject, lets: tuple[Named, ...]) -> None:
        self._program: Program = subject.loaded.program
        self._project = subject.loaded.mapping.project
        self._lets = {named.name: named.value for named in lets}

    def of(self, rule: Rule) -> set[str]:
        body = rule.body
        if isinstance(body, Value):
            return self._value(body, 0)
        return {system for formula in formulas(body) for system in self._formula(formula)}

    def _value(self, value: Value, depth: int) -> set[str]:
        found = self._system(value.lookup.table) if value.lookup is not None else set()
        for formula in formulas(value):
            found |= self._formula(formula)
        if depth < 10:
            for name in names_of(value) & self._lets.keys():
                found |= self._value(self._lets[name], depth + 1)
        return found

    def _formula(self, formula: Formula) -> set[str]:
        tables = [node.table for node in walk(formula.tree) if isinstance(node, x.LookupCall)]
        return {system for table in tables for system in self._system(table)}

    def _system(self, table: str) -> set[str]:
        named = next((one.reverse_of for one in self._program.tables if one.name == table), None) or table
        loaded = self._project.lookups.get(named) if self._project is not None else None
        dataset = loaded.model.dataset if loaded is not None and loaded.model is not None else None
        system = system_of(dataset)
        return {system} if system else set()
