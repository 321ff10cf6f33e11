"""Python source for paths: a path becomes one list comprehension, or a chain of lookups when it is singular.

Names and texts enter the code only as string constants; everything else comes from the segments' types. The code uses the
variables `r` (the record), `i` (the current item) and the names of `path_runtime.RUNTIME`, which its module must provide.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import count
from typing import Any, cast

from mapbench.engine.path_filter_code import FilterCode
from mapbench.engine.path_runtime import RUNTIME
from mapbench.engine.paths import (
    Descend,
    Filter,
    Index,
    Name,
    Path,
    Segment,
    Selector,
    Slice,
    Union,
    Wildcard,
)


def path_function(path: Path, name: str, keyed: bool = False) -> str:
    """The source of `def NAME(r, i):`. It returns a list in document order; a singular path's value, or MISSING.

    With `keyed`, the list holds pairs of key and value: the key is the member's name where the last segment iterates an
    object, else MISSING. Several selectors keep their order: `[2, 0]` gives the third before the first.
    """
    return f"def {name}(r, i):\n    return {path_expression(path, keyed=keyed)}\n"


def path_expression(path: Path, record: str = "r", item: str = "i", keyed: bool = False) -> str:
    """The same as one expression over the two given variables (identifiers of the caller's)."""
    code = PathCode(record)
    start = record if path.absolute else item
    if path.singular and not keyed:
        return code.value(start, path.segments)
    return code.listing(start, path.segments, keyed)


class PathCode:
    """Writes the expressions of one path; `record` is the variable that holds `$`."""

    def __init__(self, record: str) -> None:
        self.record = record
        self._numbers = count()

    def fresh(self) -> str:
        """A variable that no other part of this path's code uses."""
        return f"_p{next(self._numbers)}"

    def value(self, start: str, segments: tuple[Segment, ...]) -> str:
        """The value of a singular path, or MISSING, as an expression."""
        if not segments:
            return start
        if len(segments) == 1:
            condition, found = _step(start, segments[0])
            return f"({found} if {condition} else MISSING)"
        result = self.listing(start, segments, keyed=False)
        return f"path_single({result})"

    def listing(self, start: str, segments: tuple[Segment, ...], keyed: bool) -> str:
        """A list comprehension over everything that the segments select."""
        clauses: list[str] = []
        current, result = start, start
        for position, segment in enumerate(segments):
            last = position == len(segments) - 1
            if not clauses:
                clauses.append(f"for {(variable := self.fresh())} in ({current},)")
                current = variable
            if isinstance(segment, Descend):
                clauses.append(f"for {(variable := self.fresh())} in path_descend({current})")
                current = variable
            if isinstance(segment, (Name, Index)):
                condition, result = _step(current, segment)
                clauses.append(f"if {condition}")
                if not last:
                    clauses.append(f"for {(current := self.fresh())} in ({result},)")
            else:
                target = self.fresh()
                clauses.append(f"for {target} in {self.selected(current, segment, keyed and last)}")
                current = result = target
        if keyed and (not segments or isinstance(segments[-1], (Name, Index))):
            result = f"(MISSING, {result})"
        return f"[{result} {' '.join(clauses or [f'for {self.fresh()} in (0,)'])}]"

    def selected(self, variable: str, segment: Segment, keyed: bool) -> str:
        """An iterable of what one segment selects from a variable's value (a Descend: from each value on the way)."""
        if isinstance(segment, (Union, Descend)):
            parts = [self._selector(variable, selector, keyed) for selector in segment.selectors]
            return parts[0] if len(parts) == 1 else f"({' '.join(f'*{part},' for part in parts)})"
        return self._selector(variable, segment, keyed)

    def _selector(self, variable: str, selector: Selector, keyed: bool) -> str:
        match selector:
            case Name() | Index():
                condition, found = _step(variable, selector)
                pair = f"(MISSING, {found})" if keyed else found
                return f"(({pair},) if {condition} else ())"
            case Slice(start, stop, step):
                return _slice(variable, start, stop, step, keyed)
            case Wildcard():
                return children(variable, keyed)
            case Filter(test):
                return self._filter(variable, test, keyed)

    def _filter(self, variable: str, test: Any, keyed: bool) -> str:
        candidate, pair = self.fresh(), self.fresh()
        code = FilterCode(self, candidate)
        condition = code.test(test)
        loop = f"for {pair if keyed else candidate} in {children(variable, keyed)}"
        unpack = [f"for {candidate} in ({pair}[1],)"] if keyed else []
        clauses = [*code.outer, loop, *unpack, *code.inner, f"if {condition}"]
        return f"[{pair if keyed else candidate} {' '.join(clauses)}]"


def children(variable: str, keyed: bool) -> str:
    """An iterable over the members of an object or the elements of a list; empty for other values."""
    if keyed:
        return f"path_pairs({variable})"
    return (
        f"({variable} if isinstance({variable}, list)"
        f" else {variable}.values() if isinstance({variable}, dict) else ())"
    )


def _step(variable: str, segment: Segment) -> tuple[str, str]:
    """A condition under which a name or an index selects something, and the expression of what it selects."""
    if isinstance(segment, Name):
        key = repr(segment.name)
        return f"isinstance({variable}, dict) and {key} in {variable}", f"{variable}[{key}]"
    index = cast("Index", segment).index
    needed = index + 1 if index >= 0 else -index
    return f"isinstance({variable}, list) and len({variable}) >= {needed}", f"{variable}[{index}]"


def _slice(variable: str, start: int | None, stop: int | None, step: int | None, keyed: bool) -> str:
    if step == 0:
        return "()"
    bounds = ":".join("" if part is None else str(part) for part in (start, stop, step))
    cut = f"({variable}[{bounds}] if isinstance({variable}, list) else ())"
    return f"path_pairs([*{cut}])" if keyed else cut


def compile_path(path: Path, keyed: bool = False) -> Callable[[Any, Any], Any]:
    """The path as a function of record and item; see `path_function` for what it returns."""
    scope = dict(RUNTIME)
    exec(compile(path_function(path, "walk", keyed), "<path>", "exec"), scope)  # noqa: S102 - our own code, names only as constants
    return cast("Callable[[Any, Any], Any]", scope["walk"])


_compiled = lru_cache(maxsize=512)(compile_path)


def read(path: Path, record: Any, item: Any) -> Any:
    """Evaluates a path: a singular one gives its value or MISSING, any other a list. Code is made once per path."""
    return _compiled(path)(record, item)
