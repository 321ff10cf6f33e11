"""A checked formula as a tree. Only the checker in `language.formulas` makes these; only `engine` turns them into code.

Every node carries `span`, its start and end offset in the formula's text, which plays no part in equality.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Literal

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every expression has."""

    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A literal: text, number, true, false, null or missing."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return type(other) is Constant and type(other.value) is type(self.value) and bool(other.value == self.value)

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name in scope: a source, a named value, an item, an index, a loop variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Param(Node):
    """`params.NAME`."""

    name: str


@dataclass(frozen=True, slots=True)
class Member(Node):
    """`object.name`, a field of an object and never an attribute."""

    object: Node
    name: str


@dataclass(frozen=True, slots=True)
class Element(Node):
    """`x[index]`: an element of a list, a character of a text, a field whose name is computed."""

    object: Node
    index: Node


@dataclass(frozen=True, slots=True)
class Cut(Node):
    """`x[start:stop:step]` of a list or text."""

    object: Node
    start: Node | None
    stop: Node | None
    step: Node | None


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A catalogue function with every parameter filled, in the signature's order."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ProjectCall(Node):
    """A function of the project."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class LookupCall(Node):
    """`lookup("table", key, otherwise)`; without `otherwise` a miss is what the table's `on_miss` says."""

    table: str
    key: Node
    otherwise: Node | None


@dataclass(frozen=True, slots=True)
class Attempt(Node):
    """`attempt(value, fallback)`: the fallback is evaluated only when the value fails."""

    value: Node
    fallback: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """`left operator right` for + - * / // %."""

    operator: Literal["+", "-", "*", "/", "//", "%"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Sign(Node):
    """`-x` or `+x`."""

    operator: Literal["-", "+"]
    operand: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """A comparison, possibly chained: `first op operand op operand`; each operand is evaluated at most once."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Both(Node):
    """`a and b and c`: true or false, evaluated only as far as needed."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either(Node):
    """`a or b or c`: true or false, evaluated only as far as needed."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`not x`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """`then if test else otherwise`."""

    test: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Format(Node):
    """An f-string: texts and expressions in turn."""

    parts: tuple[str | Node, ...]


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`; a missing element is left out."""

    elements: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ObjectOf(Node):
    """`{"a": b}`; a missing value leaves its key out."""

    pairs: tuple[tuple[Node, Node], ...]


@dataclass(frozen=True, slots=True)
class Clause(Node):
    """`for name in iterable if condition …` of a comprehension."""

    name: str
    iterable: Node
    conditions: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Loop(Node):
    """A list, generator (`key` is None) or object comprehension."""

    element: Node
    clauses: tuple[Clause, ...]
    key: Node | None = None


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below `node`, in the order of the text."""
    for item in fields(node):
        if item.name != "span":
            yield from _nodes(getattr(node, item.name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from _nodes(member)


def walk(node: Node) -> Iterator[Node]:
    """`node` and every node below it, depth first."""
    yield node
    for child in children(node):
        yield from walk(child)


def free_names(node: Node) -> frozenset[str]:
    """The names a formula reads from its scope, loop variables left out."""
    if isinstance(node, Name):
        return frozenset({node.name})
    if isinstance(node, Loop):
        return _free_in_loop(node)
    return frozenset[str]().union(*(free_names(child) for child in children(node)))


def _free_in_loop(loop: Loop) -> frozenset[str]:
    bound: set[str] = set()
    free: set[str] = set()
    for clause in loop.clauses:
        free |= free_names(clause.iterable) - bound
        bound.add(clause.name)
        for condition in clause.conditions:
            free |= free_names(condition) - bound
    for part in (loop.element, loop.key):
        if part is not None:
            free |= free_names(part) - bound
    return frozenset(free)
