"""What kinds of value a rule can give, as far as schemas, tables and signatures tell before any record is seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from mapbench.engine import expressions as x
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.program import NOTHING, Collection, Program, Value
from mapbench.engine.values import MISSING
from mapbench.schemas.fields import Field
from mapbench.trials.walking import Here, inside

ANY: Final = frozenset({"object", "array", "string", "number", "boolean"})
_RETURNS: Final[dict[str, frozenset[str]]] = {
    "text": frozenset({"string"}),
    "number": frozenset({"number"}),
    "whole": frozenset({"integer"}),
    "exact": frozenset({"number"}),
    "boolean": frozenset({"boolean"}),
    "date": frozenset({"string"}),
    "time": frozenset({"string"}),
    "list": frozenset({"array"}),
    "object": frozenset({"object"}),
}
#: Nodes that give one kind whatever is inside them.
_FIXED: Final[dict[type, str]] = {
    x.Compare: "boolean",
    x.Both: "boolean",
    x.Either: "boolean",
    x.Not: "boolean",
    x.Format: "string",
    x.ListOf: "array",
    x.ObjectOf: "object",
}


@dataclass(frozen=True, slots=True)
class Known:
    """The JSON types a value can have (without null), whether it can be null, and the schema field it comes from."""

    types: frozenset[str] = ANY
    nullable: bool = False
    field: Field | None = None


ANYTHING: Final = Known()


def assignable(types: frozenset[str], target: Field) -> bool:
    """Whether a value of any of these types can fit a field; a whole number is a number."""
    wide = (
        types | ({"number"} if "integer" in types else set()) | ({"integer"} if "number" in types else set())
    )
    return not types or bool(wide & target.types)


def known_value(value: Value, here: Here, program: Program) -> Known:
    """What a value of sources, formula, lookup, constant or cases can be."""
    return _Reading(program, here).value(value)


def known_field(field: Field | None) -> Known:
    """What a field of a schema says of its values."""
    if field is None:
        return ANYTHING
    open_ = field.types >= {"object", "array", "string"}
    return Known(field.types, field.nullable and not open_, field)


class _Reading:
    def __init__(
        self, program: Program, here: Here, names: dict[str, Known] | None = None, depth: int = 0
    ) -> None:
        self.program = program
        self.here = here
        self.names = names or {}
        self.depth = depth

    def value(self, value: Value) -> Known:
        inner = _Reading(self.program, self.here, {**self.names, **self._sources(value)}, self.depth + 1)
        made = inner.made(value)
        if value.lookup is not None:
            return _either([self._table(value.lookup.table)])
        return made

    def made(self, value: Value) -> Known:
        if value.constant is not NOTHING:
            return _constant(value.constant)
        if value.cases:
            parts = [
                _constant(case.value) if case.formula is None else self.node(case.formula.tree)
                for case in value.cases
            ]
            return _either([*parts, *([] if value.otherwise is NOTHING else [_constant(value.otherwise)])])
        if value.formula is not None:
            return self.node(value.formula.tree)
        return next(iter(self._sources(value).values()), ANYTHING)

    def _sources(self, value: Value) -> dict[str, Known]:
        found = {}
        for source in value.sources:
            one = known_field(self.here.follow(source.path))
            found[source.name] = one if source.path.singular else Known(frozenset({"array"}))
        return found

    def _table(self, name: str) -> Known:
        table = next((table for table in self.program.tables if table.name == name), None)
        if table is None or table.entries is None or table.on_miss == "keep":
            return ANYTHING
        extra = [table.value] if table.on_miss == "value" else []
        return _either([_constant(entry) for entry in [*list(table.entries.values())[:1000], *extra]])

    def node(self, node: x.Node) -> Known:
        if self.depth > 20:
            return ANYTHING
        fixed = _FIXED.get(type(node))
        if fixed is not None:
            return Known(frozenset({fixed}))
        match node:
            case x.Constant():
                return _constant(node.value)
            case x.Name():
                return self._name(node.name)
            case x.Member():
                return self._member(node)
            case x.Call() | x.ProjectCall():
                return self._call(node) if isinstance(node, x.Call) else self._project(node)
            case x.LookupCall():
                return self._table(node.table) if node.otherwise is None else ANYTHING
            case x.Param():
                return self._parameter(node.name)
            case x.Choice():
                return _either([self.node(node.then), self.node(node.otherwise)])
            case x.Binary() | x.Chain():
                return self._arithmetic(node)
            case x.Loop():
                return Known(frozenset({"array" if node.key is None else "object"}))
        return ANYTHING

    def _name(self, name: str) -> Known:
        if name in self.names:
            return self.names[name]
        if name in self.here.names:
            return known_field(self.here.names[name])
        let = next((one for one in reversed(self.here.lets) if one.name == name), None)
        if let is None:
            return ANYTHING
        found = _Reading(self.program, self.here, {}, self.depth + 1).value(let.value)
        return found if let.default is NOTHING else _either([Known(found.types), _constant(let.default)])

    def _member(self, node: x.Member) -> Known:
        parent = self.node(node.object)
        field = (
            parent.field.child(node.name)
            if parent.field is not None and parent.field.kind == "object"
            else None
        )
        found = known_field(field)
        return Known(found.types, found.nullable or parent.nullable, found.field)

    def _call(self, node: x.Call) -> Known:
        function = CATALOGUE[node.function]
        arguments = [self.node(argument) for argument in node.arguments]
        if node.function in ("coalesce", "default"):
            return Known(_either(arguments).types, bool(arguments) and all(one.nullable for one in arguments))
        nullable = function.absence == "propagate" and any(one.nullable for one in arguments)
        return Known(_RETURNS.get(function.returns, ANY), nullable)

    def _project(self, node: x.ProjectCall) -> Known:
        function = next((one for one in self.program.functions if one.name == node.function), None)
        if function is None:
            return ANYTHING
        names = dict(zip(function.parameters, map(self.node, node.arguments), strict=False))
        nowhere = Here(None, None, {})
        return _Reading(self.program, nowhere, names, self.depth + 1).node(function.formula.tree)

    def _parameter(self, name: str) -> Known:
        declared = next((one.type for one in self.program.parameters if one.name == name), None)
        return Known(frozenset({declared})) if declared else ANYTHING

    def _arithmetic(self, node: x.Binary | x.Chain) -> Known:
        if isinstance(node, x.Binary):
            return _computed(node.operator, self.node(node.left), self.node(node.right))
        known = self.node(node.first)
        for operator, right, _ in node.rest:
            known = _computed(operator, known, self.node(right))
        return known


def known_items(body: Collection, here: Here, program: Program) -> Known:
    """What the members of a collection with a formula can be."""
    if body.formula is None:
        return Known(frozenset({"object"}))
    return _Reading(program, inside(here, body)).value(Value(body.sources, body.formula))


def _computed(operator: str, left: Known, right: Known) -> Known:
    nullable = left.nullable or right.nullable
    numbers = frozenset({"number", "integer"})
    if operator != "+" or (left.types <= numbers and right.types <= numbers):
        return Known(frozenset({"number"}), nullable)
    text = left.types == right.types == {"string"}
    return Known(frozenset({"string"}) if text else ANY, nullable)


def _either(parts: Iterable[Known]) -> Known:
    parts = list(parts)
    if not parts:
        return ANYTHING
    return Known(frozenset().union(*(part.types for part in parts)), any(part.nullable for part in parts))


def _constant(value: Any) -> Known:
    if value is None:
        return Known(frozenset(), True)
    if value is MISSING:
        return Known(frozenset())
    if isinstance(value, bool):
        return Known(frozenset({"boolean"}))
    names = {int: "integer", float: "number", Decimal: "number", str: "string", list: "array", dict: "object"}
    return Known(frozenset({names.get(type(value), "string")}))
