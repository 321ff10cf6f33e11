"""A schema from records, in one pass and bounded memory; parts of a file can be read apart and merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mapbench.schemas.evidence import Evidence
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY
from mapbench.schemas.sketch import Sketch, hash_text

#: Values nested deeper are not looked into; the schema lets anything stand there.
MAX_DEPTH = 64
_MAX_ENUM = 12
_ENUM_REPEATS = 5
_MANY_KEYS = 20
_SPARSE = 0.3
#: Keys like ids or dates make a map from so many on; so do keys over objects of one kind, each in at most so many objects.
_FEW_KEYS = 3
_SIMILAR_KEYS = 6
_HALF = 0.5


@dataclass(frozen=True)
class Statistics:
    """What one field held. `missing` counts objects without it; rates are of the values that were there."""

    path: tuple[str, ...]
    count: int
    missing: int
    nulls: int
    types: dict[str, int]
    formats: tuple[str, ...]
    distinct: int
    distinct_is_exact: bool
    lowest: Any
    highest: Any
    examples: tuple[Any, ...]

    @property
    def null_rate(self) -> float:
        return self.nulls / self.count if self.count else 0.0


class Inference:
    """Learns from records what their schema is.

    The schema accepts every record added. Merging is associative and commutative on it. Statistics stay out of it, so
    that a pinned schema does not change with every capture.
    """

    def __init__(self) -> None:
        self._root = Evidence()

    @property
    def count(self) -> int:
        """How many records were added."""
        return self._root.count

    def add(self, record: Any) -> None:
        """Learn from one record: JSON as Python holds it."""
        waiting: list[tuple[Evidence, Any, int]] = [(self._root, record, 0)]
        while waiting:
            place, value, depth = waiting.pop()
            kind = type(value)
            if kind is not dict and kind is not list:
                place.add_scalar(value)
            elif depth >= MAX_DEPTH:
                place.unread += 1
            elif kind is dict:
                place.objects += 1
                waiting += _add_fields(place, value, depth + 1)
            else:
                place.lists += 1
                waiting += _add_elements(place, value, depth + 1)

    def merge(self, other: Inference) -> Inference:
        """Learn what `other` has learnt, and return self; `other` stays as it is."""
        self._root.merge(other._root)
        return self

    def schema(self) -> dict[str, Any]:
        """The JSON Schema (2020-12) of the records so far; with no record, one that accepts anything."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema(self._root)}

    def statistics(self) -> list[Statistics]:
        """What each field below the root held, in the order of first appearance; maps as `{}`, list items as `*`."""
        return list(_below(self._root, ()))


def _add_fields(place: Evidence, values: dict[str, Any], depth: int) -> list[tuple[Evidence, Any, int]]:
    """Count the properties of an object; the nested ones are given back to be looked into."""
    place.make_room(values)
    nested = []
    for name, value in values.items():
        below = place.fields.get(name) or place.field(name)
        if type(value) is dict or type(value) is list:
            nested.append((below, value, depth))
        else:
            below.add_scalar(value)
    return nested


def _add_elements(place: Evidence, values: list[Any], depth: int) -> list[tuple[Evidence, Any, int]]:
    """Count the elements of a list; the nested ones are given back to be looked into."""
    nested = []
    for value in values:
        if type(value) is dict or type(value) is list:
            nested.append((place.element(), value, depth))
        else:
            place.element().add_scalar(value)
    return nested


def _schema(seen: Evidence) -> dict[str, Any]:
    types = list(_types(seen))
    if seen.unread or not types:
        return {}
    schema: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
    if seen.text_count and seen.formats:
        schema["format"] = seen.formats[0]
    enum = _enum(seen, types)
    if enum:
        schema["enum"] = enum
    if seen.objects:
        schema.update(_object(seen))
    if seen.elements is not None:
        schema["items"] = _schema(seen.elements)
    return schema


