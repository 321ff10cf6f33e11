"""What became of a schema: each change with its place and its direction, field by field.

The direction speaks of the values that are taken: a change tightens where some are no longer taken, loosens where some are
taken anew. What cannot be decided is undetermined, which is never safe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

from mapbench.engine.places import target_text
from mapbench.engine.values import MISSING
from mapbench.schemas.covering import covers, relation
from mapbench.schemas.fields import ANY_KEY, Field, Schema
from mapbench.schemas.keywords import join_pointer
from mapbench.schemas.said import LOWER, bounds, others

Direction = Literal["tightens", "loosens", "both", "undetermined"]
#: The same change read backwards.
BACKWARDS: Final[dict[Direction, Direction]] = {
    "tightens": "loosens", "loosens": "tightens", "both": "both", "undetermined": "undetermined",
}  # fmt: skip


#: Keywords that no rule of ours reads and that mean the same whatever stands beside them.
_BY_THEMSELVES: Final = frozenset({"pattern", "multipleOf", "uniqueItems", "not"})


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change: of a `field` (there or not), of whether it is `required`, of its `type`, of `null`, or of a keyword.

    `path` has names from the root, `*` for items, `{}` for keys of a map. `was` and `now` are MISSING where nothing was said.
    """

    pointer: str
    path: tuple[str, ...]
    what: str
    was: Any
    now: Any
    direction: Direction

    @property
    def field(self) -> str:
        """The path as rules are known by, without the steps into lists."""
        return target_text(tuple(name for name in self.path if name != "*")) or "$"


def schema_changes(old: dict[str, Any] | bool, new: dict[str, Any] | bool) -> list[SchemaChange]:
    """Every change from one schema to another, by pointer. Raises SchemaError for a document that cannot be read."""
    before, after = Schema(old), Schema(new)
    found = list(_Comparing().field(before.root, after.root))
    directions = {one.direction for one in found}
    doubted = (directions == {"loosens"} and covers(after, before) == "no") or (
        directions == {"tightens"} and covers(before, after) == "no"
    )
    if doubted:
        sides = ("as it was", "more than is told")
        was, now = sides if directions == {"loosens"} else reversed(sides)
        found.append(SchemaChange("", (), "schema", was, now, "undetermined"))
    return sorted(found, key=lambda one: (one.pointer, one.what))


class _Comparing:
    """One comparison; pairs that were met are not gone into again, so that recursive schemas end."""

    def __init__(self) -> None:
        self._met: set[tuple[int, int]] = set()

    def field(self, old: Field, new: Field) -> Iterator[SchemaChange]:
        pair = (old.schema.identity(old.raw), new.schema.identity(new.raw))
        if pair in self._met:
            return
        self._met.add(pair)
        found = [*_types(old, new), *_keywords(old, new), *_closing(old, new)]
        found += self._children(old, new)
        yield from found
        yield from _rest(old, new, alone=not found)

    def _children(self, old: Field, new: Field) -> Iterator[SchemaChange]:
        before, after = _named(old), _named(new)
        for name in sorted(before.keys() | after.keys()):
            if name not in after:
                yield _backwards(_added(new, before[name]))
            elif name not in before:
                yield _added(old, after[name])
            else:
                yield from self.field(before[name], after[name])
        yield from _required(old, new, before.keys() & after.keys())
        if old.items is not None and new.items is not None:
            yield from self.field(old.items, new.items)
        elif old.items is not None or new.items is not None:
            yield from _items(old, new)
        if ANY_KEY in old.children and ANY_KEY in new.children:
            yield from self.field(old.children[ANY_KEY], new.children[ANY_KEY])


def _named(field: Field) -> dict[str, Field]:
    return {name: child for name, child in field.children.items() if name != ANY_KEY}


def _change(field: Field, what: str, was: Any, now: Any, direction: Direction) -> SchemaChange:
    return SchemaChange(field.pointer, field.path, what, was, now, direction)


def _backwards(one: SchemaChange) -> SchemaChange:
    return SchemaChange(one.pointer, one.path, one.what, one.now, one.was, BACKWARDS[one.direction])


def _added(parent: Field, child: Field) -> SchemaChange:
    """A property that only one side describes, as if it were new; `parent` is the other side's object."""
    open_ = parent.admits(child.name)
    direction: Direction = "tightens" if open_ else "both" if child.required else "loosens"
    return _change(child, "field", MISSING, _described(child), direction)


def _described(field: Field) -> str:
    kinds = [*sorted(field.types if len(field.types) < 5 else ["any"]), *(["null"] if field.nullable else [])]
    return " or ".join(dict.fromkeys(kinds)) + (", required" if field.required else "")


def _required(old: Field, new: Field, common: Any) -> Iterator[SchemaChange]:
    for name in sorted(old.shape.required ^ new.shape.required):
        named = name in common
        if not named and (name in _named(old) or name in _named(new)):
            continue
        now = name in new.shape.required
        pointer = join_pointer(new.pointer, "properties", name)
        yield SchemaChange(
            pointer, (*new.path, name), "required", not now, now, "tightens" if now else "loosens"
        )


