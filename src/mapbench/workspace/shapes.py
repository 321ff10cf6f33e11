"""The schema of an answer, row by row: types, how often filled, what is remarkable, and what became of the pin."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Schema
from mapbench.workspace.rows import depth_of, type_word

if TYPE_CHECKING:
    from mapbench.schemas.drifted import FieldDrift
    from mapbench.schemas.fields import Field
    from mapbench.schemas.infer import Statistics
    from mapbench.workspace.sending import Answered
    from mapbench.workspace.views import Path

_STEPS: Final = (ANY_ITEM, ANY_KEY)
_WORDS: Final = {
    "string": "text", "integer": "int", "number": "num", "boolean": "bool", "array": "list", "object": "object", "null": "null",
}  # fmt: skip
#: What a changed field's flag says.
_CHANGED: Final = {
    "null": "null now",
    "absent": "not always",
    "enum": "new value",
    "format": "format",
    "value": "no fit",
}
_MONEY: Final = re.compile(r"[-+]?\d{1,3}(?:[.,' ]?\d{3})*[.,]\d{2}")
_DATE: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?:[ T]\d.*)?")


@dataclass(frozen=True, slots=True)
class Flag:
    """What is remarkable about a field: a mark's meaning ("" for none), a word, and the word of a colour."""

    mark: str
    word: str
    colour: str


@dataclass(frozen=True, slots=True)
class SchemaRow:
    """A field of the answer, or of the pin only (sign `-`). `filled` is 0 to 1; `holds` says that fields stand below it."""

    path: Path
    name: str
    depth: int
    type: str
    filled: float
    flag: Flag | None
    sign: Literal["", "+", "-", "~"]
    holds: bool


def schema_rows(answer: Answered, unsure: AbstractSet[Path] = frozenset()) -> list[SchemaRow]:
    """The fields of an answer in its order; those that the pin has and the answer lacks stand where they were.

    Of the `unsure` ones nobody can say that they are gone: only some records ever have them.
    """
    schema = Schema(answer.pinned) if answer.pinned else None
    statistics = [one for one in answer.inference.statistics() if one.path[-1] not in _STEPS]
    lengths = _lengths(answer.kept.records)
    found = {one.steps: one.classification for one in answer.kept.redactions}
    compared = answer.comparison.changes if answer.comparison is not None else ()
    changed = {one.path: one for one in reversed(compared) if one.kind not in ("added", "removed")}
    rows = [_row(one, schema, found, lengths, changed) for one in statistics]
    for field in gone_fields(answer, schema):
        rows.insert(_place(rows, field), _gone(field, field.path in unsure))
    paths = {row.path for row in rows}
    holding = {path[:end] for path in paths for end in range(1, len(path))}
    return [_with_below(row, row.path in holding) for row in rows]


def gone_fields(answer: Answered, schema: Schema | None) -> list[Field]:
    """The fields of objects that came, which were in none of them, in the order of the pin."""
    if schema is None or answer.comparison is None:
        return []
    gone = {one.path for one in answer.comparison.of("removed")}
    return [field for field in schema.walk() if field.path in gone]


def _row(
    one: Statistics,
    schema: Schema | None,
    found: dict[Any, str],
    lengths: dict[Path, tuple[int, int]],
    changed: dict[Path, FieldDrift],
) -> SchemaRow:
    field = schema.field(one.path) if schema is not None else None
    parent = schema.field(one.path[:-1]) if schema is not None else None
    sign: Literal["", "+", "~"] = ""
    if schema is not None and field is None and parent is not None:
        sign = "+"
    elif one.path in changed:
        sign = "~"
    flag = (field.classification if field else None) or found.get(one.path)
    total = one.count + one.missing
    filled = (one.count - one.nulls) / total if total else 0.0
    return SchemaRow(one.path, one.path[-1], depth_of(one.path), _type(one), filled, _flag(one, field, flag, changed.get(one.path), sign, lengths), sign, False)  # fmt: skip


def _type(one: Statistics) -> str:
    words = [_WORDS[name] for name in one.types if name != "null"]
    return " ".join([*words, *(["null"] if "null" in one.types else [])]) or "any"


def _flag(
    one: Statistics, field: Field | None, classification: str | None, changed: FieldDrift | None, sign: str,
    lengths: dict[Path, tuple[int, int]],
) -> Flag | None:  # fmt: skip
    if changed is not None and field is not None:
        was = f"was {type_word(field)}" if changed.kind == "retyped" else _CHANGED[changed.kind]
        return Flag("changed", was, "warn")
    if classification in ("secret", "pii"):
        return Flag("error", "secret", "error") if classification == "secret" else Flag("", "pii", "suggest")
    if sign == "+":
        return Flag("added", "new", "ok")
    return _seen(one, field, lengths) or (Flag("", classification, "muted") if classification else None)


def _seen(one: Statistics, field: Field | None, lengths: dict[Path, tuple[int, int]]) -> Flag | None:
    """What the values themselves tell: amounts and dates that are texts, few values, how long lists are."""
    texts = [value for value in one.examples if isinstance(value, str)]
    if "string" in one.types and texts and not one.formats:
        if all(_MONEY.fullmatch(text.strip()) for text in texts):
            return Flag("warning", "money", "warn")
        if all(_DATE.fullmatch(text.strip()) for text in texts):
            return Flag("warning", "date?", "warn")
    if one.formats and "string" in one.types:
        return Flag("", one.formats[0], "muted")
    if field is not None and field.enum:
        return Flag("", f"{len(field.enum):,} values", "muted")
    if one.path in lengths:
        least, most = lengths[one.path]
        span = str(most) if least == most else f"{least}–{most}"  # noqa: RUF001  # a span
        return Flag("", f"{span} item{'' if most == 1 else 's'}", "muted")
    return None


def _lengths(records: list[Any]) -> dict[Path, tuple[int, int]]:
    found: dict[Path, tuple[int, int]] = {}
    waiting: list[tuple[Path, Any]] = [((), record) for record in records]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, name), below) for name, below in value.items()]
        elif isinstance(value, list):
            least, most = found.get(path, (len(value), len(value)))
            found[path] = (min(least, len(value)), max(most, len(value)))
            waiting += [((*path, ANY_ITEM), item) for item in value]
    return found


def _gone(field: Field, unsure: bool) -> SchemaRow:
    flag = Flag("", "not seen", "muted") if unsure else Flag("error", "gone", "error")
    sign: Literal["", "-"] = "" if unsure else "-"
    return SchemaRow(field.path, field.name, depth_of(field.path), type_word(field), 0.0, flag, sign, False)


def _place(rows: list[SchemaRow], field: Field) -> int:
    """Behind the sibling before it in the pin, and all that is in that; else behind its parent."""
    before: list[Path] = []
    for name in field.parent.children if field.parent is not None else ():
        if name == field.name:
            break
        before.append((*field.path[:-1], name))
    known = {row.path for row in rows}
    anchor = next((path for path in reversed(before) if path in known), None)
    if anchor is None:
        parent = tuple(field.path[:-1])
        while parent and parent[-1] in _STEPS:
            parent = parent[:-1]
        return next((number + 1 for number, row in enumerate(rows) if row.path == parent), 0)
    return max(number for number, row in enumerate(rows) if row.path[: len(anchor)] == anchor) + 1


def _with_below(row: SchemaRow, holds: bool) -> SchemaRow:
    from dataclasses import replace

    return replace(row, holds=True) if holds else row
