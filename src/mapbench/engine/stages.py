"""The stages of a collection over what it has kept so far: sort, unique, group, and the key of `keyed_by`.

A kept item is (positions, items of the loops, sort keys, unique key, group keys, key); a group is
(positions, first items, `{key, items}`, key).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.comparisons import identity
from mapbench.engine.ordering import order
from mapbench.engine.texts import key_text, written, written_computed
from mapbench.engine.values import MISSING, Failure

#: By what tells groups apart: their key values, the items of the first, all members.
Groups = dict[Any, tuple[Any, tuple[Any, ...], list[Any]]]


def sort_items(kept: list[Any], descending: list[bool]) -> list[Any]:
    """Stable by several keys; null and missing last in either direction. Raises `Failure("type")` for mixed kinds."""
    for column in range(len(descending) - 1, -1, -1):
        places = order([entry[2][column] for entry in kept], descending[column])
        kept = [kept[place] for place in places]
    return kept


def sort_columns(items: list[Any], columns: list[list[Any]], descending: list[bool]) -> list[Any]:
    """`sort_items` for items alone, with a list of keys for each order."""
    places = list(range(len(items)))
    for column, downwards in zip(reversed(columns), reversed(descending), strict=True):
        keys = [column[place] for place in places]
        places = [places[at] for at in order(keys, downwards)]
    return [items[place] for place in places]


def unique_items(kept: list[Any]) -> list[Any]:
    """The first item of each value of the key."""
    seen: set[Any] = set()
    result = []
    for entry in kept:
        key = identity(entry[3])
        if key not in seen:
            seen.add(key)
            result.append(entry)
    return result


def group_items(
    budget: Budget, kept: list[Any], key_is_list: bool, names: list[str] | None, computed: bool
) -> list[Any]:
    """Groups in order of first appearance; a member of nested loops is an object of the loops' names.

    `computed` says that fractions among the keys are written with 15 digits.
    """
    groups: Groups = {}
    budget.take_elements(len(kept))
    for entry in kept:
        keys, items = entry[4], entry[1]
        member = items[0] if names is None else dict(zip(names, items, strict=True))
        group = groups.setdefault(identity(list(keys) if key_is_list else keys[0]), (keys, items, []))
        group[2].append(member)
    return _entries(groups, key_is_list, computed)


def groups_of(budget: Budget, groups: Groups, key_is_list: bool, computed: bool) -> list[Any]:
    """The same where the items have been put into groups already, under keys by which they are told apart."""
    for group in groups.values():
        budget.take_elements(len(group[2]))
    return _entries(groups, key_is_list, computed)


def _entries(groups: Groups, key_is_list: bool, computed: bool) -> list[Any]:
    result = []
    for position, (keys, items, collected) in enumerate(groups.values()):
        key = [None if k is MISSING else k for k in keys] if key_is_list else keys[0]
        shown = written_computed(key) if computed else written(key)
        base = {"items": collected} if key is MISSING else {"key": shown, "items": collected}
        result.append(((position,), items, base, key))
    return result


Left = tuple[tuple[int, ...], tuple[Any, ...], Any, Any]


def left_items(kept: list[Any] | dict[str, Left] | None) -> Iterator[tuple[str | None, Left]]:
    """(key of `keyed_by`, (positions, items, group, own key)) of what the stages left; nothing where they failed."""
    if isinstance(kept, dict):
        yield from kept.items()
        return
    for entry in kept or ():
        if len(entry) == 4:
            yield None, entry
        else:
            positions, items = entry[0], entry[1]
            yield None, (positions[len(positions) - len(items) :], items, MISSING, entry[5])


def with_keys(entry: Left, unique: Any, groups: list[Any]) -> Any:
    """An item that is left as it was kept, with the keys of `unique` and of its group."""
    return (entry[0], entry[1], [], unique, groups, entry[3])


def put_key(keyed: dict[str, Left], value: Any, entry: Left, on_duplicate: str) -> None:
    """Put what is left under its key as text. Raises `Failure` for a null, missing or (unless said otherwise) repeated key."""
    if value is None or value is MISSING:
        code = "null" if value is None else "missing"
        raise Failure(
            code,
            f"The key of an item is {code}.",
            expected="a key",
            actual=value,
            hint="Leave such items out with `where`.",
        )
    key = key_text(value)
    if key in keyed and on_duplicate == "error":
        raise Failure("duplicate-key", "Two items have the same key.", expected="a key that comes once", actual=key,
                      hint="Say `on_duplicate: first` or `last`, or `group` the items.")  # fmt: skip
    if key not in keyed or on_duplicate == "last":
        keyed[key] = entry


def drop_item(
    softened: list[Any],
    number: int,
    at: tuple[int, ...],
    errors: list[Any],
    notes: list[Any],
    before: tuple[int, int],
    invalid: Exception,
) -> None:
    """Take an item's errors back and count the item as dropped: for its first error, a null, or because it is `invalid`."""
    error = invalid
    if len(errors) > before[0]:
        error = errors[before[0]][2]
    elif any(note[2] is None for note in notes[before[1] :]):
        error = Failure("null", "A required target of the item got null.")
    del errors[before[0] :]
    del notes[before[1] :]
    softened.append((number, error, "drop", at))


NAMES: Final[dict[str, Any]] = {
    "sort_items": sort_items, "unique_items": unique_items, "group_items": group_items, "left_items": left_items,
    "sort_columns": sort_columns, "groups_of": groups_of, "identity": identity, "put_key": put_key,
    "with_keys": with_keys, "drop_item": drop_item,
}  # fmt: skip
