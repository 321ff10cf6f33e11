"""Mappings of every rule key and records as messy as life, for the engine and the oracle to agree on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from tests.oracle.making import ADDRESS, LINE, RECORD, SEEN, Maker
from tests.oracle.shapes_of_formulas import KINDS, SCALARS

TABLES = {
    "status": ({"paid": "PAID", "open": "OPEN", "1": "ONE", "true": "T"}, "error"),
    "keeps": ({"a": "A"}, "keep"),
    "counts": ({"a": 1, "b": 2.5}, {"value": 0}),
    "rows": ({"a": {"sku": "R", "qty": 4}, "b": {}}, "missing"),
}
FUNCTIONS = {
    "clean_text": (("x",), 'trim(x) if x is not null else "none"'),
    "twice": (("x",), "x * 2"),
}
PARAMS = {
    "region": {"type": "string", "default": "EU"},
    "factor": {"type": "number", "default": 1.5},
    "salt": {"type": "string", "secret": True},
}
CONSTANTS = {
    "text": ["c", ""],
    "num": [1, 2.5],
    "bool": [True, False],
    "texts": [[], ["a"]],
    "obj": [{}, {"city": "B"}],
}
TYPES = {
    "text": "string",
    "date": "string",
    "time": "string",
    "num": "number",
    "bool": "boolean",
    "texts": "array",
    "nums": "array",
    "rows": "array",
    "obj": "object",
}


@dataclass(frozen=True)
class Case:
    """One mapping with what surrounds it, and records to run it over."""

    mapping: dict[str, Any]
    schema: dict[str, Any] | None
    assertions: list[str]
    records: list[Any]


@dataclass(frozen=True)
class Here:
    """A scope being written: its paths and names by kind; `depth` is how many collections are around it."""

    paths: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)
    depth: int = 0

    def with_names(self, names: dict[str, str]) -> Here:
        return Here(self.paths, {**self.names, **names}, self.depth)


def seen(fields: dict[str, str], before: str = "") -> dict[str, str]:
    """The fields as expressions or paths with the kinds that formulas see."""
    return {before + name: SEEN.get(kind, kind) for name, kind in fields.items()}


WILD = {"lines[*].sku": "texts", "lines[*].qty": "nums", "lines[?@.qty > 1].sku": "texts", "$..sku": "texts"}
TOP = {
    **seen(RECORD),
    "addr.city": "text",
    "addr['from']": "text",
    "tags[0]": "text",
    "lines[0].qty": "num",
    **WILD,
}
TOP |= {
    "nums[1:]": "nums",
    "lines[-1]['price']": "num",
    "$.name": "text",
    "marks.*": "nums",
    "lines[0:2].price": "nums",
}
LINES = {**seen(LINE), "parts[*].n": "nums", "$.id": "num", "$.tags": "texts", "parts[0].w": "text"}
GROUP = {
    "items": "rows",
    "items[*].name": "texts",
    "items[0].addr": "obj",
    "items[*].qty": "nums",
    "key": "text",
}
ENV = {"params.region": "text", "params.factor": "num"}


class Mapping:
    """Draws one mapping; its schema grows beside its rules."""

    def __init__(self, seed: int) -> None:
        self.make = Maker(seed)
        self.has_schema = self.make.chance(70)

    def whole(self) -> Case:
        make, here = self.make, Here(TOP, dict(ENV))
        mapping: dict[str, Any] = {"mapping": "m", "params": PARAMS}
        size = 2
        if make.chance(10):
            mapping |= {"each": "lines[*]", "as": "row"}
            here = Here(LINES, {**ENV, **seen(LINE, "row.")}, 0)
        elif make.chance(8):
            mapping |= make.pick(
                [{"group_all": True}, {"group": "status"}, {"group": ["flag"]}, {"group": ["status", "flag"]}]
            )
            key = (
                {} if "group_all" in mapping else {"key": "text" if mapping["group"] == "status" else "texts"}
            )
            here, size = Here(GROUP, {**ENV, **key, "items": "rows"}), 4
        if make.chance(40):
            mapping["let"], here = self.lets(here)
        if make.chance(10):
            mapping["skip_when"] = {
                "source": {"skip": "flag" if size == 2 else "items[0].flag"},
                "formula": make.pick(["skip", "not skip", "skip is null"]),
            }
        rules, schema = self.rules(here)
        mapping["rules"] = rules
        names = [rule["target"] for rule in rules if rule.get("target", ".").isalnum()]
        assertions = [f"{make.pick(names)} != 'c'"] if names and make.chance(8) else []
        records = [make.record() for _ in range(size)]
        return Case(mapping, schema if self.has_schema else None, assertions, records)

    def lets(self, here: Here) -> tuple[dict[str, Any], Here]:
        lets: dict[str, Any] = {}
        for _ in range(self.make.pick([1, 2])):
            kind = self.make.pick(KINDS)
            name, body = self.make.name("let"), self.body(kind, here)
            lets[name] = body
            here = here.with_names({name: kind})
        return lets, here

    def rules(self, here: Here, level: int = 0) -> tuple[list[Any], dict[str, Any]]:
        """A scope's rules and the schema of the object they make."""
        make = self.make
        schema: dict[str, Any] = {"type": "object", "properties": {}}
        rules = [
            self.rule(here, schema, level) for _ in range(make.pick([2, 1, 3, 4] if level == 0 else [1, 2]))
        ]
        if make.chance(8):
            rules.insert(make.pick([0, len(rules)]), {"copy_all": self.copy_all(level)})
        elif make.chance(30):
            schema["additionalProperties"] = False
        if make.chance(3):
            self.add(schema, [make.name("never")], {"type": "string"}, needed=True)
        properties = list(schema["properties"].items())
        if make.chance(30):
            schema["properties"] = dict(reversed(properties))
        return rules, schema

    def copy_all(self, level: int) -> dict[str, Any]:
        copy: dict[str, Any] = {
            "except": ["lines", "id"],
            "rename": self.make.pick([{"city": "town"}, {"city": "from"}, {"sku": "qty", "qty": "n"}]),
        }
        if level == 0 and self.make.chance(70):
            copy["from"] = self.make.pick(["addr", "lines[0]", "name"])
        return copy

    def rule(self, here: Here, schema: dict[str, Any], level: int) -> dict[str, Any]:
        make = self.make
        names = [make.name("t")]
        if make.chance(20):
            names.insert(0, make.pick(["p", "q r"]))
        target = ".".join(f"'{name}'" if " " in name else name for name in names)
        draw = (
            make.pick([self.plain, self.plain, self.plain, self.object, self.collection])
            if level < 2
            else self.plain
        )
        rule, inner = draw(here, level)
        rule = {"target": target, **rule}
        if make.chance(10) and "unmapped" not in rule:
            rule["when"] = make.formula("bool", self.visible(rule, here), 2)
        self.add(schema, names, inner, needed=make.chance(25))
        return rule

    def visible(self, rule: dict[str, Any], here: Here) -> dict[str, str]:
        source = rule.get("source")
        if isinstance(source, dict):
            return {**here.names, **{name: here.paths[path] for name, path in source.items()}}
        return {**here.names, "value": here.paths[source]} if source and "rules" not in rule else here.names

    def add(self, schema: dict[str, Any], names: list[str], inner: dict[str, Any], *, needed: bool) -> None:
        for name in names[:-1]:
            schema = schema["properties"].setdefault(name, {"type": "object", "properties": {}})
        schema["properties"][names[-1]] = inner
        if needed:
            schema.setdefault("required", []).append(names[-1])

    def of_kind(self, kind: str) -> dict[str, Any]:
        """A field's schema, mostly one that the kind fits."""
        make = self.make
        if make.chance(25):
            return {}
        name = TYPES.get(kind if make.chance(92) else "text", "array")
        schema: dict[str, Any] = {"type": [name, "null"] if make.chance(40) else name}
        if name == "number" and make.chance(15):
            schema = {"type": "integer"} if make.chance(50) else {"type": "number", "minimum": 0}
        if name == "string" and make.chance(15):
            schema |= make.pick([{"minLength": 1}, {"maxLength": 5}, {"enum": ["a", "c", "PAID", None]}])
        return schema

    def plain(self, here: Here, level: int) -> tuple[dict[str, Any], dict[str, Any]]:
        make = self.make
        if make.chance(4):
            return {"unmapped": "because"}, self.of_kind("text")
        kind = make.pick([*SCALARS, *KINDS, "other"])
        rule = self.body(kind, here)
        if make.chance(25):
            rule["default"] = make.pick([*CONSTANTS.get(kind, ["d"]), None])
            if make.chance(40):
                rule["on_error"] = "default"
        elif make.chance(25):
            rule["on_error"] = make.pick(["omit", None])
        return rule, self.of_kind(kind)

    def body(self, kind: str, here: Here) -> dict[str, Any]:
        """What rules and named values have in common."""
        make = self.make
        source, names = self.source(here)
        what = make.pick(["formula", "copy", "formula", "cases", "lookup", "constant"])
        if what == "copy":
            fitting = [path for path, of in here.paths.items() if of == kind]
            return {"source": make.pick(fitting or list(here.paths))}
        if what == "constant":
            return {"constant": make.pick([*CONSTANTS.get(kind, ["k"]), None])}
        if what == "lookup":
            tables = ["status", "keeps", "counts", "rows", {"paid": "P", "1": None, "a": {"city": "L"}}]
            rule = {"source": make.pick([path for path, of in here.paths.items() if of in ("text", "num")])}
            if make.chance(30):
                rule = {**source, "formula": make.formula("text", names, 2)}
            return (
                {**rule, "lookup": make.pick(tables)}
                if make.chance(85)
                else {**rule, "lookup": "status", "reverse": True}
            )
        if what == "cases":
            cases: list[Any] = [
                {"when": make.formula("bool", names, 2), "value": make.pick(CONSTANTS.get(kind, ["v"]))}
            ]
            cases.append({"when": make.formula("bool", names, 1), "formula": make.formula(kind, names, 2)})
            rule = {**source, "cases": cases[: make.pick([1, 2])]}
            return (
                {**rule, "otherwise": make.pick([*CONSTANTS.get(kind, ["o"]), None])}
                if make.chance(50)
                else rule
            )
        return {**source, "formula": make.formula(kind, names)}

    def source(self, here: Here) -> tuple[dict[str, Any], dict[str, str]]:
        """A `source` key, and the names in scope with it."""
        make = self.make
        if not here.paths or make.chance(10):
            return {}, here.names
        if make.chance(30) and "value" not in here.names:
            path = make.pick(list(here.paths))
            return {"source": path}, {**here.names, "value": here.paths[path]}
        named = {make.name("s"): make.pick(list(here.paths)) for _ in range(make.pick([2, 1, 3]))}
        return {"source": named}, {**here.names, **{name: here.paths[path] for name, path in named.items()}}

    def object(self, here: Here, level: int) -> tuple[dict[str, Any], dict[str, Any]]:
        rule: dict[str, Any] = {}
        if self.make.chance(70):
            path = self.make.pick([path for path, kind in here.paths.items() if kind == "obj"] or ["addr"])
            rule["source"] = path
            here = Here({**seen(ADDRESS), "geo.x": "num", "$.id": "num"}, here.names, here.depth)
        if self.make.chance(15):
            rule["let"], here = self.lets(here)
        rule["rules"], schema = self.rules(here, level + 1)
        if self.make.chance(15):
            rule["default"] = self.make.pick([{}, None])
        return rule, {**schema, "type": ["object", "null"]} if self.make.chance(40) else schema

    def collection(self, here: Here, level: int) -> tuple[dict[str, Any], dict[str, Any]]:
        from tests.oracle.collections_drawn import collection

        return collection(self, here, level)


@st.composite
def cases(draw: Any) -> Case:
    """A mapping that loads, nearly always, and its records; from one seed, as a draw per choice takes twenty times as long."""
    return Mapping(draw(st.integers(0, 2**64 - 1))).whole()
