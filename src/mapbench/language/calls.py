"""Calls in formulas: which function, which argument goes to which parameter, and what must be a literal."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mapbench.engine import expressions as x
from mapbench.engine.functions.catalogue import CATALOGUE, signature
from mapbench.engine.functions.signature import REQUIRED, Function, Parameter
from mapbench.language.meant import function_meant
from mapbench.model.nearest import did_you_mean

if TYPE_CHECKING:
    from mapbench.language.formulas import Checker

Written = list[tuple[str | None, ast.expr]]


def check_call(checker: Checker, at: ast.Call, name: str, written: Written) -> x.Node:
    """The node for a call of a catalogue or project function, every parameter filled. Raises `FormulaError`."""
    project = checker.vocabulary.functions.get(name)
    if project is not None:
        return _project_call(checker, at, name, project, written)
    function = CATALOGUE.get(name)
    broken = checker.vocabulary.broken.get(name)
    if function is None and broken is not None:
        hint = "Repair that file first: `mapbench check` says what is wrong with it."
        raise checker.error(at.func, f"The function {name} cannot be used: {broken} is broken.", hint)
    if function is None:
        names = [*CATALOGUE, *checker.vocabulary.functions]
        raise checker.error(at.func, f"Unknown function {name}.", function_meant(name, names))
    if name == "lookup":
        return _lookup(checker, at, function, written)
    arguments = _bind(checker, at, function, written)
    if name == "attempt":
        return x.Attempt(arguments[0], arguments[1], span=checker.offsets.span(at))
    return x.Call(name, arguments, span=checker.offsets.span(at))


def _bind(checker: Checker, at: ast.Call, function: Function, written: Written) -> tuple[x.Node, ...]:
    filled: list[x.Node] = []
    positional = [argument for name, argument in written if name is None]
    named = {name: argument for name, argument in written if name is not None}
    if len(named) + len(positional) < len(written):
        raise checker.error(
            at, f"{function.name} gets one argument twice.", f"Its signature: {signature(function)}."
        )
    names = [parameter.name for parameter in function.parameters]
    for name, argument in named.items():
        if name not in names:
            hint = did_you_mean(name, names) or f"Its signature: {signature(function)}."
            raise checker.error(argument, f"{function.name} has no parameter {name}.", hint)
    for parameter in function.parameters:
        if parameter.many:
            filled.extend(_argument(checker, function, parameter, argument) for argument in positional)
            positional = []
            continue
        given = positional.pop(0) if positional else None
        if given is None and parameter.name in named:
            given = named.pop(parameter.name)
        filled.append(_filled(checker, at, function, parameter, given))
    _nothing_left(checker, function, positional, named)
    return tuple(filled)


def _filled(
    checker: Checker, at: ast.Call, function: Function, parameter: Parameter, argument: ast.expr | None
) -> x.Node:
    if argument is not None:
        return _argument(checker, function, parameter, argument)
    if parameter.default is REQUIRED:
        hint = f"Its signature: {signature(function)}."
        raise checker.error(at, f"{function.name} needs {parameter.name}.", hint)
    default = parameter.default
    span = checker.offsets.span(at)
    if isinstance(default, list | tuple):
        return x.ListOf(tuple(x.Constant(member, span=span) for member in default), span=span)
    return x.Constant(default, span=span)


def _nothing_left(
    checker: Checker, function: Function, positional: list[ast.expr], named: dict[str, ast.expr]
) -> None:
    hint = f"Its signature: {signature(function)}."
    for name, argument in named.items():
        raise checker.error(argument, f"{function.name} gets {name} twice.", hint)
    if positional:
        most = len(function.parameters)
        plural = "argument" if most == 1 else "arguments"
        raise checker.error(
            positional[0],
            f"{function.name} takes at most {most or 'no'} {plural}.".replace("at most no", "no"),
            hint,
        )


def _argument(checker: Checker, function: Function, parameter: Parameter, argument: ast.expr) -> x.Node:
    if parameter.kind == "secret":
        return _secret(checker, argument)
    node = checker.node(argument)
    if parameter.kind == "pattern" and not isinstance(node, x.Param) and not _is_text(node):
        raise checker.error(
            argument, "A pattern is a literal or a parameter.", 'Write "[A-Z]+" or params.NAME.'
        )
    refused = (
        parameter.refusal(node.value) if isinstance(node, x.Constant) and type(node.value) is str else None
    )
    if refused is not None:
        raise checker.error(argument, refused[0], refused[1] or f"Its signature: {signature(function)}.")
    return node


def _is_text(node: x.Node) -> bool:
    return isinstance(node, x.Constant) and type(node.value) is str


def _secret(checker: Checker, argument: ast.expr) -> x.Node:
    is_param = (
        isinstance(argument, ast.Attribute)
        and isinstance(argument.value, ast.Name)
        and argument.value.id == "params"
    )
    if is_param and isinstance(argument, ast.Attribute):
        name = checker.offsets.field_name(argument)
        if checker.vocabulary.params.get(name):
            return x.Param(name, span=checker.offsets.span(argument))
    node = checker.node(argument)
    if not isinstance(node, x.Param):
        hint = "Declare it: params: {salt: {type: string, secret: true}}, and write params.salt."
        raise checker.error(argument, "A secret comes from a parameter.", hint)
    return node


def _project_call(
    checker: Checker, at: ast.Call, name: str, parameters: tuple[str, ...], written: Written
) -> x.ProjectCall:
    function = Function(
        name, "project", tuple(Parameter(p) for p in parameters), "any", "", "", None, print, "own"
    )
    return x.ProjectCall(name, _bind(checker, at, function, written), span=checker.offsets.span(at))


def _lookup(checker: Checker, at: ast.Call, function: Function, written: Written) -> x.Node:
    given = dict(zip(("table", "key", "otherwise"), (a for n, a in written if n is None), strict=False))
    given.update({name: argument for name, argument in written if name is not None})
    unknown = [name for name in given if name not in {"table", "key", "otherwise"}]
    if unknown or len(given) < len(written) or not {"table", "key"} <= given.keys():
        raise checker.error(
            at, "lookup takes a table, a key and what a miss gives.", 'Write lookup("table", key, otherwise).'
        )
    table = given["table"]
    if not isinstance(table, ast.Constant) or type(table.value) is not str:
        raise checker.error(table, "The table of lookup is a literal.", 'Write lookup("country", code).')
    if table.value not in checker.vocabulary.tables:
        hint = did_you_mean(table.value, checker.vocabulary.tables) or f"Write lookups/{table.value}.yaml."
        raise checker.error(table, f"Unknown lookup table {table.value}.", hint)
    otherwise = checker.node(given["otherwise"]) if "otherwise" in given else None
    return x.LookupCall(table.value, checker.node(given["key"]), otherwise, span=checker.offsets.span(at))
