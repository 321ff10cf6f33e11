"""Formulas, evaluated by walking their trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from tests.oracle.formula_text import parse
from tests.oracle.functions import CATALOGUE
from tests.oracle.functions.table import want
from tests.oracle.kinds import (
    MISSING,
    Fault,
    absent,
    absent_result,
    calculate,
    contains,
    equal,
    kind,
    less,
    negative,
    text_of,
    truth,
    written,
)
from tests.oracle.marks import computed
from tests.oracle.scope import Scope, World, known
from tests.oracle.tables import look_up

LITERALS = {"true": True, "false": False, "null": None, "missing": MISSING}
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%"}


def evaluate(text: str, scope: Scope, world: World) -> Any:
    """The value of a formula; raises Fault."""
    return Evaluation(world).of(parse(text), scope)


def is_computed(text: str, scope: Scope, world: World) -> bool:
    return computed(parse(text), scope, world)


class Evaluation:
    """One method per kind of node."""

    def __init__(self, world: World) -> None:
        self.world = world

    def of(self, node: ast.expr, scope: Scope) -> Any:
        return getattr(self, f"of_{type(node).__name__.lower()}")(node, scope)

    def spelt(self, node: ast.expr, scope: Scope) -> Any:
        """The value as text shows it: computed floats with 15 digits."""
        value = self.of(node, scope)
        return written(value) if computed(node, scope, self.world) else value

    def of_constant(self, node: ast.Constant, scope: Scope) -> Any:
        return node.value

    def of_name(self, node: ast.Name, scope: Scope) -> Any:
        if node.id in LITERALS:
            return LITERALS[node.id]
        cell = scope.find(node.id)
        if cell is None and node.id == "params":
            return dict(self.world.params)
        assert cell, f"unknown name {node.id}"
        return cell.value()

    def of_attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        return read_field(self.of(node.value, scope), node.attr)

    def of_subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        whole = self.of(node.value, scope)
        if isinstance(node.slice, ast.Slice):
            return self.cut(whole, node.slice, scope)
        return element(whole, self.of(node.slice, scope))

    def cut(self, whole: Any, part: ast.Slice, scope: Scope) -> Any:
        ends = [None if end is None else self.of(end, scope) for end in (part.lower, part.upper, part.step)]
        if absent(whole):
            return whole
        if kind(whole) not in ("list", "text"):
            raise Fault("type")
        return whole[slice(*ends)]

    def of_binop(self, node: ast.BinOp, scope: Scope) -> Any:
        left, right = self.of(node.left, scope), self.of(node.right, scope)
        gone = absent_result([left, right])
        return calculate(SIGNS[type(node.op)], left, right) if gone is False else gone

    def of_unaryop(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.of(node.operand, scope)
        if isinstance(node.op, ast.Not):
            return not truth(value)
        if absent(value):
            return value
        return negative(value) if isinstance(node.op, ast.USub) else want(value, "number")

    def of_boolop(self, node: ast.BoolOp, scope: Scope) -> Any:
        stop = isinstance(node.op, ast.Or)
        return next((stop for value in node.values if truth(self.of(value, scope)) is stop), not stop)

    def of_compare(self, node: ast.Compare, scope: Scope) -> Any:
        left = self.of(node.left, scope)
        for operator, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.of(right_node, scope)
            if not compare(operator, left, right):
                return False
            left = right
        return True

    def of_ifexp(self, node: ast.IfExp, scope: Scope) -> Any:
        return self.of(node.body if truth(self.of(node.test, scope)) else node.orelse, scope)

    def of_joinedstr(self, node: ast.JoinedStr, scope: Scope) -> Any:
        return "".join(self.of(part, scope) for part in node.values)

    def of_formattedvalue(self, node: ast.FormattedValue, scope: Scope) -> Any:
        value = self.spelt(node.value, scope)
        return "" if absent(value) else text_of(value)

    def of_list(self, node: ast.List, scope: Scope) -> Any:
        return present(self.of(each, scope) for each in node.elts)

    def of_dict(self, node: ast.Dict, scope: Scope) -> Any:
        pairs = [
            (self.of(key, scope), self.of(value, scope))
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        return object_of(pairs)

    def of_listcomp(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> Any:
        scopes = self.loops(node.generators, scope)
        return present(self.of(node.elt, each) for each in scopes) if isinstance(scopes, list) else scopes

    of_generatorexp = of_listcomp

    def of_dictcomp(self, node: ast.DictComp, scope: Scope) -> Any:
        scopes = self.loops(node.generators, scope)
        if not isinstance(scopes, list):
            return scopes
        return object_of([(self.of(node.key, each), self.of(node.value, each)) for each in scopes])

    def loops(self, generators: list[ast.comprehension], scope: Scope) -> Any:
        """A scope per turn; missing or null where the outermost loop has nothing to go over."""
        loop, *more = generators
        elements = self.of(loop.iter, scope)
        if absent(elements):
            return elements
        if kind(elements) != "list":
            raise Fault("not-a-list")
        assert isinstance(loop.target, ast.Name)
        mark = computed(loop.iter, scope, self.world)
        scopes: list[Scope] = []
        for each in elements:
            inner = scope.inner({loop.target.id: known(each, mark)})
            if all(truth(self.of(test, inner)) for test in loop.ifs):
                turns = self.loops(more, inner) if more else [inner]
                scopes += [] if absent(turns) else turns
        return scopes

    def of_call(self, node: ast.Call, scope: Scope) -> Any:
        name, arguments = called(node)
        named = {str(each.arg): each.value for each in node.keywords}
        if name in self.world.functions:
            return self.project_call(name, arguments, named, scope)
        if name == "attempt":
            return self.attempt(arguments, scope)
        if name in ("coalesce", "default"):
            return self.first_present(arguments, scope)
        if name == "lookup":
            return self.lookup(arguments, named, scope)
        if name == "now":
            return self.world.now
        function = CATALOGUE[name]
        read = self.spelt if function.spells else self.of
        positional = [read(each, scope) for each in arguments]
        keywords = {key: read(each, scope) for key, each in named.items()}
        if name == "today":
            keywords["now"] = self.world.now
        return function.call(positional, keywords)

    def project_call(
        self, name: str, arguments: list[ast.expr], named: dict[str, ast.expr], scope: Scope
    ) -> Any:
        function = self.world.functions[name]
        given = dict(zip(function.parameters, arguments, strict=False)) | named
        cells = {
            key: known(self.of(each, scope), computed(each, scope, self.world)) for key, each in given.items()
        }
        return self.of(parse(function.formula), Scope(cells))

    def attempt(self, arguments: list[ast.expr], scope: Scope) -> Any:
        try:
            return self.of(arguments[0], scope)
        except Fault:
            return self.of(arguments[1], scope)

    def first_present(self, arguments: list[ast.expr], scope: Scope) -> Any:
        value = MISSING
        for each in arguments:
            value = self.of(each, scope)
            if not absent(value):
                break
        return value

    def lookup(self, arguments: list[ast.expr], named: dict[str, ast.expr], scope: Scope) -> Any:
        table, key, *rest = arguments
        assert isinstance(table, ast.Constant)
        value = self.spelt(key, scope)
        otherwise = rest[0] if rest else named.get("otherwise")
        if absent(value):
            return value
        instead = None if otherwise is None else (lambda: self.of(otherwise, scope))
        return look_up(self.world.tables[table.value], value, instead)


def called(node: ast.Call) -> tuple[str, list[ast.expr]]:
    """The function's name and its arguments: `x.f(y)` is `f(x, y)`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr, [node.func.value, *node.args]
    assert isinstance(node.func, ast.Name)
    return node.func.id, node.args


