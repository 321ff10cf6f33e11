"""Python conditions for the filters of paths. Every operand is bound once, before the condition that uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mapbench.engine.paths import And, Call, Compare, Exists, Literal, Not, Operand, Or, Query, Test

if TYPE_CHECKING:
    from mapbench.engine.path_code import PathCode

_SWAPPED: Final = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class FilterCode:
    """The code of one filter: `outer` clauses stand before the loop over candidates, `inner` ones inside it.

    Operands that do not depend on the candidate go outside, so that they are read once and not per candidate.
    """

    def __init__(self, code: PathCode, candidate: str) -> None:
        self.code = code
        self.candidate = candidate
        self.outer: list[str] = []
        self.inner: list[str] = []
        self._bound: dict[str, str] = {}

    def test(self, test: Test) -> str:
        """A Python expression that is true exactly where the test holds."""
        match test:
            case And(tests):
                return f"({' and '.join(self.test(part) for part in tests)})"
            case Or(tests):
                return f"({' or '.join(self.test(part) for part in tests)})"
            case Not(inner):
                return f"(not {self.test(inner)})"
            case Exists(query):
                return self._exists(query)
            case Compare():
                return self._compare(test)

    def _exists(self, query: Query) -> str:
        variable = self.operand(query) if query.singular else self._many(query)
        return f"({variable} is not MISSING)" if query.singular else f"({variable} != [])"

    def operand(self, operand: Operand) -> str:
        """The name of the variable that holds an operand's value or MISSING (a literal: its constant)."""
        match operand:
            case Literal(value):
                return repr(value)
            case Call("length", argument):
                return self._bind(f"path_length({self.operand(argument)})", _is_outer(argument))
            case Call(function, Query() as query):
                measure = "len" if function == "count" else "path_single"
                return self._bind(f"{measure}({self._many(query)})", query.absolute)
            case Query(absolute, segments):
                start = self.code.record if absolute else self.candidate
                for segment in segments:
                    start = self._bind(self.code.value(start, (segment,)), absolute)
                return start
        raise ValueError(f"A path calls {operand.function} with something that is no query.")

    def _many(self, query: Query) -> str:
        start = self.code.record if query.absolute else self.candidate
        # Numbers of variables differ each time, so equal queries are known by themselves and not by their code.
        key = repr(query)
        if key not in self._bound:
            source = self.code.listing(start, query.segments, keyed=False)
            self._bound[key] = self._bind(source, query.absolute)
        return self._bound[key]

    def _bind(self, source: str, outside: bool) -> str:
        if source not in self._bound:
            variable = self._bound[source] = self.code.fresh()
            (self.outer if outside else self.inner).append(f"for {variable} in ({source},)")
        return self._bound[source]

    def _compare(self, test: Compare) -> str:
        left, operator, right = test.left, test.operator, test.right
        if isinstance(left, Literal):
            left, operator, right = right, _SWAPPED[operator], left
        if isinstance(right, Literal) and not isinstance(left, Literal):
            return _with_literal(self.operand(left), operator, right.value)
        return _general(self.operand(left), operator, self.operand(right))


def _is_outer(operand: Operand) -> bool:
    while isinstance(operand, Call):
        operand = operand.argument
    return isinstance(operand, Literal) or operand.absolute


def _general(left: str, operator: str, right: str) -> str:
    match operator:
        case "==":
            return _equal(left, right)
        case "!=":
            return f"(not {_equal(left, right)})"
        case "<":
            return f"path_less({left}, {right})"
        case ">":
            return f"path_less({right}, {left})"
        case "<=":
            return f"(path_less({left}, {right}) or path_equal({left}, {right}))"
        case _:
            return f"(path_less({right}, {left}) or path_equal({left}, {right}))"


def _equal(left: str, right: str) -> str:
    """Text, the usual key, is compared at once; the function that knows all kinds is called for the rest."""
    return f"({left} == {right} if isinstance({left}, str) else path_equal({left}, {right}))"


def _with_literal(variable: str, operator: str, value: str | float | bool | None) -> str:
    """A comparison whose right side is known: most of the general one's questions are answered beforehand."""
    if operator in ("==", "!="):
        return f"(not {_is_literal(variable, value)})" if operator == "!=" else _is_literal(variable, value)
    if value is None or isinstance(value, bool):
        return _is_literal(variable, value) if operator in ("<=", ">=") else "False"
    guard = (
        f"isinstance({variable}, str)"
        if isinstance(value, str)
        else f"isinstance({variable}, path_numbers) and not isinstance({variable}, bool)"
    )
    return f"({guard} and {variable} {operator} {value!r})"


def _is_literal(variable: str, value: str | float | bool | None) -> str:
    if value is None or isinstance(value, bool):
        return f"({variable} is {value!r})"
    if not isinstance(value, str) and value in (0, 1):
        return f"({variable} == {value!r} and not isinstance({variable}, bool))"
    return f"({variable} == {value!r})"
