"""What a rule reads where it stands: its sources by name, and the names in scope that its formulas mention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mapbench.engine import expressions as x
from mapbench.engine import program as p
from mapbench.engine.program_walk import formulas
from mapbench.language.lenient import One

_MOST: Final = 8
_PLAIN: Final = "value"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a rule reads: what people call it, and how it is read."""

    name: str
    value: p.Value


def inputs_read(one: One) -> tuple[Input, ...]:
    """The inputs of a rule, sources first; each once, and no more than fit on a screen."""
    found = {given.name: given for given in _all(one.rule)}
    return tuple(found.values())[:_MOST]


def _all(rule: p.Rule) -> Iterator[Input]:
    body = rule.body
    if isinstance(body, p.Collection):
        yield _path(body.levels[0].path.text, p.Source(_PLAIN, body.levels[0].path))
        return
    if isinstance(body, p.Object):
        spread = body.scope.spread
        scope_of = body.source or (None if spread is None else spread.path)
        if scope_of is not None:
            yield _path(scope_of.text, p.Source(_PLAIN, scope_of))
        return
    sources = (*body.sources, *rule.when_sources)
    for source in sources:
        yield _path(source.path.text if source.name == _PLAIN else source.name, source)
    own = frozenset(source.name for source in sources)
    for formula in formulas((body, rule.when)):
        for node in _chains(formula.tree, own):
            start, end = node.span
            yield Input(formula.text[start:end], p.Value(formula=p.Formula(formula.text, node)))


def _path(name: str, source: p.Source) -> Input:
    return Input(name, p.Value(sources=(p.Source(_PLAIN, source.path),)))


def _chains(node: x.Node, bound: frozenset[str]) -> Iterator[x.Node]:
    """The names in scope that a formula mentions, with the fields read of them: `placed`, `line.price`."""
    base = node
    while isinstance(base, x.Member):
        base = base.object
    if isinstance(base, x.Name):
        if base.name not in bound:
            yield node
        return
    if isinstance(node, x.Loop):
        for clause in node.clauses:
            yield from _chains(clause.iterable, bound)
            bound |= {clause.name}
            for condition in clause.conditions:
                yield from _chains(condition, bound)
        for part in (node.element, node.key):
            if part is not None:
                yield from _chains(part, bound)
        return
    for child in x.children(node):
        yield from _chains(child, bound)
