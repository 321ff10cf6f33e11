"""What is known of the elements of a record before it is read: which are always lists, which always objects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from mapbench.connect.reading import Names
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field, Schema

#: A schema that refers to itself has no end; documents have.
_DEEPEST: Final = 24
_MOST: Final = 20_000


class Known:
    """An element: whether it is always a list, whether always an object, and what is known of those inside it."""

    __slots__ = ("below", "many", "whole")

    def __init__(self) -> None:
        self.many = False
        self.whole = False
        self.below: dict[str, Known] = {}

    def at(self, names: Iterable[str]) -> Known:
        """The element at a path, noted where it was not yet."""
        here = self
        for name in names:
            here = here.below.setdefault(name, Known())
        return here


def known_of(lists: Iterable[Names], schema: object = None) -> Known:
    """What paths and the schema of the records tell."""
    known = Known()
    if isinstance(schema, dict):
        _learn(Schema(schema).root, known)
    for names in lists:
        known.at(names).many = True
    return known


def _learn(root: Field, known: Known) -> None:
    level, seen = [(root, known)], 0
    for _ in range(_DEEPEST):
        below = []
        for field, here in level:
            for name in field.children if seen < _MOST else ():
                child = field.child(name)
                if child is not None and name not in (ANY_KEY, ANY_ITEM):
                    below.append(_note(child, here.at((name,))))
                    seen += 1
        level = below


def _note(field: Field, here: Known) -> tuple[Field, Known]:
    """Takes over what the schema says of a field; gives what is inside it."""
    inner = field
    if field.kind == "array":
        here.many = True
        inner = field.items or field
    here.whole = inner.kind == "object"
    return inner, here


def shaped(value: Any, known: Known) -> Any:
    """A value that was read before anything was known of it."""
    if isinstance(value, list):
        return [shaped(one, known) for one in value]
    if isinstance(value, dict):
        for name, below in known.below.items():
            if name in value:
                made = shaped(value[name], below)
                value[name] = [made] if below.many and not isinstance(made, list) else made
    elif known.whole:
        return {"#text": value} if value else {}
    return value
