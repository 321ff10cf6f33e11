"""What was received against the pinned schema, in short: fields that are new, gone or of another type, and misfits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field, Schema
from mapbench.schemas.infer import Inference, Statistics
from mapbench.schemas.validation import Validator


@dataclass(frozen=True)
class Comparison:
    """Paths of fields by what became of them; `misfits` counts records that break the schema, `first` says how."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    retyped: tuple[str, ...]
    null_now: tuple[str, ...]
    misfits: int
    first: str

    @property
    def same(self) -> bool:
        return not (self.new or self.gone or self.retyped or self.null_now or self.misfits)

    def as_json(self) -> dict[str, Any]:
        lists = {"new": self.new, "gone": self.gone, "retyped": self.retyped, "null_now": self.null_now}
        return {"same": self.same, **{name: list(paths) for name, paths in lists.items()}, "misfits": self.misfits,
                "first": self.first or None}  # fmt: skip


def compare(pinned: dict[str, Any], inference: Inference, records: Iterable[Any]) -> Comparison:
    """Compares records, and what was inferred from them, with a pinned schema. Raises SchemaError where it is none."""
    schema = Schema(pinned)
    seen = {one.path: one for one in inference.statistics()}
    new, retyped, null_now = [], [], []
    for path, one in seen.items():
        field = schema.field(path)
        if field is None:
            if schema.field(path[:-1]) is not None and path[-1] not in (ANY_ITEM, ANY_KEY):
                new.append(field_text(path))
            continue
        if _types(one) - field.types - ({"integer"} if "number" in field.types else set()):
            retyped.append(f"{field_text(path)}: {' or '.join(sorted(_types(one)))}, was {_wanted(field)}")
        elif one.nulls and not field.nullable:
            null_now.append(field_text(path))
    misfits, first = _misfits(schema, records)
    return Comparison(tuple(new), tuple(_gone(schema, seen)), tuple(retyped), tuple(null_now), misfits, first)


def field_text(path: tuple[str, ...]) -> str:
    """The path of a field as people read it: `line_items[*].sku`; `{}` are the keys of a map."""
    text = ""
    for step in path:
        text += "[*]" if step == ANY_ITEM else f".{step}" if text else step
    return text


def _types(one: Statistics) -> set[str]:
    return set(one.types) - {"null"}


def _wanted(field: Field) -> str:
    return " or ".join(sorted(field.types - ({"integer"} if "number" in field.types else set()))) or "nothing"


def _gone(schema: Schema, seen: dict[tuple[str, ...], Statistics]) -> Iterable[str]:
    """Fields of objects that came, which were in none of them."""
    for parent in [(), *(path for path, one in seen.items() if one.types.get("object"))]:
        field = schema.field(parent)
        for name in field.children if field else ():
            if name != ANY_KEY and (*parent, name) not in seen and (*parent, ANY_KEY) not in seen:
                yield field_text((*parent, name))


def _misfits(schema: Schema, records: Iterable[Any]) -> tuple[int, str]:
    validator = Validator(schema)
    wrong = [record for record in records if not validator.is_valid(record)]
    if not wrong:
        return 0, ""
    return len(wrong), validator.violations(wrong[0])[0].message
