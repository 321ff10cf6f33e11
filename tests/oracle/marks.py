"""Which floats count as computed: decided from the formula's shape, before any value is known."""

from __future__ import annotations

import ast

from tests.oracle.formula_text import parse
from tests.oracle.functions import CATALOGUE
from tests.oracle.scope import Scope, World, known


def computed(node: ast.expr, scope: Scope, world: World) -> bool:
    """Whether an operator or a function that calculates had a hand in it, as far as its shape tells."""
    match node:
        case ast.BinOp() | ast.UnaryOp():
            return True
        case ast.Constant() | ast.Compare() | ast.BoolOp() | ast.JoinedStr():
            return False
        case ast.Name():
            cell = scope.find(node.id)
            return cell is not None and cell.computed
        case ast.Attribute() | ast.Subscript():
            return computed(node.value, scope, world)
        case ast.IfExp():
            return any(computed(each, scope, world) for each in (node.body, node.orelse))
        case ast.List():
            return any(computed(each, scope, world) for each in node.elts)
        case ast.Dict():
            return any(computed(each, scope, world) for each in node.values)
        case ast.Call():
            return _call(node, scope, world)
        case ast.ListComp() | ast.GeneratorExp():
            return computed(node.elt, _turn(node.generators, scope, world), world)
        case ast.DictComp():
            return computed(node.value, _turn(node.generators, scope, world), world)
    raise TypeError(type(node).__name__)


def _turn(generators: list[ast.comprehension], scope: Scope, world: World) -> Scope:
    for loop in generators:
        assert isinstance(loop.target, ast.Name)
        scope = scope.inner({loop.target.id: known(None, computed(loop.iter, scope, world))})
    return scope


def _call(node: ast.Call, scope: Scope, world: World) -> bool:
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    arguments = [*receiver, *node.args]
    if name in world.functions:
        function = world.functions[name]
        given = dict(zip(function.parameters, arguments, strict=False))
        given |= {str(each.arg): each.value for each in node.keywords}
        marks = {key: known(None, computed(each, scope, world)) for key, each in given.items()}
        return computed(parse(function.formula), Scope(marks), world)
    if name in CATALOGUE and CATALOGUE[name].calculates:
        return True
    return any(computed(each, scope, world) for each in [*arguments, *(each.value for each in node.keywords)])
