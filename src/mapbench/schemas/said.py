"""The keywords that bound a value, gathered through references and `allOf`, in one spelling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import orjson

from mapbench.schemas.document import Document
from mapbench.schemas.keywords import Node

#: Lower bounds, upper bounds: absent ones take everything, so does 0 for lengths.
LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_LENGTHS: Final = frozenset({"minLength", "minItems", "minProperties"})
#: Keywords whose change is told field by field, or bounds nothing.
_ELSEWHERE: Final = frozenset(
    (
        "type", "properties", "required", "items", "additionalProperties", "enum", "const", "format", "allOf", "$ref", "$defs",
        "definitions", "$schema", "$id", "id", "$comment", "$anchor", "title", "description", "default", "examples", "example",
        "deprecated", "readOnly", "writeOnly", "nullable", *LOWER, *UPPER,
    )
)  # fmt: skip


def parts(document: Document, node: Node, seen: frozenset[int] = frozenset()) -> Iterator[dict[str, Any]]:
    """The schemas that all hold where `node` does."""
    if not isinstance(node, dict) or id(node) in seen:
        return
    seen |= {id(node)}
    yield node
    target = document.resolve(node)
    if target is not None:
        yield from parts(document, target, seen)
    for one in node.get("allOf", ()):
        yield from parts(document, one, seen)


def bounds(document: Document, node: Node) -> dict[str, Any]:
    """The tightest bound of each kind, by keyword."""
    found: dict[str, Any] = {}
    for part in parts(document, node):
        for keyword in (*LOWER, *UPPER):
            value: Any = part.get(keyword)
            if type(value) not in (int, float) or (keyword in _LENGTHS and value == 0):
                continue
            bound: float = value
            before: float = found.get(keyword, bound)
            found[keyword] = max(before, bound) if keyword in LOWER else min(before, bound)
    return found


def others(document: Document, node: Node) -> dict[str, str]:
    """Every other keyword that bounds the value, as text in one spelling, references written out."""
    found: dict[str, list[str]] = {}
    for part in parts(document, node):
        for keyword, value in part.items():
            if keyword not in _ELSEWHERE and not keyword.startswith("x-"):
                found.setdefault(keyword, []).append(_text(plain(document, value, frozenset())))
    return {keyword: ", ".join(sorted(set(texts))) for keyword, texts in sorted(found.items())}


def plain(document: Document, value: Any, above: frozenset[int]) -> Any:
    """A schema, or what holds some, without annotations and with its references written out once."""
    if isinstance(value, list):
        return [plain(document, one, above) for one in value]
    if not isinstance(value, dict) or id(value) in above:
        return value if not isinstance(value, dict) else "…"
    above |= {id(value)}
    found = {
        key: plain(document, one, above)
        for key, one in value.items()
        if not key.startswith("x-") and key not in ("title", "description", "$comment", "$ref", "$defs", "definitions", "examples")
    }  # fmt: skip
    target = document.resolve(value) if isinstance(value.get("$ref"), str) else None
    return found if target is None else {**found, "$ref": plain(document, target, above)}


def _text(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str).decode()
