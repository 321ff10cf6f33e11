"""Where in a mapping's work we stand: what paths start from, names in scope, and the target being written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from tests.oracle.paths import parse
from tests.oracle.scope import Cell, Scope
from tests.oracle.shapes import Shape


class Error(NamedTuple):
    """One reason of a rejection; the target has no indexes, `item` has them."""

    code: str
    target: str
    item: tuple[int, ...] = ()


@dataclass(frozen=True)
class Place:
    """`root` is what `$` means, `current` what other paths start from; `prefix` is the target of this scope.

    `strict`: the target is required in an object that is made in any case.
    """

    root: Any
    current: Any
    scope: Scope
    shape: Shape
    prefix: tuple[str, ...] = ()
    item: tuple[int, ...] = ()
    strict: bool = True

    def read(self, path: str) -> Any:
        return parse(path).read(self.root, self.current)

    def naming(self, cells: Mapping[str, Cell]) -> Place:
        return replace(self, scope=self.scope.inner(cells)) if cells else self

    def sourced(self, source: Any) -> Place:
        """With the names of a rule's `source`."""
        if source is None:
            return self
        paths = {"value": source} if isinstance(source, str) else source
        return self.naming({name: Cell(lambda path=path: self.read(path)) for name, path in paths.items()})

    def inside(self, names: tuple[str, ...]) -> Place:
        shapes = [self.shape.field(*names[:count]) for count in range(1, len(names) + 1)]
        strict = self.strict and all(shape.needed for shape in shapes)
        return replace(self, prefix=self.prefix + names, shape=shapes[-1], strict=strict)

    def error(self, code: str, where: tuple[str | int, ...] = ()) -> Error:
        """An error at this scope's target, or inside its value."""
        names = [step for step in where if isinstance(step, str)]
        item = self.item + tuple(step for step in where if isinstance(step, int))
        return Error(code, target_text((*self.prefix, *names)), item)


def target_text(names: tuple[str, ...]) -> str:
    return ".".join(names) or "$"
