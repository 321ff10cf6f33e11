"""Paths that lead nowhere: the first name on the way that no record has (or no schema), and the name that was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapbench.engine import expressions as x
from mapbench.engine.paths import Index, Name, Path, Segment, Slice, Wildcard
from mapbench.engine.program import Collection, Object, Program, Rule, Scope, Source, Value
from mapbench.engine.program_walk import formulas
from mapbench.model.nearest import did_you_mean, nearest

if TYPE_CHECKING:
    from mapbench.schemas.fields import Field

Steps = tuple[Segment, ...]
Names = Mapping[str, tuple[Steps, ...]]


@dataclass(frozen=True, slots=True)
class Lost:
    """A name that is not where a path looks for it: below `above` (a dotted path, "" for the record), among `known`."""

    name: str
    above: str
    known: tuple[str, ...]

    @property
    def path(self) -> str:
        """The path up to the name, dotted."""
        return f"{self.above}.{self.name}" if self.above else self.name

    @property
    def hint(self) -> str:
        """The nearest name there, else what there is."""
        if self._twice:
            return f"Paths start at the item here: leave {self.name} out of it."
        return did_you_mean(self.name, self.known)

    @property
    def _twice(self) -> bool:
        """Whether the path to the items is written again in a path that starts at one."""
        return self.name not in self.known and self.above.rpartition(".")[2] == self.name

    @property
    def misspelt(self) -> bool:
        """Whether a name that is there is so like it that a slip is likelier than a field that is left out."""
        return self._twice or nearest(self.name, self.known, 75) is not None


def reads(program: Program) -> dict[str, list[Steps]]:
    """What each rule reads, as steps from the record; nothing for a mapping that groups records."""
    found: dict[str, list[Steps]] = {}
    if program.group or program.group_all:
        return found
    item: Steps = ()
    names: dict[str, tuple[Steps, ...]] = {}
    if program.each is not None:
        item, names = _inside(program.each, item, names)
    for target, steps in _scope(program.scope, item, names):
        found.setdefault(target, []).append(steps)
    return found


def lost_in_records(steps: Steps, records: Iterable[Any]) -> Lost | None:
    """The first name on a path that none of the records has, where any of them has other names there."""
    here, above = list(records), ""
    for step in steps:
        if isinstance(step, Name):
            objects = [value for value in here if isinstance(value, dict)]
            here = [value[step.name] for value in objects if step.name in value]
            if objects and not here:
                return Lost(
                    step.name, above, tuple(dict.fromkeys(str(key) for one in objects for key in one))
                )
            above = f"{above}.{step.name}" if above else step.name
        elif isinstance(step, Index | Slice | Wildcard):
            here = [member for value in here for member in _members(value)]
        else:
            return None
    return None


def lost_in_schema(steps: Steps, field: Field | None) -> Lost | None:
    """The first name on a path that a schema does not have, where it names others there."""
    above = ""
    for step in steps:
        if field is None:
            return None
        if isinstance(step, Name):
            below = field.child(step.name)
            if below is None and field.order():
                return Lost(step.name, above, field.order())
            field = below
            above = f"{above}.{step.name}" if above else step.name
        elif isinstance(step, Index | Slice | Wildcard):
            field = field.items or field.children.get("{}")
        else:
            return None
    return None


def _members(value: Any) -> list[Any]:
    return value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []


def _steps(path: Path, item: Steps) -> Steps:
    return path.segments if path.absolute else (*item, *path.segments)


def _scope(scope: Scope, item: Steps, names: Names) -> Iterator[tuple[str, Steps]]:
    for let in scope.lets:
        names = {**names, let.name: tuple(_of_value(let.value, item, names))}
    for rule in scope.rules:
        for steps in _of_rule(rule, item, names):
            yield rule.target, steps
        body = rule.body
        if isinstance(body, Object):
            yield from _scope(body.scope, item if body.source is None else _steps(body.source, item), names)
        elif isinstance(body, Collection) and body.scope is not None and not body.group:
            yield from _scope(body.scope, *_inside(body, item, names))


def _of_rule(rule: Rule, item: Steps, names: Names) -> Iterator[Steps]:
    body = rule.body
    if isinstance(body, Value):
        yield from _of_value(body, item, names)
    elif isinstance(body, Object) and body.source is not None:
        yield _steps(body.source, item)
    elif isinstance(body, Collection):
        inner, within = _inside(body, item, names)
        yield from dict.fromkeys(steps for level in body.levels for steps in within.get(level.name, ()))
        if not body.group:
            yield from _of_sources(body.sources, body.formula, inner, within)


def _inside(body: Collection, item: Steps, names: Names) -> tuple[Steps, dict[str, tuple[Steps, ...]]]:
    """The steps to the items of a collection, and the names that stand for them."""
    found = dict(names)
    for level in body.levels:
        steps = _steps(level.path, item)
        item = (*steps, Wildcard()) if level.path.singular else steps
        found[level.name] = found["item"] = (item,)
    return item, found


def _of_value(value: Value, item: Steps, names: Names) -> Iterator[Steps]:
    yield from _of_sources(value.sources, (value.formula, value.cases), item, names)


def _of_sources(sources: tuple[Source, ...], body: Any, item: Steps, names: Names) -> Iterator[Steps]:
    own = {source.name: (_steps(source.path, item),) for source in sources}
    yield from (steps for paths in own.values() for steps in paths)
    for formula in formulas(body):
        yield from _chains(formula.tree, {**names, **own})


def _chains(node: x.Node, names: Names) -> Iterator[Steps]:
    """What a formula reads below names: `customer.email` of a source `customer`."""
    found = _chain(node, names)
    if found:
        yield from found
        return
    for child in x.children(node):
        yield from _chains(child, names)


def _chain(node: x.Node, names: Names) -> tuple[Steps, ...]:
    if isinstance(node, x.Name):
        return names.get(node.name, ())
    if isinstance(node, x.Member):
        return tuple((*steps, Name(node.name)) for steps in _chain(node.object, names))
    return ()
