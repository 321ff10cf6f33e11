"""What a schema says of a value, merged over its references and combinations.

`allOf` is read as "and", `anyOf`, `oneOf` and `if` as "or". A field that two parts of a schema describe gets a schema joined
from both; joined schemas are made once, so that a recursive schema has finitely many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from mapbench.schemas.document import Document
from mapbench.schemas.keywords import Node

TYPES = frozenset({"object", "array", "string", "number", "boolean"})
_NOTES = ("title", "description", "x-classification", "x-owner", "x-system-of-record", "x-precedence")


@dataclass(frozen=True)
class Shape:
    """One schema at one level: which types, which properties in which order, what else is let in.

    `types` never holds "null", nor "integer" beside "number", which includes it; `rest` is the schema of properties that
    are not named; `items` of elements, None where nothing is said.
    """

    types: frozenset[str] = TYPES
    properties: dict[str, Node] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    conditional: frozenset[str] = frozenset()
    patterns: tuple[tuple[str, Node], ...] = ()
    rest: Node = True
    items: Node | None = None
    enum: tuple[Any, ...] | None = None
    format: str | None = None
    notes: dict[str, Any] = field(default_factory=dict)


ANYTHING = Shape()
NOTHING = Shape(types=frozenset(), rest=False)


class Shapes:
    """The shapes of one document, each worked out once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[int, Shape] = {}
        self._joined: dict[tuple[str, frozenset[int]], dict[str, Any]] = {}

    def of(self, node: Node) -> Shape:
        if isinstance(node, bool):
            return ANYTHING if node else NOTHING
        if id(node) not in self._known:
            self._known[id(node)] = ANYTHING  # what a reference to itself adds while it is being read
            shape = reduce(self._both, self._parts(node))
            if shape.rest is True and "unevaluatedProperties" in node:
                shape = replace(shape, rest=node["unevaluatedProperties"])
            self._known[id(node)] = shape
        return self._known[id(node)]

    def _parts(self, node: dict[str, Any]) -> Iterator[Shape]:
        yield self._own(node)
        target = self._document.resolve(node)
        if target is not None:
            yield self.of(target)
        yield from (self.of(part) for part in node.get("allOf", ()))
        for keyword in ("anyOf", "oneOf"):
            if node.get(keyword):
                yield self._either(node[keyword])
        if "if" in node and ("then" in node or "else" in node):
            yield self._either(
                [self.join("allOf", [node["if"], node.get("then", True)]), node.get("else", True)]
            )
        for part in node.get("dependentSchemas", {}).values():
            yield self._either([part, True])

    def _own(self, node: dict[str, Any]) -> Shape:
        properties = node.get("properties", {})
        enum = [node["const"]] if "const" in node else node.get("enum")
        return Shape(
            types=_types(node.get("type"), enum),
            properties=properties,
            required=frozenset(name for name in _names(node.get("required")) if isinstance(name, str)),
            patterns=tuple(node.get("patternProperties", {}).items()),
            rest=node.get("additionalProperties", True),
            items=self._items(node),
            enum=tuple(enum) if isinstance(enum, list) else None,
            format=node.get("format") if isinstance(node.get("format"), str) else None,
            notes={key: node[key] for key in _NOTES if key in node},
        )

    def _items(self, node: dict[str, Any]) -> Node | None:
        items = node.get("items")
        first = items if isinstance(items, list) else node.get("prefixItems", ())
        after = node.get("additionalItems") if isinstance(items, list) else items
        parts = [*first, *([] if after in (None, False) else [after])]
        return self.join("anyOf", parts) if parts else after

    def join(self, keyword: str, nodes: Iterable[Node]) -> Node:
        """One schema that says what all of `nodes` say (`allOf`), or any of them (`anyOf`)."""
        neutral = keyword == "allOf"
        parts: dict[int, dict[str, Any]] = {}
        for node in nodes:
            if isinstance(node, bool):
                if node is not neutral:
                    return node
                continue
            for part in self._opened(keyword, node):
                parts.setdefault(id(part), part)
        if len(parts) < 2:
            return next(iter(parts.values()), neutral)
        return self._joined.setdefault((keyword, frozenset(parts)), {keyword: list(parts.values())})

    def _opened(self, keyword: str, node: dict[str, Any]) -> list[dict[str, Any]]:
        made_here = self._document.pointer(node) is None and keyword in node
        return node[keyword] if made_here else [node]

    def _both(self, one: Shape, two: Shape) -> Shape:
        names = dict.fromkeys((*one.properties, *two.properties))
        said = {name: self.join("allOf", (_property(one, name), _property(two, name))) for name in names}
        properties = {
            name: node for name, node in said.items() if node is not False or name in one.properties
        }
        items = [part for part in (one.items, two.items) if part is not None]
        return Shape(
            types=_common(one.types, two.types),
            properties=properties,
            required=one.required | two.required,
            conditional=(one.conditional | two.conditional)
            - frozenset(
                name for part in (one, two) for name in part.properties if name not in part.conditional
            ),
            patterns=one.patterns + two.patterns,
            rest=self.join("allOf", (one.rest, two.rest)),
            items=self.join("allOf", items) if items else None,
            enum=_shared(one.enum, two.enum),
            format=one.format or two.format,
            notes={**two.notes, **one.notes},
        )

    def _either(self, nodes: list[Node]) -> Shape:
        """The union of branches; one that takes nothing but null says nothing of fields."""
        branches = [shape for shape in map(self.of, nodes) if shape.types]
        if len(branches) < 2:
            return branches[0] if branches else replace(NOTHING, rest=True)
        objects = [shape for shape in branches if "object" in shape.types]
        names = dict.fromkeys(name for shape in objects for name in shape.properties)
        items = [shape.items for shape in branches if "array" in shape.types and shape.items is not None]
        formats = {shape.format for shape in branches}
        return Shape(
            types=_common(TYPES, frozenset(kind for shape in branches for kind in shape.types)),
            properties={name: self._any_of(objects, name) for name in names},
            required=frozenset.intersection(*(s.required for s in objects)) if objects else frozenset(),
            conditional=frozenset(
                name
                for name in names
                if any(name not in s.properties or name in s.conditional for s in objects)
            ),
            patterns=tuple(pair for shape in objects for pair in shape.patterns),
            rest=self.join("anyOf", (shape.rest for shape in objects)) if objects else True,
            items=self.join("anyOf", items) if items else None,
            enum=_gathered(branches),
            format=formats.pop() if len(formats) == 1 else None,
        )

    def _any_of(self, objects: list[Shape], name: str) -> Node:
        return self.join("anyOf", [shape.properties[name] for shape in objects if name in shape.properties])


