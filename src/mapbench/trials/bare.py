"""What of its sources a rule hands on: everything but what is only compared, counted, or made unreadable on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from mapbench.engine import expressions as x
from mapbench.engine.expressions import free_names
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.program import Collection, Formula, Object, Rule, Value
from mapbench.schemas.fields import Field
from mapbench.trials.reading import fields_of_value
from mapbench.trials.walking import Here, inside

#: Functions whose result nobody can read the value back from.
MASKS: Final = frozenset({"mask", "pseudonym", "sha256", "hmac_sha256", "uuid5"})
_FACTS: Final = frozenset({"length", "count", "type_of"})
_VERDICTS: Final = (x.Compare, x.Both, x.Either, x.Not)


def handed_on(rule: Rule, here: Here) -> Iterator[Field]:
    """The source fields whose values a rule hands on as they are, or cut, joined and converted.

    Named values count with what they are made of; rules inside the rule do not.
    """
    body = rule.body
    if isinstance(body, Value):
        yield from _of_value(body, here, frozenset())
    elif isinstance(body, Collection):
        inner = inside(here, body)
        if body.formula is not None:
            yield from _of_value(Value(body.sources, body.formula), inner, frozenset())
    elif isinstance(body, Object) and body.scope.spread is not None:
        spread = body.scope.spread
        field = here.item if body.source is None else here.follow(body.source)
        if field is not None and spread.path is None:
            yield from (child for name, child in field.children.items() if name not in spread.leave_out)


def _of_value(value: Value, here: Here, seen: frozenset[str]) -> Iterator[Field]:
    if value.lookup is not None:
        return  # the table's value is handed on, not the key
    trees = [value.formula.tree] if value.formula is not None else []
    trees += [case.formula.tree for case in value.cases if case.formula is not None]
    if not trees and not value.cases:
        yield from fields_of_value(value, here)
        return
    bare = tuple(part for tree in trees for part in _bare(tree))
    yield from fields_of_value(replace(value, formula=Formula("", x.ListOf(bare)), cases=()), here)
    names = frozenset().union(*map(free_names, bare))
    for let in here.lets:
        if let.name in names and let.name not in seen:
            yield from _of_value(let.value, here, seen | {let.name})


def _bare(node: x.Node) -> Iterator[x.Node]:
    """The parts of a formula whose values can be read in its result."""
    if isinstance(node, _VERDICTS):
        return
    if isinstance(node, x.Call) and (
        node.function in MASKS | _FACTS or CATALOGUE[node.function].returns == "boolean"
    ):
        return
    if isinstance(node, x.Name | x.Member | x.Element):
        yield node
    elif isinstance(node, x.Choice):
        yield from (*_bare(node.then), *_bare(node.otherwise))
    elif isinstance(node, x.Loop):
        made = [*_bare(node.element), *(_bare(node.key) if node.key is not None else ())]
        if made:
            yield replace(node, element=x.ListOf(tuple(made)), key=None)
    elif not isinstance(node, x.LookupCall):
        for child in x.children(node):
            yield from _bare(child)
