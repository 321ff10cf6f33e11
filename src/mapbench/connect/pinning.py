"""The pinned schema of a dataset: inferred from redacted records, with the notes that people made carried over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from mapbench.connect.capture import write_whole
from mapbench.connect.redact.redactor import BY_NAME, BY_SCHEMA, Redaction, Steps
from mapbench.connect.widening import widened
from mapbench.schemas.fields import Field, Schema
from mapbench.schemas.infer import Inference

_NOTES: Final = ("title", "description")


def pin_schema(
    project: Path, dataset: str, inference: Inference, redactions: Iterable[Redaction], pinned: Any = None
) -> str:
    """Writes `schemas/SYSTEM.DATASET.json` and returns its name, relative to the project. Raises OSError."""
    return _written(project, dataset, schema_to_pin(inference, redactions, pinned))


def widen_schema(
    project: Path, dataset: str, seen: dict[str, Any], pinned: dict[str, Any], refuted: Iterable[Steps]
) -> str | None:
    """As `pin_schema`, with what was pinned kept beside what is new; None where that says nothing more. Raises OSError.

    At the places `refuted` formats and lists of values hold no longer.
    """
    schema = widened(pinned, seen, frozenset(refuted))
    return None if schema == pinned else _written(project, dataset, schema)


def _written(project: Path, dataset: str, schema: dict[str, Any]) -> str:
    path = project / "schemas" / f"{dataset}.json"
    path.parent.mkdir(exist_ok=True)
    write_whole(path, json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    return path.relative_to(project).as_posix()


def schema_to_pin(
    inference: Inference, redactions: Iterable[Redaction], pinned: Any = None
) -> dict[str, Any]:
    """The schema of what was seen, as it is pinned.

    Where what redaction found is all that a place holds, `x-classification` says what it is, and no values are listed; `pinned` is the schema until
    now, whose titles, descriptions and `x-` keys stay.
    """
    schema = inference.schema()
    for steps, classification in _classified(inference, redactions):
        node = _node(schema, steps)
        if node is not None and node is not schema:
            node.pop("enum", None)  # a list of stand-ins says nothing of what comes
            node["x-classification"] = classification
    if isinstance(pinned, dict):
        _carry(Schema(pinned).root, schema)
    return schema


def _classified(inference: Inference, redactions: Iterable[Redaction]) -> Iterator[tuple[Steps, str]]:
    """The places that a name, a person or every value calls personal or secret.

    One mail in a free text makes no such place, nor does one `{"key": "surname", "value": …}` among others.
    """
    filled = {one.path: one.count - one.nulls for one in inference.statistics()}
    found: dict[Steps, list[Redaction]] = {}
    for redaction in redactions:
        found.setdefault(redaction.steps, []).append(redaction)
    for steps, those in found.items():
        certain = steps[-1:] != ("value",) and any(one.why in (BY_NAME, BY_SCHEMA) for one in those)
        if certain or sum(one.count for one in those) >= filled.get(steps, 0):
            yield steps, max(one.classification for one in those)


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
