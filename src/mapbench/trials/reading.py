"""Which fields of its source a mapping reads, as far as its schema, paths and formulas tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapbench.engine import expressions as x
from mapbench.engine.program import Collection, Formula, Object, Rule, Source, Value
from mapbench.engine.program_walk import formulas
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field, Schema
from mapbench.trials.walking import Here, inside, schema_of, visits

if TYPE_CHECKING:
    from mapbench.project.programs import LoadedProgram


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a name stands for: a field, or a list of what that field describes."""

    field: Field
    many: bool = False

    @property
    def member(self) -> Field | None:
        return self.field if self.many else self.field.items


Names = Mapping[str, _Seen]


def dotted(field: Field) -> str:
    """The path of a field without positions: `lines.qty`."""
    return ".".join(name for name in field.path if name not in (ANY_ITEM, ANY_KEY))


def leaves(root: Field | None) -> list[str]:
    """The fields of a schema that have nothing below them, in its order."""
    found = root.leaves() if root is not None else ()
    return list(dict.fromkeys(name for name in map(dotted, found) if name))


def fields_read(loaded: LoadedProgram) -> set[str]:
    """The fields that rules, conditions and stages read; an object or list that is taken whole is named itself."""
    program = loaded.program
    grouped = bool(program.group) or program.group_all
    root = _group(loaded) if grouped else schema_of(loaded, "source")
    here = Here(root, root, {})
    if program.each is not None:
        here = inside(here, program.each)
    found: set[str] = set()
    if program.skip_when is not None:
        sources, condition = program.skip_when
        found |= _names(_of(sources, (condition,), here))
    for visit in visits(loaded, root):
        found |= _names(_from(visit.rule, visit.here))
    if not grouped:
        return found
    record = schema_of(loaded, "source")
    names = {"$": _Seen(record)} if record is not None else {}
    keys = (field for formula in program.group for field in _reads(formula.tree, names))
    return _names(keys) | {name.removeprefix("items.") for name in found if name.startswith("items.")}


def _group(loaded: LoadedProgram) -> Field | None:
    """What a group is, by the schema of its records."""
    raw = loaded.environment.source_schema
    if not isinstance(raw, dict):
        return None
    items = {"type": "array", "items": raw}
    definitions: dict[str, Any] = {key: raw[key] for key in ("$defs", "definitions", "$schema") if key in raw}
    return Schema({**definitions, "type": "object", "properties": {"key": {}, "items": items}}).root


def _names(fields: Iterator[Field]) -> set[str]:
    return {dotted(field) for field in fields} - {""}


def _from(rule: Rule, here: Here) -> Iterator[Field]:
    for let in here.lets:
        yield from fields_of_value(let.value, here)
    yield from fields_of_rule(rule, here)


def fields_of_rule(rule: Rule, here: Here) -> Iterator[Field]:
    """The fields that a rule itself reads, without those of named values and of rules inside it."""
    body = rule.body
    if rule.when is not None:
        yield from _of((*getattr(body, "sources", ()), *rule.when_sources), (rule.when,), here)
    if isinstance(body, Value):
        yield from fields_of_value(body, here)
    elif isinstance(body, Collection):
        inner = inside(here, body)
        stages = (body.where, *body.sort, body.unique, *body.group, body.keyed_by, *body.lets)
        yield from _of(body.sources, (*formulas(stages), *formulas(body.formula)), inner)
        if body.formula is None and body.scope is None:
            yield from _whole(here, body)
    elif isinstance(body, Object) and body.scope.spread is not None and body.source is not None:
        field = here.follow(body.source)
        if field is not None:
            yield field


def _whole(here: Here, body: Collection) -> Iterator[Field]:
    field = here.follow(body.levels[-1].path)
    if field is not None:
        yield field


def fields_of_value(value: Value, here: Here) -> Iterator[Field]:
    """The fields that a value is made of."""
    written = tuple(formulas(value))
    if not written:
        yield from (seen.field for seen in _seen(value.sources, here).values())
    yield from _of(value.sources, written, here)


def _seen(sources: tuple[Source, ...], here: Here) -> dict[str, _Seen]:
    found = {}
    for source in sources:
        field = here.follow(source.path)
        if field is not None:
            found[source.name] = _Seen(field, not source.path.singular)
    return found


def _of(sources: tuple[Source, ...], written: tuple[Formula, ...], here: Here) -> Iterator[Field]:
    outer = {name: _Seen(field) for name, field in here.names.items() if field is not None}
    names = {**outer, **_seen(sources, here)}
    for formula in written:
        yield from _reads(formula.tree, names)


def _reads(node: x.Node, names: Names) -> Iterator[Field]:
    seen = _resolved(node, names)
    if seen is not None:
        yield seen.field
    elif isinstance(node, x.Loop):
        yield from _loop(node, names)
    else:
        for child in x.children(node):
            yield from _reads(child, names)


def _loop(loop: x.Loop, names: Names) -> Iterator[Field]:
    inner = dict(names)
    parts = [loop.element, *([loop.key] if loop.key is not None else [])]
    for clause in loop.clauses:
        seen = _resolved(clause.iterable, inner)
        member = seen.member if seen is not None else None
        if member is not None:
            inner[clause.name] = _Seen(member)
        else:
            yield from _reads(clause.iterable, inner)
            inner.pop(clause.name, None)
        parts += clause.conditions
    for part in parts:
        yield from _reads(part, inner)


def _resolved(node: x.Node, names: Names) -> _Seen | None:
    """The field that a name, or a member of one, is."""
    if isinstance(node, x.Name):
        return names.get(node.name)
    if isinstance(node, x.Member):
        above = _resolved(node.object, names)
        child = above.field.child(node.name) if above is not None and not above.many else None
        return _Seen(child) if child is not None else None
    if isinstance(node, x.Element):
        above = _resolved(node.object, names)
        return _Seen(above.member) if above is not None and above.member is not None else None
    return None
