"""What became of a pinned schema: records that came against it, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field, Schema
from mapbench.schemas.keywords import ASSERTED_FORMATS
from mapbench.schemas.validation import Validator

if TYPE_CHECKING:
    from mapbench.schemas.infer import Inference, Statistics

#: added: the pin does not have it. removed: no record has it. retyped: a type that the pin does not allow. null, absent: null, or
#: nothing, where the pin allows neither. enum: a value that is none of the pin's. format: texts without the pin's format.
#: value: any other keyword that is broken.
DriftKind = Literal["removed", "retyped", "null", "absent", "enum", "format", "value", "added"]
KINDS: Final[tuple[DriftKind, ...]] = (
    "removed", "retyped", "null", "absent", "enum", "format", "value", "added",
)  # fmt: skip
_TOLD: Final = frozenset({"type", "required", "enum", "format", "additionalProperties", "unevaluatedProperties"})  # fmt: skip
_MARKS: Final = (ANY_ITEM, ANY_KEY)
_SHOWN: Final = 5

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldDrift:
    """One change of a field: `was` is what the pin says, `now` what came, both in words ("" where there is nothing)."""

    kind: DriftKind
    path: Path
    was: str
    now: str

    @property
    def text(self) -> str:
        """The path as people read it."""
        return field_text(self.path)

    @property
    def words(self) -> str:
        """The change without its path."""
        match self.kind:
            case "removed":
                return f"is gone (was {self.was})"
            case "added":
                return f"is new ({self.now})"
            case "retyped":
                return f"is {self.now}, was {self.was}"
            case "null":
                return f"is null now (was {self.was})"
            case "absent":
                return "is required, and no longer always there"
            case "enum":
                return f"has new values: {self.now}"
            case "format":
                return f"is {self.now}, was {self.was}"
        return self.now


@dataclass(frozen=True)
class Comparison:
    """Every change, in the order of `KINDS`; `misfits` counts records that the pin refuses, `first` says how the first does."""

    changes: tuple[FieldDrift, ...]
    misfits: int
    first: str

    @property
    def same(self) -> bool:
        return not self.changes and not self.misfits

    def of(self, *kinds: DriftKind) -> tuple[FieldDrift, ...]:
        """The changes of some kinds."""
        return tuple(one for one in self.changes if one.kind in kinds)

    def as_json(self) -> dict[str, Any]:
        """The paths by what became of them; of those that changed in what they hold with their words."""
        names = {"new": "added", "gone": "removed", "null_now": "null", "not_always": "absent"}
        plain = {name: [one.text for one in self.changes if one.kind == kind] for name, kind in names.items()}
        said = {
            name: [f"{one.text}: {one.words.removeprefix('is ')}" for one in self.changes if one.kind == kind]
            for name, kind in {"retyped": "retyped", "enum": "enum", "format": "format", "value": "value"}.items()
        }  # fmt: skip
        return {"same": self.same, **plain, **said, "misfits": self.misfits, "first": self.first or None}


def compare(pinned: Schema | dict[str, Any], inference: Inference, records: Iterable[Any]) -> Comparison:
    """Records, and what was inferred from them, against a pinned schema. Raises SchemaError where it is none."""
    schema = pinned if isinstance(pinned, Schema) else Schema(pinned)
    kept = list(records)
    seen = {one.path: one for one in inference.statistics()}
    found = [*_removed(schema, seen), *dict.fromkeys(_met(schema, seen)), *_enums(schema, kept, seen)]
    misfits, first, broken = _misfits(schema, kept)
    known = {one.path for one in found}
    found += [one for one in broken if one.path not in known]
    return Comparison(tuple(sorted(found, key=lambda one: KINDS.index(one.kind))), misfits, first)


def field_text(path: Path) -> str:
    """The path of a field as people read it: `line_items[*].sku`; `{}` are the keys of a map."""
    text = ""
    for step in path:
        text += "[*]" if step == ANY_ITEM else f".{step}" if text else step
    return text


def values_at(record: Any, path: Path) -> Iterator[Any]:
    """The values at a path of a record, those of every item of lists."""
    if not path:
        yield record
    elif path[0] == ANY_ITEM and isinstance(record, list):
        for item in record:
            yield from values_at(item, path[1:])
    elif path[0] == ANY_KEY and isinstance(record, dict):
        for value in record.values():
            yield from values_at(value, path[1:])
    elif isinstance(record, dict) and path[0] in record:
        yield from values_at(record[path[0]], path[1:])


def described(field: Field) -> str:
    """What a field holds, in words: `string (date)`, `integer or null, required`."""
    return _types_text(field.types, field.nullable and len(field.types) < 5, field.format) + (
        ", required" if field.required else ""
    )


def _types_text(types: Iterable[str], nullable: bool, form: str | None) -> str:
    names = sorted(set(types) - {"null"})
    names = [name for name in names if name != "integer" or "number" not in names]
    named = " or ".join([*(names if len(names) < 5 else ["anything"]), *(["null"] if nullable else [])])
    return (named or "null") + (f" ({form})" if form else "")


def seen_text(one: Statistics) -> str:
    """What a field held, in words."""
    return _types_text(one.types, bool(one.nulls), one.formats[0] if one.formats else None)


def _removed(schema: Schema, seen: dict[Path, Statistics]) -> Iterator[FieldDrift]:
    """Fields of objects that came, which were in none of them."""
    for parent in [(), *(path for path, one in seen.items() if one.types.get("object"))]:
        field = schema.field(parent)
        for name, child in field.children.items() if field is not None and "object" in field.types else ():
            path = (*parent, name)
            if name != ANY_KEY and path not in seen and (*parent, ANY_KEY) not in seen:
                yield FieldDrift("removed", path, described(child), "")


def _met(schema: Schema, seen: dict[Path, Statistics]) -> Iterator[FieldDrift]:
    for path, one in seen.items():
        field = schema.field(path)
        parent = schema.field(path[:-1])
        if field is not None:
            yield from _of_field(field, _as_pinned(schema, path), one)
        elif parent is not None and "object" in parent.types and path[-1] not in _MARKS:
            yield FieldDrift("added", path, "", seen_text(one))


def _as_pinned(schema: Schema, path: Path) -> Path:
    """A path with `{}` for the keys of maps, which few records do not look like."""
    here: Field | None = schema.root
    found: list[str] = []
    for step in path:
        key = here is not None and ANY_KEY in here.children and step not in (*here.shape.properties, ANY_ITEM)
        found.append(ANY_KEY if key else step)
        here = schema.field(tuple(found))
    return tuple(found)


def _of_field(field: Field, path: Path, one: Statistics) -> Iterator[FieldDrift]:
    types, wide = set(one.types) - {"null"}, set(field.types)
    wide |= {"integer"} if "number" in wide else set()
    was = _types_text(field.types, field.nullable and len(field.types) < 5, None)
    if types - wide:
        yield FieldDrift("retyped", path, was, _types_text(types, bool(one.nulls), None))
        return
    if one.nulls and not field.nullable:
        yield FieldDrift("null", path, was, seen_text(one))
    if field.required and one.missing:
        yield FieldDrift("absent", path, described(field), "")
    if field.format in ASSERTED_FORMATS and one.types.get("string") and field.format not in one.formats:
        now = one.formats[0] if one.formats else f"text without the format {field.format}"
        yield FieldDrift("format", path, str(field.format), now)


def _enums(schema: Schema, records: list[Any], seen: dict[Path, Statistics]) -> Iterator[FieldDrift]:
    for path, one in seen.items():
        field = schema.field(path)
        if field is None or field.enum is None:
            continue
        known = {str(value) for value in field.enum if value is not None}
        plain = (str, int, float)
        came = (value for record in records for value in values_at(record, path) if isinstance(value, plain))
        new = list(dict.fromkeys(str(value) for value in came if str(value) not in known))
        if new and not set(one.types) - {"null"} - set(field.types):
            more = [f"and {len(new) - _SHOWN} more"] if len(new) > _SHOWN else []
            hidden = field.classification in ("pii", "secret")
            now = f"{len(new)} of them" if hidden else ", ".join([*map(repr, new[:_SHOWN]), *more])
            yield FieldDrift("enum", path, ", ".join(map(repr, sorted(known)[:_SHOWN])), now)


def _misfits(schema: Schema, records: list[Any]) -> tuple[int, str, list[FieldDrift]]:
    """How many records the schema refuses, the first reason, and what it is that no other kind tells."""
    validator = Validator(schema)
    wrong = [record for record in records if not validator.is_valid(record)]
    broken: dict[tuple[Path, str], FieldDrift] = {}
    first = ""
    for record in wrong:
        for one in validator.violations(record):
            first = first or one.message
            path = tuple(ANY_ITEM if isinstance(step, int) else step for step in one.path)
            if one.keyword not in _TOLD:
                broken.setdefault(
                    (path, one.keyword), FieldDrift("value", path, "", f"should be {one.expected}")
                )
    return len(wrong), first, list(broken.values())
