"""Functions over lists by a field of each member. A path is text: "price", "account.name", "-price" for descending."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.comparisons import identity
from mapbench.engine.functions.arguments import list_argument, not_text
from mapbench.engine.functions.objects import duplicate, key_of
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.ordering import order
from mapbench.engine.values import MISSING, Failure


@lru_cache(maxsize=512)
def field_path(path: str) -> tuple[bool, tuple[str, ...]]:
    """Whether a path is descending, and the names of its fields. Raises `Failure("bad-text")`."""
    names = tuple(path.removeprefix("-").split("."))
    if all(names) and not set(path) & set("[]*$"):
        return path.startswith("-"), names
    raise Failure(
        "bad-text", "The path is not made of names and dots.", expected="names with dots between them", actual=path,
        hint='Write "price", "-price" or "account.name".',
    )  # fmt: skip


def _paths(function: str, paths: tuple[Any, ...]) -> list[tuple[bool, tuple[str, ...]]]:
    for path in paths:
        if type(path) is not str:
            raise not_text(function, path=path)
    return [field_path(path) for path in paths]


def _field(member: Any, names: tuple[str, ...]) -> Any:
    """A field of a member; missing where there is no object on the way."""
    for name in names:
        if type(member) is not dict:
            return MISSING
        member = member.get(name, MISSING)
    return member


def _column(members: list[Any], names: tuple[str, ...]) -> list[Any]:
    if len(names) == 1:
        name = names[0]
        return [member.get(name, MISSING) if type(member) is dict else MISSING for member in members]
    return [_field(member, names) for member in members]


def _sorted(function: str, members: Any, paths: tuple[Any, ...]) -> list[Any]:
    ranked = list_argument(function, members)
    for descending, names in reversed(_paths(function, paths)):
        ranked = [ranked[position] for position in order(_column(ranked, names), descending)]
    return ranked


def sort_by(members: Any, *paths: Any) -> list[Any]:
    """The members in the order of their fields; of equal ones, the earlier first; without the field, last."""
    return _sorted("sort_by", members, paths)


def _keys(function: str, members: Any, paths: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """The fields of each member, one tuple a member."""
    list_argument(function, members)
    columns = [_column(members, names) for _, names in _paths(function, paths)]
    return list(zip(*columns, strict=True))


def unique_by(members: Any, *paths: Any) -> list[Any]:
    """The members whose fields have not come before."""
    seen: set[Any] = set()
    kept = []
    for member, key in zip(members, _keys("unique_by", members, paths), strict=True):
        mark = tuple(map(identity, key))
        if mark not in seen:
            seen.add(mark)
            kept.append(member)
    return kept


def group_by(budget: Budget, members: Any, *paths: Any) -> list[dict[str, Any]]:
    """Groups of members with equal fields, as `{key, items}`, in order of first appearance.

    With several paths `key` is a list, null where a field is missing; with one, members without it form a group without `key`.
    """
    groups: dict[Any, dict[str, Any]] = {}
    keys = _keys("group_by", members, paths)
    budget.take_elements(len(keys))
    for member, key in zip(members, keys, strict=True):
        mark = tuple(map(identity, key))
        group = groups.get(mark)
        if group is None:
            budget.take_elements(3 + len(key))
            group = groups[mark] = _group(key)
        group["items"].append(member)
    return list(groups.values())


def _group(key: tuple[Any, ...]) -> dict[str, Any]:
    if len(key) > 1:
        return {"key": [None if part is MISSING else part for part in key], "items": []}
    return {"items": []} if key[0] is MISSING else {"key": key[0], "items": []}


def index_by(budget: Budget, members: Any, *paths: Any) -> dict[str, Any]:
    """An object of the members by a field as text; by several fields, objects in objects. A key that comes twice fails."""
    made: dict[str, Any] = {}
    keys = _keys("index_by", members, paths)
    budget.take_elements(len(keys) * len(paths))
    for member, key in zip(members, keys, strict=True):
        *outer, inner = (key_of("index_by", part) for part in key)
        place = made
        for part in outer:
            place = place.setdefault(part, {})
        if inner in place:
            raise duplicate("index_by", inner)
        place[inner] = member
    return made


def _with_field(function: str, members: Any, paths: tuple[Any, ...]) -> list[Any]:
    first = _keys(function, members, paths[:1])
    return [
        member
        for member, (key,) in zip(members, first, strict=True)
        if key is not None and key is not MISSING
    ]


def min_by(members: Any, *paths: Any) -> Any:
    """The first member with the smallest field, further fields breaking ties; missing where none has the field."""
    ranked = _sorted("min_by", _with_field("min_by", members, paths), paths)
    return ranked[0] if ranked else MISSING


def max_by(members: Any, *paths: Any) -> Any:
    """The first member with the largest field, further fields breaking ties; missing where none has the field."""
    _paths("max_by", paths)
    turned = tuple(path[1:] if path.startswith("-") else "-" + path for path in paths)
    ranked = _sorted("max_by", _with_field("max_by", members, paths), turned)
    return ranked[0] if ranked else MISSING


_BY: Final = (
    Parameter("list", "list"),
    Parameter("path", "text", check=field_path),
    Parameter("more", "text", many=True, check=field_path),
)


def _entry(name: str, *rest: Any, **how: Any) -> Function:
    return Function(name, "collections", _BY, *rest, **{"passes": True, **how})


FUNCTIONS: Final = (
    _entry(
        "unique_by", "list", "Without members whose fields came before.",
        'unique_by([{"id": 1, "v": "a"}, {"id": 1, "v": "b"}], "id")', [{"id": 1, "v": "a"}], unique_by,
    ),
    _entry(
        "sort_by", "list", "In the order of fields; a leading - is descending.",
        'sort_by([{"p": 1}, {"p": 3}, {"p": 2}], "-p")', [{"p": 3}, {"p": 2}, {"p": 1}], sort_by,
    ),
    _entry(
        "group_by", "list", "Groups with equal fields, as {key, items}.",
        'group_by([{"v": "a", "n": 1}, {"v": "b", "n": 2}, {"v": "a", "n": 3}], "v")',
        [
            {"key": "a", "items": [{"v": "a", "n": 1}, {"v": "a", "n": 3}]},
            {"key": "b", "items": [{"v": "b", "n": 2}]},
        ],
        group_by, grows=True,
    ),
    _entry(
        "index_by", "object", "An object of the members by a field.",
        'index_by([{"sku": "A1", "n": 2}], "sku")', {"A1": {"sku": "A1", "n": 2}}, index_by, grows=True,
    ),
    _entry(
        "min_by", "any", "The member with the smallest field.",
        'min_by([{"p": 3}, {"p": 1}], "p")', {"p": 1}, min_by,
    ),
    _entry(
        "max_by", "any", "The member with the largest field.",
        'max_by([{"p": 3}, {"p": 1}], "p")', {"p": 3}, max_by,
    ),
)  # fmt: skip
