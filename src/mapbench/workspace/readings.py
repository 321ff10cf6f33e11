"""Everything in a mapping file that reads the source: paths and formulas, each with its key path and its scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mapbench.language.collections import LEVEL
from mapbench.model.documents import KeyPath
from mapbench.workspace.scopes import Scope, inner_scope, into_level, levels_of, read_path, top_scope
from mapbench.workspace.views import Path


@dataclass(frozen=True)
class Reading:
    """One text that reads: a path, a level of `each` (`PATH as NAME`), a formula with the places of its names, a bare name."""

    at: KeyPath
    kind: Literal["path", "level", "formula", "name"]
    text: str
    scope: Scope
    names: Mapping[str, Path] = field(default_factory=dict)


def readings(mapping: Mapping[str, Any], source: Any = None) -> Iterator[Reading]:
    """What a mapping reads, in file order as far as that matters to nobody: names around a formula come before it."""
    outside = replace(top_scope({**mapping, "each": None}, source), taken=frozenset())
    yield from _levels(mapping, (), outside)
    scope = top_scope(mapping, source)
    yield from _lets(mapping.get("let"), ("let",), scope)
    yield from _condition(mapping.get("skip_when"), ("skip_when",), scope)
    yield from _rules(mapping.get("rules"), ("rules",), scope)


def readings_of(rule: Any, at: KeyPath, scope: Scope) -> Iterator[Reading]:
    """What the rule at `at` reads itself, without the rules inside it."""
    if not isinstance(rule, dict):
        return
    if "copy_all" in rule:
        yield from _spread(rule["copy_all"], (*at, "copy_all"), scope)
    yield from _condition(rule.get("when"), (*at, "when"), scope, _named(rule, scope))
    if "each" in rule:
        yield from _collection(rule, at, scope)
        return
    yield from _sources(rule.get("source"), (*at, "source"), scope)
    yield from _formulas(rule, at, scope, _named(rule, scope))
    yield from _lets(rule.get("let"), (*at, "let"), inner_scope(rule, scope))


def _rules(rules: Any, at: KeyPath, scope: Scope) -> Iterator[Reading]:
    for index, rule in enumerate(rules if isinstance(rules, list) else []):
        yield from readings_of(rule, (*at, index), scope)
        if isinstance(rule, dict) and isinstance(rule.get("rules"), list):
            yield from _rules(rule["rules"], (*at, index, "rules"), inner_scope(rule, scope))


def _collection(rule: dict[str, Any], at: KeyPath, scope: Scope) -> Iterator[Reading]:
    yield from _levels(rule, at, scope)
    body = inner_scope(rule, scope)
    stages = replace(body, grouped=False)
    for key in ("where", "sort", "unique", "group"):
        yield from _texts(rule.get(key), (*at, key), stages, {})
    yield from _texts(rule.get("keyed_by"), (*at, "keyed_by"), body, {})
    yield from _sources(rule.get("source"), (*at, "source"), body)
    yield from _formulas(rule, at, body, _named(rule, body))
    yield from _lets(rule.get("let"), (*at, "let"), body)


def _levels(rule: Mapping[str, Any], at: KeyPath, scope: Scope) -> Iterator[Reading]:
    alone = isinstance(rule.get("each"), str)
    for number, (text, name) in enumerate(levels_of(rule)):
        here: KeyPath = (*at, "each") if alone else (*at, "each", number)
        written = text if alone or not LEVEL.fullmatch(str(rule["each"][number])) else rule["each"][number]
        yield Reading(here, "level", written, scope)
        scope = into_level(text, name, scope)


def _lets(let: Any, at: KeyPath, scope: Scope) -> Iterator[Reading]:
    for name, value in (let if isinstance(let, dict) else {}).items():
        if isinstance(value, dict):
            yield from _sources(value.get("source"), (*at, name, "source"), scope)
            yield from _formulas(value, (*at, name), scope, _named(value, scope))


def _condition(
    written: Any, at: KeyPath, scope: Scope, names: Mapping[str, Path] | None = None
) -> Iterator[Reading]:
    if isinstance(written, dict):
        yield from _sources(written.get("source"), (*at, "source"), scope)
        names = {**(names or {}), **_named(written, scope)}
        yield from _texts(written.get("formula"), (*at, "formula"), scope, names)
    else:
        yield from _texts(written, at, scope, names or {})


def _sources(written: Any, at: KeyPath, scope: Scope) -> Iterator[Reading]:
    if isinstance(written, str):
        yield Reading(at, "path", written, scope)
    elif isinstance(written, dict):
        for name, text in written.items():
            if isinstance(text, str):
                yield Reading((*at, name), "path", text, scope)


def _formulas(
    written: dict[str, Any], at: KeyPath, scope: Scope, names: Mapping[str, Path]
) -> Iterator[Reading]:
    yield from _texts(written.get("formula"), (*at, "formula"), scope, names)
    cases = written.get("cases")
    for number, case in enumerate(cases if isinstance(cases, list) else []):
        for key in ("when", "formula"):
            if isinstance(case, dict):
                yield from _texts(case.get(key), (*at, "cases", number, key), scope, names)


def _texts(written: Any, at: KeyPath, scope: Scope, names: Mapping[str, Path]) -> Iterator[Reading]:
    known = {**_loops(scope), **names}
    if isinstance(written, str):
        yield Reading(at, "formula", written, scope, known)
    elif isinstance(written, list):
        for number, text in enumerate(written):
            if isinstance(text, str):
                yield Reading((*at, number), "formula", text, scope, known)


def _spread(written: Any, at: KeyPath, scope: Scope) -> Iterator[Reading]:
    if not isinstance(written, dict):
        return
    start = written.get("from")
    if isinstance(start, str):
        yield Reading((*at, "from"), "path", start, scope)
    place = read_path(start, scope) if isinstance(start, str) else scope.item
    if place is None:
        return
    inside = replace(scope, item=place, grouped=False)
    names = written.get("except")
    for number, name in enumerate(names if isinstance(names, list) else []):
        yield Reading((*at, "except", number), "name", str(name), inside)
    for name in written.get("rename") or {}:
        yield Reading((*at, "rename", name), "name", str(name), inside)


def _named(written: Mapping[str, Any], scope: Scope) -> dict[str, Path]:
    """The places of a rule's sources by the names its formulas see."""
    source = written.get("source")
    texts = {"value": source} if isinstance(source, str) else source if isinstance(source, dict) else {}
    places = {name: read_path(text, scope) for name, text in texts.items() if isinstance(text, str)}
    return {name: place for name, place in places.items() if place is not None}


def _loops(scope: Scope) -> dict[str, Path]:
    """The places of the items, and of a group's members, by the names that formulas see."""
    names = {loop.name: loop.item for loop in scope.loops if loop.name is not None and loop.item is not None}
    if scope.prefix and not scope.loops:
        names["items"] = scope.prefix
    if scope.grouped and scope.item is not None:
        names |= {"items": scope.item, "item": scope.item}
    return names
