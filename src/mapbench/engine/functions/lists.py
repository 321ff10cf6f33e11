"""Functions over lists. Null members are members; only compact, count, any and all pass over them."""

from __future__ import annotations

from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.comparisons import identity, truth
from mapbench.engine.functions.arguments import list_argument, whole_argument
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.functions.totals import present
from mapbench.engine.ordering import order
from mapbench.engine.values import MISSING


def first(members: Any) -> Any:
    """The first member; missing of an empty list."""
    return members[0] if list_argument("first", members) else MISSING


def last(members: Any) -> Any:
    """The last member; missing of an empty list."""
    return members[-1] if list_argument("last", members) else MISSING


def at(members: Any, n: Any) -> Any:
    """The member at a position from 0, or from the end by a negative one; missing where there is none."""
    list_argument("at", members)
    position = n if type(n) is int else whole_argument("at", "n", n)
    return members[position] if -len(members) <= position < len(members) else MISSING


def count(members: Any) -> int:
    """How many members are neither null nor missing."""
    return len(present(list_argument("count", members)))


def flatten(budget: Budget, members: Any) -> list[Any]:
    """Members that are lists replaced by their members, one level deep; others stay."""
    list_argument("flatten", members)
    budget.take_elements(sum(len(member) if type(member) is list else 1 for member in members))
    flat: list[Any] = []
    for member in members:
        if type(member) is list:
            flat.extend(member)
        else:
            flat.append(member)
    return flat


def compact(members: Any) -> list[Any]:
    """The members that are neither null nor missing."""
    return list(present(list_argument("compact", members)))


def unique(members: Any) -> list[Any]:
    """The members without repetitions, the first of each stays; 1 and 1.0 are the same, 1 and true are not."""
    kept: dict[Any, Any] = {}
    for member in list_argument("unique", members):
        kept.setdefault(identity(member), member)
    return list(kept.values())


def sort(members: Any) -> list[Any]:
    """The members from the smallest to the largest, null last; numbers, texts or dates of one kind."""
    list_argument("sort", members)
    return [members[position] for position in order(members)]


def reverse(members: Any) -> list[Any]:
    """The members from the last to the first."""
    return list_argument("reverse", members)[::-1]


def zipped(budget: Budget, a: Any, b: Any) -> list[list[Any]]:
    """Pairs of members at the same position; the shorter list ends it."""
    list_argument("zip", a, "a")
    list_argument("zip", b, "b")
    budget.take_elements(3 * min(len(a), len(b)))
    return [list(pair) for pair in zip(a, b, strict=False)]


def chunk(budget: Budget, members: Any, n: Any) -> list[list[Any]]:
    """Lists of n members each, the last one with the rest."""
    list_argument("chunk", members)
    size = whole_argument("chunk", "n", n, 1)
    budget.take_elements(len(members) + -(-len(members) // size))
    return [members[start : start + size] for start in range(0, len(members), size)]


def numbered(budget: Budget, members: Any) -> list[dict[str, Any]]:
    """Each member with its position from 0, as `{index, item}`."""
    list_argument("numbered", members)
    budget.take_elements(3 * len(members))
    return [{"index": index, "item": member} for index, member in enumerate(members)]


def any_of(members: Any) -> bool:
    """Whether one member is true; null and missing are passed over."""
    judged = [truth(member) for member in present(list_argument("any", members))]
    return any(judged)


def all_of(members: Any) -> bool:
    """Whether no member is false; null and missing are passed over, so of nothing it is true."""
    judged = [truth(member) for member in present(list_argument("all", members))]
    return all(judged)


_LIST: Final = (Parameter("list", "list"),)
_N: Final = Parameter("n", "whole")


def _entry(name: str, *rest: Any, **how: Any) -> Function:
    return Function(name, "collections", *rest, **how)


FUNCTIONS: Final = (
    _entry("first", _LIST, "any", "The first member; missing of an empty list.", "first([7, 8])", 7, first, passes=True),
    _entry("last", _LIST, "any", "The last member; missing of an empty list.", "last([7, 8])", 8, last, passes=True),
    _entry(
        "at", (*_LIST, _N), "any", "The member at a position from 0, or from the end: -1 is the last.",
        'at(["a", "b", "c"], 1)', "b", at, passes=True,
    ),
    _entry(
        "count", _LIST, "whole", "How many members are neither null nor missing.", "count([1, null, 3])", 2, count,
        absence="aggregate",
    ),
    _entry(
        "flatten", _LIST, "list", "Lists in the list replaced by their members.", "flatten([[1, 2], [3]])", [1, 2, 3], flatten,
        grows=True, passes=True,
    ),
    _entry(
        "compact", _LIST, "list", "Without null and missing.", 'compact(["a", null, ""])', ["a", ""], compact,
        absence="aggregate", passes=True,
    ),
    _entry("unique", _LIST, "list", "Without repetitions.", 'unique(["b", "a", "b"])', ["b", "a"], unique, passes=True),
    _entry("sort", _LIST, "list", "From the smallest to the largest, null last.", "sort([3, 1, 2])", [1, 2, 3], sort, passes=True),
    _entry("reverse", _LIST, "list", "From the last to the first.", "reverse([1, 2, 3])", [3, 2, 1], reverse, passes=True),
    _entry(
        "zip", (Parameter("a", "list"), Parameter("b", "list")), "list", "Pairs of two lists; the shorter ends it.",
        'zip(["S", "M"], [3, 5])', [["S", 3], ["M", 5]], zipped, grows=True, passes=True,
    ),
    _entry(
        "chunk", (*_LIST, _N), "list", "Lists of n members each.", "chunk([1, 2, 3], 2)", [[1, 2], [3]], chunk,
        grows=True, passes=True,
    ),
    _entry(
        "numbered", _LIST, "list", "Each member with its position, as {index, item}.",
        'numbered(["a"])', [{"index": 0, "item": "a"}], numbered, grows=True, passes=True,
    ),
    _entry("any", _LIST, "boolean", "Whether one member is true.", "any([false, null, true])", True, any_of, absence="aggregate"),
    _entry("all", _LIST, "boolean", "Whether no member is false.", "all([true, false])", False, all_of, absence="aggregate"),
)  # fmt: skip
