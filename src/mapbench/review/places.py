"""Which rule made what stands at a place of an output."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mapbench.engine.places import target_text
from mapbench.engine.program import Collection, Object, Program, Rule, Scope

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A place of an output: the target field, the rule that makes it, its owner; `item` says that it is a member of a list
    or of a keyed object, not a field.
    """

    field: str
    rule: str | None
    owner: str | None
    item: bool


def made_at(program: Program, path: Path) -> Made:
    """The field and rule of a place; a place that no rule makes has no rule."""
    return _made(program.scope, path, program) or Made(_named(path), None, program.owner, _ends_in_list(path))


def _made(scope: Scope, path: Path, program: Program) -> Made | None:
    for rule in scope.rules:
        count = len(rule.names)
        if path[:count] == rule.names:
            return _inside(rule, path[count:], program)
    if scope.spread is not None and path:
        above = scope.spread.target.removesuffix("*").removesuffix(".")
        owner = scope.spread.owner or _owner_of(program, path)
        return Made(_named(path, above), scope.spread.target, owner, _ends_in_list(path))
    return None


def _inside(rule: Rule, rest: Path, program: Program) -> Made:
    body: Any = rule.body
    owner = rule.owner or _owner_of(program, rule.names) or program.owner
    if isinstance(body, Collection):
        if len(rest) == 1:
            return Made(rule.target, rule.target, owner, item=True)
        rest = rest[1:]
    inner = body.scope if isinstance(body, Object | Collection) else None
    found = _made(inner, rest, program) if inner is not None and rest else None
    if found is not None:
        return found
    named = _named(rest)
    return Made(f"{rule.target}.{named}" if named else rule.target, rule.target, owner, _ends_in_list(rest))


def _owner_of(program: Program, path: Path) -> str | None:
    names = tuple(name for name in path if isinstance(name, str))
    return None if program.target is None else program.target.owner_of(names)


def joined(above: str, name: str) -> str:
    """The target path of a field inside another, as rules are known by; `above` is "" at the top."""
    written = _written(name)
    return above + written if not above or written.startswith("[") else f"{above}.{written}"


@lru_cache(4096)
def _written(name: str) -> str:
    return target_text((name,))


def _named(path: Path, above: str = "") -> str:
    for name in path:
        above = joined(above, name) if isinstance(name, str) else above
    return above


def _ends_in_list(path: Path) -> bool:
    return bool(path) and isinstance(path[-1], int)
