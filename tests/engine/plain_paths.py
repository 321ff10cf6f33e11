"""A plain evaluator of compiled paths for tests: recursive, slow, straight from RFC 9535, sharing nothing with the engine."""

from __future__ import annotations

from typing import Any

from mapbench.engine import paths as p

NOTHING = object()


def select(segments: tuple[Any, ...], values: list[Any], record: Any) -> list[Any]:
    """The values that the segments select from each of the values."""
    for segment in segments:
        values = [found for value in values for found in one(segment, value, record)]
    return values


def one(segment: Any, value: Any, record: Any) -> list[Any]:
    match segment:
        case p.Union(selectors):
            return [found for selector in selectors for found in one(selector, value, record)]
        case p.Descend(selectors):
            return [found for node in walk(value) for found in one(p.Union(selectors), node, record)]
        case p.Name(name):
            return [value[name]] if isinstance(value, dict) and name in value else []
        case p.Index(index):
            position = index if index >= 0 or not isinstance(value, list) else len(value) + index
            return [value[position]] if isinstance(value, list) and 0 <= position < len(value) else []
        case p.Slice(start, stop, step):
            return sliced(value, start, stop, 1 if step is None else step) if isinstance(value, list) else []
        case p.Wildcard():
            return children(value)
        case p.Filter(test):
            return [child for child in children(value) if holds(test, child, record)]
    raise AssertionError(segment)


def children(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, list) else []


def walk(value: Any) -> list[Any]:
    return [value, *(node for child in children(value) for node in walk(child))]


def sliced(value: list[Any], start: int | None, stop: int | None, step: int) -> list[Any]:
    """The algorithm of RFC 9535, 2.3.4.2.2."""
    size = len(value)
    if step == 0:
        return []
    first = (0 if step > 0 else size - 1) if start is None else start if start >= 0 else size + start
    last = (size if step > 0 else -size - 1) if stop is None else stop
    last = last if last >= 0 else size + last
    if step > 0:
        lower, upper = min(max(first, 0), size), min(max(last, 0), size)
        return [value[index] for index in range(lower, upper, step)]
    upper, lower = min(max(first, -1), size - 1), min(max(last, -1), size - 1)
    return [value[index] for index in range(upper, lower, step)]


def holds(test: Any, item: Any, record: Any) -> bool:
    match test:
        case p.And(tests):
            return all(holds(part, item, record) for part in tests)
        case p.Or(tests):
            return any(holds(part, item, record) for part in tests)
        case p.Not(inner):
            return not holds(inner, item, record)
        case p.Exists(query):
            return bool(queried(query, item, record))
        case p.Compare(operator, left, right):
            return compares(operator, operand(left, item, record), operand(right, item, record))
    raise AssertionError(test)


def queried(query: Any, item: Any, record: Any) -> list[Any]:
    return select(query.segments, [record if query.absolute else item], record)


def operand(given: Any, item: Any, record: Any) -> Any:
    match given:
        case p.Literal(value):
            return value
        case p.Query():
            found = queried(given, item, record)
            return found[0] if found else NOTHING
        case p.Call("length", argument):
            value = operand(argument, item, record)
            return len(value) if isinstance(value, (str, list, dict)) else NOTHING
        case p.Call("count", argument):
            return len(queried(argument, item, record))
        case p.Call("value", argument):
            found = queried(argument, item, record)
            return found[0] if len(found) == 1 else NOTHING
    raise AssertionError(given)


def compares(operator: str, left: Any, right: Any) -> bool:
    if operator == "!=":
        return not alike(left, right)
    if operator in (">", ">="):
        left, right, operator = right, left, {">": "<", ">=": "<="}[operator]
    ordered = kind(left) == kind(right) and kind(left) in ("number", "text")
    if operator == "==":
        return alike(left, right)
    return (ordered and bool(left < right)) or (operator == "<=" and alike(left, right))


def kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "text" if isinstance(value, str) else type(value).__name__


def alike(left: Any, right: Any) -> bool:
    if kind(left) != kind(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(alike(left[key], right[key]) for key in left)
    return left is right or bool(left == right)