def present(values: Iterator[Any]) -> list[Any]:
    return [value for value in values if value is not MISSING]


def object_of(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if value is MISSING or key is MISSING:
            continue
        if kind(key) != "text":
            raise Fault("type")
        made[key] = value
    return made


def read_field(whole: Any, name: str) -> Any:
    if whole is None:
        return None
    return whole.get(name, MISSING) if isinstance(whole, dict) else MISSING


def element(whole: Any, at: Any) -> Any:
    gone = absent_result([whole, at])
    if gone is not False:
        return gone
    if kind(at) == "text":
        return read_field(whole, at)
    if isinstance(at, bool) or not isinstance(at, int) or kind(whole) not in ("list", "text"):
        raise Fault("type")
    if not -len(whole) <= at < len(whole):
        return MISSING
    return whole[int(at)]


def compare(operator: ast.cmpop, left: Any, right: Any) -> bool:
    match operator:
        case ast.Is():
            return left is None
        case ast.IsNot():
            return left is not None
        case ast.Eq():
            return equal(left, right)
        case ast.NotEq():
            return not equal(left, right)
        case ast.In():
            return contains(left, right)
        case ast.NotIn():
            return not contains(left, right)
        case ast.Lt():
            return less(left, right)
        case ast.Gt():
            return less(right, left)
    if absent(left) or absent(right):
        return False
    either = less(left, right) if isinstance(operator, ast.LtE) else less(right, left)
    return either or equal(left, right)
