"""The fields that filters in a path read, renamed: `orders[?@.state == 'open']`."""

from __future__ import annotations

from collections.abc import Callable

from mapbench.engine import paths as p
from mapbench.workspace.views import Path

_Rename = Callable[[Path], Path]


def with_renamed(filter_: p.Filter, place: Path, rename: _Rename) -> p.Filter:
    """A filter over candidates at `place`, a path that ends in `*`, with the fields it reads renamed."""
    return p.Filter(_test(filter_.test, place, rename))


def _test(test: p.Test, place: Path, rename: _Rename) -> p.Test:
    match test:
        case p.And(tests):
            return p.And(tuple(_test(one, place, rename) for one in tests))
        case p.Or(tests):
            return p.Or(tuple(_test(one, place, rename) for one in tests))
        case p.Not(inner):
            return p.Not(_test(inner, place, rename))
        case p.Exists(query):
            return p.Exists(_query(query, place, rename))
        case p.Compare(operator, left, right):
            return p.Compare(operator, _operand(left, place, rename), _operand(right, place, rename))


def _operand(operand: p.Operand, place: Path, rename: _Rename) -> p.Operand:
    if isinstance(operand, p.Query):
        return _query(operand, place, rename)
    if isinstance(operand, p.Call):
        return p.Call(operand.function, _operand(operand.argument, place, rename))
    return operand


def _query(query: p.Query, place: Path, rename: _Rename) -> p.Query:
    """The query with its leading names renamed, where they still start at the candidate (or the record)."""
    start = () if query.absolute else place
    names: list[str] = []
    for segment in query.segments:
        if not isinstance(segment, p.Name):
            break
        names.append(segment.name)
    base, new = rename(start), rename(start + tuple(names))
    if new[: len(base)] != base or "*" in new[len(base) :]:
        return query
    rest = query.segments[len(names) :]
    return p.Query(query.absolute, (*(p.Name(name) for name in new[len(base) :]), *rest))
