"""The file kinds: their models, loaded on first use, and their published JSON Schemas."""

from __future__ import annotations

import copy
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.model.base import FileModel

_MODELS = {
    "project": ("mapbench.model.project", "ProjectFile"),
    "system": ("mapbench.model.system", "SystemFile"),
    "entity": ("mapbench.model.entity", "EntityFile"),
    "lookup": ("mapbench.model.lookup", "LookupFile"),
    "function": ("mapbench.model.function", "FunctionFile"),
    "flow": ("mapbench.model.flow", "FlowFile"),
    "mapping": ("mapbench.model.mapping", "MappingFile"),
    "tests": ("mapbench.model.tests", "TestsFile"),
    "waivers": ("mapbench.model.waivers", "WaiversFile"),
    "environment": ("mapbench.model.environment", "EnvironmentFile"),
    "synonyms": ("mapbench.model.synonyms", "SynonymsFile"),
}
KINDS: tuple[str, ...] = tuple(_MODELS)


@cache
def model_of(kind: str) -> type[FileModel]:
    """The model of a file kind. Raises MapbenchError, with the nearest kind, for a name that is none."""
    if kind not in _MODELS:
        from mapbench.model.nearest import did_you_mean

        raise MapbenchError(f"{kind!r} is no kind of file.", did_you_mean(kind, KINDS))
    module, name = _MODELS[kind]
    model: type[FileModel] = getattr(import_module(module), name)
    return model


def schema_of(kind: str) -> dict[str, Any]:
    """The published JSON Schema (2020-12) of a file kind, every key described. Raises MapbenchError like model_of."""
    return copy.deepcopy(_schema(kind))


@cache
def _schema(kind: str) -> dict[str, Any]:
    model = model_of(kind)
    body = _plain(model.model_json_schema(by_alias=True, schema_generator=_generator(), mode="validation"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"mapbench {kind} file",
        **body,
    }


def _generator() -> Any:
    from pydantic.json_schema import GenerateJsonSchema

    class Quiet(GenerateJsonSchema):
        # A default that stands for "not given" is none that a reader could write.
        ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012

    return Quiet


def _plain(value: Any, names: bool = False) -> Any:
    # Pydantic titles every field with its own name again, and defaults to null what may not be null.
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _plain(item, names=key in ("properties", "$defs", "patternProperties") and not names)
        for key, item in value.items()
        if names or not ((key == "title" and isinstance(item, str)) or (key == "default" and item is None))
    }


def keys_at(kind: str, key_path: tuple[str | int, ...]) -> list[str]:
    """The keys that the map at a key path may have, for "did you mean"; empty where any key goes."""
    schema = _schema(kind)
    places = [schema]
    for part in key_path:
        places = [below for place in places for below in _below(schema, place, part)]
    return sorted(
        {name for place in places for one in _resolved(schema, place) for name in one.get("properties", {})}
    )


def _resolved(schema: dict[str, Any], place: Any) -> list[dict[str, Any]]:
    if not isinstance(place, dict):
        return []
    if "$ref" in place:
        return _resolved(schema, schema["$defs"][place["$ref"].rsplit("/", 1)[1]])
    choices = place.get("anyOf") or place.get("oneOf") or []
    return [place, *(found for choice in choices for found in _resolved(schema, choice))]


def _below(schema: dict[str, Any], place: Any, part: str | int) -> list[Any]:
    found: list[Any] = []
    for one in _resolved(schema, place):
        if isinstance(part, int):
            found.append(one.get("items"))
        else:
            found.append(one.get("properties", {}).get(part, one.get("additionalProperties")))
            found += one.get("patternProperties", {}).values()
    return [item for item in found if isinstance(item, dict)]
