"""Where the records are in an answer, from its schema: a list, a list in an envelope, or the answer itself."""

from __future__ import annotations

import re
from typing import Any, Final

from mapbench.engine.paths import Index, Name, Wildcard, is_plain_name, quoted
from mapbench.schemas.fields import Field, Schema

#: What APIs call the list in an envelope.
_LISTS: Final = (
    "data",
    "items",
    "results",
    "records",
    "value",
    "values",
    "entries",
    "content",
    "rows",
    "list",
)


def guessed_path(schema: Schema, words: tuple[str, ...] = (), one: bool = False) -> str:
    """The path of the records, as a dataset's `records` has it.

    `words` are names that the list may have (of the dataset, of the last step of the address); with `one`, the address names
    a single record, which may have lists of its own.
    """
    root = schema.root
    if root.kind == "array":
        return "$[*]"
    lists = [field for field in root.children.values() if _is_list(field)]
    wanted = {_singular(word) for word in words if word}
    by_word = [field for field in lists if _singular(field.name) in wanted]
    by_habit = [field for field in lists if field.name.lower() in _LISTS]
    for found in (by_word, by_habit):
        if len(found) == 1:
            return f"{_step(found[0].name)}[*]"
    inside = [
        field
        for field in root.children.values()
        if field.kind == "object" and _singular(field.name) in wanted
    ]
    if len(inside) == 1 and len(root.children) <= len(_LISTS) // 3:
        return _step(inside[0].name)
    scalars = [field for field in root.children.values() if field.kind == "scalar"]
    if (
        len(lists) == 1
        and not one
        and len(scalars) <= 6
        and not any(_is_key(field.name) for field in scalars)
    ):
        return f"{_step(lists[0].name)}[*]"
    return "$"


def field_at(schema: Schema, segments: tuple[Any, ...]) -> Field | None:
    """The field at a path of names, indexes and `[*]`; None where the schema has none, or the path is cleverer."""
    here: Field | None = schema.root
    for segment in segments:
        if here is None:
            return None
        if isinstance(segment, Name):
            here = here.child(segment.name)
        elif isinstance(segment, Wildcard | Index):
            here = here.items
        else:
            return None
    return here.items if here is not None and here.kind == "array" and here.items is not None else here


def _is_list(field: Field) -> bool:
    return field.kind == "array" and field.items is not None and field.items.kind == "object"


def _is_key(name: str) -> bool:
    return re.fullmatch(r"(?:_?id|uuid|guid|number|key|code)", name, re.IGNORECASE) is not None


def _singular(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return re.sub(r"(?<=[a-z])(?:ies|y)$", "i", re.sub(r"(?<=[a-z]{2})s$", "", re.sub(r"ies$", "y", plain)))


def _step(name: str) -> str:
    return f"$.{name}" if is_plain_name(name) else f"$[{quoted(name)}]"
