"""Collection rules: the items, and the stages between them and the body."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.oracle.kinds import MISSING, Fault, kind, written
from tests.oracle.paths import Path, parse
from tests.oracle.places import Place
from tests.oracle.scope import Cell, known


@dataclass(frozen=True)
class Member:
    """One item with its positions (one per loop) and the names it brings into scope."""

    current: Any
    positions: tuple[int, ...]
    names: dict[str, Cell]

    def place(self, outer: Place, index: int | None = None) -> Place:
        names = self.names if index is None else {**self.names, "index": known(index)}
        return replace(outer.naming(names), current=self.current, item=outer.item + self.positions)


Blame = Callable[[str, tuple[int, ...]], None]


def members_of(each: Any, name: str | None, place: Place, blame: Blame) -> Any:
    """The items of a collection, or missing or null where its list is; raises Fault not-a-list.

    In nested loops a parent whose own list is no list is blamed, and left out.
    """
    if isinstance(each, str):
        nodes = _nodes(parse(each), place.root, place.current)
        if not isinstance(nodes, list):
            return nodes
        return [_single(parse(each), node, index, name) for index, node in enumerate(nodes)]
    return _nested([_loop(text) for text in each], place, blame)


def _nodes(path: Path, root: Any, current: Any) -> Any:
    """(key, value) pairs; a path that is not singular always gives a list."""
    if not path.singular:
        return [(node.key, node.value) for node in path.nodes(root, current)]
    value = path.read(root, current)
    if value is MISSING or value is None:
        return value
    if kind(value) != "list":
        raise Fault("not-a-list")
    return list(enumerate(value))


def _single(path: Path, node: tuple[Any, Any], index: int, name: str | None) -> Member:
    key, value = node
    names = {name or "item": known(value)}
    if over_keys(path):
        names["key"] = known(key if isinstance(key, str) else MISSING)
    return Member(value, (index,), names)


def over_keys(path: Path) -> bool:
    return bool(path.steps) and path.steps[-1].selectors == (("wild", None),)


def _loop(text: str) -> tuple[Path, str]:
    found = re.fullmatch(r"(.*\S)\s+as\s+(\w+)\s*", text)
    assert found, text
    return parse(found[1]), found[2]


def _nested(loops: list[tuple[Path, str]], place: Place, blame: Blame) -> Any:
    """Every combination, each inner list read from its parent; the first list decides on missing and null."""
    (path, name), *rest = loops
    nodes = _nodes(path, place.root, place.current)
    if not isinstance(nodes, list):
        return nodes
    members: list[Member] = []
    for index, (_, value) in enumerate(nodes):
        names = {name: known(value), f"{name}_index": known(index)}
        if not rest:
            members.append(Member(value, (index,), names))
            continue
        try:
            inner = _nested(
                rest, replace(place, current=value), lambda code, at, index=index: blame(code, (index, *at))
            )
        except Fault as fault:
            blame(fault.code, (index,))
            continue
        found = inner if isinstance(inner, list) else []
        members += [Member(each.current, (index, *each.positions), names | each.names) for each in found]
    return members


def group_members(groups: list[tuple[Any, list[Member]]], computed: bool) -> list[Member]:
    """A member per group: `{key, items}`, with `item` its first member."""
    made = []
    for index, (own, members) in enumerate(groups):
        items = [member.current for member in members]
        current = group_of(written(own) if computed else own, items)
        names = {
            **members[0].names,
            "key": known(group_of(own, items).get("key", MISSING), computed),
            "items": known(items),
        }
        names["item"] = known(items[0])
        made.append(Member(current, (index,), names))
    return made


def group_of(key: Any, items: list[Any]) -> dict[str, Any]:
    """`{key, items}`; a key of several parts has null for one that is missing."""
    if isinstance(key, list):
        key = [None if part is MISSING else part for part in key]
    return {"items": items} if key is MISSING else {"key": key, "items": items}
