"""The order of rules: that of the fields they write, in the target schema."""

from __future__ import annotations

import re
from typing import Any

from mapbench.schemas.fields import ANY_KEY, Field, Schema

_NAME = re.compile(r"""\[?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\]?|([^.\[\]"']+)""")
_LAST = 10**9


def target_names(target: str) -> tuple[str, ...]:
    """The names of a target path, quotes taken off."""
    return tuple(a or b or c for a, b, c in _NAME.findall(target))


def target_order(schema: Schema) -> list[str]:
    """All target paths of a schema's own objects (not of their lists' items), in schema order, parents first."""
    return [
        ".".join(field.path) for field in schema.walk() if "*" not in field.path and ANY_KEY not in field.path
    ]


def rule_rank(rule: Any, scope: Field | None) -> tuple[int, ...]:
    """Where a rule stands among the rules of its scope: sorts as the schema's fields do, what it lacks last."""
    target = rule.get("target") if isinstance(rule, dict) else None
    if not isinstance(target, str):
        return (-1,) if isinstance(rule, dict) and "copy_all" in rule else (_LAST,)
    rank: list[int] = []
    for name in target_names(target):
        names = scope.order() if scope else ()
        rank.append(names.index(name) if name in names else _LAST)
        scope = scope.child(name) if scope else None
    return tuple(rank)


def scope_of(rule: Any, scope: Field | None) -> Field | None:
    """The field that the rules inside a rule write into; None where the schema does not say."""
    target = rule.get("target") if isinstance(rule, dict) else None
    if not isinstance(target, str):
        return None
    for name in target_names(target):
        scope = scope.child(name) if scope else None
    if scope is None or "each" not in rule:
        return scope
    return scope.children.get(ANY_KEY) if "keyed_by" in rule else scope.items
