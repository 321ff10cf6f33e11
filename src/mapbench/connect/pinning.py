"""The pinned schema of a dataset: inferred from redacted records, with the notes that people made carried over."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from mapbench.connect.capture import write_whole
from mapbench.connect.redact.redactor import Redaction
from mapbench.schemas.fields import Field, Schema
from mapbench.schemas.infer import Inference

_NOTES: Final = ("title", "description")


def pin_schema(
    project: Path, dataset: str, inference: Inference, redactions: Iterable[Redaction], pinned: Any = None
) -> str:
    """Writes `schemas/SYSTEM.DATASET.json` and returns its name, relative to the project. Raises OSError."""
    schema = schema_to_pin(inference, redactions, pinned)
    path = project / "schemas" / f"{dataset}.json"
    path.parent.mkdir(exist_ok=True)
    write_whole(path, json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    return path.relative_to(project).as_posix()


def schema_to_pin(
    inference: Inference, redactions: Iterable[Redaction], pinned: Any = None
) -> dict[str, Any]:
    """The schema of what was seen, as it is pinned.

    Where redaction found something personal or secret, `x-classification` says so; `pinned` is the schema until now,
    whose titles, descriptions and `x-` keys stay.
    """
    schema = inference.schema()
    for redaction in redactions:
        node = _node(schema, redaction.steps)
        if node is not None and node is not schema:
            node["x-classification"] = redaction.classification
    if isinstance(pinned, dict):
        _carry(Schema(pinned).root, schema)
    return schema


def _node(schema: dict[str, Any], steps: Iterable[str]) -> dict[str, Any] | None:
    """The schema of a place; None where it has none of its own."""
    here: Any = schema
    for step in steps:
        if not isinstance(here, dict):
            return None
        if step == "*" and "items" in here:
            here = here["items"]
        else:
            here = here.get("properties", {}).get(step, here.get("additionalProperties"))
    return here if isinstance(here, dict) else None


def _carry(old: Field | None, new: Any) -> None:
    """Copies what people noted at each field to the same field of the new schema."""
    if old is None or not isinstance(new, dict):
        return
    own = old.raw if isinstance(old.raw, dict) else {}
    notes = {
        key: value for key, value in (old.shape.notes | own).items() if key in _NOTES or key.startswith("x-")
    }
    for key, value in notes.items():
        new[key] = value
    for name, below in new.get("properties", {}).items():
        _carry(old.child(name), below)
    _carry(old.items, new.get("items"))