def _types(old: Field, new: Field) -> Iterator[SchemaChange]:
    if old.types != new.types:
        before, after = _wide(old.types), _wide(new.types)
        direction = _between(before <= after, after <= before)
        yield _change(new, "type", _listed(old.types), _listed(new.types), direction)
    if old.nullable != new.nullable:
        yield _change(new, "null", old.nullable, new.nullable, "loosens" if new.nullable else "tightens")


def _wide(types: frozenset[str]) -> frozenset[str]:
    return types | {"integer"} if "number" in types else types


def _listed(types: frozenset[str]) -> str:
    return " or ".join(sorted(types)) if len(types) < 5 else "any"


def _between(fits: bool, contains: bool) -> Direction:
    """By whether all of the old is in the new, and all of the new in the old."""
    return "loosens" if fits and not contains else "tightens" if contains and not fits else "both"


def _keywords(old: Field, new: Field) -> Iterator[SchemaChange]:
    yield from _enum(old, new)
    if old.format != new.format:
        gained: Direction = "tightens" if old.format is None else "loosens" if new.format is None else "both"
        yield _change(new, "format", _or_missing(old.format), _or_missing(new.format), gained)
    before, after = bounds(old.schema.document, old.raw), bounds(new.schema.document, new.raw)
    for keyword in sorted(before.keys() | after.keys()):
        was, now = before.get(keyword), after.get(keyword)
        if was != now:
            tighter = was is None or (now is not None and (now > was) == (keyword in LOWER))
            yield _change(
                new, keyword, _or_missing(was), _or_missing(now), "tightens" if tighter else "loosens"
            )


def _enum(old: Field, new: Field) -> Iterator[SchemaChange]:
    if old.enum is None and new.enum is None:
        return
    before, after = (None if one.enum is None else {_key(v): v for v in one.enum} for one in (old, new))
    for sides in (before, after):
        if sides is not None:
            sides.pop(_key(None), None)  # null is told as such
    if before == after:
        return
    fits = after is None or (before is not None and before.keys() <= after.keys())
    contains = before is None or (after is not None and after.keys() <= before.keys())
    was, now = (MISSING if one is None else list(one.values()) for one in (before, after))
    yield _change(new, "enum", was, now, _between(fits, contains))


def _key(value: Any) -> tuple[str, str]:
    return ("number", str(value)) if type(value) in (int, float) else (type(value).__name__, repr(value))


def _or_missing(value: Any) -> Any:
    return MISSING if value is None else value


def _closing(old: Field, new: Field) -> Iterator[SchemaChange]:
    was, now = _openness(old), _openness(new)
    if was != now:
        order = ("closed", "described", "open")
        wider = order.index(now) > order.index(was)
        yield _change(new, "other fields", was, now, "loosens" if wider else "tightens")


def _openness(field: Field) -> str:
    rest = field.shape.rest
    return "closed" if rest is False else "described" if isinstance(rest, dict) and rest else "open"


def _items(old: Field, new: Field) -> Iterator[SchemaChange]:
    items = new.items or old.items
    assert items is not None
    described = _described(items)
    if new.items is not None:
        yield _change(items, "items", MISSING, described, "tightens")
    else:
        yield _change(items, "items", described, MISSING, "loosens")


def _rest(old: Field, new: Field, *, alone: bool) -> Iterator[SchemaChange]:
    """What no rule of ours reads: combinations, patterns. Here the second opinion counts.

    It is asked about the field where nothing else was found there, else about the keyword; where it takes several keywords to
    say something, that is undetermined.
    """
    before, after = others(old.schema.document, old.raw), others(new.schema.document, new.raw)
    changed = [key for key in sorted(before.keys() | after.keys()) if before.get(key) != after.get(key)]
    if not changed:
        return
    whole = _opinion(old, new) if alone else None
    for keyword in changed:
        answer = whole or _about(keyword, before.get(keyword), after.get(keyword))
        if answer != "same":
            was, now = _or_missing(before.get(keyword)), _or_missing(after.get(keyword))
            yield _change(new, keyword, was, now, answer)


def _about(keyword: str, was: str | None, now: str | None) -> Any:
    """The second opinion about one keyword that says something by itself."""
    if keyword not in _BY_THEMSELVES:
        return "undetermined"
    try:
        documents = [{} if one is None else {keyword: orjson.loads(one)} for one in (was, now)]
        return relation(*map(Schema, documents))
    except ValueError:  # several of them hold at once
        return "undetermined"


def _opinion(old: Field, new: Field) -> Any:
    return relation(*(Schema(_alone(one)) for one in (old, new)))


def _alone(field: Field) -> Any:
    """A field's schema as a document of its own."""
    root = field.schema.document.root
    if not isinstance(field.raw, dict) or not isinstance(root, dict) or field.raw is root:
        return field.raw
    shared = {key: root[key] for key in ("$defs", "definitions", "$schema") if key in root}
    return {**shared, **field.raw}
