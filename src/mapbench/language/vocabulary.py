"""What formulas may say: the list of allowed Python nodes, the literals, the limits, and the names of one place."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mapbench.engine import expressions as x
from mapbench.engine.values import MISSING

if TYPE_CHECKING:
    from mapbench.language.formulas import Checker

MOST_NODES: Final = 2_000
MOST_LOOPS: Final = 2
#: Generated code nests up to four brackets a level; Python reads 200.
DEEPEST_TREE: Final = 45
#: Up to so many operators in a row are nested as they are written; more make one flat node.
LONG_CHAIN: Final = 20
MOST_OPERATORS: Final = 500
LITERALS: Final[dict[str, Any]] = {
    "true": True, "false": False, "null": None, "missing": MISSING, "True": True, "False": False, "None": None,
}  # fmt: skip
OPERATORS: Final[dict[type, str]] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
}  # fmt: skip
COMPARISONS: Final[dict[type, str]] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
REFUSED: Final[dict[type, tuple[str, str]]] = {
    ast.Lambda: (
        "A formula has no lambda.",
        "Write the expression itself, or a project function in functions/.",
    ),
    ast.NamedExpr: ("A formula has no assignment.", "Name the value with `let`."),
    ast.Tuple: ("A formula has no tuples.", "Write a list: [a, b]."),
    ast.Set: ("A formula has no sets.", "Write a list: unique([a, b])."),
    ast.SetComp: ("A formula has no sets.", "Write unique([x for x in list])."),
    ast.Await: ("A formula cannot wait for anything.", "Remove await."),
    ast.Yield: ("A formula has no yield.", "Write a list comprehension."),
    ast.YieldFrom: ("A formula has no yield.", "Write a list comprehension."),
    ast.Starred: ("A formula has no unpacking.", "Join lists with flatten([a, b])."),
    ast.Slice: ("A slice stands in brackets after a value.", "Write value[0:5]."),
}


@dataclass
class Vocabulary:
    """What a formula may name.

    `names` are in scope; `open_fields` lets any other name be a field of the named value (assertions, mapping-level
    groups). `params` maps each parameter to whether it is secret. `tables` and `functions` are the project's;
    a function maps to its parameter names, a `broken` one to its file. `call` checks and completes calls.
    """

    names: frozenset[str]
    call: Callable[[Checker, ast.Call, str, list[tuple[str | None, ast.expr]]], x.Node]
    open_fields: str | None = None
    params: Mapping[str, bool] = field(default_factory=dict)
    tables: frozenset[str] = frozenset()
    functions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
