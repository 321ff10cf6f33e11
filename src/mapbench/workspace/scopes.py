"""Scopes of a mapping file: what the paths in a list of rules start at, and how a field is written there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mapbench.engine import paths as p
from mapbench.errors import MapbenchError
from mapbench.language.collections import LEVEL
from mapbench.language.paths import PathError, parse_path, parse_target
from mapbench.model.documents import KeyPath
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Schema
from mapbench.workspace.formula_fields import access
from mapbench.workspace.views import Path

#: What a group of records or items holds.
_MEMBERS: Final = ("items", ANY_ITEM)


@dataclass(frozen=True)
class Loop:
    """One level of `each`: the path of its item in the record, and the name formulas see it by; None where it is hidden."""

    item: Path | None
    name: str | None


@dataclass(frozen=True)
class Scope:
    """Where the rules of one list stand.

    `item` is what their paths start at, as a path in the record; None where no path says so (a filter by something else, a
    descent). `target` is what they write into. `prefix` leads from the record to the fields of the source: a group of
    records has them in `items[*]`. `grouped`: the rules run once per group of items, and `item` is the path of a member.
    """

    item: Path | None = ()
    target: Path = ()
    prefix: Path = ()
    loops: tuple[Loop, ...] = ()
    taken: frozenset[str] = frozenset()
    grouped: bool = False
    source: Schema | None = field(default=None, compare=False, repr=False)


def top_scope(mapping: Mapping[str, Any], source: Schema | None = None) -> Scope:
    """The scope of a mapping's own rules."""
    grouped = bool(mapping.get("group") or mapping.get("group_all"))
    taken = frozenset(_names(mapping.get("let")))
    scope = Scope(prefix=_MEMBERS if grouped else (), taken=taken, source=source)
    return _looped(mapping, scope) if mapping.get("each") else scope


def inner_scope(rule: Mapping[str, Any], scope: Scope) -> Scope:
    """The scope of the rules inside an object or collection rule that stands in `scope`."""
    names = names_of(rule) or ()
    scope = replace(scope, target=scope.target + names, taken=scope.taken | _names(rule.get("let")))
    if rule.get("each"):
        step = ANY_KEY if "keyed_by" in rule else ANY_ITEM
        looped = _looped(rule, replace(scope, target=(*scope.target, step)))
        return replace(looped, grouped=bool(rule.get("group")))
    if isinstance(rule.get("source"), str):
        return replace(scope, item=read_path(rule["source"], scope), grouped=False)
    return scope


def scope_at(mapping: Mapping[str, Any], at: KeyPath, source: Schema | None = None) -> Scope:
    """The scope that the rule at a key path, `("rules", 3, "rules", 0)`, stands in. Raises KeyError for no such rule."""
    scope, here = top_scope(mapping, source), mapping
    for place in range(0, len(at), 2):
        rules = here.get("rules") if isinstance(here, Mapping) else None
        index = at[place + 1] if place + 1 < len(at) else None
        if not isinstance(rules, list) or not isinstance(index, int) or index >= len(rules):
            raise KeyError(at)
        if place:
            scope = inner_scope(here, scope)
        here = rules[index]
    return scope


def names_of(rule: Any) -> Path | None:
    """The names of a rule's target within its scope; None where it has none that can be read."""
    target = rule.get("target") if isinstance(rule, Mapping) else None
    if not isinstance(target, str):
        return None
    try:
        return parse_target(target)
    except PathError:
        return None


def read_path(text: str, scope: Scope) -> Path | None:
    """The place in the record that a path text leads to; None where it cannot be told."""
    try:
        path = parse_path(text)
    except PathError:
        return None
    segments, start = path.segments, () if path.absolute else scope.item
    if start is None:
        return None
    if scope.grouped and not path.absolute:
        # Paths of a grouped body start at {key, items}; `item` is the member that `items[*]` leads to.
        if segments[:1] != (p.Name("items"),) or len(segments) < 2 or isinstance(segments[1], p.Name):
            return None
        segments = segments[2:]
    steps = list(start)
    for segment in segments:
        if isinstance(segment, p.Name):
            steps.append(segment.name)
        elif isinstance(segment, p.Union | p.Descend):
            return None
        else:
            steps.append(_step(tuple(steps), scope))
    return tuple(steps)


