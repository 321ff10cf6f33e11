"""Calls of catalogue functions in generated code: missing in, missing out; null in, null out; missing wins."""

from __future__ import annotations

from mapbench.engine import expressions as x
from mapbench.engine.code import Module
from mapbench.engine.functions.signature import Function
from mapbench.engine.shortcuts import METHODS, shortcut
from mapbench.engine.values import MISSING


def call_code(module: Module, function: Function, arguments: tuple[x.Node, ...], codes: list[str]) -> str:
    """The expression of a call: `codes` are the expressions of the arguments, in the signature's order."""
    short = _shorter(module, function, arguments, codes)
    if short is not None:
        return short
    name = module.constant(function.call, "f_" + function.name, share=("function", function.name))
    before = ["B"] if function.grows else []
    before += ["NOW"] if function.clock else []
    judged = _judged(function, arguments)
    if not judged:
        return f"{name}({', '.join(before + codes)})"
    if len(judged) == 1 and codes[judged[0]].isidentifier():
        variable = codes[judged[0]]
        return (
            f"({variable} if {variable} is None or {variable} is M else {name}({', '.join(before + codes)}))"
        )
    share = ("absent", function.name, len(codes), tuple(judged))
    wrapper = module.shared_function(
        share, "g_", lambda fresh: _wrapper(fresh, name, before, len(codes), judged)
    )
    return f"{wrapper}({', '.join(codes)})"


def _shorter(
    module: Module, function: Function, arguments: tuple[x.Node, ...], codes: list[str]
) -> str | None:
    """The call by a shortcut, where the arguments after the first are literals and there is one."""
    if not arguments or isinstance(arguments[0], x.Constant):
        return None
    if not all(isinstance(argument, x.Constant) for argument in arguments[1:]):
        return None
    first, literals = (
        codes[0],
        tuple(argument.value for argument in arguments[1:] if isinstance(argument, x.Constant)),
    )
    if function.name in METHODS and isinstance(arguments[0], x.Format):
        return f"{first}.{METHODS[function.name]}"
    if first.isidentifier() and function.name in METHODS:
        name = module.constant(function.call, "f_" + function.name, share=("function", function.name))
        absent = f"{first} if {first} is None or {first} is M else {name}({first})"
        return f"({first}.{METHODS[function.name]} if type({first}) is str else {absent})"
    share = (function.name, tuple(map(repr, literals)))
    short = shortcut(function.name, literals)
    if short is None:
        return None
    name = module.constant(short, "s_" + function.name, share=("short", *share))
    if function.name == "text" and first.isidentifier():
        return f"(str({first}) if type({first}) is int else {name}({first}))"
    return f"{name}({'B, ' if function.grows else ''}{first})"


def _judged(function: Function, arguments: tuple[x.Node, ...]) -> list[int]:
    """The positions of the arguments whose absence decides before the function is called."""
    if function.absence == "own":
        return []
    if function.absence == "aggregate" and function.parameters[-1].many and len(arguments) > 1:
        return []
    return [
        position
        for position, argument in enumerate(arguments)
        if not _always_there(argument, function, position)
    ]


def _always_there(argument: x.Node, function: Function, position: int) -> bool:
    if not isinstance(argument, x.Constant):
        return isinstance(argument, x.Format)
    if argument.value is MISSING:
        return False
    if argument.value is None:
        parameter = function.parameters[min(position, len(function.parameters) - 1)]
        return parameter.default is None
    return True


def _wrapper(fresh: str, name: str, before: list[str], count: int, judged: list[int]) -> str:
    names = [f"a{position}" for position in range(count)]
    missing = " or ".join(f"a{position} is M" for position in judged)
    null = " or ".join(f"a{position} is None" for position in judged)
    return (
        f"def {fresh}({', '.join(names)}):\n"
        f"    if {missing}:\n        return M\n"
        f"    if {null}:\n        return None\n"
        f"    return {name}({', '.join(before + names)})\n"
    )
