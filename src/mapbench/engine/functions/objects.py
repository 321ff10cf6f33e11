"""Functions over objects. Two values that would share a key fail, `duplicate-key`; only merge lets the later one win."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.functions.arguments import list_argument, object_argument, wrong
from mapbench.engine.functions.signature import Function, Parameter
from mapbench.engine.texts import key_text
from mapbench.engine.values import MISSING, Failure


def key_of(function: str, value: Any) -> str:
    """A value as the key of an object. Raises `Failure("type")` for null, missing, lists and objects."""
    if type(value) is str:
        return value
    if value is None or value is MISSING or type(value) is list or type(value) is dict:
        hint = "Leave such members out first: [i for i in list if i.key is not null]."
        raise wrong(function, "the key of each member", value, "text, a number or a date", hint)
    return key_text(value)


def duplicate(function: str, key: str) -> Failure:
    """The failure of two values under one key."""
    return Failure(
        "duplicate-key", f"{function}() got two values for one key.", expected="each key once", actual=key
    )


def entries(budget: Budget, fields: Any) -> list[dict[str, Any]]:
    """An object as a list of `{key, value}`."""
    object_argument("entries", fields)
    budget.take_elements(3 * len(fields))
    return [{"key": key, "value": value} for key, value in fields.items()]


def from_entries(budget: Budget, members: Any) -> dict[str, Any]:
    """An object of a list of `{key, value}`; an entry without a value gives no key."""
    list_argument("from_entries", members)
    budget.take_elements(len(members))
    made: dict[str, Any] = {}
    for member in members:
        if type(member) is not dict:
            raise wrong("from_entries", "each member of list", member, "an object with key and value")
        key = key_of("from_entries", member.get("key", MISSING))
        if key in made:
            raise duplicate("from_entries", key)
        if member.get("value", MISSING) is not MISSING:
            made[key] = member["value"]
    return made


def keys(budget: Budget, fields: Any) -> list[str]:
    """The keys of an object, in its order."""
    object_argument("keys", fields)
    budget.take_elements(len(fields))
    return list(fields)


def values(budget: Budget, fields: Any) -> list[Any]:
    """The values of an object, in its order."""
    object_argument("values", fields)
    budget.take_elements(len(fields))
    return list(fields.values())


def merge(budget: Budget, first: Any, *more: Any) -> dict[str, Any]:
    """The keys of all objects, one level deep; of a key that comes again, the later value."""
    budget.take_elements(
        sum(len(object_argument("merge", fields, "each argument")) for fields in (first, *more))
    )
    made = dict(first)
    for fields in more:
        made.update(fields)
    return made


def _names(function: str, names: Any) -> Iterable[str]:
    if type(names) is str:
        return (names,)
    for name in list_argument(function, names, "names"):
        if type(name) is not str:
            raise wrong(function, "names", name, "a list of texts")
    return names  # type: ignore[no-any-return]


def pick(fields: Any, names: Any) -> dict[str, Any]:
    """Only the named keys, in the order of the names; a name that the object lacks gives no key."""
    object_argument("pick", fields)
    return {name: fields[name] for name in _names("pick", names) if name in fields}


def omit(fields: Any, names: Any) -> dict[str, Any]:
    """Every key but the named ones."""
    object_argument("omit", fields)
    left_out = frozenset(_names("omit", names))
    return {key: value for key, value in fields.items() if key not in left_out}


def rename_keys(fields: Any, names: Any) -> dict[str, Any]:
    """The same values, some under new keys: `{old: new}`. Names that the object lacks do nothing."""
    object_argument("rename_keys", fields)
    object_argument("rename_keys", names, "names")
    made: dict[str, Any] = {}
    for key, value in fields.items():
        new = names.get(key, key)
        if type(new) is not str:
            raise wrong("rename_keys", "each new name", new, "text")
        if new in made:
            raise duplicate("rename_keys", new)
        made[new] = value
    return made


_OBJECT: Final = Parameter("object", "object")
_NAMES: Final = Parameter("names", "names")


def _entry(name: str, *rest: Any, **how: Any) -> Function:
    return Function(name, "collections", *rest, **{"passes": True, **how})


FUNCTIONS: Final = (
    _entry(
        "entries", (_OBJECT,), "list", "The object as a list of {key, value}.",
        'entries({"size": "M"})', [{"key": "size", "value": "M"}], entries, grows=True,
    ),
    _entry(
        "from_entries", (Parameter("list", "list"),), "object", "An object of a list of {key, value}.",
        'from_entries([{"key": "size", "value": "M"}])', {"size": "M"}, from_entries, grows=True,
    ),
    _entry("keys", (_OBJECT,), "list", "The keys, in their order.", 'keys({"b": 1, "a": 2})', ["b", "a"], keys, grows=True),
    _entry("values", (_OBJECT,), "list", "The values, in their order.", 'values({"b": 1, "a": 2})', [1, 2], values, grows=True),
    _entry(
        "merge", (Parameter("a", "object"), Parameter("b", "object", many=True)), "object",
        "The keys of all; of a key that comes again, the later value.",
        'merge({"a": 1, "b": 1}, {"b": 2})', {"a": 1, "b": 2}, merge, grows=True,
    ),
    _entry("pick", (_OBJECT, _NAMES), "object", "Only these keys.", 'pick({"a": 1, "b": 2}, ["b"])', {"b": 2}, pick),
    _entry("omit", (_OBJECT, _NAMES), "object", "Every key but these.", 'omit({"a": 1, "b": 2}, ["b"])', {"a": 1}, omit),
    _entry(
        "rename_keys", (_OBJECT, Parameter("names", "object")), "object", "The same values, some under new keys.",
        'rename_keys({"colour": "red"}, {"colour": "color"})', {"color": "red"}, rename_keys,
    ),
)  # fmt: skip
