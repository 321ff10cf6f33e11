"""A checked formula as a tree. Only the checker in `language.formulas` makes these; only `engine` turns them into code.

Every node carries `span`, its start and end offset in the formula's text. Structs, not dataclasses: to define them costs
a hundredth, which a start of the command line feels.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct

Span = tuple[int, int]


class Node(Struct, frozen=True, eq=False, kw_only=True):
    """What every expression has. Two nodes are equal only when they are one."""

    span: Span = (0, 0)


class Constant(Node, frozen=True, eq=False):
    """A literal: text, number, true, false, null or missing."""

    value: Any


class Name(Node, frozen=True, eq=False):
    """A name in scope: a source, a named value, an item, an index, a loop variable."""

    name: str


class Param(Node, frozen=True, eq=False):
    """`params.NAME`."""

    name: str


class Member(Node, frozen=True, eq=False):
    """`object.name`, a field of an object and never an attribute."""

    object: Node
    name: str


class Element(Node, frozen=True, eq=False):
    """`x[index]`: an element of a list, a character of a text, a field whose name is computed."""

    object: Node
    index: Node


class Cut(Node, frozen=True, eq=False):
    """`x[start:stop:step]` of a list or text."""

    object: Node
    start: Node | None
    stop: Node | None
    step: Node | None


class Call(Node, frozen=True, eq=False):
    """A catalogue function with every parameter filled, in the signature's order."""

    function: str
    arguments: tuple[Node, ...]


class ProjectCall(Node, frozen=True, eq=False):
    """A function of the project."""

    function: str
    arguments: tuple[Node, ...]


class LookupCall(Node, frozen=True, eq=False):
    """`lookup("table", key, otherwise)`; without `otherwise` a miss is what the table's `on_miss` says."""

    table: str
    key: Node
    otherwise: Node | None


class Attempt(Node, frozen=True, eq=False):
    """`attempt(value, fallback)`: the fallback is evaluated only when the value fails."""

    value: Node
    fallback: Node


class Binary(Node, frozen=True, eq=False):
    """`left operator right` for + - * / // %."""

    operator: Literal["+", "-", "*", "/", "//", "%"]
    left: Node
    right: Node


class Chain(Node, frozen=True, eq=False):
    """A long `a + b - c …`, from left to right: operators with their right sides and the spans up to there.

    It means what `Binary` nodes in one another mean; those of short chains are nested, so that code can be made for each.
    """

    first: Node
    rest: tuple[tuple[Literal["+", "-", "*", "/", "//", "%"], Node, Span], ...]


class Sign(Node, frozen=True, eq=False):
    """`-x` or `+x`."""

    operator: Literal["-", "+"]
    operand: Node


class Compare(Node, frozen=True, eq=False):
    """A comparison, possibly chained: `first op operand op operand`; each operand is evaluated at most once."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


class Both(Node, frozen=True, eq=False):
    """`a and b and c`: true or false, evaluated only as far as needed."""

    parts: tuple[Node, ...]


class Either(Node, frozen=True, eq=False):
    """`a or b or c`: true or false, evaluated only as far as needed."""

    parts: tuple[Node, ...]


class Not(Node, frozen=True, eq=False):
    """`not x`."""

    operand: Node


class Choice(Node, frozen=True, eq=False):
    """`then if test else otherwise`."""

    test: Node
    then: Node
    otherwise: Node


class Format(Node, frozen=True, eq=False):
    """An f-string: texts and expressions in turn."""

    parts: tuple[str | Node, ...]


class ListOf(Node, frozen=True, eq=False):
    """`[a, b]`; a missing element is left out."""

    elements: tuple[Node, ...]


class ObjectOf(Node, frozen=True, eq=False):
    """`{"a": b}`; a missing value leaves its key out."""

    pairs: tuple[tuple[Node, Node], ...]


class Clause(Node, frozen=True, eq=False):
    """`for name in iterable if condition …` of a comprehension."""

    name: str
    iterable: Node
    conditions: tuple[Node, ...]


class Loop(Node, frozen=True, eq=False):
    """A list, generator (`key` is None) or object comprehension."""

    element: Node
    clauses: tuple[Clause, ...]
    key: Node | None = None


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below `node`, in the order of the text."""
    for name in node.__struct_fields__:
        if name != "span":
            yield from _nodes(getattr(node, name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from _nodes(member)


def is_constant(node: Node, value: Any) -> bool:
    """Whether a node is this literal."""
    return isinstance(node, Constant) and type(node.value) is type(value) and bool(node.value == value)


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
