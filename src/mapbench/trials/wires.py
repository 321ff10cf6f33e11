"""Every rule of a mapping file with the field it writes and the fields it reads, refused or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mapbench.engine import program as p
from mapbench.engine.expressions import free_names
from mapbench.engine.program_walk import formulas, names_of
from mapbench.language.paths import PathError, parse_path, parse_target
from mapbench.language.program_parts import owner_of
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field
from mapbench.trials.reading import fields_of_rule, fields_of_value
from mapbench.trials.spots import Group, Path, Spot, root, row_of
from mapbench.trials.walking import Here, inside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mapbench.language.lenient import Readable
    from mapbench.model.mapping import MappingFile, Rule
    from mapbench.schemas.fields import Schema

#: The key path of a rule in its file.
At = tuple[str | int, ...]
Lets = dict[str, tuple[p.Named, Here]]


@dataclass(frozen=True, slots=True)
class Wire:
    """A rule with where it stands: `target` is () for a spread, which fills `scope`. `reads` are rows; `whole` those taken as they are."""

    at: At
    rule: Rule
    target: Path
    scope: Path
    reads: tuple[Path, ...]
    whole: tuple[Path, ...] = ()


def wires(
    file: MappingFile, readable: Readable, schema: Schema | None, refused: Iterable[At] = ()
) -> Iterator[Wire]:
    """Every rule in file order, those inside others behind them; `refused` are the key paths of what is wrong."""
    whole = readable.whole
    record: Spot = root(schema)
    here = Here(record, record, {})
    if whole.group or whole.group_all:
        group = Group(record, _key(whole.group, Here(record, record, {"$": record})))
        here = Here(group, group, group.names)
    if whole.each is not None:
        here = _inside(here, whole.each)
    yield from _Walk(readable, refused).scope(
        file.rules, here, _lets({}, whole.scope.lets, here), ("rules",), ()
    )


def read_beside_rules(readable: Readable, schema: Schema | None) -> Iterator[Path]:
    """The rows that the conditions of the whole mapping read."""
    program = readable.whole
    record = root(schema)
    here = Here(record, record, {})
    if program.each is not None:
        here = _inside(here, program.each)
    if program.skip_when is not None and not (program.group or program.group_all):
        sources, formula = program.skip_when
        rule = p.Rule("$", (), p.Value(sources, formula))
        yield from _rows(fields_of_rule(rule, here))


class _Walk:
    def __init__(self, readable: Readable, refused: Iterable[At]) -> None:
        self.made = readable.rules
        self.refused = {owner_of(at) for at in refused}

    def scope(self, rules: list[Rule], here: Here, lets: Lets, at: At, prefix: Path) -> Iterator[Wire]:
        for number, rule in enumerate(rules):
            yield from self._rule(rule, here, lets, (*at, number), prefix)

    def _rule(self, rule: Rule, here: Here, lets: Lets, at: At, prefix: Path) -> Iterator[Wire]:
        if rule.copy_all is not None:
            path = rule.copy_all.from_
            field = here.item if path is None else _followed(here, path)
            rows = _rows(iter(() if field is None else (field,)))
            yield Wire(at, rule, (), prefix, rows, rows)
            return
        target = (*prefix, *_names(rule.target))
        made = self.made.get(at)
        if made is None:
            yield Wire(at, rule, target, prefix, _rows(_written(rule, here)))
            yield from self.scope(rule.rules or [], here, lets, (*at, "rules"), target)
            return
        reads = _reads(made, here, lets)
        if at in self.refused:
            reads = tuple(dict.fromkeys((*reads, *_rows(_written(rule, here)))))
        taken = reads if isinstance(made.body, p.Value) else ()
        yield Wire(at, rule, target, prefix, reads, taken)
        if rule.rules and isinstance(made.body, p.Object):
            inner = here if made.body.source is None else replace(here, item=here.follow(made.body.source))
            below, deeper = target, _lets(lets, made.body.scope.lets, inner)
        elif rule.rules and isinstance(made.body, p.Collection):
            inner = _inside(here, made.body)
            below = (*target, ANY_ITEM if made.body.keyed_by is None else ANY_KEY)
            deeper = _lets(lets, made.body.scope.lets if made.body.scope else (), inner)
        else:
            return
        yield from self.scope(rule.rules, inner, deeper, (*at, "rules"), below)


def _reads(made: p.Rule, here: Here, lets: Lets) -> tuple[Path, ...]:
    """The rows a rule reads: what it goes through first, then what its formulas name, then through named values."""
    fields: list[Field] = []
    body = made.body
    if isinstance(body, p.Collection):
        at = here
        for level in body.levels:
            found = at.follow(level.path)
            fields += [found] if found is not None else []
            at = inside(at, p.Collection((level,)))
        lets = _lets(lets, (*body.lets, *(body.scope.lets if body.scope else ())), _inside(here, body))
        group = _group(inside(here, body), body)
        here_of_formulas = here if group is None else replace(here, names={**here.names, **group.names})
    else:
        here_of_formulas = here
    if isinstance(body, p.Object) and body.source is not None:
        found = here.follow(body.source)
        fields += [found] if found is not None else []
    fields += fields_of_rule(made, here_of_formulas)
    wanted = {name for one in _own_formulas(made) for name in free_names(one.tree)} if lets else set[str]()
    done: set[str] = set()
    while wanted & lets.keys() - done:
        name = min(wanted & lets.keys() - done)
        done.add(name)
        named, stands = lets[name]
        fields += fields_of_value(named.value, stands)
        wanted |= names_of(named.value)
    return _rows(iter(fields))


def _own_formulas(rule: p.Rule) -> tuple[p.Formula, ...]:
    body = rule.body
    if isinstance(body, p.Value) and not body.cases:
        return tuple(one for one in (body.formula, rule.when) if one is not None)
    own = without_rules(rule)
    return tuple(formulas((own.body, own.when)))


def without_rules(rule: p.Rule) -> p.Rule:
    """The rule without the rules inside it."""
    from msgspec.structs import replace as changed

    body = rule.body
    if isinstance(body, p.Value) or body.scope is None:
        return rule
    return changed(rule, body=changed(body, scope=p.Scope()))


def _inside(here: Here, body: p.Collection) -> Here:
    """Inside a collection; in a grouped one paths start at the group and formulas see its parts."""
    inner = inside(here, body)
    group = _group(inner, body)
    return inner if group is None else replace(inner, item=group, names={**inner.names, **group.names})


def _group(inner: Here, body: p.Collection) -> Group | None:
    member = inner.names.get("item")
    return Group(member, _key(body.group, inner)) if body.group and isinstance(member, Spot) else None


def _key(formulas_: tuple[p.Formula, ...], here: Here) -> Field | None:
    """The field that a group's key is, where there is just one."""
    found = [*fields_of_rule(p.Rule("$", (), p.Value((), formulas_[0])), here)] if len(formulas_) == 1 else []
    return found[0] if len(found) == 1 else None


def _lets(outer: Lets, lets: tuple[p.Named, ...], here: Here) -> Lets:
    return {**outer, **{let.name: (let, here) for let in lets}}


def _rows(fields: Iterator[Field]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(row for row in (row_of(field.path) for field in fields) if row))


def _names(target: str | None) -> tuple[str, ...]:
    try:
        return parse_target(target or "")
    except PathError:
        return (target,) if target else ()


def _followed(here: Here, path: str) -> Field | None:
    try:
        return here.follow(parse_path(path))
    except PathError:
        return None


def _written(rule: Rule, here: Here) -> Iterator[Field]:
    """The fields at the paths of a rule that could not be resolved."""
    source = rule.source or {}
    each = [rule.each] if isinstance(rule.each, str) else rule.each or []
    for path in ([source] if isinstance(source, str) else list(source.values())) + each:
        field = _followed(here, path.partition(" as ")[0])
        if field is not None:
            yield field
