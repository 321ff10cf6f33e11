"""The type of a column of a table as JSON Schema, whatever the database calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mapbench.schemas.documents.tables import Column

_WHOLE: Final = frozenset(
    [
        "int",
        "integer",
        "smallint",
        "bigint",
        "tinyint",
        "mediumint",
        "int2",
        "int4",
        "int8",
        "serial",
        "bigserial",
        "smallserial",
        "serial4",
        "serial8",
        "year",
    ]
)
_FRACTION: Final = frozenset(
    [
        "numeric",
        "decimal",
        "dec",
        "number",
        "real",
        "float",
        "double",
        "float4",
        "float8",
        "money",
        "smallmoney",
        "fixed",
    ]
)
_ANY: Final = frozenset(["json", "jsonb", "variant", "super", "xml"])


def column_schema(column: Column, nullable: bool) -> dict[str, Any]:
    """The schema of a column's values: as JSON has them, so that a time is text."""
    found = _value(column)
    if column.array:
        found = {"type": "array", "items": found}
    if column.choices and found.get("type") == "string":
        found["enum"] = list(column.choices)
    if nullable and "type" in found:
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    if column.comment:
        found["description"] = column.comment
    return found


def _value(column: Column) -> dict[str, Any]:
    first, words = column.type.partition(" ")[0], column.type
    if first in {"bool", "boolean"} or (first in {"tinyint", "bit"} and column.arguments == ["1"]):
        return {"type": "boolean"}
    if first in _WHOLE:
        return {"type": "integer"}
    if first in _FRACTION:
        whole = (
            first in {"numeric", "decimal", "number"}
            and len(column.arguments) == 2
            and column.arguments[1] == "0"
        )
        return {"type": "integer" if whole else "number"}
    if first in _ANY:
        return {}
    if first == "date":
        return {"type": "string", "format": "date"}
    if (
        first in {"timestamptz", "datetimeoffset"}
        or "with time zone" in words
        or "with local time zone" in words
    ):
        return (
            {"type": "string"} if first in {"time", "timetz"} else {"type": "string", "format": "date-time"}
        )
    if first in {"uuid", "uniqueidentifier"}:
        return {"type": "string", "format": "uuid"}
    longest = column.arguments[0] if column.arguments and ("char" in first or first == "character") else ""
    return {"type": "string", **({"maxLength": int(longest)} if longest.isdecimal() else {})}
