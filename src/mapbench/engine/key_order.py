"""The keys of an output in the order of its target schema, by the trees of `schemas.ordering`."""

from __future__ import annotations

from typing import Any


def ordered(value: Any, order: dict[str, Any]) -> Any:
    """A copied object or list with its keys in the order of the target schema; scalars as they are."""
    if type(value) is dict:
        below = order.get("children") or {}
        known = [name for name in order.get("names") or () if name in value]
        rest = value if not known else [*known, *(name for name in value if name not in set(known))]
        made = {name: ordered(value[name], below[name]) if name in below else value[name] for name in rest}
        return _with_rest(made, order) if order.get("rest") else made
    if type(value) is list and order.get("items"):
        return [ordered(member, order["items"]) for member in value]
    return value


def _with_rest(made: dict[str, Any], order: dict[str, Any]) -> dict[str, Any]:
    """The same with the values under names that come from the data in their order, too."""
    return {
        name: value if name in order["names"] else ordered(value, order["rest"])
        for name, value in made.items()
    }


def arrange(out: dict[str, Any], order: dict[str, Any]) -> None:
    """Put an object under construction into the key order of the target schema."""
    result = ordered(out, order)
    out.clear()
    out.update(result)
