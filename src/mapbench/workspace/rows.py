"""The rows of a schema, with ghosts for what rules name and the schema does not have."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field, Schema
from mapbench.workspace.shown import line
from mapbench.workspace.views import FieldView, Path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STEPS: Final = (ANY_ITEM, ANY_KEY)
_WORDS: Final = {"string": "text", "integer": "int", "number": "num", "boolean": "bool"}
_FORMATS: Final = {"date": "date", "date-time": "time"}


@lru_cache(maxsize=32)
def rows_of(schema: Schema) -> tuple[FieldView, ...]:
    """The rows of a schema, in its order, depth first."""
    return tuple(_row(field) for field in schema.walk() if field.path and field.path[-1] not in _STEPS)


def with_named(
    rows: tuple[FieldView, ...],
    named: Iterable[Path],
    gone: Iterable[Path],
    after: Mapping[Path, Path] | None = None,
) -> tuple[FieldView, ...]:
    """The rows with one more for each path that is named and has none; those of `gone` are ghosts.

    A ghost stands behind the sibling that `after` names, else behind the last of its siblings, and what is in them.
    """
    lost, known = set(gone), {row.path for row in rows}
    missing = [path for path in dict.fromkeys((*named, *lost)) if path not in known]
    if not missing:
        return rows
    result = list(rows)
    for path in sorted(_with_parents(missing, known), key=len):
        place = _after(result, (after or {}).get(path)) or _behind(result, path)
        result.insert(place, _unknown(path, gone=path in lost, holds=_holds(path, missing)))
    return tuple(result)


def is_leaf(rows: tuple[FieldView, ...], number: int) -> bool:
    """Whether nothing stands below a row."""
    path = rows[number].path
    return number + 1 == len(rows) or rows[number + 1].path[: len(path)] != path


def type_word(field: Field | None) -> str:
    """The type of a field in one short word."""
    if field is None:
        return "any"
    if field.kind == "array":
        return "list"
    if field.kind == "object":
        return "map" if ANY_KEY in field.children and not field.shape.properties else "object"
    types = field.types - {"integer"} if "number" in field.types else field.types
    if len(types) != 1:
        return "any"
    word = _WORDS.get(next(iter(types)), "any")
    return _FORMATS.get(field.format or "", word) if word == "text" else word


def _row(field: Field) -> FieldView:
    kinds: dict[str, Literal["leaf", "object", "list"]] = {"array": "list", "object": "object"}
    described = field.description or field.title
    return FieldView(
        field.path, line(field.name), depth_of(field.path), type_word(field), kinds.get(field.kind, "leaf"),
        field.required, field.nullable, field.classification, field.owner, described and line(described),
    )  # fmt: skip


def depth_of(path: Path) -> int:
    """How far a row stands to the right."""
    return sum(name not in _STEPS for name in path) - 1


def _with_parents(paths: list[Path], known: set[Path]) -> Iterator[Path]:
    seen = set(known)
    for path in paths:
        for end in range(1, len(path) + 1):
            part = path[:end]
            if part not in seen and part[-1] not in _STEPS:
                seen.add(part)
                yield part


def _behind(rows: list[FieldView], path: Path) -> int:
    """Behind the last row below the parent of a path; at the end where the parent has no row."""
    parent = path[:-1]
    while parent and parent[-1] in _STEPS:
        parent = parent[:-1]
    last = [number for number, row in enumerate(rows) if row.path[: len(parent)] == parent]
    return last[-1] + 1 if last else len(rows)


def _after(rows: list[FieldView], sibling: Path | None) -> int:
    """Behind a row and all below it; 0 where there is none."""
    if sibling is None:
        return 0
    return max(
        (number + 1 for number, row in enumerate(rows) if row.path[: len(sibling)] == sibling), default=0
    )


def _holds(path: Path, named: list[Path]) -> Literal["leaf", "object", "list"]:
    below = {one[len(path)] for one in named if len(one) > len(path) and one[: len(path)] == path}
    return "list" if ANY_ITEM in below else "object" if below else "leaf"


def _unknown(path: Path, gone: bool, holds: Literal["leaf", "object", "list"]) -> FieldView:
    word = "gone" if gone else {"leaf": "any"}.get(holds, holds)
    return FieldView(path, line(path[-1]), depth_of(path), word, holds, gone="" if gone else None)
