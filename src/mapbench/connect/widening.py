"""A pinned schema that takes in what came: `on_drift: evolve`. What was known stays known, though nothing of it came."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, Final

from mapbench.schemas.fields import ANY_ITEM, ANY_KEY

#: What inference says of a field, and what people note at it; a part that says more was written by hand, and stays.
_PLAIN: Final = frozenset(
    ("$schema", "type", "format", "enum", "required", "properties", "additionalProperties", "items", "title", "description")
)  # fmt: skip

Path = tuple[str, ...]


def widened(pinned: Any, seen: Any, refuted: AbstractSet[Path], path: Path = ()) -> Any:
    """A schema that takes what either takes; at `refuted` paths formats and lists of values hold no longer."""
    if not _plain(pinned) or not isinstance(seen, dict) or "type" not in seen:
        return pinned
    types = list(dict.fromkeys([*_listed(pinned["type"]), *_listed(seen["type"])]))
    types = [name for name in types if name != "integer" or "number" not in types]
    found = {**pinned, "type": types[0] if len(types) == 1 else types}
    if path in refuted:
        found.pop("enum", None)
        found.pop("format", None)
    elif "null" in types and "enum" in found and None not in found["enum"]:
        found["enum"] = [*found["enum"], None]
    return found | _parts(pinned, seen, refuted, path)


def _parts(
    pinned: dict[str, Any], seen: dict[str, Any], refuted: AbstractSet[Path], path: Path
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "required" in pinned and "object" in _listed(seen["type"]):
        found["required"] = [name for name in pinned["required"] if name in seen.get("required", ())]
    old, new = pinned.get("properties", {}), seen.get("properties", {})
    if old or (new and not isinstance(pinned.get("additionalProperties"), dict)):
        found["properties"] = {
            **{name: widened(one, new[name], refuted, (*path, name)) if name in new else one for name, one in old.items()},
            **{name: one for name, one in new.items() if name not in old},
        }  # fmt: skip
    for keyword, step in (("items", ANY_ITEM), ("additionalProperties", ANY_KEY)):
        if keyword in seen:
            both = keyword in pinned
            found[keyword] = (
                widened(pinned[keyword], seen[keyword], refuted, (*path, step)) if both else seen[keyword]
            )
    return found


def _plain(schema: Any) -> bool:
    return (
        isinstance(schema, dict)
        and "type" in schema
        and all(key in _PLAIN or key.startswith("x-") for key in schema)
    )


def _listed(types: Any) -> list[str]:
    return [types] if isinstance(types, str) else list(types)
