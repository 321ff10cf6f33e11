"""One schema of an older dialect, keyword by keyword, as JSON Schema 2020-12 says it. What is inside it is not touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

from mapbench.schemas.keywords import MAPS, SINGLE, SchemaError, join_pointer

#: The drafts of JSON Schema, and the two dialects that OpenAPI brought.
Dialect = Literal["4", "6", "7", "2019-09", "2020-12", "openapi-3.0", "openapi-3.1"]

_SCHEMA_PARTS: Final = ("$defs", "definitions", "components")
_IDENTITY: Final = (
    "$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$comment",
)  # fmt: skip
_ANNOTATIONS: Final = ("title", "description", "deprecated", "readOnly", "writeOnly", "nullable", "example")
_TYPES: Final = frozenset(("object", "array", "string", "number", "integer", "boolean", "null"))
_OURS: Final = ("x-classification", "x-owner", "x-system-of-record", "x-precedence")


def modern(node: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    """A copy of one schema in the words of 2020-12; schemas below it are the same objects as before."""
    found = {key: value for key, value in node.items() if key not in _SCHEMA_PARTS}
    if "$ref" in found and dialect in {"4", "6", "7", "openapi-3.0"}:
        found = {key: value for key, value in found.items() if key == "$ref" or _is_note(key)}
    if dialect.startswith("openapi"):
        found = _without_slips(_openapi(found))
    for key in _IDENTITY:
        if isinstance(found.get(key), str | bool) or key == "$vocabulary":
            found.pop(key, None)
    for keyword in ("Maximum", "Minimum"):
        _bound(found, f"exclusive{keyword}", keyword.lower())
    _lists(found)
    _dependencies(found)
    return _nullable(found) if found.pop("nullable", None) is True else found


def _is_note(key: str) -> bool:
    return key in _ANNOTATIONS or key.startswith("x-")


def _bound(node: dict[str, Any], exclusive: str, inclusive: str) -> None:
    """`exclusiveMinimum: true` beside `minimum: 3` is `exclusiveMinimum: 3`."""
    said = node.get(exclusive)
    if said is True and inclusive in node:
        node[exclusive] = node.pop(inclusive)
    elif isinstance(said, bool):
        del node[exclusive]


def _lists(node: dict[str, Any]) -> None:
    if isinstance(node.get("items"), list):
        node["prefixItems"] = node.pop("items")
        if "additionalItems" in node:
            node["items"] = node.pop("additionalItems")
    elif "additionalItems" in node:
        del node["additionalItems"]
    if node.get("prefixItems") == []:
        del node["prefixItems"]


def _dependencies(node: dict[str, Any]) -> None:
    old = node.pop("dependencies", None)
    for name, value in (old if isinstance(old, dict) else {}).items():
        where = "dependentRequired" if isinstance(value, list) else "dependentSchemas"
        node.setdefault(where, {})[name] = value


def _nullable(node: dict[str, Any]) -> dict[str, Any]:
    """The same with null allowed: in its own `type`, or as another branch where it is made of others."""
    if isinstance(node.get("type"), str | list) and not {"$ref", "allOf", "anyOf", "oneOf", "not"} & set(
        node
    ):
        types = [node["type"]] if isinstance(node["type"], str) else node["type"]
        node["type"] = [*types, *([] if "null" in types else ["null"])]
        if "const" in node:
            node["enum"] = [node.pop("const")]
        if isinstance(node.get("enum"), list) and None not in node["enum"]:
            node["enum"] = [*node["enum"], None]
        return node
    notes = {key: value for key, value in node.items() if _is_note(key)}
    rest = {key: value for key, value in node.items() if key not in notes}
    return {"anyOf": [rest, {"type": "null"}], **notes} if rest else notes


def _openapi(node: dict[str, Any]) -> dict[str, Any]:
    """Without what OpenAPI adds: its example is one of `examples`, its discriminator a note."""
    found = {
        key: value
        for key, value in node.items()
        if key not in {"xml", "externalDocs", "discriminator", "example"}
    }
    kept = {key: value for key, value in found.items() if not key.startswith("x-") or _says_much(key, value)}
    example, kind = node.get("example"), node.get("discriminator")
    if "example" in node and not isinstance(example, dict | list) and "examples" not in kept:
        kept["examples"] = [example]
    if isinstance(kept.get("examples"), dict):
        del kept["examples"]
    if isinstance(kind, dict) and isinstance(kind.get("propertyName"), str):
        kept["x-discriminator"] = kind["propertyName"]
    parts = kept.get("allOf")
    if (
        isinstance(parts, list)
        and len(parts) == 1
        and isinstance(parts[0], dict)
        and set(parts[0]) == {"$ref"}
    ) and all(key in {"allOf", "type"} or _is_note(key) for key in kept):
        notes = {key: value for key, value in kept.items() if key not in {"allOf", "type"}}
        return {"$ref": parts[0]["$ref"], **notes}
    return kept


def _says_much(key: str, value: Any) -> bool:
    return key in _OURS or (not key.startswith("x-example") and isinstance(value, str | int | float))


def _is_type(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) and name in _TYPES for name in names)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_schema(value: Any) -> bool:
    return isinstance(value, dict | bool)


_FORMS: Final[dict[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(SINGLE, _is_schema), "items": lambda value: isinstance(value, dict | bool | list),
    **dict.fromkeys(MAPS, lambda value: isinstance(value, dict)),
    **dict.fromkeys(("$ref", "$dynamicRef", "$recursiveRef", "$id", "$anchor"), lambda value: isinstance(value, str)),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), lambda value: isinstance(value, int | float)),
    "type": _is_type, "required": _are_names, "minimum": _is_number, "maximum": _is_number,
    "multipleOf": lambda value: _is_number(value) and value > 0,
    "enum": lambda value: isinstance(value, list) and bool(value), "pattern": lambda value: isinstance(value, str),
    "format": lambda value: isinstance(value, str), "properties": lambda value: isinstance(value, dict),
    "uniqueItems": lambda value: isinstance(value, bool),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _is_count),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), lambda value: isinstance(value, list) and bool(value)),
}  # fmt: skip


def refuse_slips(node: dict[str, Any], pointer: str) -> None:
    """Raises SchemaError for a keyword whose value cannot be one."""
    for key in node.keys() & _FORMS.keys():
        if not _FORMS[key](node[key]):
            text = repr(node[key])
            raise SchemaError(
                f"{key} cannot be {text if len(text) < 40 else text[:39] + '…'}.", join_pointer(pointer, key)
            )


def _without_slips(node: dict[str, Any]) -> dict[str, Any]:
    """Without keywords that say nothing as they are written (`required: true` at a property, `type: file`)."""
    found = {key: value for key, value in node.items() if key not in _FORMS or _FORMS[key](value)}
    if isinstance(found.get("required"), list):
        found["required"] = list(dict.fromkeys(found["required"]))
    properties = found.get("properties")
    if isinstance(properties, dict):
        found["properties"] = {name: one for name, one in properties.items() if isinstance(one, dict | bool)}
    return found
