"""What the generated code of a path calls: walking down, comparing, measuring. Never raises, never recurses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from mapbench.engine.values import MISSING

#: The types of JSON numbers; bool is among them for Python, and has to be told apart.
NUMBERS: Final = (int, float, Decimal)
_CONTAINERS: Final = (dict, list)


def descend(value: Any) -> Iterator[Any]:
    """The value and all objects and lists inside it, parents before children, in document order."""
    stack = [value] if isinstance(value, _CONTAINERS) else []
    while stack:
        node = stack.pop()
        yield node
        children = node.values() if isinstance(node, dict) else node
        stack.extend([child for child in children if isinstance(child, _CONTAINERS)][::-1])


def pairs(value: Any) -> list[tuple[Any, Any]]:
    """The members of an object with their keys, or the elements of a list with MISSING for a key."""
    if isinstance(value, dict):
        return list(value.items())
    return [(MISSING, element) for element in value] if isinstance(value, list) else []


def equal(left: Any, right: Any) -> bool:
    """Equality by RFC 9535, 2.3.5.2.2: deep, true is not 1, absent equals only absent."""
    stack = [(left, right)]
    while stack:
        left, right = stack.pop()
        if isinstance(left, dict) and isinstance(right, dict):
            if left.keys() != right.keys():
                return False
            stack.extend((value, right[key]) for key, value in left.items())
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return False
            stack.extend(zip(left, right, strict=True))
        elif not _equal_scalars(left, right):
            return False
    return True


def _equal_scalars(left: Any, right: Any) -> bool:
    if left is right:
        return True
    unlike = (bool, dict, list)  # true against 1, or a container against a scalar
    return not isinstance(left, unlike) and not isinstance(right, unlike) and bool(left == right)


def less(left: Any, right: Any) -> bool:
    """Whether both are numbers, or both texts, and the left is smaller; false for everything else."""
    if isinstance(left, str):
        return isinstance(right, str) and left < right
    return is_number(left) and is_number(right) and bool(left < right)


def is_number(value: Any) -> bool:
    """Whether it is a JSON number: true and false are not."""
    return isinstance(value, NUMBERS) and not isinstance(value, bool)


def length(value: Any) -> Any:
    """Characters of a text, elements of a list, members of an object; MISSING for everything else."""
    return len(value) if isinstance(value, (str, list, dict)) else MISSING


def single(values: list[Any]) -> Any:
    """The only value of a list of one, else MISSING."""
    return values[0] if len(values) == 1 else MISSING


#: The names that generated code of paths may use; the module that runs it provides them.
RUNTIME: Final[dict[str, Any]] = {
    "MISSING": MISSING,
    "path_descend": descend,
    "path_equal": equal,
    "path_length": length,
    "path_less": less,
    "path_numbers": NUMBERS,
    "path_pairs": pairs,
    "path_single": single,
}
