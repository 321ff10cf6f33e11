"""Functions over lists and objects."""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from tests.oracle.functions.numbers import ascending
from tests.oracle.functions.table import Table, want, want_whole
from tests.oracle.kinds import MISSING, Fault, absent, key_text, kind, same, truth
from tests.oracle.paths import parse

TABLE = Table()
Keys = list[Callable[[Any], Any]]


@TABLE.add()
def first(list: Any) -> Any:
    return list[0] if want(list, "list") else MISSING


@TABLE.add()
def last(list: Any) -> Any:
    return list[-1] if want(list, "list") else MISSING


@TABLE.add()
def at(list: Any, n: Any) -> Any:
    index = want_whole(n)
    return list[index] if -len(want(list, "list")) <= index < len(list) else MISSING


@TABLE.add()
def compact(list: Any) -> Any:
    return [each for each in want(list, "list") if not absent(each)]


@TABLE.add()
def count(list: Any) -> int:
    return len(compact(list))


@TABLE.add()
def flatten(list: Any) -> Any:
    flat: Any = []
    for each in want(list, "list"):
        flat += each if kind(each) == "list" else [each]
    return flat


def distinct(values: Any, key: Callable[[Any], Any]) -> Any:
    """The first value of each key, as `unique` compares keys."""
    kept: Any = []
    for value in values:
        if not any(same(key(value), key(other)) for other in kept):
            kept.append(value)
    return kept


def ordered(values: Any, keys: Keys, descending: list[bool]) -> Any:
    """Stable; null and missing last, whatever the direction."""

    def compare(left: Any, right: Any) -> int:
        for key, down in zip(keys, descending, strict=True):
            one, two = key(left), key(right)
            if absent(one) or absent(two):
                result = absent(one) - absent(two)
            else:
                result = _ranked(two, one) if down else _ranked(one, two)
            if result:
                return result
        return 0

    for key in keys:  # each key for itself has to be of one kind
        column = [key(value) for value in values]
        if any(kind(each) in ("list", "object") for each in column):
            raise Fault("type")
        sorted((each for each in column if not absent(each)), key=cmp_to_key(_ranked))
    return sorted(values, key=cmp_to_key(compare))


def _ranked(left: Any, right: Any) -> int:
    """Sorting takes booleans too: false comes first."""
    return left - right if kind(left) == kind(right) == "boolean" else ascending(left, right)


def clusters(values: Any, key: Callable[[Any], Any]) -> list[tuple[Any, Any]]:
    """Keys with their values, in order of first appearance."""
    found: list[tuple[Any, Any]] = []
    for value in values:
        own = key(value)
        members = next((members for other, members in found if same(own, other)), None)
        if members is None:
            found.append((own, [value]))
        else:
            members.append(value)
    return found


@TABLE.add()
def unique(list: Any) -> Any:
    return distinct(want(list, "list"), lambda each: each)


@TABLE.add()
def sort(list: Any) -> Any:
    return ordered(want(list, "list"), [lambda each: each], [False])


@TABLE.add()
def reverse(list: Any) -> Any:
    return want(list, "list")[::-1]


def reader(path: Any) -> Callable[[Any], Any]:
    parsed = parse(want(path, "text").removeprefix("-"))
    return lambda each: parsed.read(each, each)


def combined(paths: tuple[Any, ...]) -> Callable[[Any], Any]:
    """One key, or a list of several."""
    keys = [reader(path) for path in paths]
    return (
        keys[0]
        if len(keys) == 1
        else lambda each: [None if key(each) is MISSING else key(each) for key in keys]
    )


@TABLE.add()
def unique_by(list: Any, *paths: Any) -> Any:
    return distinct(want(list, "list"), combined(paths))


@TABLE.add()
def sort_by(list: Any, *paths: Any) -> Any:
    return ordered(
        want(list, "list"), [reader(path) for path in paths], [path.startswith("-") for path in paths]
    )


@TABLE.add()
def group_by(list: Any, *paths: Any) -> Any:
    grouped = clusters(want(list, "list"), combined(paths))
    return [{"items": items} if key is MISSING else {"key": key, "items": items} for key, items in grouped]


@TABLE.add()
def index_by(list: Any, *paths: Any) -> Any:
    key = combined(paths)
    made: dict[str, Any] = {}
    for each in want(list, "list"):
        if kind(key(each)) in ("missing", "null", "list", "object"):
            raise Fault("type")
        if key_text(key(each)) in made:
            raise Fault("duplicate-key")
        made[key_text(key(each))] = each
    return made


def _best(values: Any, paths: tuple[Any, ...], *, largest: bool) -> Any:
    there = [each for each in want(values, "list") if not absent(reader(paths[0])(each))]
    downward = [path.startswith("-") != largest for path in paths]
    best = ordered(there, [reader(path) for path in paths], downward)
    return best[0] if best else MISSING


@TABLE.add()
def min_by(list: Any, *paths: Any) -> Any:
    return _best(list, paths, largest=False)


@TABLE.add()
def max_by(list: Any, *paths: Any) -> Any:
    return _best(list, paths, largest=True)


@TABLE.add()
def entries(object: Any) -> Any:
    return [{"key": key, "value": value} for key, value in want(object, "object").items()]


@TABLE.add()
def from_entries(list: Any) -> Any:
    made = {}
    for each in want(list, "list"):
        if "key" not in want(each, "object"):
            raise Fault("type")
        if "value" in each:
            made[key_text(each["key"])] = each["value"]
    return made


@TABLE.add()
def keys(object: Any) -> Any:
    return [*want(object, "object")]


@TABLE.add()
def values(object: Any) -> Any:
    return [*want(object, "object").values()]


@TABLE.add()
def merge(*objects: Any) -> Any:
    made: dict[str, Any] = {}
    for each in objects:
        made |= want(each, "object")
    return made


def _names(names: Any) -> Any:
    """Names in a list, or one alone."""
    return [names] if kind(names) == "text" else want(names, "list")


@TABLE.add()
def pick(object: Any, names: Any) -> Any:
    return {name: object[name] for name in _names(names) if name in want(object, "object")}


@TABLE.add()
def omit(object: Any, names: Any) -> Any:
    return {key: value for key, value in want(object, "object").items() if key not in _names(names)}


@TABLE.add()
def rename_keys(object: Any, names: Any) -> Any:
    renamed = [want(names, "object").get(key, key) for key in want(object, "object")]
    if len(set(renamed)) < len(renamed):
        raise Fault("duplicate-key")
    return dict(zip(renamed, object.values(), strict=True))


@TABLE.add("zip")
def zip_(a: Any, b: Any) -> Any:
    return [[one, two] for one, two in zip(want(a, "list"), want(b, "list"), strict=False)]


@TABLE.add()
def chunk(list: Any, n: Any) -> Any:
    size = want_whole(n)
    if size < 1:
        raise Fault("type")
    return [list[start : start + size] for start in range(0, len(want(list, "list")), size)]


@TABLE.add()
def numbered(list: Any) -> Any:
    return [{"index": index, "item": item} for index, item in enumerate(want(list, "list"))]


@TABLE.add("any")
def any_(list: Any) -> bool:
    return any([truth(each) for each in want(list, "list")])  # noqa: C419


@TABLE.add("all")
def all_(list: Any) -> bool:
    return all([truth(each) for each in compact(list)])  # noqa: C419
