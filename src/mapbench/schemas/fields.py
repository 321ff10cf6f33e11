"""A JSON Schema as a tree of fields, built as it is walked, so that a recursive schema has no end and no cost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

from mapbench.schemas.document import Document
from mapbench.schemas.keywords import Node, join_pointer, split_pointer
from mapbench.schemas.nulls import accepts_null
from mapbench.schemas.preparation import prepare
from mapbench.schemas.shapes import TYPES, Shape, Shapes

#: The name of the child that stands for keys a map makes up at run time, and of the step into a list.
ANY_KEY = "{}"
ANY_ITEM = "*"

Kind = Literal["object", "array", "scalar", "any"]
OrderTree = dict[str, Any]


class Field:
    """One field of a schema.

    `path` has names from the root, `*` for the items of a list and `{}` for the keys of a map. `pointer` follows the same
    steps in JSON Schema's words (`/properties/lines/items/properties/sku`): it is unique, and stays the same when a part
    of the schema moves into `$defs`. `required` counts within the parent. `conditional` fields stand in only some branches
    of an `anyOf`, `oneOf` or `if`. `raw` is the field's schema; where several parts describe it, one that joins them.
    """

    def __init__(
        self, schema: Schema, raw: Node, path: tuple[str, ...], pointer: str, parent: Field | None
    ) -> None:
        self.schema = schema
        self.raw = raw
        self.path = path
        self.pointer = pointer
        self.parent = parent

    @property
    def name(self) -> str:
        return self.path[-1] if self.path else ""

    @cached_property
    def shape(self) -> Shape:
        return self.schema.shapes.of(self.raw)

    @property
    def types(self) -> frozenset[str]:
        """JSON Schema's type names without "null"; "number" includes "integer"; nothing said means every type."""
        return self.shape.types

    @cached_property
    def nullable(self) -> bool:
        """Whether null is valid here, decided exactly through references and combinations."""
        return accepts_null(self.schema.document, self.raw)

    @property
    def kind(self) -> Kind:
        """What the field holds besides null; "any" where its schema leaves that open or allows several."""
        types, says = self.types, self.shape
        if types == TYPES and bool(says.properties) != (says.items is not None):
            return "object" if says.properties else "array"
        if not types & {"object", "array"}:
            return "scalar"
        if len(types) > 1:
            return "any"
        return "object" if "object" in types else "array"

    @property
    def required(self) -> bool:
        return self.parent is not None and self.name in self.parent.shape.required

    @property
    def conditional(self) -> bool:
        return self.parent is not None and self.name in self.parent.shape.conditional

    @property
    def closed(self) -> bool:
        """Whether properties that the schema does not describe are refused."""
        return self.shape.rest is False

    @property
    def format(self) -> str | None:
        return self.shape.format

    @property
    def enum(self) -> tuple[Any, ...] | None:
        return self.shape.enum

    @property
    def title(self) -> str | None:
        return self._note("title")

    @property
    def description(self) -> str | None:
        return self._note("description")

    @property
    def classification(self) -> str | None:
        return self._note("x-classification")

    @property
    def owner(self) -> str | None:
        return self._note("x-owner")

    @property
    def system_of_record(self) -> str | None:
        return self._note("x-system-of-record")

    @cached_property
    def children(self) -> dict[str, Field]:
        """The fields of an object by name, in the schema's order; `{}` for the keys of a map."""
        found = {name: self._child(name, node) for name, node in self.shape.properties.items()}
        dynamic = [node for _, node in self.shape.patterns]
        dynamic += [self.shape.rest] if isinstance(self.shape.rest, dict) and self.shape.rest else []
        if dynamic and ANY_KEY not in found:
            raw = self.schema.shapes.join("anyOf", dynamic)
            pointer = join_pointer(self.pointer, "additionalProperties")
            found[ANY_KEY] = Field(self.schema, raw, (*self.path, ANY_KEY), pointer, self)
        return found

    @cached_property
    def items(self) -> Field | None:
        """The field that every element of a list is; None where the schema says nothing of elements."""
        raw = self.shape.items
        if raw is None:
            return None
        return Field(self.schema, raw, (*self.path, ANY_ITEM), join_pointer(self.pointer, "items"), self)

    def child(self, name: str) -> Field | None:
        """The field a property of that name is: one that is named, else one of a pattern or of the map's keys."""
        if name in self.shape.properties:
            return self.children[name]
        matching = [node for pattern, node in self.shape.patterns if self.schema.matches(pattern, name)]
        if not matching and isinstance(self.shape.rest, dict):
            matching = [self.shape.rest]
        return self._child(name, self.schema.shapes.join("allOf", matching)) if matching else None

    def admits(self, name: str) -> bool:
        """Whether an object here may have a property of that name at all."""
        if self.shape.rest is not False or name in self.shape.properties:
            return name not in self.shape.properties or self.shape.properties[name] is not False
        return any(self.schema.matches(pattern, name) for pattern, _ in self.shape.patterns)

    def nearest(self, name: str, count: int = 3) -> list[str]:
        """Names of children that a mistyped `name` may have meant, the likeliest first."""
        from difflib import get_close_matches

        lowered = {child.lower(): child for child in self.shape.properties}
        return [lowered[hit] for hit in get_close_matches(name.lower(), lowered, n=count, cutoff=0.5)]

    def order(self) -> tuple[str, ...]:
        """The names of the properties in the order of the schema."""
        return tuple(self.shape.properties)

    def walk(self) -> Iterator[Field]:
        """This field and all below it, depth first in schema order; where a schema holds itself, not again below that."""
        return (field for field, _ in self._walk(frozenset()))

    def leaves(self) -> Iterator[Field]:
        """The fields of `walk` with nothing below them."""
        return (field for field, ends in self._walk(frozenset()) if ends)

    def _walk(self, above: frozenset[int]) -> Iterator[tuple[Field, bool]]:
        identity = self.schema.identity(self.raw)
        below = list(self.below) if identity not in above else []
        yield self, not below
        for field in below:
            yield from field._walk(above | {identity})

    @property
    def below(self) -> Iterator[Field]:
        """The children, and the items of a list."""
        yield from self.children.values()
        if self.items is not None:
            yield self.items

    def _child(self, name: str, raw: Node) -> Field:
        return Field(
            self.schema, raw, (*self.path, name), join_pointer(self.pointer, "properties", name), self
        )

    def _note(self, key: str) -> str | None:
        value = self.shape.notes.get(key)
        return value if isinstance(value, str) else None

    def __repr__(self) -> str:
        return f"Field({'.'.join(self.path) or '$'})"


