"""Drawing formulas and records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Any

from tests.oracle.shapes_of_formulas import EVERY_KIND, KINDS, LITERALS, SCALARS, SHAPES

PLAIN = {literal for literals in LITERALS.values() for literal in literals}
HOLE = re.compile(r"\{\{|\}\}|\{(\w+)\}")
#: Fields of a record, of a line in it and of an address, with the kinds they mostly are of.
RECORD = {
    "id": "num",
    "name": "text",
    "note": "text",
    "price": "num",
    "money": "money",
    "qty": "num",
    "flag": "bool",
    "status": "status",
    "day": "day",
    "at": "moment",
    "tags": "texts",
    "nums": "nums",
    "addr": "obj",
    "lines": "rows",
    "marks": "marks",
}
LINE = {"sku": "text", "qty": "num", "price": "num", "gift": "bool", "parts": "parts", "from": "text"}
PART = {"n": "num", "w": "text"}
ADDRESS = {"city": "text", "lat": "num", "from": "text", "class": "text", "geo": "marks"}
#: How formulas see the kinds of fields.
SEEN = {"money": "text", "status": "text", "day": "text", "moment": "text", "marks": "obj", "parts": "rows"}


class Maker:
    """One drawing; `names` are told apart by a number, so that no two in scope are the same."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._last = 0

    def pick(self, options: Sequence[Any]) -> Any:
        return options[self._random.randrange(len(options))]

    def chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent

    def name(self, prefix: str) -> str:
        self._last += 1
        return f"{prefix}{self._last}"

    def formula(self, kind: str, names: dict[str, str], depth: int = 3) -> str:
        """A formula of a kind over names with their kinds; an argument that is an operation stands in parentheses."""
        if kind in ("any", "scalar"):
            kind = self.pick(SCALARS if kind == "scalar" else KINDS)
        own = [name for name, of in names.items() if of == kind]
        if kind not in SHAPES or depth <= 0 or self.chance(25):
            strange = [*names] if kind in SHAPES and self.chance(4) else []
            if (own or strange) and not self.chance(15):
                return str(self.pick(own or strange))
            return str(self.pick(LITERALS.get(kind, ["null"])))
        shape = self.pick([*SHAPES[kind], *EVERY_KIND] if kind != "other" else SHAPES[kind])
        return HOLE.sub(lambda hole: self._filled(hole, kind, names, depth - 1), shape)

    def _filled(self, hole: re.Match[str], kind: str, names: dict[str, str], depth: int) -> str:
        inner = hole[1]
        if inner is None:
            return hole[0][0]
        if inner in ("name", "number_name"):
            found = [
                name for name, of in names.items() if of in (SCALARS[:3] if inner == "name" else ["num"])
            ]
            return str(self.pick(found)) if found else "1"
        text = self.formula(kind if inner == "0" else inner, names, depth)
        return text if re.fullmatch(r"[\w.]+", text) or text in PLAIN else f"({text})"

    def record(self) -> dict[str, Any]:
        return self.object(RECORD)

    def object(self, fields: dict[str, str]) -> dict[str, Any]:
        made = {}
        for name, kind in fields.items():
            if self.chance(12):
                odd = self.pick(["missing", None, "", [], {}, "odd", 5, [1], {"a": None}, True, 1.5])
                if odd != "missing":
                    made[name] = odd
            else:
                made[name] = self.value(kind)
        return made

    def value(self, kind: str) -> Any:
        match kind:
            case "num":
                return self.pick(
                    [1, 0, 2, -7, 19.99, 0.1, 2.5, 0.30000000000000004, 10**6, 2**53 + 1, 2**63 - 1, 1e-7]
                )
            case "text":
                return self.pick(
                    ["a", "b", "", "A1", " pad ", "Żółw x", "a,b-c d", "12", "é", "漢字", "a😀b"]
                )
            case "money":
                return self.pick(["12.50", "7", "1.234,5", " 3 ", "", "x", "1e2", "0.10"])
            case "bool":
                return self.pick([True, False])
            case "status":
                return self.pick(["paid", "open", "1", "gone"])
            case "day":
                return self.pick(["2024-02-29", "2023-12-31", "2024-02-30", "1999-01-01"])
            case "moment":
                return self.pick(
                    [
                        "2024-03-01T10:20:30Z",
                        "2024-03-01T10:20:30",
                        "2023-07-01T00:00:00+02:00",
                        "2024-03-01T10:20:30.250Z",
                        "soon",
                    ]
                )
        return self._many(kind)

    def _many(self, kind: str) -> Any:
        size = self.pick([2, 1, 0, 3])
        match kind:
            case "texts" | "nums":
                return [None if self.chance(8) else self.value(kind[:-1]) for _ in range(size)]
            case "rows":
                return [None if self.chance(3) else self.object(LINE) for _ in range(size)]
            case "parts":
                return [self.object(PART) for _ in range(size)]
            case "marks":
                return {key: self.value("num") for key in self.pick([["x"], [], ["y", "x"]])}
        return self.object(ADDRESS)