def _property(shape: Shape, name: str) -> Node:
    """What a shape says of one name: a pattern may allow what is not named, so only without patterns does `rest` count."""
    if name in shape.properties:
        return shape.properties[name]
    return True if shape.patterns else shape.rest


def _types(declared: Any, enum: Any) -> frozenset[str]:
    types = TYPES if declared is None else _common(frozenset(_names(declared)), TYPES)
    if isinstance(enum, list):
        types = _common(types, frozenset(kind for kind in map(type_of, enum) if kind != "null"))
    return types


def type_of(value: Any) -> str:
    """JSON Schema's name for the type of a value; a fraction is a "number"."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    names = {int: "integer", str: "string", dict: "object", list: "array", tuple: "array"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "number")


def _names(declared: Any) -> list[str]:
    return (
        declared if isinstance(declared, list) else [] if declared is None or declared is True else [declared]
    )


def _common(one: frozenset[str], two: frozenset[str]) -> frozenset[str]:
    """Types that both take: a whole number is a number."""
    wide = [types | {"integer"} if "number" in types else types for types in (one, two)]
    common = wide[0] & wide[1]
    return common - {"integer"} if "number" in common else common


def _shared(one: tuple[Any, ...] | None, two: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    if one is None or two is None:
        return two if one is None else one
    return tuple(value for value in one if value in two)


def _gathered(branches: list[Shape]) -> tuple[Any, ...] | None:
    values: list[Any] = []
    for shape in branches:
        if shape.enum is None:
            return None
        values.extend(value for value in shape.enum if value not in values)
    return tuple(values)
