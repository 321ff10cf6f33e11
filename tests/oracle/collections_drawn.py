"""Drawing collection rules: loops, stages, bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.oracle.making import LINE, PART

if TYPE_CHECKING:
    from tests.oracle.strategies import Here, Mapping

Drawn = tuple[dict[str, Any], dict[str, Any]]


def collection(mapping: Mapping, here: Here, level: int) -> Drawn:
    """A rule with `each`, and its target's schema."""
    make = mapping.make
    rule, inside = loops(mapping, here)
    scope = inside.names
    if make.chance(35):
        rule["where"] = make.formula("bool", scope, 2)
    if make.chance(35):
        rule["sort"] = [make.pick(["", "-"]) + sort_key(mapping, scope) for _ in range(make.pick([1, 2]))]
        if len(rule["sort"]) == 1 and make.chance(50):
            rule["sort"] = rule["sort"][0]
    if make.chance(20):
        rule["unique"] = make.formula(make.pick(["text", "num"]), scope, 1)
    if make.chance(25) and isinstance(rule["each"], str):
        inside = grouped(mapping, rule, inside)
    if make.chance(20):
        rule["limit"] = make.pick([1, 2, 0])
    return body(mapping, rule, inside, level)


def sort_key(mapping: Mapping, scope: dict[str, str]) -> str:
    """A formula in parentheses, so that a leading minus is the direction alone."""
    kind = mapping.make.pick(["text", "num", "date", "bool"])
    return f"({mapping.make.formula(kind, scope, 1)})"


def loops(mapping: Mapping, here: Here) -> tuple[dict[str, Any], Here]:
    from tests.oracle.strategies import LINES, Here, seen

    make, depth = mapping.make, here.depth + 1
    if "parts" in here.paths:
        name = make.name("part")
        each = {"each": make.pick(["parts[*]", "parts"]), "as": name}
        names = {**here.names, **seen(PART, f"{name}."), name: "obj"}
        return each, Here({**seen(PART), "$.id": "num"}, names, depth)
    if "lines" not in here.paths or make.chance(10):
        path = make.pick(["$.tags[*]", "$.nums", "$.marks.*"])
        names = {**here.names, "item": "text" if "tags" in path else "num"}
        if path.endswith(".*"):
            names["key"] = "text"
        return {"each": path}, Here({"$.id": "num", "$.name": "text"}, names, depth)
    if make.chance(20):
        one, two = make.name("row"), make.name("part")
        names = {**here.names, **seen(LINE, f"{one}."), **seen(PART, f"{two}.")}
        names |= {f"{one}_index": "num", f"{two}_index": "num"}
        inner = make.pick(["parts[*]", "parts"])
        return {"each": [f"lines[*] as {one}", f"{inner} as {two}"]}, Here(
            {**seen(PART), "$.id": "num"}, names, depth
        )
    each = {"each": make.pick(["lines[*]", "lines", "lines[?@.qty > 0]", "lines[0:2]"])}
    name = "item"
    if make.chance(50):
        name = each["as"] = make.name("line")
    return each, Here(LINES, {**here.names, **seen(LINE, f"{name}."), name: "obj"}, depth)


def grouped(mapping: Mapping, rule: dict[str, Any], inside: Here) -> Here:
    """The scope of a grouped body: paths start at the group."""
    from tests.oracle.strategies import Here

    make = mapping.make
    kinds = [make.pick(["text", "num"]) for _ in range(make.pick([1, 2]))]
    rule["group"] = [make.formula(kind, inside.names, 1) for kind in kinds]
    names = {name: kind for name, kind in inside.names.items() if name != "key"}
    key = "texts"
    if len(kinds) == 1 and make.chance(60):
        rule["group"], key = rule["group"][0], kinds[0]
    names |= {"key": key, "items": "rows"}
    paths = {
        "items": "rows",
        "items[*].sku": "texts",
        "items[*].qty": "nums",
        "items[0].qty": "num",
        "$.id": "num",
    }
    return Here({**paths, "$.name": "text"}, names, inside.depth)


def body(mapping: Mapping, rule: dict[str, Any], inside: Here, level: int) -> Drawn:
    make, scope = mapping.make, inside.names
    inside = inside.with_names({"index": "num"})
    if make.chance(15):
        rule["let"], inside = mapping.lets(inside)
    if make.chance(60):
        rule["rules"], item = mapping.rules(inside, level + 1)
    else:
        kind = make.pick(["text", "num", "bool", "date", "obj"])
        rule["formula"], item = make.formula(kind, inside.names, 2), mapping.of_kind(kind)
    if make.chance(20):
        rule["on_item_error"] = "drop"
    if make.chance(20):
        rule["when_empty"] = make.pick(["omit", None])
    schema: dict[str, Any] = {"type": ["array", "null"] if make.chance(40) else "array", "items": item}
    if make.chance(20):
        rule["keyed_by"] = make.formula(make.pick(["text", "num"]), scope, 1)
        if make.chance(60):
            rule["on_duplicate"] = make.pick(["first", "last"])
        schema = {"type": "object", "additionalProperties": item}
    elif make.chance(8):
        schema["minItems"] = 1
    if make.chance(10):
        rule["default"] = make.pick([[], None])
    return rule, schema
