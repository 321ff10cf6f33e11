"""A guess which field of the pin became which field of an answer: the same values, else nearly the same name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mapbench.errors import MapbenchError
from mapbench.workspace.shapes import gone_fields, schema_rows, values_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mapbench.schemas.fields import Field
    from mapbench.workspace.connecting import Health
    from mapbench.workspace.sending import Answered
    from mapbench.workspace.shapes import SchemaRow
    from mapbench.workspace.views import Opened, Path

_LOWEST: Final = 0.6
_FEW: Final = 2


@dataclass(frozen=True, slots=True)
class Rename:
    """A field that is gone, the new one beside it that may be it, how sure that is (0 to 1) and why; files it would change."""

    old: Path
    new: Path
    strength: float
    reason: str
    files: tuple[str, ...]


def guessed_renames(workspace: Opened, answer: Answered) -> list[Rename]:
    """The likeliest rename of each field that is gone, the surest first; a new field is used once."""
    from mapbench.schemas.fields import Schema
    from mapbench.workspace.fixtures import fixtures_of

    gone = gone_fields(answer, Schema(answer.pinned) if answer.pinned else None)
    new = [row for row in schema_rows(answer) if row.sign == "+"]
    if not gone or not new:
        return []
    from mapbench.connect.capture import fixture_names

    old = {
        one.name.removesuffix(".json"): one.first for one in fixtures_of(workspace.folder, answer.reference)
    }
    came = dict(zip(fixture_names(answer.kept.records, answer.keys), answer.kept.records, strict=True))
    scored = [
        (*_score(field, row, old, came), field.path, row.path)
        for field in gone
        for row in new
        if row.path[:-1] == field.path[:-1] and _alike(field, row)
    ]
    found: list[Rename] = []
    for strength, reason, was, now in sorted(scored, key=lambda one: -one[0]):
        if strength >= _LOWEST and all(one.old != was and one.new != now for one in found):
            found.append(Rename(was, now, strength, reason, _files(workspace, answer.reference, was, now)))
    return found


def drift_of(workspace: Opened, answer: Answered) -> tuple[Health, str] | None:
    """The health of a dataset after an answer; None where nothing is pinned. What breaks rules or the pin weighs most."""
    found = answer.comparison
    if found is None:
        return ("warning", "no pin") if answer.kept.records and not answer.pinned else None
    if found.same:
        return "ok", "ok"
    from mapbench.schemas.fields import Schema

    gone = gone_fields(answer, Schema(answer.pinned or {}))
    breaks = any(
        one.required or _files(workspace, answer.reference, one.path, (*one.path, "?")) for one in gone
    )
    if found.misfits or found.retyped or breaks:
        return "error", "drift"
    return "warning", "drift" if gone or found.null_now else "new"


def _alike(field: Field, row: SchemaRow) -> bool:
    kinds = {
        "list": "array",
        "object": "object",
        "text": "string",
        "int": "integer",
        "num": "number",
        "bool": "boolean",
    }
    types = {kinds[word] for word in row.type.split() if word in kinds}
    return not types or bool(types & (field.types | ({"integer"} if "number" in field.types else set())))


def _score(field: Field, row: SchemaRow, old: dict[str, Any], new: dict[str, Any]) -> tuple[float, str]:
    """The records that are there before and after tell most; then whether values come again; then the name."""
    from rapidfuzz import fuzz, utils

    pairs = [
        (_seen([old[name]], field.path), _seen([new[name]], row.path)) for name in old.keys() & new.keys()
    ]
    told = [was == now for was, now in pairs if was or now]
    if len(told) >= _FEW:
        shared = sum(told) / len(told)
    else:
        was, now = _seen(old.values(), field.path), _seen(new.values(), row.path)
        fewer = min(len(was), len(now))
        shared = len(was & now) / fewer if fewer >= _FEW else 0.0
    named = fuzz.ratio(field.name, row.name, processor=utils.default_process) / 100
    return (shared, "same values") if shared >= named else (named, "like its name")


def _seen(records: Iterable[Any], path: Path) -> set[str]:
    values = (value for record in records for value in values_at(record, path))
    return {str(value) for value in values if isinstance(value, str | int | float) and value != "" and not isinstance(value, bool)}  # fmt: skip


def _files(workspace: Opened, reference: str, old: Path, new: Path) -> tuple[str, ...]:
    from mapbench.workspace.commands.rebinding import RebindFields

    try:
        return tuple(sorted(RebindFields(reference, ((old, new),)).changes(workspace.project)))
    except MapbenchError:
        return ()
