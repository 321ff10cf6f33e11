"""How a function stands in the catalogue: its body, its parameters, and how it meets missing and null."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.oracle.kinds import Fault, absent_result, kind

Body = Callable[..., Any]


@dataclass(frozen=True)
class Function:
    """`calculates`: its floats count as computed. `spells`: it writes its arguments as text."""

    body: Body
    strict: bool = True
    calculates: bool = False
    spells: bool = False

    def call(self, positional: list[Any], named: dict[str, Any]) -> Any:
        if self.strict:
            gone = absent_result([*positional, *named.values()])
            if gone is not False:
                return gone
        bound = inspect.signature(self.body).bind(*positional, **named)
        return self.body(*bound.args, **bound.kwargs)


class Table(dict[str, Function]):
    """Functions by their names in formulas, filled by decorating their bodies."""

    def add(self, name: str = "", **how: Any) -> Callable[[Body], Body]:
        def enter(body: Body) -> Body:
            self[name or body.__name__.rstrip("_")] = Function(body, **how)
            return body

        return enter


def want(value: Any, *kinds: str) -> Any:
    """The value, if it is of one of the kinds; else an error `type`."""
    if kind(value) not in kinds:
        raise Fault("type")
    return value


def want_whole(value: Any) -> int:
    """A whole number: of any number kind, without a fraction."""
    want(value, "number")
    if value != int(value):
        raise Fault("type")
    return int(value)
