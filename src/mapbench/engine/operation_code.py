"""Arithmetic and lookups as expressions: the functions that stand for them, and the usual cases that need none."""

from __future__ import annotations

from typing import Final

from mapbench.engine import expressions as x
from mapbench.engine.frames import Binding

OPERATORS: Final = {"-": "subtract", "*": "multiply", "/": "divide", "//": "floor_divide", "%": "remainder"}


def operation(operator: str, left: str, right: str) -> str:
    """The expression of an arithmetic operator."""
    return f"add(B, {left}, {right})" if operator == "+" else f"{OPERATORS[operator]}({left}, {right})"


def counts(node: x.Binary, names: dict[str, Binding]) -> bool:
    """Whether an operation is a position plus or minus a small literal, which is a whole number whatever happens."""
    left, right = node.left, node.right
    if node.operator not in {"+", "-"} or not isinstance(left, x.Name) or not isinstance(right, x.Constant):
        return False
    return names[left.name].is_position and type(right.value) is int and abs(right.value) < 2**31


def find_code(table: str, key: str, softened: str) -> str:
    """The expression of a lookup: the entry of a text key at once, anything else by the table's function."""
    call = f"{table}({key}, {softened})"
    if not key.isidentifier():
        return call
    entries = table.removesuffix("_if_there").replace("find", "entries")
    return f"({entries}[{key}] if type({key}) is str and {key} in {entries} else {call})"
