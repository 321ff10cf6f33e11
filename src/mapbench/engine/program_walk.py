"""Questions over a program: which formulas a rule holds, which names they read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from mapbench.engine.expressions import free_names
from mapbench.engine.program import Formula, Named, Rule, Value


def formulas(part: Any) -> Iterator[Formula]:
    """Every formula at or below a part of a program, in its order."""
    if isinstance(part, Formula):
        yield part
    elif isinstance(part, tuple):
        for member in part:
            yield from formulas(member)
    elif isinstance(part, Struct):
        for name in part.__struct_fields__:
            yield from formulas(getattr(part, name))


def names_of(value: Value) -> frozenset[str]:
    """The names a value reads beside its own sources."""
    names = frozenset[str]().union(*(free_names(formula.tree) for formula in formulas(value)))
    return names - {source.name for source in value.sources}


def without_index(lets: tuple[Named, ...]) -> tuple[Named, ...]:
    """The named values that need no `index`, directly or through others: those that stages may read."""
    needing = {"index"}
    kept = []
    for named in lets:
        if names_of(named.value) & needing:
            needing.add(named.name)
        else:
            kept.append(named)
    return tuple(kept)


def reads_name(rule: Rule, name: str) -> bool:
    """Whether any formula of a rule, or below it, reads a name."""
    return any(name in free_names(formula.tree) for formula in formulas(rule.body))
