"""What the rules of a mapping decide already: targets that are written or left out, lists and objects and what they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapbench.schemas.fields import ANY_ITEM, ANY_KEY
from mapbench.workspace.commands.links import fields_of
from mapbench.workspace.open_mapping import OpenMapping
from mapbench.workspace.scopes import Scope, field_of, inner_scope, names_of, top_scope
from mapbench.workspace.views import FieldView, MappingView, Path, RuleView


def taken_targets(view: MappingView) -> frozenset[Path]:
    """The targets that people decided about: rules without rules inside them, and what spreads fill."""
    made = {
        rule.target for rule in view.rules if rule.target and not isinstance(rule.written.get("rules"), list)
    }
    spread = {path for rule in view.rules if rule.kind == "spread" for path in _spread(rule, view)}
    return frozenset(made | spread)


def list_items(opened: OpenMapping) -> dict[Path, Path | None]:
    """The items of each target list that has a rule, with the items of the source list it goes through.

    () is the record, and what the mapping's own rules start at. None stands where no plain path says what the items are.
    """
    found: dict[Path, Path | None] = {}
    for rule, scope in _scopes(opened):
        if rule is None:
            found[()] = None if scope.grouped or scope.prefix else field_of(scope.item, scope)
        elif rule.get("each"):
            plain = (
                isinstance(rule["each"], str) and not rule.get("group") and scope.target[-1:] == (ANY_ITEM,)
            )
            found[scope.target] = field_of(scope.item, scope) if plain else None
    return found


def objects_made(opened: OpenMapping) -> dict[Path, Path]:
    """The target objects whose rules read one source object, with that object."""
    return {
        scope.target: place
        for rule, scope in _scopes(opened)
        if rule is not None and not rule.get("each") and isinstance(rule.get("source"), str)
        and (place := field_of(scope.item, scope))
    }  # fmt: skip


def _scopes(opened: OpenMapping) -> Iterator[tuple[Mapping[str, Any] | None, Scope]]:
    """Every rule that has rules inside it, with the scope of those; None for the mapping itself."""
    data = opened.document.data
    if not isinstance(data, Mapping):
        return
    scope = top_scope(data, fields_of(opened.project, data.get("source")))
    yield None, scope
    yield from _below(data.get("rules"), scope)


def _below(rules: Any, scope: Scope) -> Iterator[tuple[Mapping[str, Any], Scope]]:
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, Mapping) and isinstance(rule.get("rules"), list) and names_of(rule):
            inner = inner_scope(rule, scope)
            yield rule, inner
            yield from _below(rule["rules"], inner)


def _spread(rule: RuleView, view: MappingView) -> Iterator[Path]:
    """The targets of the same names as the fields that a spread copies; where that is not known, all of its scope."""
    copied = rule.written.get("copy_all")
    options = copied if isinstance(copied, Mapping) else {}
    around = rule.sources[0] if rule.sources else ()
    renamed, left = options.get("rename") or {}, options.get("except") or ()
    for row in view.source_fields:
        inside = tuple(step for step in row.path[len(around) :] if step not in (ANY_ITEM, ANY_KEY))
        if row.path[: len(around)] == around and len(inside) == 1 and inside[0] not in left:
            yield from _named(renamed.get(inside[0], inside[0]), view.target_fields)


def _named(name: str, rows: tuple[FieldView, ...]) -> Iterator[Path]:
    yield from (row.path for row in rows if row.name == name)
