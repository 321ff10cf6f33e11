"""The order of output keys: a schema's properties as plain nested data, for whoever writes objects."""

from __future__ import annotations

from typing import TypedDict

from mapbench.schemas.fields import ANY_KEY, Field


class OrderTree(TypedDict):
    """Names in schema order, what is known below each of them, and the tree of a list's items."""

    names: tuple[str, ...]
    children: dict[str, OrderTree]
    items: OrderTree | None
    rest: OrderTree | None


def order_tree(field: Field) -> OrderTree | None:
    """The order of everything below `field`; None where nothing is said.

    `rest` is the tree for properties that have no name in the schema (the values of a map). Where a schema holds itself the
    tree does, too: walk it along a value, never to its end.
    """
    return _tree(field, {})


def _tree(field: Field, known: dict[int, OrderTree | None]) -> OrderTree | None:
    identity = field.schema.identity(field.raw)
    if identity in known:
        return known[identity]
    tree: OrderTree = {"names": field.order(), "children": {}, "items": None, "rest": None}
    known[identity] = tree
    children = {name: _tree(child, known) for name, child in field.children.items()}
    tree["rest"] = children.pop(ANY_KEY, None) if ANY_KEY not in field.shape.properties else None
    tree["children"] = {name: child for name, child in children.items() if child is not None}
    tree["items"] = _tree(field.items, known) if field.items is not None else None
    if not any((tree["names"], tree["children"], tree["items"], tree["rest"])):
        known[identity] = None
    return known[identity]
