"""Fields written in short, as suggestions see them."""

from typing import Any

from mapbench.schemas.fields import Schema
from mapbench.suggest.fields import Known, known_fields, samples_of
from mapbench.suggest.names import plain_words

Json = dict[str, Any]


def fields(properties: Json, *records: Json, required: tuple[str, ...] = (), read=plain_words) -> list[Known]:
    """The scalar fields of an object schema, with the values of records."""
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return known_fields(Schema(schema), samples_of(records, 100), read)


def field(schema: Json, *values: Any, name: str = "it", required: bool = False) -> Known:
    """One field with its values."""
    return fields({name: schema}, *({name: value} for value in values), required=(name,) if required else ())[
        0
    ]


def items(properties: Json) -> Json:
    """The schema of a list of objects."""
    return {"type": "array", "items": {"type": "object", "properties": properties}}


TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
NUMBER: Json = {"type": "number"}
