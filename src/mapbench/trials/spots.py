"""Fields of a source as rules name them, whether its schema has them or not."""

from __future__ import annotations

from functools import cached_property

from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field, Kind, Schema

Path = tuple[str, ...]


class Spot(Field):
    """A field, or the place where one would be: it can be followed to any name. Only what readers of rules ask for is there."""

    def __init__(self, path: Path, field: Field | None) -> None:
        self.path = path
        self.field = field

    @property
    def kind(self) -> Kind:
        return "any" if self.field is None else self.field.kind

    @cached_property
    def children(self) -> dict[str, Field]:
        """The keys of a map; those of what no schema describes count as items."""
        if self.field is not None and ANY_KEY in self.field.children:
            return {ANY_KEY: Spot((*self.path, ANY_KEY), self.field.children[ANY_KEY])}
        return {ANY_KEY: Spot((*self.path, ANY_ITEM), None)} if self.kind == "any" else {}

    @cached_property
    def items(self) -> Field | None:
        return Spot((*self.path, ANY_ITEM), None if self.field is None else self.field.items)

    def child(self, name: str) -> Field | None:
        found = None if self.field is None else self.field.child(name)
        known = self.field is not None and name in self.field.shape.properties
        if found is not None and not known and ANY_KEY in (self.field.children if self.field else {}):
            return Spot((*self.path, ANY_KEY), found)
        return Spot((*self.path, name), found)


class Members(Spot):
    """The items of a group: a list without a field of its own."""

    def __init__(self, member: Spot) -> None:
        super().__init__(member.path, None)
        self.member = member

    @property
    def kind(self) -> Kind:
        return "array"

    @cached_property
    def items(self) -> Field | None:
        return self.member


class Group(Spot):
    """A group, `{key, items}`, which no schema describes; its key is a field where it is grouped by one."""

    def __init__(self, member: Spot, key: Field | None) -> None:
        super().__init__(member.path, None)
        self.member = member
        self.key = key

    @property
    def names(self) -> dict[str, Field | None]:
        """What formulas call its parts."""
        return {"items": Members(self.member), "key": self.key}

    @property
    def kind(self) -> Kind:
        return "object"

    def child(self, name: str) -> Field | None:
        return self.names.get(name)


def root(schema: Schema | None) -> Spot:
    """The record."""
    return Spot((), None if schema is None else schema.root)


def row_of(path: Path) -> Path:
    """The path of the row a field stands in: the steps into lists and maps have none of their own."""
    end = len(path)
    while end and path[end - 1] in (ANY_ITEM, ANY_KEY):
        end -= 1
    return path[:end]


def settled(path: Path, schema: Schema | None) -> tuple[Path, bool]:
    """A path as far as the schema can tell, and whether the field at its end is one that the schema lacks.

    Below a field that the schema leaves open nothing is known to lack; the path then ends at that field.
    """
    if schema is None:
        return row_of(path), False
    here = schema.root
    for depth, name in enumerate(path):
        below = (
            here.items
            if name == ANY_ITEM
            else here.children.get(ANY_KEY)
            if name == ANY_KEY
            else here.child(name)
        )
        if below is None:
            lacks = name not in (ANY_ITEM, ANY_KEY) and bool(here.shape.properties)
            return (path[: depth + 1], True) if lacks else (row_of(path[:depth]), False)
        here = below
    return row_of(path), False
