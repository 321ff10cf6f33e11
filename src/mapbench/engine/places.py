"""Where the places of an output come from: which rule, which items; list positions before stages, keys of collections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mapbench.engine.paths import Name, Path, describe
from mapbench.engine.program import Collection, Object, Program, Rule, Spread, Value

Item = tuple[int, ...]


class Places:
    """Finds rules and items for the places of one output; `notes` are the positions and nulls the run noted."""

    def __init__(self, by_target: dict[str, Rule], rules: Sequence[Rule | Spread], notes: list[Any]) -> None:
        self._rules = by_target
        self._moved: dict[tuple[str, Item], list[Any]] = {}
        self.nulls: set[tuple[str, Item]] = set()
        for number, at, positions in notes:
            if positions is None:
                self.nulls.add((rules[number].target, at))
            else:
                self._moved[rules[number].target, at] = positions

    def locate(self, path: tuple[str | int, ...]) -> tuple[tuple[str, ...], Item]:
        """Target names and item positions of a place in an output."""
        names: tuple[str, ...] = ()
        item: Item = ()
        inside: str | None = None
        for part in path:
            target = target_text(names)
            rule = self._rules.get(target)
            if rule is not None and isinstance(rule.body, Collection) and inside != target:
                item, inside = self._item(target, item, part), target
            elif isinstance(part, int):
                item = (*item, part)
            else:
                names = (*names, part)
        return names, item

    def _item(self, target: str, item: Item, part: str | int) -> Item:
        positions = self._moved.get((target, item))
        if positions is None:
            return (*item, part) if isinstance(part, int) else item
        if positions and isinstance(positions[0][0], str):
            # The validator gives a key of digits as a number.
            return next(((*item, *place) for key, place in reversed(positions) if key == str(part)), item)
        return (*item, *positions[part]) if isinstance(part, int) and part < len(positions) else item


def walk_rules(program: Program) -> Iterator[Rule]:
    """Every rule of a program, outer ones first."""
    stack = list(program.scope.rules)
    while stack:
        rule = stack.pop(0)
        yield rule
        scope = rule.body.scope if isinstance(rule.body, Object | Collection) else None
        if scope is not None:
            stack.extend(scope.rules)


def target_text(names: tuple[str, ...]) -> str:
    """The target of names, as rules are known by."""
    return describe(Path("", False, tuple(map(Name, names)))) if names else ""


def is_below(target: str, above: str) -> bool:
    """Whether a target lies inside another."""
    return target.startswith(above) and target[len(above) : len(above) + 1] in {".", "["}


def source_text(rule: Rule | Spread) -> str | None:
    """The source paths of a rule as its errors show them."""
    if isinstance(rule, Spread):
        return rule.path.text if rule.path else None
    body = rule.body
    if isinstance(body, Value):
        return ", ".join(source.path.text for source in body.sources) or None
    if isinstance(body, Collection):
        return ", ".join(level.path.text for level in body.levels)
    return body.source.text if body.source else None
