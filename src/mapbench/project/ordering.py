"""The order of rules: that of the fields they write, in the target schema."""

from __future__ import annotations

import re
from typing import Any

from mapbench.language.paths import path_text
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field, Schema

_NAME = re.compile(r"""\[?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\]?|([^.\[\]"']+)""")
_LAST = 10**9


def target_names(target: str) -> tuple[str, ...]:
    """The names of a target path, quotes taken off."""
    return tuple(a or b or c for a, b, c in _NAME.findall(target))


def target_order(schema: Schema, scope: tuple[str, ...] = ()) -> list[str]:
    """All target paths below a field of the schema, as rules in its scope write them, in schema order, parents first.

    `scope` leads to the field (`*` for the items of a list); what lies in lists below it belongs to other scopes.
    """
    found = schema.field(scope)
    below = [] if found is None else [field.path[len(found.path) :] for field in found.walk()]
    return [path_text(names) for names in below if names and ANY_ITEM not in names and ANY_KEY not in names]


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
