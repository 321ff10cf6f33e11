"""Paths to JSON and back, for packages. What is read is untrusted: every kind, range and depth is checked."""

from __future__ import annotations

import math
from typing import Any, Final

from mapbench.engine.paths import (
    FUNCTIONS,
    OPERATORS,
    SIZE_LIMIT,
    And,
    Call,
    Compare,
    Descend,
    Exists,
    Filter,
    Index,
    Literal,
    Name,
    Not,
    Operand,
    Or,
    Path,
    Query,
    Segment,
    Selector,
    Slice,
    Test,
    Union,
    Wildcard,
)

#: The whole numbers a path may hold (RFC 9535, 2.1: those every JSON reader keeps exact).
NUMBER_LIMIT: Final = 2**53 - 1
#: Segments, selectors and tests of one path, and how deep filters may nest.

DEPTH_LIMIT: Final = 12
#: What one path may cost: descents in all, filters inside filters, and how often unions may repeat one value.
DESCENT_LIMIT: Final = 3
FILTER_LIMIT: Final = 3
REPEAT_LIMIT: Final = 1000


def segments_to_json(segments: tuple[Segment, ...]) -> list[Any]:
    """Segments as JSON: `{"name": "a"}`, `{"index": 0}`, `{"slice": [0, 2, null]}`, `"*"`, `{"filter": …}` and so on."""
    return [_segment_to_json(segment) for segment in segments]


def _segment_to_json(segment: Segment) -> Any:
    match segment:
        case Name(name):
            return {"name": name}
        case Index(index):
            return {"index": index}
        case Slice(start, stop, step):
            return {"slice": [start, stop, step]}
        case Wildcard():
            return "*"
        case Filter(test):
            return {"filter": _test_to_json(test)}
        case Union(selectors):
            return {"union": [_segment_to_json(selector) for selector in selectors]}
        case Descend(selectors):
            return {"descend": [_segment_to_json(selector) for selector in selectors]}


def _test_to_json(test: Test) -> Any:
    match test:
        case And(tests):
            return {"and": [_test_to_json(part) for part in tests]}
        case Or(tests):
            return {"or": [_test_to_json(part) for part in tests]}
        case Not(inner):
            return {"not": _test_to_json(inner)}
        case Exists(query):
            return {"exists": _operand_to_json(query)}
        case Compare(operator, left, right):
            return {"compare": [operator, _operand_to_json(left), _operand_to_json(right)]}


def _operand_to_json(operand: Operand) -> Any:
    match operand:
        case Query(absolute, segments):
            return {"query": {"absolute": absolute, "segments": segments_to_json(segments)}}
        case Literal(value):
            return {"literal": value}
        case Call(function, argument):
            return {"call": [function, _operand_to_json(argument)]}


def path_from_json(data: object) -> Path:
    """Reads one path. Raises ValueError with a sentence for anything unknown, out of range, too deep or too large."""
    parts = _object(data, {"text", "absolute", "segments"})
    text, absolute = parts["text"], parts["absolute"]
    if not isinstance(text, str) or not isinstance(absolute, bool):
        raise ValueError("A stored path needs a text and says whether it is absolute.")
    return Path(text, absolute, _Reader().segments(parts["segments"], 0))


