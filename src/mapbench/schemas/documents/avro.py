"""An Avro schema as JSON Schema: what its records look like once they are JSON."""

from __future__ import annotations

from typing import Any, Final

from mapbench.schemas.document import reference
from mapbench.schemas.documents.bundling import DRAFT
from mapbench.schemas.keywords import SchemaError, join_pointer

_PRIMITIVES: Final[dict[str, dict[str, Any]]] = {
    "null": {"type": "null"}, "boolean": {"type": "boolean"}, "bytes": {"type": "string"}, "string": {"type": "string"},
    "int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}, "long": {"type": "integer"},
    "float": {"type": "number"}, "double": {"type": "number"},
}  # fmt: skip
_LOGICAL: Final[dict[str, dict[str, Any]]] = {
    "date": {"type": "string", "format": "date"}, "uuid": {"type": "string", "format": "uuid"}, "decimal": {"type": "number"},
    "time-millis": {"type": "string"}, "time-micros": {"type": "string"},
    "timestamp-millis": {"type": "string", "format": "date-time"}, "timestamp-micros": {"type": "string", "format": "date-time"},
    "local-timestamp-millis": {"type": "string"}, "local-timestamp-micros": {"type": "string"},
}  # fmt: skip
_KINDS: Final = ("record", "error", "enum", "array", "map", "fixed")
_DEEPEST: Final = 100


def is_avro(document: Any) -> bool:
    """Whether a JSON document is an Avro schema of records."""
    return (
        isinstance(document, dict)
        and str(document.get("type")) in {"record", "error"}
        and isinstance(document.get("fields"), list)
    )


def avro_schema(document: Any) -> dict[str, Any]:
    """The JSON Schema of an Avro record schema. Raises SchemaError where it is none."""
    made = _Avro()
    root = made.node(document, "", "", 0)
    return {"$schema": DRAFT, **made.placed(root)}


class _Avro:
    """Named types are made once; those that a later place names are kept in `$defs`."""

    def __init__(self) -> None:
        self._named: dict[str, dict[str, Any]] = {}
        self._referred: dict[str, None] = {}

    def placed(self, root: dict[str, Any]) -> dict[str, Any]:
        """The root with the types that are named again in `$defs`, where they stood a reference."""
        kept = {name: dict(self._named[name]) for name in self._referred}
        for name in self._referred:
            self._named[name].clear()
            self._named[name]["$ref"] = reference(f"/$defs/{name}")
        return {**root, **({"$defs": kept} if kept else {})}

    def node(self, written: Any, pointer: str, space: str, depth: int) -> dict[str, Any]:
        if depth > _DEEPEST:
            raise SchemaError("It is nested too deeply.", pointer)
        if isinstance(written, list):
            return self._union(written, pointer, space, depth)
        if isinstance(written, str):
            return self._by_name(written, pointer, space)
        if not isinstance(written, dict):
            raise SchemaError("An Avro type is a name, an object or a list.", pointer)
        kind, logical = written.get("type"), written.get("logicalType")
        if isinstance(kind, str) and kind in _KINDS:
            found = self._complex(kind, written, pointer, space, depth)
        else:
            found = self.node(kind, join_pointer(pointer, "type"), space, depth + 1)
        return dict(_LOGICAL[logical]) if isinstance(logical, str) and logical in _LOGICAL else found

    def _by_name(self, name: str, pointer: str, space: str) -> dict[str, Any]:
        if name in _PRIMITIVES:
            return dict(_PRIMITIVES[name])
        full = name if "." in name or not space else f"{space}.{name}"
        full = full if full in self._named else name
        if full not in self._named:
            raise SchemaError(f"{name} is no type of Avro, and none that stands before it.", pointer, "Check its spelling.",
                              name, (*_PRIMITIVES, *self._named))  # fmt: skip
        self._referred.setdefault(full)
        return {"$ref": reference(f"/$defs/{full}")}

    def _complex(
        self, kind: str, written: dict[str, Any], pointer: str, space: str, depth: int
    ) -> dict[str, Any]:
        if kind == "array":
            return {
                "type": "array",
                "items": self.node(written.get("items"), f"{pointer}/items", space, depth + 1),
            }
        if kind == "map":
            below = self.node(written.get("values"), f"{pointer}/values", space, depth + 1)
            return {"type": "object", "additionalProperties": below}
        name = str(written.get("name", ""))
        space = str(written.get("namespace", name.rpartition(".")[0] or space))
        full = name if "." in name or not space else f"{space}.{name}"
        found: dict[str, Any] = {}
        self._named[full] = found
        if isinstance(written.get("doc"), str):
            found["description"] = written["doc"]
        found |= self._body(kind, written, pointer, space, depth)
        return found

    def _body(
        self, kind: str, written: dict[str, Any], pointer: str, space: str, depth: int
    ) -> dict[str, Any]:
        if kind == "fixed":
            return {"type": "string"}
        if kind == "enum":
            symbols = written.get("symbols")
            if not isinstance(symbols, list) or not symbols:
                raise SchemaError("An enum has a list of symbols.", pointer)
            return {"type": "string", "enum": symbols}
        fields = written.get("fields")
        if not isinstance(fields, list) or not all(
            isinstance(one, dict) and isinstance(one.get("name"), str) for one in fields
        ):
            raise SchemaError("A record has a list of fields, each with a name.", pointer)
        properties = {
            one["name"]: self._field(one, f"{pointer}/fields/{index}", space, depth)
            for index, one in enumerate(fields)
        }
        return {"type": "object", "required": list(properties), "properties": properties}

    def _field(self, written: dict[str, Any], pointer: str, space: str, depth: int) -> dict[str, Any]:
        found = self.node(written.get("type"), f"{pointer}/type", space, depth + 1)
        if isinstance(written.get("doc"), str) and found is not self._named.get(str(written.get("name"))):
            return {**found, "description": written["doc"]}
        return found

    def _union(self, written: list[Any], pointer: str, space: str, depth: int) -> dict[str, Any]:
        parts = [self.node(one, f"{pointer}/{index}", space, depth + 1) for index, one in enumerate(written)]
        others = [one for one in parts if one != {"type": "null"}]
        if len(others) == len(parts) == 1:
            return parts[0]
        if (
            len(others) == 1
            and len(parts) == 2
            and set(others[0]) <= {"type", "format", "minimum", "maximum"}
        ):
            return {**others[0], "type": [others[0]["type"], "null"]}
        return {"anyOf": parts}
