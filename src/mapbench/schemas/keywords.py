"""Where JSON Schema keeps subschemas, which drafts exist, and how JSON Pointers are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapbench.errors import MapbenchError

#: A schema: an object of keywords, or true (anything) or false (nothing).
Node = dict[str, Any] | bool

SINGLE = frozenset(
    (
        "items",
        "additionalItems",
        "unevaluatedItems",
        "contains",
        "additionalProperties",
        "unevaluatedProperties",
        "propertyNames",
        "not",
        "if",
        "then",
        "else",
        "contentSchema",
    )
)
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies")

#: The formats that are asserted; every other one is an annotation. Source: the mapping format.
ASSERTED_FORMATS: tuple[str, ...] = ("date", "date-time", "email", "uuid", "uri")

_DRAFTS = {
    "json-schema.org/draft-04/schema": "4",
    "json-schema.org/draft-06/schema": "6",
    "json-schema.org/draft-07/schema": "7",
    "json-schema.org/draft/2019-09/schema": "2019-09",
    "json-schema.org/draft/2020-12/schema": "2020-12",
    "json-schema.org/schema": "2020-12",
    "spec.openapis.org/oas/3.1/dialect/base": "2020-12",
}


class SchemaError(MapbenchError):
    """A schema document that cannot be used; `pointer` is the JSON Pointer of what is wrong in it.

    Where a `word` is none of its `choices`, both are given.
    """

    def __init__(
        self, reason: str, pointer: str = "", hint: str = "", word: str = "", choices: tuple[str, ...] = ()
    ) -> None:
        where = f" at {pointer}" if pointer else ""
        super().__init__(f"The schema{where} is refused: {reason}", hint)
        self.reason = reason
        self.pointer = pointer
        self.word = word
        self.choices = choices


def draft_of(root: Node) -> str:
    """The draft a document declares in `$schema`; 2020-12 where it declares none."""
    declared = root.get("$schema") if isinstance(root, dict) else None
    if declared is None:
        return "2020-12"
    name = str(declared).rstrip("#").removeprefix("https://").removeprefix("http://")
    if name not in _DRAFTS:
        raise SchemaError(
            f"{declared!s} is no draft of JSON Schema that is known here.",
            "/$schema",
            "Leave $schema out, or name a draft from 4 to 2020-12.",
        )
    return _DRAFTS[name]


def subschemas(node: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every place below `node` that must hold a schema, with the keys that lead there."""
    for keyword, value in node.items():
        if keyword in SINGLE and not isinstance(value, list):
            yield (keyword,), value
        elif keyword in SINGLE or keyword in LISTS:
            yield from (((keyword, str(i)), part) for i, part in enumerate(value))
        elif keyword in MAPS:
            for name, part in value.items():
                if keyword != "dependencies" or not isinstance(part, list):
                    yield (keyword, name), part


def join_pointer(pointer: str, *keys: str) -> str:
    """`pointer` with `keys` appended, escaped as RFC 6901 says."""
    return pointer + "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def split_pointer(pointer: str) -> list[str]:
    """The keys of a JSON Pointer such as `/properties/a~1b`; a leading `#` is allowed."""
    keys = pointer.removeprefix("#").split("/")[1:]
    return [key.replace("~1", "/").replace("~0", "~") for key in keys]