class _Reader:
    """Reads segments and tests, counting what it has read against the limits."""

    def __init__(self) -> None:
        self.size = 0
        self.descents = 0
        self.filters = 0
        self.repeats = 1

    def _grow(self, depth: int) -> None:
        self.size += 1
        if self.size > SIZE_LIMIT or depth > DEPTH_LIMIT:
            raise ValueError("A stored path is larger than any path can be.")

    def segments(self, data: object, depth: int) -> tuple[Segment, ...]:
        return tuple(self.segment(item, depth) for item in _list(data))

    def segment(self, data: object, depth: int) -> Segment:
        self._grow(depth)
        if isinstance(data, dict) and len(data) == 1:
            if "union" in data:
                return Union(self.selectors(data["union"], depth, least=2))
            if "descend" in data:
                self.descents += 1
                _bounded(self.descents, DESCENT_LIMIT, "descents (..)")
                return Descend(self.selectors(data["descend"], depth, least=1))
        return self.selector(data, depth)

    def selectors(self, data: object, depth: int, least: int) -> tuple[Selector, ...]:
        found = tuple(self.selector(item, depth) for item in _list(data))
        if len(found) < least:
            raise ValueError("A stored path has a segment without enough selectors.")
        self.repeats *= len(found)
        _bounded(self.repeats, REPEAT_LIMIT, "repetitions of one value")
        return found

    def selector(self, data: object, depth: int) -> Selector:
        self._grow(depth)
        if data == "*":
            return Wildcard()
        kind, body = _tagged(data, "name", "index", "slice", "filter")
        if kind == "name":
            return Name(_text(body))
        if kind == "index":
            return Index(_whole(body))
        if kind == "filter":
            return Filter(self.filter(body, depth + 1))
        start, stop, step = (None if part is None else _whole(part) for part in _list(body, 3))
        return Slice(start, stop, step)

    def filter(self, data: object, depth: int) -> Test:
        self.filters += 1
        _bounded(self.filters, FILTER_LIMIT, "filters inside filters")
        test = self.test(data, depth)
        self.filters -= 1
        return test

    def test(self, data: object, depth: int) -> Test:
        self._grow(depth)
        kind, body = _tagged(data, "and", "or", "not", "exists", "compare")
        if kind in ("and", "or"):
            tests = tuple(self.test(part, depth + 1) for part in _list(body))
            if len(tests) < 2:
                raise ValueError("A stored path joins fewer than two tests.")
            return And(tests) if kind == "and" else Or(tests)
        if kind == "not":
            return Not(self.test(body, depth + 1))
        if kind == "exists":
            return Exists(self.query(body, depth))
        operator, left, right = _list(body, 3)
        if not isinstance(operator, str) or operator not in OPERATORS:
            raise ValueError(f"A stored path compares with {operator!r}, which is no operator.")
        return Compare(operator, self.comparable(left, depth), self.comparable(right, depth))

    def comparable(self, data: object, depth: int) -> Operand:
        operand = self.operand(data, depth)
        if isinstance(operand, Query) and not operand.singular:
            raise ValueError("A stored path compares a query that may select several values.")
        return operand

    def operand(self, data: object, depth: int) -> Operand:
        self._grow(depth)
        kind, body = _tagged(data, "query", "literal", "call")
        if kind == "literal":
            return Literal(_scalar(body))
        if kind == "query":
            return self.query(data, depth)
        function, argument = _list(body, 2)
        if not isinstance(function, str) or function not in FUNCTIONS:
            raise ValueError(f"A stored path calls {function!r}, which is no function of paths.")
        return Call(function, _argument(function, self.operand(argument, depth + 1)))

    def query(self, data: object, depth: int) -> Query:
        _, body = _tagged(data, "query")
        parts = _object(body, {"absolute", "segments"})
        if not isinstance(parts["absolute"], bool):
            raise ValueError("A stored query must say whether it is absolute.")
        return Query(parts["absolute"], self.segments(parts["segments"], depth))


def _bounded(count: int, limit: int, what: str) -> None:
    """Bounds the time a path can take: each of these multiplies it, in a path that a page could hold."""
    if count > limit:
        raise ValueError(f"A stored path has more than {limit} {what}.")


def _argument(function: str, argument: Operand) -> Operand:
    query = isinstance(argument, Query)
    if function in ("count", "value") and not query:
        raise ValueError(f"A stored path calls {function} with something that is no query.")
    if function == "length" and isinstance(argument, Query) and not argument.singular:
        raise ValueError("A stored path calls length with a query that may select several values.")
    return argument


def _tagged(data: object, *kinds: str) -> tuple[str, Any]:
    if isinstance(data, dict) and len(data) == 1:
        kind, body = next(iter(data.items()))
        if kind in kinds:
            return kind, body
    raise ValueError(f"A stored path holds {_short(data)} where one of {', '.join(kinds)} belongs.")


def _object(data: object, keys: set[str]) -> dict[str, Any]:
    if not isinstance(data, dict) or set(data) != keys:
        raise ValueError(f"A stored path needs the keys {', '.join(sorted(keys))} and has {_short(data)}.")
    return data


def _list(data: object, length: int | None = None) -> list[Any]:
    if not isinstance(data, list) or (length is not None and len(data) != length):
        raise ValueError(f"A stored path holds {_short(data)} where a list belongs.")
    return data


def _text(data: object) -> str:
    if not isinstance(data, str) or any("\ud800" <= char <= "\udfff" for char in data):
        raise ValueError(f"A stored path holds {_short(data)} where a name belongs.")
    return data


def _whole(data: object) -> int:
    if type(data) is not int or abs(data) > NUMBER_LIMIT:
        raise ValueError(f"A stored path holds {_short(data)} where a whole number belongs.")
    return data


def _scalar(data: object) -> str | int | float | bool | None:
    if isinstance(data, str):
        return _text(data)
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, float) and math.isfinite(data):
        return data
    if isinstance(data, int) and abs(data) < 2**63:
        return data
    raise ValueError(f"A stored path holds {_short(data)} where a text, number, true, false or null belongs.")


def _short(data: object) -> str:
    """A few characters that tell which part is meant, however large the value is."""
    if isinstance(data, (dict, list)):
        return "an object" if isinstance(data, dict) else "a list"
    return repr(data)[:40] if not isinstance(data, int) or abs(data) < 2**63 else "a very large number"
