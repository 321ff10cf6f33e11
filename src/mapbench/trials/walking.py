"""A program with the schemas beside it: every rule with the fields it reads from and the field it writes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mapbench.engine.paths import Descend, Index, Name, Path, Segment, Union
from mapbench.engine.program import Collection, Named, Object, Program, Rule, Scope
from mapbench.schemas.fields import ANY_KEY, Field, Schema

if TYPE_CHECKING:
    from mapbench.project.programs import LoadedProgram


@dataclass(frozen=True, slots=True)
class Here:
    """Where a rule stands: the fields that `$` and the current item are, and names for items. None: nothing is known.

    `drops` says that a bad item is left out here, and does not reject its record.
    """

    record: Field | None
    item: Field | None
    names: dict[str, Field | None]
    lets: tuple[Named, ...] = ()
    drops: bool = False

    def follow(self, path: Path) -> Field | None:
        """The field at the end of a path; of a path with many ends, the field of each."""
        return _follow(self.record if path.absolute else self.item, path.segments)


@dataclass(frozen=True, slots=True)
class Visit:
    """One rule, where it stands, and the field it writes to (None where the target schema does not say)."""

    rule: Rule
    here: Here
    target: Field | None


def schema_of(loaded: LoadedProgram, which: str) -> Field | None:
    """The root field of a mapping's source or target schema."""
    raw = getattr(loaded.environment, f"{which}_schema")
    return None if raw is None else raw.root if isinstance(raw, Schema) else Schema(raw).root


def visits(loaded: LoadedProgram, group: Field | None = None) -> Iterator[Visit]:
    """Every rule of a mapping, those inside others behind them; `group` is what a group is, for a mapping that groups."""
    program = loaded.program
    grouped = bool(program.group) or program.group_all
    record = group if grouped else schema_of(loaded, "source")
    here = Here(record, record, {})
    if program.each is not None:
        here = inside(here, program.each)
    yield from _scope(program.scope, here, schema_of(loaded, "target"))


def owners(program: Program) -> dict[str, str | None]:
    """The owner of each target, as the program has it."""
    return {rule.target: rule.owner for rule in _all_rules(program.scope)}


def field_below(target: Field | None, names: tuple[str, ...]) -> Field | None:
    """The field at names below another."""
    for name in names:
        target = target.child(name) if target is not None else None
    return target


def written_in(rule: Rule, target: Field | None) -> Field | None:
    """The field that the rules inside an object or collection rule write into; `target` is the rule's own."""
    if target is None or not isinstance(rule.body, Collection):
        return target
    return target.children.get(ANY_KEY) if rule.body.keyed_by is not None else target.items


def _scope(scope: Scope, here: Here, target: Field | None) -> Iterator[Visit]:
    here = replace(here, lets=(*here.lets, *scope.lets))
    for rule in scope.rules:
        field = field_below(target, rule.names)
        yield Visit(rule, here, field)
        body = rule.body
        if isinstance(body, Object):
            inner = here if body.source is None else replace(here, item=here.follow(body.source))
            yield from _scope(body.scope, inner, written_in(rule, field))
        elif isinstance(body, Collection) and body.scope is not None:
            yield from _scope(body.scope, inside(here, body), written_in(rule, field))


def inside(here: Here, body: Collection) -> Here:
    """Where the stages and the body of a collection stand."""
    for level in body.levels:
        field = here.follow(level.path)
        item = field.items if field is not None and level.path.singular else field
        here = replace(here, item=item, names={**here.names, level.name: item, "item": item})
    here = replace(here, drops=here.drops or body.on_item_error == "drop")
    # In a grouped body paths start at the group, which no schema describes; `item` is still its first member.
    return replace(here, item=None) if body.group else here


def _follow(field: Field | None, segments: tuple[Segment, ...]) -> Field | None:
    for segment in segments:
        if field is None or isinstance(segment, (Descend, Union)):
            return None
        if isinstance(segment, Name):
            field = field.child(segment.name) if field.kind in ("object", "any") else None
        elif isinstance(segment, Index) or field.kind == "array":
            field = field.items
        else:
            field = field.children.get(ANY_KEY)
    return field


def _all_rules(scope: Scope) -> Iterator[Rule]:
    for rule in scope.rules:
        yield rule
        inner = rule.body.scope if isinstance(rule.body, Object | Collection) else None
        if inner is not None:
            yield from _all_rules(inner)