def field_of(place: Path | None, scope: Scope) -> Path | None:
    """The field of the source that stands at a place in the record; None where it is none."""
    size = len(scope.prefix)
    return place[size:] if place is not None and place[:size] == scope.prefix else None


def written_path(field: Path, scope: Scope) -> str:
    """A field as the paths of a scope write it: from the current item where it is in it, else from the record with `$`."""
    place = scope.prefix + field
    if scope.grouped:
        inside = scope.item is not None and place[: len(scope.item)] == scope.item
        return _text((*_MEMBERS, *place[len(scope.item or ()) :]), False) if inside else _text(place, True)
    if scope.item is not None and place[: len(scope.item)] == scope.item:
        return _text(place[len(scope.item) :], False)
    return _text(place, True)


def outer_name(field: Path, scope: Scope) -> str | None:
    """How a formula reads a field of an outer loop's item, or of a group's first: `f.tracking_company`.

    None where a path reads it. Raises MapbenchError where nothing in scope does.
    """
    place = scope.prefix + field
    around = [loop for loop in scope.loops if loop.item and place[: len(loop.item)] == loop.item]
    if not around or (around[-1].item == scope.item and not scope.grouped):
        return None
    loop = around[-1]
    rest = place[len(loop.item or ()) :]
    if loop.name is None or ANY_ITEM in rest or ANY_KEY in rest:
        where = ".".join(place[: len(loop.item or ()) - 1])
        raise MapbenchError(
            f"{dotted(field)} belongs to the outer list {where}, which has no name here.",
            "Name its items with `as`, and read them in a formula.",
        )
    return loop.name + access(rest)


def dotted(field: Path) -> str:
    """A field as people read it: names with dots, lists without a mark."""
    return ".".join(name for name in field if name not in (ANY_ITEM, ANY_KEY)) or "the record"


def levels_of(rule: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """The loops of `each`: path text and written name."""
    each = rule.get("each")
    if isinstance(each, str):
        name = rule.get("as")
        return [(each, name if isinstance(name, str) else None)]
    found = []
    for text in each if isinstance(each, list) else []:
        match = LEVEL.fullmatch(str(text))
        found.append((match[1], match[2]) if match else (str(text), None))
    return found


def into_level(text: str, name: str | None, scope: Scope) -> Scope:
    """The scope of the items that one level of `each` goes through."""
    item = _item(text, scope)
    outer = tuple(replace(one, name=None) if one.name == (name or "item") else one for one in scope.loops)
    taken = scope.taken | ({name} if name else set())
    return replace(scope, item=item, loops=(*outer, Loop(item, name or "item")), taken=taken, grouped=False)


def _looped(rule: Mapping[str, Any], scope: Scope) -> Scope:
    for text, name in levels_of(rule):
        scope = into_level(text, name, scope)
    return scope


def _item(text: str, scope: Scope) -> Path | None:
    place = read_path(text, scope)
    if place is None:
        return None
    return (*place, ANY_ITEM) if parse_path(text).singular else place


def _step(place: Path, scope: Scope) -> str:
    if scope.source is None or place[: len(scope.prefix)] != scope.prefix:
        return ANY_ITEM
    found = scope.source.field(place[len(scope.prefix) :])
    return ANY_KEY if found is not None and found.items is None and ANY_KEY in found.children else ANY_ITEM


def _text(steps: Path, absolute: bool) -> str:
    segments = tuple(p.Wildcard() if step in (ANY_ITEM, ANY_KEY) else p.Name(step) for step in steps)
    return p.describe(p.Path("", absolute, segments))


def _names(let: Any) -> frozenset[str]:
    return frozenset(str(name) for name in let) if isinstance(let, Mapping) else frozenset()
