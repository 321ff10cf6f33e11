"""A schema with all that it refers to, from one document or several, as one JSON Schema of 2020-12 that stands alone.

References are followed when they are met, so only what is used is read and copied. What is used once stands where it is used;
what is used more often, or holds itself, is kept once in `$defs`.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final, cast

from mapbench.schemas.document import reference, unquote
from mapbench.schemas.documents.dialects import Dialect, modern, refuse_slips
from mapbench.schemas.documents.references import Library, Spot
from mapbench.schemas.keywords import LISTS, MAPS, SchemaError, draft_of, join_pointer, subschemas
from mapbench.schemas.preparation import check_containers

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_MOST: Final = 100_000
_DEEPEST: Final = 150
#: How deep a definition that is used once is still put in the place where it is used.
_INLINE: Final = 60
#: What stands beside a reference without saying anything of values.
_ASIDE: Final = frozenset(("$schema", "$id", "$defs", "definitions", "$comment"))
_REFERENCES: Final = ("$ref", "$dynamicRef", "$recursiveRef")
_NOTES: Final = ("title", "description", "deprecated", "readOnly", "writeOnly", "examples", "default")


def bundle(library: Library, start: Spot, dialect: Dialect) -> dict[str, Any]:
    """The schema at `start`. Raises SchemaError for what is no schema, leads nowhere, or would be too large."""
    for _ in range(_DEEPEST):
        node = library.at(start)
        if not isinstance(node, dict) or set(node) - _ASIDE != {"$ref"} or not isinstance(node["$ref"], str):
            break
        start = library.resolve(start, node["$ref"])
    return _Bundle(library, dialect).run(start)


class _Bundle:
    def __init__(self, library: Library, dialect: Dialect) -> None:
        self._library = library
        self._dialect = dialect
        self._names: dict[Spot, str] = {}
        self._waiting: list[tuple[str, Spot]] = []
        self._uses: Counter[str] = Counter()
        self._size = 0

    def run(self, start: Spot) -> dict[str, Any]:
        self._start = start
        root = self._copy(self._library.at(start), start, 0)
        defined: dict[str, Any] = {}
        while self._waiting:
            name, spot = self._waiting.pop(0)
            defined[name] = self._copy(self._library.at(spot), spot, 0)
        placed = _Placing(defined, {name for name, times in self._uses.items() if times == 1})
        body = placed.inside(root, 0)
        if isinstance(body, bool):
            body = {} if body else {"not": {}}
        kept = dict(placed.kept())
        return {"$schema": DRAFT, **body, **({"$defs": kept} if kept else {})}

    def _copy(self, node: Any, spot: Spot, depth: int) -> Any:
        self._size += 1
        if isinstance(node, bool):
            return node
        if not isinstance(node, dict):
            raise SchemaError("A schema is expected here: an object, or true or false.", spot.pointer)
        if depth > _DEEPEST or self._size > _MOST:
            raise SchemaError("It is too large, or nested too deeply.", spot.pointer, "Choose a part of it.")
        dialect = self._dialect_of(spot.document)
        if not dialect.startswith("openapi"):
            refuse_slips(node, spot.pointer)
        found = modern(node, dialect)
        check_containers(found, spot.pointer)
        for keyword in (*LISTS, *MAPS):
            if keyword in found:
                found[keyword] = found[keyword].copy()
        for keyword in _REFERENCES:
            if isinstance(found.get(keyword), str):
                found["$ref"] = self._refer(spot, found.pop(keyword))
        for keys, part in list(subschemas(found)):
            place = Spot(spot.document, join_pointer(spot.pointer, *keys))
            _put(found, keys, self._copy(part, place, depth + 1))
        return found

    def _dialect_of(self, document: str) -> Dialect:
        content = self._library.documents[document]
        declared = isinstance(content, dict) and isinstance(content.get("$schema"), str)
        return cast("Dialect", draft_of(content)) if declared else self._dialect

    def _refer(self, spot: Spot, written: str) -> str:
        target = self._library.resolve(spot, written)
        if target == self._start:
            return "#"
        name = self._names.get(target)
        if name is None:
            name = self._names[target] = self._new_name(target)
            self._waiting.append((name, target))
        self._uses[name] += 1
        return reference(f"/$defs/{name}")

    def _new_name(self, target: Spot) -> str:
        last = target.pointer.rpartition("/")[2] or target.document.rpartition("/")[2].partition(".")[0]
        wanted = re.sub(r"[^\w.-]+", "-", last.replace("~1", "-").replace("~0", "-")).strip("-") or "part"
        taken, name, number = set(self._names.values()), wanted, 2
        while name in taken:
            name, number = f"{wanted}-{number}", number + 1
        return name


class _Placing:
    """Puts definitions that are used once where they are used; the others stay, as soon as something refers to them."""

    def __init__(self, defined: dict[str, Any], once: set[str]) -> None:
        self._defined = defined
        self._once = once
        self._referred: dict[str, None] = {}

    def inside(self, node: Any, depth: int) -> Any:
        if not isinstance(node, dict):
            return node
        name = self._name(node)
        if name is not None and name in self._once and depth < _INLINE and _only_notes(node):
            below = self.inside(self._defined[name], depth + 1)
            notes = {key: value for key, value in node.items() if key != "$ref"}
            return {**below, **notes} if isinstance(below, dict) else below
        if name is not None:
            self._referred.setdefault(name)
        for keys, part in list(subschemas(node)):
            _put(node, keys, self.inside(part, depth + 1))
        return node

    def kept(self) -> list[tuple[str, Any]]:
        done: dict[str, Any] = {}
        while waiting := [name for name in self._referred if name not in done]:
            for name in waiting:
                done[name] = self.inside(self._defined[name], 1)
        return sorted(done.items())

    def _name(self, node: dict[str, Any]) -> str | None:
        written = node.get("$ref")
        if not isinstance(written, str) or not written.startswith("#/$defs/"):
            return None
        return unquote(written.removeprefix("#/$defs/"))


def _only_notes(node: dict[str, Any]) -> bool:
    return all(key == "$ref" or key in _NOTES or key.startswith("x-") for key in node)


def _put(node: dict[str, Any], keys: tuple[str, ...], value: Any) -> None:
    holds: Any = node if len(keys) == 1 else node[keys[0]]
    holds[int(keys[-1]) if isinstance(holds, list) else keys[-1]] = value
