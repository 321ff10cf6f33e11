"""Compiles jsonpath-ng's tree into segments. Nodes are known by their class names, so the library need not be imported."""

from __future__ import annotations

from typing import Any

from mapbench.engine.paths import (
    And,
    Compare,
    Descend,
    Exists,
    Filter,
    Index,
    Name,
    Not,
    Operand,
    Or,
    Query,
    Segment,
    Selector,
    Slice,
    Test,
    Union,
    Wildcard,
)
from mapbench.language.path_rewrite import Marked


def query_from_tree(tree: Any) -> Query:
    """The query of a parsed path; its first node is `$` or `@`, as the rewriter sees to."""
    absolute, segments = _flat(tree)
    if absolute is None:
        raise ValueError("A query starts with $ or @.")
    return Query(absolute, tuple(segments))


def _flat(node: Any) -> tuple[bool | None, list[Segment]]:
    """A node as where it starts (True: record, False: current item, None: nowhere) and its segments in reading order.

    The library groups `$..a.b` as `$..(a.b)`; reading order undoes every grouping.
    """
    match _kind(node):
        case "Root":
            return True, []
        case "This":
            return False, []
        case "Child" | "Descendants" as kind:
            start, segments = _flat(node.left)
            inner_start, inner = _flat(node.right)
            if inner_start is not None or not inner:
                raise ValueError("A path cannot hold $ or @ in its middle.")
            first = _descend(inner[0]) if kind == "Descendants" else inner[0]
            return start, [*segments, first, *inner[1:]]
        case _:
            return None, [_segment(node)]


def _kind(node: Any) -> str:
    return type(node).__name__


def _descend(segment: Segment) -> Descend:
    if isinstance(segment, Descend):
        raise ValueError("Two descents cannot follow each other directly.")
    return Descend(segment.selectors if isinstance(segment, Union) else (segment,))


def _segment(node: Any) -> Segment:
    if _kind(node) == "Fields" and len(node.fields) == 1 and isinstance(node.fields[0], Marked):
        meaning = node.fields[0].meaning
        if isinstance(meaning, Union):
            return meaning
    return _selector(node)


def _selector(node: Any) -> Selector:
    match _kind(node):
        case "Fields" if len(node.fields) == 1:
            return Name(str(node.fields[0]))
        case "Index" if len(node.indices) == 1:
            return Index(int(node.indices[0]))
        case "Slice":
            return Slice(node.start, node.end, node.step)
        case "Wildcard":
            return Wildcard()
        case "Filter":
            return Filter(_joined(And, [_test(expression) for expression in node.expressions]))
        case kind:
            raise ValueError(f"A path has no {kind}.")


def _joined(kind: type[And | Or], tests: list[Test]) -> Test:
    flat: list[Test] = []
    for test in tests:
        flat += test.tests if isinstance(test, kind) else [test]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _test(node: Any) -> Test:
    match _kind(node):
        case "And":
            return _joined(And, [_test(operand) for operand in node.operands])
        case "Or":
            return _joined(Or, [_test(operand) for operand in node.operands])
        case "Expression":
            return _expression(node)
        case kind:
            raise ValueError(f"A filter has no {kind}.")


def _expression(node: Any) -> Test:
    marked = _marked(node.target)
    if node.op is None and marked is not None:
        test: Test = marked
        return test
    if node.op in (None, "!"):
        exists = Exists(query_from_tree(node.target))
        return Not(exists) if node.op else exists
    return Compare(node.op, _operand(node.target), _operand(node.value))


def _operand(node: Any) -> Operand:
    operand: Operand | None = _marked(node)
    return query_from_tree(node) if operand is None else operand


def _marked(node: Any) -> Any:
    """The meaning that travels in `@.name`, or None."""
    if _kind(node) == "Child" and _kind(node.left) == "This" and _kind(node.right) == "Fields":
        (name,) = node.right.fields
        if isinstance(name, Marked) and not isinstance(name.meaning, Union):
            return name.meaning
    return None