class Schema:
    """A JSON Schema document (2020-12, or the draft it declares, back to 4), looked at as fields.

    SchemaError where the document cannot be read: a reference that leads outside or nowhere, a keyword without a schema.
    """

    def __init__(self, document: dict[str, Any] | bool) -> None:
        self.document: Document = prepare(document)
        self.shapes = Shapes(self.document)
        self.root = Field(self, self.document.root, (), "", None)

    def field(self, path: tuple[str, ...]) -> Field | None:
        """The field at a path from the root: names, and `*` for the items of a list. None where the schema has none."""
        here: Field | None = self.root
        for name in path:
            if here is None:
                return None
            here = here.child(name) or (here.items if name == ANY_ITEM else here.children.get(name))
        return here

    def at(self, pointer: str) -> Field | None:
        """The field with that `pointer`; None where there is none."""
        keys = iter(split_pointer(pointer))
        here: Field | None = self.root
        for key in keys:
            if here is None or key not in {"properties", "items", "additionalProperties"}:
                return None
            if key == "items":
                here = here.items
            else:
                here = here.children.get(next(keys, "") if key == "properties" else ANY_KEY)
        return here

    def walk(self) -> Iterator[Field]:
        """Every field below the root, as `Field.walk`."""
        return (field for field in self.root.walk() if field is not self.root)

    def leaves(self) -> Iterator[Field]:
        """Every field with nothing below it."""
        return (field for field in self.root.leaves() if field is not self.root)

    def order(self, path: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The names of the properties at a path, in the order of the schema; () where there are none."""
        field = self.field(path)
        return field.order() if field else ()

    def identity(self, node: Node) -> int:
        """One number for all nodes that only refer to the same schema."""
        seen: set[int] = set()
        while isinstance(node, dict) and _only_refers(node) and id(node) not in seen:
            seen.add(id(node))
            node = self.document.resolve(node) or {}
        return id(node)

    def matches(self, pattern: str, name: str) -> bool:
        """Whether a name fits a pattern of `patternProperties`."""
        from mapbench.schemas.validation import compile_pattern

        return compile_pattern(pattern)(name)


def _only_refers(node: dict[str, Any]) -> bool:
    notes = {"$ref", "$defs", "definitions", "title", "description"}
    return "$ref" in node and all(key in notes or key.startswith("x-") for key in node)
