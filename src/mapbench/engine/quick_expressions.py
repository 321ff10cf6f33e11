"""Formulas of the quick function: the usual kinds of operands at once, anything else by the functions of the plain code.

What is usual is told by type tests in the expression itself, so that no function is called for it. Operands that are no
variables are assigned to one on the way; the order in which two operands are evaluated means nothing here, since whatever
fails makes the quick function give up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from mapbench.engine import expressions as x
from mapbench.engine.absence import call_code
from mapbench.engine.code import literal
from mapbench.engine.expression_code import COMPARISONS, ExpressionCode
from mapbench.engine.functions.catalogue import CATALOGUE
from mapbench.engine.operation_code import OPERATORS, counts
from mapbench.engine.shortcuts import NEAR_HALF, PLAIN_LIMIT, rounds_shortly

#: Kinds that Python orders as the format does, each among themselves.
ORDERED: Final = frozenset({int, float, str})
#: Operands nested deeper than this are left to functions: Python reads no more than 200 parentheses in one another.
_DEEP: Final = 12
_ARITHMETIC: Final = frozenset({"+", "-", "*"})
#: Between these a result is finite, and a whole number of 64 bits.
_SAFE: Final = "4e18"


class QuickExpressionCode(ExpressionCode):
    """Writes the expressions of one formula of the quick function."""

    bound: int = 0
    within: int = 0

    def write(self, node: x.Node) -> str:
        """The expression for a node."""
        inline = None if self.bound or self.within > _DEEP else _INLINE.get(type(node))
        self.within += 1
        code = None if inline is None else inline(self, node)
        written = super().write(node) if code is None else code
        self.within -= 1
        return written

    def iterable(self, node: x.Node) -> str:
        """What a comprehension iterates: no place for an assignment."""
        self.bound += 1
        code = super().iterable(node)
        self.bound -= 1
        return code

    def _operand(self, node: x.Node) -> tuple[str, str]:
        """The code of an operand where it is first read, and where it is read again."""
        code = self.write(node)
        if code.isidentifier() or _is_number(node):
            return code, code
        variable = self.module.fresh("x")
        return f"({variable} := {code})", variable

    def inline_binary(self, node: x.Binary) -> str | None:
        """`+`, `-` and `*` of whole numbers and fractions."""
        if node.operator not in _ARITHMETIC or counts(node, self.names):
            return None
        (first, left), (second, right) = self._operand(node.left), self._operand(node.right)
        tests = _are_numbers(node, first, left, second, right)
        result = self.module.fresh("y")
        call = "add(B, " if node.operator == "+" else f"{OPERATORS[node.operator]}("
        safe = f"-{_SAFE} < ({result} := {left} {node.operator} {right}) < {_SAFE}"
        return f"({result} if {tests} and {safe} else {call}{left}, {right}))"

    def inline_compare(self, node: x.Compare) -> str | None:
        """An order of two numbers, or of two values of one kind."""
        operator, other = node.rest[0]
        if len(node.rest) > 1 or operator not in COMPARISONS:
            return None
        (first, left), (second, right) = self._operand(node.first), self._operand(other)
        if _is_number(other):
            tests = f"type({first}) is float or type({left}) is int"
        else:
            tests = f"type({first}) is type({second}) in {self.module.constant(ORDERED, share='ordered')}"
        return f"({left} {operator} {right} if {tests} else {COMPARISONS[operator]}({left}, {right}))"

    def inline_call(self, node: x.Call) -> str | None:
        """A fraction that is rounded."""
        if node.function != "round" or isinstance(node.arguments[0], x.Constant):
            return None
        digits = node.arguments[1]
        if not isinstance(digits, x.Constant) or not rounds_shortly(digits.value):
            return None
        return self.rounded(node)

    def rounded(self, node: x.Call, written: str = "") -> str:
        """`round(it, digits)`: by two multiplications, or near the middle between two results by `written(it)`."""
        first, value = self._operand(node.arguments[0])
        scale = literal(10.0 ** node.arguments[1].value)  # type: ignore[attr-defined]
        scaled, below, rest = (self.module.fresh("y") for _ in range(3))
        codes = [value, self.write(node.arguments[1])]
        call = call_code(self.module, CATALOGUE["round"], node.arguments, codes)
        low, high = 0.5 - NEAR_HALF, 0.5 + NEAR_HALF
        return (
            f"(({below} if {rest} < 0.5 else {below} + 1.0) / {scale} + 0.0"
            f" if type({first}) is float and -{PLAIN_LIMIT} < {value} < {PLAIN_LIMIT}"
            f" and not {low} <= ({rest} := ({scaled} := {value} * {scale}) - ({below} := {scaled} // 1.0)) <= {high}"
            f" else {f'{written}({value})' if written else call})"
        )


def _is_number(node: x.Node) -> bool:
    return isinstance(node, x.Constant) and type(node.value) in {int, float}


def _is_number_code(first: str, again: str) -> str:
    return f"(type({first}) is float or type({again}) is int)"


def _are_numbers(node: x.Binary, first: str, left: str, second: str, right: str) -> str:
    """A test that both operands are numbers, which assigns both in any case."""
    of_left, of_right = _is_number_code(first, left), _is_number_code(second, right)
    if _is_number(node.right):
        return of_left
    if _is_number(node.left):
        return of_right
    if first != left and second != right:
        return f"({first}, {second}) and {_is_number_code(left, left)} and {_is_number_code(right, right)}"
    return f"{of_right} and {of_left}" if second != right else f"{of_left} and {of_right}"


_INLINE: Final[dict[type, Callable[[QuickExpressionCode, Any], str | None]]] = {
    x.Binary: QuickExpressionCode.inline_binary,
    x.Compare: QuickExpressionCode.inline_compare,
    x.Call: QuickExpressionCode.inline_call,
}
