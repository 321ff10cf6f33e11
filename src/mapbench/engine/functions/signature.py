"""What a catalogue function is: its signature, its help, its worked example and how it treats absence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

from msgspec import Struct

from mapbench.engine.values import UNSET, Failure

#: Static kinds of arguments and results, as shown in signatures.
Kind = Literal[
    "any",
    "text",
    "number",
    "whole",
    "exact",
    "boolean",
    "date",
    "time",
    "list",
    "object",
    "pattern",
    "names",
    "secret",
    "table",
]
#: propagate: missing in gives missing, null in gives null (missing wins), before the function is called.
#: own: the function sees missing and null itself. aggregate: like propagate for the list itself; members that are
#: null or missing are skipped by the function.
Absence = Literal["propagate", "own", "aggregate"]

REQUIRED: Final[Any] = UNSET


class Parameter(Struct, frozen=True):
    """One parameter. `many` takes all further positional arguments. `pattern` and `table` take literals (or params).

    `check` raises `Failure` for a text that can never work as this argument: a bad pattern, an unknown zone or unit.
    """

    name: str
    kind: Kind = "any"
    default: Any = REQUIRED
    many: bool = False
    check: Callable[[str], object] | None = None

    def refusal(self, literal: str) -> tuple[str, str] | None:
        """Message and hint when a literal text can never work as this argument, else None."""
        if self.check is None:
            return None
        try:
            self.check(literal)
        except Failure as failure:
            return failure.message, failure.hint
        return None


class Function(Struct, frozen=True):
    """A function of the catalogue.

    `call` takes the arguments positionally, every parameter filled (defaults included); a function that `grows` takes a
    `Budget` before them; one that reads the clock of the run (`clock`) takes the run's `now` (aware UTC datetime) before them.
    `computes` says that a fraction it returns was computed (and is written with 15 significant digits), not passed on;
    `passes` that it returns members of its arguments. One that `spells` writes its arguments as text: computed fractions
    come to it in their 15 digits. Of a `lazy` one, arguments after the first are evaluated only when they are needed.
    `result` is the example's value as output shows it: dates as ISO text.
    """

    name: str
    group: str
    parameters: tuple[Parameter, ...]
    returns: Kind
    help: str
    example: str
    result: Any
    call: Callable[..., Any]
    absence: Absence = "propagate"
    grows: bool = False
    clock: bool = False
    computes: bool = False
    passes: bool = False
    spells: bool = False
    lazy: bool = False
