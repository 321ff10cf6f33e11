"""The names that a formula sees, and the world around all formulas of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.oracle.kinds import Fault


@dataclass(frozen=True)
class Table:
    """A keyed table; `on_miss` is error, missing, null, keep, or `{"value": X}`."""

    entries: Mapping[str, Any]
    on_miss: Any = "error"


@dataclass(frozen=True)
class ProjectFunction:
    parameters: tuple[str, ...]
    formula: str


@dataclass(frozen=True)
class World:
    """What is the same for every record of a run."""

    now: datetime
    params: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    functions: Mapping[str, ProjectFunction] = field(default_factory=dict)


class Cell:
    """A name's value, made when first used and at most once; its error comes again at every use."""

    def __init__(self, make: Callable[[], Any], mark: Callable[[], bool] = lambda: False) -> None:
        self._make, self._mark = make, mark
        self._done: tuple[Any, Fault | None] | None = None

    @property
    def computed(self) -> bool:
        return self._mark()

    def value(self) -> Any:
        if self._done is None:
            try:
                self._done = (self._make(), None)
            except Fault as fault:
                self._done = (None, fault)
        value, fault = self._done
        if fault:
            raise fault
        return value


def known(value: Any, computed: bool = False) -> Cell:
    return Cell(lambda: value, lambda: computed)


class Scope:
    """Names over names: an inner one hides an outer one."""

    def __init__(self, names: Mapping[str, Cell] | None = None, outer: Scope | None = None) -> None:
        self.names, self.outer = dict(names or {}), outer

    def find(self, name: str) -> Cell | None:
        if name in self.names:
            return self.names[name]
        return self.outer.find(name) if self.outer else None

    def inner(self, names: Mapping[str, Cell]) -> Scope:
        return Scope(names, self)