def _object(seen: Evidence) -> dict[str, Any]:
    if is_map(seen):
        return {"additionalProperties": _schema(seen.values())}
    required = sorted(name for name, part in seen.fields.items() if part.count == seen.objects)
    properties = {name: _schema(part) for name, part in seen.fields.items()}
    return {
        **({"required": required} if required else {}),
        **({"properties": properties} if properties else {}),
    }


def _types(seen: Evidence) -> dict[str, int]:
    """How many values had each type, types that were not seen left out; whole numbers among fractions are numbers."""
    numbers = seen.integers + seen.fractions
    counts = {
        "string": seen.text_count,
        "number" if seen.fractions else "integer": numbers,
        "boolean": seen.trues + seen.falses,
        "object": seen.objects,
        "array": seen.lists,
        "null": seen.nulls,
    }
    return {name: count for name, count in counts.items() if count}


def _enum(seen: Evidence, types: list[str]) -> list[Any] | None:
    """Few short texts, each seen often enough on average to be a code rather than data."""
    if seen.many_texts or seen.formats or not set(types) <= {"string", "null"}:
        return None
    distinct = len(seen.texts)
    if not 1 < distinct <= _MAX_ENUM or seen.text_count < _ENUM_REPEATS * distinct:
        return None
    return [*sorted(seen.texts), *([None] if seen.nulls else [])]


def is_map(seen: Evidence) -> bool:
    """Whether an object's keys are data: keys like ids or dates, or many keys, each in few objects, with like values."""
    if seen.rest is not None:
        return True
    names = seen.fields
    if len(names) >= _FEW_KEYS and all(_looks_like_data(name) for name in names):
        return True
    if not names:
        return False
    objects = all(part.objects == part.count for part in names.values())
    fewest, presence = (_SIMILAR_KEYS, _HALF) if objects else (_MANY_KEYS, _SPARSE)
    return len(names) >= fewest and _presence(seen) <= presence and _alike(list(names.values()))


def _presence(seen: Evidence) -> float:
    return sum(part.count for part in seen.fields.values()) / (len(seen.fields) * max(seen.objects, 1))


def _looks_like_data(name: str) -> bool:
    digits = sum(map(str.isdigit, name))
    return digits * 2 > len(name) or "@" in name or (len(name) >= 32 and digits >= 4)


def _alike(parts: list[Evidence]) -> bool:
    kinds = {frozenset(_types(part)) - {"null"} for part in parts} - {frozenset()}
    if len(kinds) != 1:
        return kinds == {frozenset({"integer"}), frozenset({"number"})}
    if kinds != {frozenset({"object"})}:
        return True
    everywhere = set.intersection(*(set(part.fields) for part in parts))
    anywhere = set.union(*(set(part.fields) for part in parts))
    return 2 * len(everywhere) >= len(anywhere)


def _below(seen: Evidence, path: tuple[str, ...]) -> Iterator[Statistics]:
    if is_map(seen):
        values = seen.values()
        yield from _of(values, (*path, ANY_KEY), 0)
    else:
        for name, part in seen.fields.items():
            yield from _of(part, (*path, name), seen.objects - part.count)
    if seen.elements is not None:
        yield from _of(seen.elements, (*path, ANY_ITEM), 0)


def _of(seen: Evidence, path: tuple[str, ...], missing: int) -> Iterator[Statistics]:
    scalars = _distinct_scalars(seen)
    distinct, exact = scalars.distinct()
    yield Statistics(
        path=path,
        count=seen.count,
        missing=missing,
        nulls=seen.nulls,
        types=_types(seen),
        formats=seen.formats if seen.text_count else (),
        distinct=distinct + bool(seen.trues) + bool(seen.falses),
        distinct_is_exact=exact,
        lowest=seen.lowest,
        highest=seen.highest,
        examples=tuple(scalars.sample(3)),
    )
    yield from _below(seen, path)


def _distinct_scalars(seen: Evidence) -> Sketch:
    from mapbench.schemas.sketch import Sketch

    every = Sketch()
    every.update(seen.sketch.kept)
    every.update({hash_text(text): text for text in seen.texts})
    return every
