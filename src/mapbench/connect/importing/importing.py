"""The way in: a file becomes what its dataset is from now on, and what that changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from mapbench.connect.importing.imported import Imported, Wish
from mapbench.connect.importing.reading import Document, read_document
from mapbench.engine.values import MISSING
from mapbench.errors import LoadError, MapbenchError, Place, Problem
from mapbench.schemas.changes import SchemaChange, schema_changes
from mapbench.schemas.fields import Field, Schema
from mapbench.schemas.keywords import SchemaError
from mapbench.schemas.validation import Validator

_OURS: Final = ("x-classification", "x-owner", "x-system-of-record", "x-precedence")


def import_file(
    path: Path, dataset: str, wish: Wish, *, project: Path | None = None, pinned: Any = None
) -> Imported:
    """What a file says of a dataset, `system.dataset`.

    `project` is the folder whose files references may lead to; `pinned` the schema until now, whose notes stay. Raises
    SeveralParts where the file describes several things and none is named, MapbenchError for everything else that is refused.
    """
    document = read_document(path, wish.kind)
    try:
        found = _imported(document, wish, project, dataset.partition(".")[2], pinned)
        if found.kind != "sample":
            Validator(Schema(found.schema))
            found = replace(found, schema=with_notes(found.schema, pinned))
    except LoadError:
        raise
    except SchemaError as error:
        raise LoadError([Problem(error.message, error.hint, Place(str(path)))]) from None
    except ValueError:  # what validates takes UTF-8 only, and says so in words of its own
        message, hint = "It holds characters that no text can hold.", "Look for \\ud800 and the like."
        raise MapbenchError(message, hint, Place(str(path))) from None
    except RecursionError:
        raise MapbenchError(
            "It is nested too deeply to be read.", "Choose a part of it.", Place(str(path))
        ) from None
    return found


def _imported(document: Document, wish: Wish, project: Path | None, dataset: str, pinned: Any) -> Imported:
    from mapbench.connect.importing import describing

    match document.kind:
        case "openapi":
            return describing.from_openapi(document, wish, project, dataset)
        case "json-schema":
            return describing.from_json_schema(document, wish, project, dataset)
        case "avro":
            return describing.from_avro(document)
        case "sql":
            return describing.from_sql(document, wish, dataset)
        case "xsd":
            from mapbench.connect.importing.xsd import from_xsd

            return from_xsd(document, wish)
        case "sample":
            from mapbench.connect.importing.sampling import from_sample

            return from_sample(document, wish, pinned, dataset)


def changes_against(pinned: Any, schema: dict[str, Any]) -> list[SchemaChange]:
    """What becomes of the pinned schema, fields that come or go first; nothing where none is pinned."""
    found = schema_changes(pinned, schema) if isinstance(pinned, dict) else []
    return sorted(found, key=lambda one: (one.what != "field", one.what != "type"))


def told(change: SchemaChange) -> tuple[str, str, str]:
    """A change as sign, field and words."""
    if change.what == "field":
        return ("-", change.field, "gone") if change.now is MISSING else ("+", change.field, "new")
    was, now = (_shown(value) for value in (change.was, change.now))
    return "~", change.field, f"{change.what} was {was}, is {now}"


def _shown(value: Any) -> str:
    if value is MISSING:
        return "not said"
    if isinstance(value, list | tuple | set | frozenset):
        return " or ".join(sorted(map(_shown, value))) or "nothing"
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return (text if len(text) <= 60 else f"{text[:59]}…") or "nothing else"


def with_notes(schema: dict[str, Any], pinned: Any) -> dict[str, Any]:
    """The schema with what people noted in the pinned one: their `x-` keys; title and description where it has none."""
    if isinstance(pinned, dict):
        _carry(Schema(pinned).root, schema, schema, set())
    return schema


def _carry(old: Field | None, new: Any, root: dict[str, Any], done: set[int]) -> None:
    holder = _resolved(new, root)
    if old is None or holder is None or id(holder) in done:
        return
    done.add(id(holder))
    for key, value in _noted(old):
        if key in _OURS or key not in holder:
            holder[key] = value
    for name, below in holder.get("properties", {}).items():
        _carry(old.child(name), below, root, done)
    _carry(old.items, holder.get("items"), root, done)
    if isinstance(holder.get("additionalProperties"), dict):
        _carry(old.children.get("{}"), holder["additionalProperties"], root, done)


def _noted(old: Field) -> Iterator[tuple[str, Any]]:
    own = old.raw if isinstance(old.raw, dict) else {}
    for key, value in (old.shape.notes | own).items():
        if key.startswith("x-") or key in {"title", "description"}:
            yield key, value


def _resolved(node: Any, root: dict[str, Any]) -> dict[str, Any] | None:
    from mapbench.schemas.document import find, unquote

    for _ in range(20):
        if not isinstance(node, dict) or set(node) - {"$ref", "title", "description"} or "$ref" not in node:
            break
        node = find(root, unquote(node["$ref"]))
    return node if isinstance(node, dict) else None
