"""Both versions over records made from the source schema: what no fixture may have shown yet.

Such a record fits the schema, and nobody ever sent it. So what it shows is told apart from the fixtures and counts for no bump:
it lowers none, for it exercises nothing that a business knows, and it raises none, for it may never come.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from mapbench.errors import MapbenchError
from mapbench.language.formula_text import parse
from mapbench.packages.golden import record_outcomes
from mapbench.review.edits import same
from mapbench.review.outcomes import Compared
from mapbench.review.sides import Side, json_value
from mapbench.schemas.fields import Schema
from mapbench.schemas.making import made_records

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper

#: How many records are made of each schema, and how many words of tables and formulas stand among their texts.
RECORDS: Final = 60
#: Of a schema with very many fields fewer records are made: about so many values altogether.
_VALUES: Final = 12_000
_FEWEST: Final = 12
_WORDS: Final = 60
#: How many fixtures of a version are looked into for texts.
_SEEN: Final = 50
_FORMULAS: Final = frozenset({"formula", "when", "where"})


def made_diff(sides: tuple[Side, Side], mappers: tuple[Mapper, Mapper]) -> Compared:
    """What both versions make of records of either source schema; none where no schema is pinned."""
    found = Compared()
    programs = mappers[0].program, mappers[1].program
    for name, records in _records(sides):
        came = [_outcomes(mapper, records) for mapper in mappers]
        for key in sorted({*came[0], *came[1]}):
            label = f"{name} {key[0] + 1}" + ("" if key[1] < 0 else f"[{key[1]}]")
            found.add(label, (came[0].get(key), came[1].get(key)), programs)
    return found


def _records(sides: tuple[Side, Side]) -> Iterator[tuple[str, list[Any]]]:
    old, new = (side.schema("source") for side in sides)
    words = sorted({*_words(sides[0]), *_words(sides[1])})[:_WORDS]
    asked = {names: sorted(keys)[:_WORDS] for names, keys in _asked(sides).items()}
    for name, schema in (("made", new), ("made before", None if same(old, new) else old)):
        if schema is not None:
            tree = Schema(schema)
            fields = sum(1 for _ in tree.root.walk())
            yield name, list(made_records(tree, max(_FEWEST, min(RECORDS, _VALUES // fields)), words, asked))


def _outcomes(mapper: Mapper, records: list[Any]) -> dict[tuple[int, int], Any]:
    return {
        (number, -1 if one.item is None else one.item): one
        for number, one in record_outcomes(mapper, records)
    }


def _words(side: Side) -> Iterator[str]:
    """What a version asks records for: keys of its tables, texts in its formulas."""
    for entries in side.entries.values():
        yield from list(entries)[:_WORDS]
    yield from _texts(side.program)


def _asked(sides: tuple[Side, Side]) -> dict[tuple[str, ...], set[str]]:
    """Texts by the names of a path: what fixtures hold there, and the keys that rules look up by it."""
    found: dict[tuple[str, ...], set[str]] = {}
    for side in sides:
        for content in list(side.fixtures.values())[:_SEEN]:
            with suppress(RecursionError):  # nothing that deep is a field that anybody maps
                _see(json_value(content), (), found)
        for rule in _rules(side.program.get("rules", [])):
            source = rule.get("source")
            path = source.get("path") if isinstance(source, dict) else None
            names = tuple(one["name"] for one in path["segments"] if "name" in one) if path else ()
            if names:
                found.setdefault(names, set()).update(_keys(side, rule))
    return {names: keys for names, keys in found.items() if keys}


def _see(value: Any, names: tuple[str, ...], found: dict[tuple[str, ...], set[str]]) -> None:
    if isinstance(value, dict):
        for name, one in value.items():
            _see(one, (*names, name), found)
    elif isinstance(value, list):
        for one in value:
            _see(one, names, found)
    elif isinstance(value, str) and names:
        found.setdefault(names, set()).add(value)


def _rules(rules: list[Any]) -> Iterator[dict[str, Any]]:
    for rule in rules:
        yield rule
        yield from _rules(rule.get("rules") or [])


def _keys(side: Side, rule: dict[str, Any]) -> Iterator[str]:
    lookup = rule.get("lookup")
    entries = lookup if isinstance(lookup, dict) else side.entries.get(lookup or "", {})
    keys = entries.values() if rule.get("reverse") else entries
    yield from (key for key in keys if isinstance(key, str))


def _texts(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _texts(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, key)
    elif isinstance(value, str) and key in _FORMULAS:
        if '"' not in value and "'" not in value:
            return
        try:
            nodes = list(ast.walk(parse(value)))
        except (MapbenchError, RecursionError):
            return
        yield from (
            one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )
