"""The semantic diff: every edit from one package of a mapping to another, by the identity of what was edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from mapbench.engine.values import MISSING
from mapbench.review.edits import Edit, Kind, Part, edits_of, in_order, same
from mapbench.review.meaning import formula_meaning, meaning, shown
from mapbench.review.rules import rule_edits
from mapbench.review.sides import Side, both, json_value
from mapbench.schemas.changes import SchemaChange, schema_changes

#: What a mapping as a whole is told, beside its rules.
_WHOLE: Final = ("each", "as", "group", "group_all", "skip_when")
#: Parts of governance.json that are told elsewhere: a rule's owner with the rule.
_ELSEWHERE: Final = frozenset({"owners"})


def semantic_diff(old: Side, new: Side) -> tuple[Edit, ...]:
    """Every edit, in the order in which edits are told. Spelling, comments, order and the version are none.

    Raises PackageErrors for files that are malformed.
    """
    return in_order(
        [
            *_whole(old, new),
            *_by_meaning("parameter", both(old, new, lambda side: side.program.get("params", {}))),
            *_by_meaning("let", both(old, new, lambda side: side.program.get("let", {}))),
            *rule_edits(old.rules, new.rules),
            *_by_meaning("function", both(old, new, _functions)),
            *_assertions(old, new),
            *_schemas(old, new),
            *_tables(old, new),
            *edits_of("governance", _flat(_governed(old)), _flat(_governed(new))),
            *edits_of("test", old.tests, new.tests),
            *_fixtures(old, new),
        ]
    )


def _whole(old: Side, new: Side) -> list[Edit]:
    found = _by_meaning("mapping", both(old, new, _stages))
    return [*found, *edits_of("mapping", _named(old), _named(new))]


def _stages(side: Side) -> dict[str, Any]:
    return {key: side.program[key] for key in _WHOLE if key in side.program}


def _named(side: Side) -> dict[str, Any]:
    ends: list[str] = [end for end in ("source", "target") if end in side.program]
    return {
        **{end: side.program[end]["reference"] for end in ends},
        **({"title": side.manifest.title} if side.manifest.title else {}),
    }


def _by_meaning(part: Part, sides: tuple[dict[str, Any], dict[str, Any]]) -> list[Edit]:
    found = []
    for one in edits_of(part, *sides):
        if one.kind == "change" and same(meaning(one.was, one.subject), meaning(one.now, one.subject)):
            continue
        was, now = (value if value is MISSING else shown(value) for value in (one.was, one.now))
        found.append(Edit(one.kind, part, one.subject, one.key, was, now))
    return found


def _functions(side: Side) -> dict[str, Any]:
    return {
        one["name"]: {"parameters": one["parameters"], "formula": one["formula"]}
        for one in side.program.get("functions", [])
    }


def _assertions(old: Side, new: Side) -> list[Edit]:
    """Assertions are known by what they assert."""
    spelled: dict[str, str] = {}

    def asserted(side: Side) -> dict[str, Any]:
        found = {}
        for one in side.program.get("assertions", []):
            name = spelled.setdefault(formula_meaning(one["that"]), one["that"])
            found[name] = {key: value for key, value in one.items() if key != "that"}
        return found

    return edits_of("assertion", *both(old, new, asserted))


def _schemas(old: Side, new: Side) -> Iterator[Edit]:
    ends: tuple[Part, ...] = ("source", "target")
    for part in ends:
        before, after = old.schema(part), new.schema(part)
        if before is None and after is not None:
            yield Edit("add", part, "$", "schema", MISSING, "pinned", "tightens")
        elif before is not None and after is None:
            yield Edit("remove", part, "$", "schema", "pinned", MISSING, "loosens")
        elif not same(before, after):
            yield from (_schema_edit(part, one) for one in schema_changes(before, after))


def _schema_edit(part: Part, one: SchemaChange) -> Edit:
    whole = one.what == "field"
    kind: Kind = (
        "add" if whole and one.was is MISSING else "remove" if whole and one.now is MISSING else "change"
    )
    key = one.what if one.path[-1:] != ("*",) or whole else f"items: {one.what}"
    return Edit(kind, part, one.field, key, one.was, one.now, one.direction)


def _tables(old: Side, new: Side) -> Iterator[Edit]:
    before, after = both(old, new, lambda side: {one["name"]: one for one in side.program.get("tables", [])})
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was is not None and now is not None:
            yield from edits_of("lookup", _table(was), _table(now), name)
        elif was is not None:
            yield Edit("remove", "lookup", name, was=_table(was))
        elif now is not None:
            yield Edit("add", "lookup", name, now=_table(now))
        for one in edits_of("lookup", old.entries.get(name, {}), new.entries.get(name, {}), name):
            yield replace(one, key=f"'{one.key}'")


def _table(one: dict[str, Any]) -> dict[str, Any]:
    """What is said of a table, but its name and the file of its entries."""
    return {"on_miss": one.get("on_miss", "error")} | {
        key: value for key, value in one.items() if key not in ("name", "entries", "on_miss")
    }


def _governed(side: Side) -> dict[str, Any]:
    found = {key: value for key, value in side.governance.items() if key not in _ELSEWHERE}
    return {
        **found,
        **({"mapping": {"owner": side.manifest.owner}} if side.manifest.owner else {"mapping": {}}),
    }


def _flat(value: Any, prefix: str = "") -> dict[str, Any]:
    """Governance by path: lists of things by their id, lists of words as a whole."""
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        value = {str(one.get("id", one.get("finding", at))): one for at, one in enumerate(value)}
    if not isinstance(value, dict):
        return {prefix: value}
    found: dict[str, Any] = {}
    for key, one in value.items():
        if key not in ("id", "finding") or isinstance(one, dict):
            found |= _flat(one, f"{prefix}.{key}" if prefix else str(key))
    return found


def _fixtures(old: Side, new: Side) -> list[Edit]:
    """Samples; what is in them is no part of an edit."""

    def values(side: Side) -> dict[str, Any]:
        return {name: json_value(content) for name, content in side.fixtures.items()}

    return [Edit(one.kind, "fixture", one.subject) for one in edits_of("fixture", *both(old, new, values))]
