"""What a rule depends on besides itself: the rules around it, named values, functions, tables, parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from mapbench.engine import expressions as x
from mapbench.engine.program import Collection, Formula, Lookup, Object, Program, Rule, Scope, Spread
from mapbench.review.edits import CAUSES, Edit

#: ("let", name), ("function", name), ("lookup", table), ("parameter", name).
Need = tuple[str, str]


def needs_of(program: Program) -> dict[str, frozenset[Need]]:
    """By target, what each rule needs, through named values and functions; what its rules need counts for an object."""
    known = _Needs(program)
    return dict(known.scope(program.scope))


def concerning(edit: Edit, target: str, needs: frozenset[Need]) -> bool:
    """Whether an edit can change what the rule of a target gives."""
    if edit.key == "owner":
        return False
    if edit.part == "rule":
        return edit.key == "" and any(_holds(one, target) for one in {edit.subject, edit.was if edit.kind == "move" else edit.subject})  # fmt: skip
    if edit.part in ("let", "function", "lookup", "parameter"):
        return (edit.part, edit.subject) in needs
    if edit.part == "target":
        return edit.subject == "$" or _holds(edit.subject, target) or _holds(target, edit.subject)
    return edit.part in CAUSES and not (
        edit.part == "mapping" and edit.subject in ("title", "source", "target")
    )


def causes_of(edits: Iterable[Edit], target: str, needs: frozenset[Need]) -> tuple[str, ...]:
    """The edits, in words, that what a target gives can come from; schemas and the whole only where nothing else does."""
    concerned = [one for one in edits if one.part in CAUSES and concerning(one, target, needs)]
    near = [one for one in concerned if one.part in ("rule", "let", "function", "lookup", "parameter")]
    return tuple(dict.fromkeys(one.name for one in near or concerned))


def _holds(outer: str, inner: str) -> bool:
    scope = outer.removesuffix("*").removesuffix(".") if outer == "*" or outer.endswith(".*") else outer
    return not scope or inner == scope or inner.startswith(f"{scope}.")


class _Needs:
    """The needs of one program, through what is named."""

    def __init__(self, program: Program) -> None:
        self.tables = {one.name: one.reverse_of or one.name for one in program.tables if not one.inline}
        self.functions: dict[str, frozenset[Need]] = {}
        for one in program.functions:
            self.functions[one.name] = frozenset()
        for _ in program.functions:  # through chains of functions, however they are ordered
            for one in program.functions:
                self.functions[one.name] = self.of(one.formula, {})

    def scope(
        self, scope: Scope, above: dict[str, frozenset[Need]] | None = None
    ) -> Iterator[tuple[str, frozenset[Need]]]:
        lets = dict(above or {})
        for named in scope.lets:
            mine = {("let", named.name)} if above is None else set()
            lets[named.name] = self.of(named, lets) | mine
        if scope.spread is not None:
            yield scope.spread.target, self.of(scope.spread, lets)
        for rule in scope.rules:
            yield from self.rule(rule, lets)

    def rule(self, rule: Rule, lets: dict[str, frozenset[Need]]) -> Iterator[tuple[str, frozenset[Need]]]:
        body: Any = rule.body
        inner = body.scope if isinstance(body, Object | Collection) else None
        if inner is None:
            yield rule.target, self.of((rule.when, rule.body), lets)
            return
        stages = tuple(
            getattr(body, name, None) for name in ("where", "sort", "unique", "group", "keyed_by", "lets")
        )
        own = self.of((rule.when, stages), lets)
        within = {**lets, **{one.name: self.of(one, lets) for one in getattr(body, "lets", ())}}
        below = dict(self.scope(inner, within))
        yield rule.target, own.union(*below.values())
        yield from ((target, own | needs) for target, needs in below.items())

    def of(self, part: Any, lets: dict[str, frozenset[Need]]) -> frozenset[Need]:
        """The needs of a part of a program, without the rules inside it."""
        found: frozenset[Need] = frozenset()
        for one in _parts(part):
            if isinstance(one, Lookup):
                found |= self.table(one.table)
            elif isinstance(one, Formula):
                for node in x.walk(one.tree):
                    found |= self.node(node, lets)
        return found

    def node(self, node: x.Node, lets: dict[str, frozenset[Need]]) -> frozenset[Need]:
        if isinstance(node, x.LookupCall):
            return self.table(node.table)
        if isinstance(node, x.Param):
            return frozenset({("parameter", node.name)})
        if isinstance(node, x.ProjectCall):
            return self.functions.get(node.function, frozenset()) | {("function", node.function)}
        return lets.get(node.name, frozenset()) if isinstance(node, x.Name) else frozenset()

    def table(self, name: str) -> frozenset[Need]:
        return frozenset({("lookup", self.tables[name])}) if name in self.tables else frozenset()


def _parts(part: Any) -> Iterator[Formula | Lookup]:
    if isinstance(part, Formula | Lookup):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _parts(one)
    elif isinstance(part, Struct) and not isinstance(part, x.Node | Scope | Spread):
        for name in part.__struct_fields__:
            yield from _parts(getattr(part, name))
    elif isinstance(part, Spread) and part.when is not None:
        yield part.when
