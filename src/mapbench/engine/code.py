"""The text of generated code: lines with indentation, fresh variables, constants, and helper functions beside it.

Nothing of a mapping enters the text but through `literal` and `constant`: names and texts are always string constants.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Final

from mapbench.engine.values import MISSING

#: The statement of the quick function that leaves a record to the plain one.
GIVE_UP: Final = "return None"


class Module:
    """The module being generated: its constants, its helper functions and the fresh names of all its code."""

    def __init__(self) -> None:
        self.constants: dict[str, Any] = {}
        self.functions: list[str] = []
        self._names = count(1)
        self._shared: dict[Any, str] = {}

    def fresh(self, prefix: str) -> str:
        """A name that no other part of the module uses."""
        return f"{prefix}{next(self._names)}"

    def constant(self, value: Any, prefix: str = "K", share: Any = None) -> str:
        """A module-level name for a value; with `share` the same key gives the same name again."""
        if share is not None and share in self._shared:
            return self._shared[share]
        name = self.fresh(prefix)
        self.constants[name] = value
        if share is not None:
            self._shared[share] = name
        return name

    def function(self, name: str, source: str) -> str:
        """Add a helper function's source; returns its name."""
        self.functions.append(source)
        return name

    def shared_function(self, share: Any, prefix: str, write: Any) -> str:
        """The name of a helper function written once per `share` key; `write(name)` gives its source."""
        if share not in self._shared:
            self._shared[share] = self.fresh(prefix)
            self.functions.append(write(self._shared[share]))
        return self._shared[share]


class Block:
    """Lines of code at a common indentation."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._depth = 0

    def add(self, *lines: str) -> None:
        """Append lines at the current depth."""
        pad = "    " * self._depth
        self.lines.extend(pad + line for line in lines)

    @contextmanager
    def under(self, head: str) -> Iterator[None]:
        """Lines added inside stand below `head`; an empty body becomes `pass`."""
        self.add(head)
        self._depth += 1
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.add("pass")
        self._depth -= 1

    def include(self, other: Block) -> None:
        """Append another block's lines at the current depth."""
        self.add(*other.lines)


def literal(value: Any) -> str:
    """Python source of a JSON constant; lists and objects are made anew each time the code runs."""
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{str(key)!r}: {literal(member)}" for key, member in value.items()) + "}"
    if value is MISSING:
        return "M"
    if value is None or type(value) in {bool, int, str} or (type(value) is float and value - value == 0):
        return repr(value)
    raise TypeError(f"no constant of generated code: {type(value).__name__}")
