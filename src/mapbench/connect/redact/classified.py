"""What the pinned schema of a dataset says is personal or secret, whatever its name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from mapbench.connect.redact.redactor import Said, Steps, nothing_said
from mapbench.connect.redact.vocabulary import Kind
from mapbench.engine.paths import Index, Name, Wildcard
from mapbench.language.paths import parse_path
from mapbench.schemas.fields import ANY_ITEM, Schema

_KINDS: Final[dict[str, Kind]] = {"pii": "name", "secret": "secret"}


def said_by(schema: Any) -> Said:
    """The kind of each place of a record that `x-classification` calls pii or secret, there or above it."""
    if not isinstance(schema, dict):
        return nothing_said
    fields = Schema(schema)

    @lru_cache(maxsize=4096)
    def said(steps: Steps) -> Kind | None:
        field = fields.field(steps)
        found = _KINDS.get(field.classification or "") if field is not None else None
        return found or (said(steps[:-1]) if steps else None)

    return said


def said_of_payload(said: Said, records: str) -> Said | None:
    """The same for the places of a whole payload whose records are at a path; None for a path too clever to follow."""
    if said is nothing_said:
        return said
    path = parse_path(records)
    if not all(isinstance(one, Name | Index | Wildcard) for one in path.segments):
        return None
    start = tuple(one.name if isinstance(one, Name) else ANY_ITEM for one in path.segments)

    def inside(steps: Steps) -> Kind | None:
        if steps[: len(start)] != start:
            return None
        below = steps[len(start) :]
        return said(below[1:] if path.singular and below[:1] == (ANY_ITEM,) else below)

    return inside
