"""Paths in compiled form: what a path text means, free of any library. Meaning: RFC 9535.

A path starts at the record (`absolute`) or at the current item and applies its segments one after the other. Packages store
these segments as JSON (`to_json`); `from_json` treats what it reads as untrusted.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, TypeAlias

from msgspec import Struct


class Name(Struct, frozen=True):
    """The member of an object with this key."""

    name: str


class Index(Struct, frozen=True):
    """The element of a list at this position, counted from 0, or from the end when negative."""

    index: int


class Slice(Struct, frozen=True):
    """The elements `start:stop:step` of a list; a step of 0 selects nothing."""

    start: int | None = None
    stop: int | None = None
    step: int | None = None


class Wildcard(Struct, frozen=True):
    """Every member of an object, every element of a list."""


class Filter(Struct, frozen=True):
    """The members or elements for which the test holds; inside it `@` is the candidate."""

    test: Test


class Union(Struct, frozen=True):
    """What each selector selects, one selector after the other; what two of them select comes twice."""

    selectors: tuple[Selector, ...]


class Descend(Struct, frozen=True):
    """The selectors applied to the value and to everything inside it, parents before children."""

    selectors: tuple[Selector, ...]


class Query(Struct, frozen=True):
    """A path inside a filter: from the candidate (`@`), or from the record (`$`) when absolute."""

    absolute: bool
    segments: tuple[Segment, ...]

    @property
    def singular(self) -> bool:
        """Whether it selects at most one value."""
        return is_singular(self.segments)


class Literal(Struct, frozen=True):
    """A text, number, true, false or null written in a filter."""

    value: str | int | float | bool | None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and repr(self.value) == repr(other.value)

    def __hash__(self) -> int:
        # Python takes 1, 1.0 and true for the same, a path does not: code made for one must not serve another.
        return hash(repr(self.value))


class Call(Struct, frozen=True):
    """`length(x)`, `count(query)` or `value(query)`, the functions of RFC 9535 that give a value."""

    function: str
    argument: Operand


class And(Struct, frozen=True):
    """Every test holds."""

    tests: tuple[Test, ...]


class Or(Struct, frozen=True):
    """At least one test holds."""

    tests: tuple[Test, ...]


class Not(Struct, frozen=True):
    """The test does not hold."""

    test: Test


class Exists(Struct, frozen=True):
    """The query selects something, null included."""

    query: Query


class Compare(Struct, frozen=True):
    """A comparison by RFC 9535, 2.3.5.2.2: never an error, absent equals only absent, true is no number."""

    operator: str
    left: Operand
    right: Operand


Selector: TypeAlias = Name | Index | Slice | Wildcard | Filter
Segment: TypeAlias = Selector | Union | Descend
Operand: TypeAlias = Query | Literal | Call
Test: TypeAlias = And | Or | Not | Exists | Compare

OPERATORS: Final = ("==", "!=", "<", "<=", ">", ">=")
#: How many parts a path may have.
SIZE_LIMIT: Final = 200
FUNCTIONS: Final = ("length", "count", "value")


class Path(Struct, frozen=True):
    """A whole path. `text` is what the analyst wrote; equality of meaning is equality of the other two."""

    text: str
    absolute: bool
    segments: tuple[Segment, ...]

    @property
    def singular(self) -> bool:
        """Whether it has only names and indexes: it then yields a value or is missing, and else a list."""
        return is_singular(self.segments)


def is_singular(segments: tuple[Segment, ...]) -> bool:
    """Whether the segments select at most one value."""
    return all(isinstance(segment, (Name, Index)) for segment in segments)


_PLAIN_NAME: Final = re.compile(r"(?!\d+(?![\w:-]))[@#]?\w[\w-]*(?::[^\W\d][\w-]*)?")


def is_plain_name(name: str) -> bool:
    """Whether a key can stand in a path without quotes."""
    return _PLAIN_NAME.fullmatch(name) is not None


def quoted(name: str) -> str:
    """A key or text between single quotes, escaped as RFC 9535 says."""
    inner = json.dumps(name, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def describe(path: Path) -> str:
    """The one canonical text of a path: `$.a[0]`, `line_items[*].price`, `['a b'].c`; `@` is the item itself.

    Two paths of the same meaning have the same text, and parsing it gives the path back.
    """
    if path.absolute:
        return "$" + _segments_text(path.segments)
    text = _segments_text(path.segments)
    if not text or text.startswith(".."):
        return "@" + text
    return text.removeprefix(".")


def _segments_text(segments: tuple[Segment, ...]) -> str:
    return "".join(_segment_text(segment) for segment in segments)


def _segment_text(segment: Segment) -> str:
    if isinstance(segment, Name) and is_plain_name(segment.name):
        return f".{segment.name}"
    if isinstance(segment, Union):
        return f"[{_selectors_text(segment.selectors)}]"
    if isinstance(segment, Descend):
        only = segment.selectors[0]
        if len(segment.selectors) == 1 and isinstance(only, Name) and is_plain_name(only.name):
            return f"..{only.name}"
        return f"..[{_selectors_text(segment.selectors)}]"
    return f"[{_selector_text(segment)}]"


def _selectors_text(selectors: tuple[Selector, ...]) -> str:
    return ", ".join(_selector_text(selector) for selector in selectors)


def _selector_text(selector: Selector) -> str:
    match selector:
        case Name(name):
            return quoted(name)
        case Index(index):
            return str(index)
        case Slice(start, stop, step):
            text = ":".join("" if part is None else str(part) for part in (start, stop))
            return text if step is None else f"{text}:{step}"
        case Wildcard():
            return "*"
        case Filter(test):
            return f"?{_test_text(test)}"


def _test_text(test: Test) -> str:
    match test:
        case And(tests):
            return " && ".join(_grouped_text(part, Or, And) for part in tests)
        case Or(tests):
            return " || ".join(_grouped_text(part, Or) for part in tests)
        case Not(inner):
            return f"!{_grouped_text(inner, And, Or, Not, Compare)}"
        case Exists(query):
            return _operand_text(query)
        case Compare(operator, left, right):
            return f"{_operand_text(left)} {operator} {_operand_text(right)}"


def _grouped_text(test: Test, *kinds: type) -> str:
    text = _test_text(test)
    return f"({text})" if isinstance(test, kinds) else text


def _operand_text(operand: Operand) -> str:
    match operand:
        case Query(absolute, segments):
            return ("$" if absolute else "@") + _segments_text(segments)
        case Literal(value):
            return quoted(value) if isinstance(value, str) else json.dumps(value)
        case Call(function, argument):
            return f"{function}({_operand_text(argument)})"


def to_json(path: Path) -> dict[str, Any]:
    """The path as plain JSON, as packages store it: text, where it starts, segments."""
    from mapbench.engine.path_json import segments_to_json

    return {"text": path.text, "absolute": path.absolute, "segments": segments_to_json(path.segments)}


def from_json(data: object) -> Path:
    """The path that `to_json` wrote. Raises ValueError with a sentence for anything that it could not have written."""
    from mapbench.engine.path_json import path_from_json

    return path_from_json(data)
