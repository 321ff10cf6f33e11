"""How the result of a formula has to be written, known before any record: as it is, with dates as text, or rounded.

A fraction is computed when an operator or a calculating function made it; whatever passes values on (choices, lists,
coalesce, named values) passes that on as well, so one computed operand is enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mapbench.engine import expressions as x
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.program import ProjectFunction, Table

AS_IS: Final = 0
DATES: Final = 1
COMPUTED: Final = 2

_PLAIN: Final = frozenset({"text", "boolean", "whole"})
_NEVER: Final = (x.Constant, x.Param, x.Format, x.Compare, x.Both, x.Either, x.Not)


class Levels:
    """Answers for the formulas of one program."""

    def __init__(self, tables: Mapping[str, Table], functions: Mapping[str, ProjectFunction]) -> None:
        self.tables = tables
        self.functions = functions

    def of(self, node: x.Node, names: Mapping[str, int]) -> int:
        """The level of a node's value; `names` gives the levels of the names in scope (absent: as it is)."""
        if isinstance(node, _NEVER):
            return AS_IS
        if isinstance(node, x.Name):
            return names.get(node.name, AS_IS)
        if isinstance(node, x.Binary | x.Chain | x.Sign):
            return COMPUTED
        if isinstance(node, x.Member | x.Element | x.Cut):
            return self.of(node.object, names)
        if isinstance(node, x.Choice):
            return max(self.of(node.then, names), self.of(node.otherwise, names))
        if isinstance(node, x.Call):
            return self._call(node, names)
        if isinstance(node, x.ProjectCall):
            function = self.functions[node.function]
            given = [self.of(argument, names) for argument in node.arguments]
            return self.of(function.formula.tree, dict(zip(function.parameters, given, strict=True)))
        if isinstance(node, x.LookupCall):
            return self._lookup(node, names)
        if isinstance(node, x.Loop):
            return self._loop(node, names)
        return max((self.of(child, names) for child in x.children(node)), default=AS_IS)

    def _call(self, node: x.Call, names: Mapping[str, int]) -> int:
        function = CATALOGUE[node.function]
        if function.returns in _PLAIN:
            return AS_IS
        if function.computes:
            return COMPUTED
        own = DATES if function.returns in {"date", "time"} else AS_IS
        return max([own, *(self.of(argument, names) for argument in node.arguments)])

    def _lookup(self, node: x.LookupCall, names: Mapping[str, int]) -> int:
        key = self.of(node.key, names) if self.tables[node.table].on_miss == "keep" else AS_IS
        return max(key, AS_IS if node.otherwise is None else self.of(node.otherwise, names))

    def _loop(self, node: x.Loop, names: Mapping[str, int]) -> int:
        inner = dict(names)
        for clause in node.clauses:
            inner[clause.name] = self.of(clause.iterable, inner)
        return self.of(node.element, inner)
