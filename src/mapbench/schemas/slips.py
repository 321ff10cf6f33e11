"""Keywords of a schema that are misspelt: JSON Schema takes any word, so that a slip would silently check nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from mapbench.schemas.keywords import LISTS, MAPS, SINGLE, SchemaError, join_pointer

if TYPE_CHECKING:
    from mapbench.schemas.document import Document

#: Keywords that hold no schema, of every draft and of OpenAPI. Source: the specifications of drafts 4 to 2020-12, OpenAPI 3.1.
_VALUES: Final = (
    "$schema", "$id", "id", "$ref", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor",
    "$vocabulary", "$comment", "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum",
    "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains",
    "minContains", "maxProperties", "minProperties", "required", "dependentRequired", "format", "contentEncoding",
    "contentMediaType", "title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples", "example",
    "nullable", "discriminator", "xml", "externalDocs",
)  # fmt: skip
_KNOWN: Final = frozenset({*_VALUES, *SINGLE, *LISTS, *MAPS})
_OURS: Final = ("x-classification", "x-owner", "x-system-of-record", "x-precedence")
#: From this likeness on a word is taken for a known one that was misspelt; a whole letter of `type` is 75.
_SLIP: Final = 75
_OUR_SLIP: Final = 90


def misspelt(document: Document) -> Iterator[SchemaError]:
    """Every keyword that is none, yet nearly one."""
    from rapidfuzz import fuzz, process

    for node, pointer in document.places.values():
        for word in node:
            ours = word.startswith("x-")
            choices, likeness = (_OURS, _OUR_SLIP) if ours else (_KNOWN, _SLIP)
            if word in choices:
                continue
            near = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=likeness)
            if near is not None:
                at = join_pointer(pointer, word)
                hint = f"Did you mean {near[0]!r}?"
                yield SchemaError(f"{word} is no keyword, so nothing would be checked.", at, hint)
