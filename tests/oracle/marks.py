"""Which floats count as computed: decided from the formula's shape, before any value is known."""

from __future__ import annotations

import ast

from tests.oracle.formula_text import parse
from tests.oracle.functions import CATALOGUE
from tests.oracle.scope import Scope, World, known

#: Functions that give text, true or false, or a whole number: no fraction passes through them.
WITHOUT_FRACTIONS = frozenset(
    [
        "text",
        "upper",
        "lower",
        "title",
        "capitalize",
        "trim",
        "trim_start",
        "trim_end",
        "squeeze",
        "digits",
        "slug",
        "remove_accents",
        "left",
        "right",
        "before",
        "after",
        "replace",
        "replace_regex",
        "extract",
        "join",
        "pad_start",
        "pad_end",
        "truncate",
        "format_number",
        "format_date",
        "iso",
        "type_of",
        "to_json",
        "base64_encode",
        "base64_decode",
        "url_encode",
        "url_decode",
        "sha256",
        "hmac_sha256",
        "mask",
        "pseudonym",
        "uuid5",
        "matches",
        "search",
        "contains",
        "starts_with",
        "ends_with",
        "is_null",
        "is_missing",
        "is_blank",
        "is_number",
        "boolean",
        "between",
        "one_of",
        "any",
        "all",
        "length",
        "integer",
        "difference",
        "epoch",
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "weekday",
        "count",
    ]
)


def computed(node: ast.expr, scope: Scope, world: World) -> bool:
    """Whether an operator or a function that calculates had a hand in it, as far as its shape tells."""
    match node:
        case ast.UnaryOp(op=ast.Not()) | ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return False
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
    if name in WITHOUT_FRACTIONS:
        return False
    if name in CATALOGUE and CATALOGUE[name].calculates:
        return True
    return any(computed(each, scope, world) for each in [*arguments, *(each.value for each in node.keywords)])
