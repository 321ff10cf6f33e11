"""Parts of a program: without what is refused and what needs it, or with nothing but one rule and what that needs."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from mapbench.engine import expressions as x
from mapbench.engine import program as p
from mapbench.engine.expressions import free_names
from mapbench.engine.program_walk import formulas, names_of
from mapbench.language.problems import KeyPath


class Kept:
    """Leaves out of a program what is refused, and what needs it."""

    def __init__(self, rules: dict[KeyPath, p.Rule], refused: list[KeyPath], functions: set[str]) -> None:
        self.places = {id(rule): at for at, rule in rules.items()}
        self.refused = {owner_of(at) for at in refused}
        self.functions = functions
        self.bad_names: frozenset[str] = frozenset()
        self.all_names: set[str] = set()

    def bad(self, part: Any, names: frozenset[str]) -> bool:
        """Whether a part of a program reads a refused name or calls a refused function."""
        return any(
            free_names(one.tree) & names
            or (
                self.functions
                and any(
                    isinstance(node, x.ProjectCall) and node.function in self.functions
                    for node in x.walk(one.tree)
                )
            )
            for one in formulas(part)
        )

    def scope(self, scope: p.Scope, at: KeyPath, names: frozenset[str]) -> p.Scope:
        """A scope without what is refused in it; `names` are refused outside."""
        lets, names = self._lets(scope.lets, at, names)
        self.all_names |= names
        if not at:
            self.bad_names = names
        rules = [self._rule(rule, names) for rule in scope.rules]
        spread = scope.spread
        if spread is not None and self.bad(spread.when, names):
            spread = None
        return replace(
            scope, lets=lets, rules=tuple(rule for rule in rules if rule is not None), spread=spread
        )

    def _lets(
        self, lets: tuple[p.Named, ...], at: KeyPath, names: frozenset[str]
    ) -> tuple[tuple[p.Named, ...], frozenset[str]]:
        bad = names | {let.name for let in lets if (*at, "let", let.name) in self.refused}
        while True:
            more = {let.name for let in lets if names_of(let.value) & bad or self.bad(let.value, frozenset())}
            if more <= bad:
                return tuple(let for let in lets if let.name not in bad), frozenset(bad)
            bad |= more

    def _rule(self, rule: p.Rule, names: frozenset[str]) -> p.Rule | None:
        at = self.places.get(id(rule), ())
        body = rule.body
        scope = body.scope if isinstance(body, p.Object | p.Collection) else None
        own = replace(rule, body=replace(body, scope=p.Scope())) if scope is not None else rule
        if at in self.refused or self.bad((own.body, own.when), names):
            return None
        if scope is None:
            return rule
        return replace(rule, body=replace(body, scope=self.scope(scope, at, names)))


def owner_of(at: KeyPath) -> KeyPath:
    """The rule or named value that a key path leads into; a top-level key otherwise."""
    for end in range(len(at), 1, -1):
        if at[end - 2] == "rules" and isinstance(at[end - 1], int):
            return at[: end + 2] if at[end : end + 1] == ("let",) else at[:end]
    return at[:2] if at[:1] == ("let",) else at[:1]


def towards(scope: p.Scope, chain: list[str], inner: p.Scope, beside: Any = None) -> p.Scope:
    """The scope with nothing but what leads down the chain to the scope `inner`; `beside` reads its named values, too."""
    if not chain:
        return replace(inner, lets=needed(scope.lets, (inner, beside)))
    around = next(rule for rule in scope.rules if rule.target == chain[0])
    body = around.body
    assert not isinstance(body, p.Value)
    assert body.scope is not None
    own = replace(body, scope=p.Scope())
    made = replace(around, body=replace(body, scope=towards(body.scope, chain[1:], inner, own)))
    return p.Scope(needed(scope.lets, (made, beside)), (made,))


def needed(lets: tuple[p.Named, ...], part: Any) -> tuple[p.Named, ...]:
    """The named values that formulas read, and those that these read."""
    wanted = {name for one in formulas(part) for name in free_names(one.tree)}
    kept = []
    for let in reversed(lets):
        if let.name in wanted:
            kept.append(let)
            wanted |= names_of(let.value)
    return tuple(reversed(kept))
