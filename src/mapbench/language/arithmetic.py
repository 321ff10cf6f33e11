"""Arithmetic in formulas: which operators there are, what they refuse on sight, and long chains of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mapbench.engine import expressions as x
from mapbench.language import vocabulary as v

if TYPE_CHECKING:
    from mapbench.language.formulas import Checker


def arithmetic(checker: Checker, at: ast.BinOp) -> x.Node:
    """The checked node of `left operator right`; of a long chain of them one flat node."""
    chain = _chain(at)
    if len(chain) > v.LONG_CHAIN:
        return _long_chain(checker, chain)
    operator = _operator(checker, at)
    left, right = checker.node(at.left), checker.node(at.right)
    _refuse_repetition(checker, at, operator, left, right)
    return x.Binary(operator, left, right, span=checker.offsets.span(at))


def _chain(at: ast.BinOp) -> list[ast.BinOp]:
    """An operation and those on its left side, the innermost first."""
    chain = [at]
    while isinstance(chain[-1].left, ast.BinOp):
        chain.append(chain[-1].left)
    return chain[::-1]


def _long_chain(checker: Checker, chain: list[ast.BinOp]) -> x.Node:
    if len(chain) > v.MOST_OPERATORS:
        message = f"More than {v.MOST_OPERATORS} operators stand in a row."
        raise checker.error(chain[-1], message, "Split them with `let`, or write sum([a, b, …]).")
    first = left = checker.node(chain[0].left)
    rest = []
    for at in chain:
        operator, right = _operator(checker, at), checker.node(at.right)
        _refuse_repetition(checker, at, operator, left, right)
        left = x.Node()
        rest.append((operator, right, checker.offsets.span(at)))
    return x.Chain(first, tuple(rest), span=checker.offsets.span(chain[-1]))


def _operator(checker: Checker, at: ast.BinOp) -> Any:
    operator = v.OPERATORS.get(type(at.op))
    if operator is None:
        names = {ast.Pow: "powers", ast.MatMult: "operator @"}
        message = f"A formula has no {names.get(type(at.op), 'bit operators')}."
        raise checker.error(at, message, "Use + - * / // % and the number functions.")
    return operator


def _refuse_repetition(checker: Checker, at: ast.BinOp, operator: str, left: x.Node, right: x.Node) -> None:
    for side in (left, right):
        is_text = isinstance(side, x.Format) or (isinstance(side, x.Constant) and type(side.value) is str)
        if operator in "*%" and (is_text or isinstance(side, x.ListOf | x.Loop)):
            raise checker.error(
                at, "Text and lists cannot be repeated or formatted.", "Use pad_end(x, width) or an f-string."
            )
