"""Calls of catalogue functions as formulas make them: defaults filled in, absence judged first."""

import ast
import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from mapbench.engine.budget import Budget
from mapbench.engine.functions.catalogue import CATALOGUE, EXAMPLE_PARAMS, EXAMPLE_TABLES
from mapbench.engine.functions.signature import REQUIRED, Function
from mapbench.engine.values import MISSING, Failure

NOW = datetime(2000, 1, 1, tzinfo=UTC)
_WORDS = {"true": True, "false": False, "null": None, "missing": MISSING}


def call(name: str, *given: Any, budget: Budget | None = None, **named: Any) -> Any:
    """What a function gives for arguments."""
    function = CATALOGUE[name]
    arguments = _filled(function, list(given), named)
    several = bool(function.parameters and function.parameters[-1].many and len(arguments) > 1)
    if function.absence == "propagate" or (function.absence == "aggregate" and not several):
        for absent in (MISSING, None):
            if any(argument is absent for argument in arguments):
                return absent
    before = [budget or Budget()] if function.grows else [NOW] if function.clock else []
    return function.call(*before, *arguments)


def _filled(function: Function, given: list[Any], named: dict[str, Any]) -> list[Any]:
    arguments = []
    for parameter in function.parameters:
        if parameter.many:
            arguments += given
            given = []
        elif given:
            arguments.append(given.pop(0))
        else:
            arguments.append(named.pop(parameter.name, parameter.default))
    assert not given, f"{function.name} takes fewer arguments"
    assert not named, f"{function.name} has no {', '.join(named)}"
    assert REQUIRED not in arguments, f"{function.name} needs more arguments"
    return arguments


def evaluate(formula: str) -> Any:
    """The value of a formula of literals and calls."""
    return _value(ast.parse(formula, mode="eval").body)


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return _WORDS[node.id]
        case ast.UnaryOp():
            return -_value(node.operand)
        case ast.List():
            return [_value(element) for element in node.elts]
        case ast.Dict():
            return {
                _value(key): _value(value) for key, value in zip(node.keys, node.values, strict=True) if key
            }
        case ast.Attribute(value=ast.Name(id="params")):
            return EXAMPLE_PARAMS[node.attr]
        case ast.Call(func=ast.Name(id="attempt")):
            try:
                return _value(node.args[0])
            except Failure:
                return _value(node.args[1])
        case ast.Call(func=ast.Name(id="lookup")):
            return EXAMPLE_TABLES[_value(node.args[0])][_value(node.args[1])]
        case ast.Call(func=ast.Name(id=name)):
            return call(
                name, *map(_value, node.args), **{word.arg: _value(word.value) for word in node.keywords}
            )
    raise AssertionError(ast.dump(node))


def same(left: Any, right: Any) -> bool:
    """Equal and of the same kinds all the way down: 1, 1.0, true and an exact 1 are four things."""
    if type(left) is not type(right):
        return False
    if type(left) is list:
        return len(left) == len(right) and all(map(same, left, right))
    if type(left) is dict:
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if type(left) is Decimal:
        return str(left) == str(right)
    if type(left) is float:
        return left == right and math.copysign(1, left) == math.copysign(1, right)
    if type(left) is datetime:
        return left == right and left.utcoffset() == right.utcoffset()
    return left is right or left == right


def gives(name: str, *rows: tuple[Any, ...]) -> None:
    """Each row is the arguments and, last, the value they give."""
    for *arguments, expected in rows:
        actual = call(name, *arguments)
        assert same(expected, actual), f"{name}{tuple(arguments)!r}: expected {expected!r}, got {actual!r}"


def fails(name: str, code: str, *rows: tuple[Any, ...]) -> None:
    """Each row is arguments that fail with a code, in a sentence that shows no value."""
    for arguments in rows:
        with pytest.raises(Failure) as caught:
            call(name, *arguments)
        failure = caught.value
        assert code == failure.code, f"{name}{arguments!r}: {failure.code} ({failure.message})"
        assert failure.message.endswith(".")
        assert failure.message.count(". ") == 0


def wrong_kinds(name: str, place: int, *sound: Any, taken: tuple[str, ...]) -> None:
    """The argument at a place may be of the kinds `taken` only; null and missing go through it."""
    kinds = {
        "text": "x", "number": 5, "fraction": 0.5, "exact": Decimal("0.5"), "boolean": True, "list": ["x"], "object": {"x": "x"},
        "date": NOW.date(), "time": NOW,
    }  # fmt: skip
    for word, value in kinds.items():
        if word not in taken:
            fails(name, "type", (*sound[:place], value, *sound[place + 1 :]))
    for absent in (None, MISSING):
        assert call(name, *sound[:place], absent, *sound[place + 1 :]) is absent


def spends(name: str, *arguments: Any, text: int = 0, elements: int = 0) -> None:
    """The call needs at least this much of the budget, and asks before it creates: without it, it fails with `limit`."""
    budget = Budget()
    budget.text = max(0, text - 1) if text else budget.text
    budget.elements = max(0, elements - 1) if elements else budget.elements
    with pytest.raises(Failure) as caught:
        call(name, *arguments, budget=budget)
    assert caught.value.code == "limit"
