"""Lookup tables as functions: a key goes in, and a miss is what the table's `on_miss` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mapbench.engine.program import Table
from mapbench.engine.texts import key_text
from mapbench.engine.values import MISSING, Failure
from mapbench.errors import MapbenchError


def finders(tables: tuple[Table, ...], given: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The functions generated code calls for each table: `findN`, `findN_or`, `findN_if_there`; and `entriesN`.

    Raises `MapbenchError` for a table that has no entries of its own and was not given any.
    """
    functions: dict[str, Any] = {}
    for number, table in enumerate(tables):
        entries = given.get(table.name, table.entries)
        if table.reverse_of is not None and table.reverse_of in given:
            entries = reversed_entries(table.reverse_of, given[table.reverse_of])
        if entries is None:
            raise MapbenchError(
                f"The lookup table {table.name} has no entries.", f"Give them: --lookup {table.name}=FILE."
            )
        functions[f"entries{number}"] = entries
        functions[f"find{number}"] = _finder(table, entries)
        functions[f"find{number}_or"] = _finder_or(entries)
        functions[f"find{number}_if_there"] = _finder_if_there(table, entries, functions[f"find{number}"])
    return functions


def _finder(table: Table, entries: Mapping[str, Any]) -> Callable[[Any, list[Any]], Any]:
    def find(key: Any, softened: list[Any]) -> Any:
        if type(key) is str:
            value = entries.get(key, MISSING)
            if value is not MISSING:
                return value
        elif key is None or key is MISSING:
            return key
        else:
            value = entries.get(key_text(key), MISSING)
            if value is not MISSING:
                return value
        failure = missed(table, key)
        if table.on_miss == "error":
            raise failure
        softened.append((table, failure, table.on_miss, ()))
        return {"missing": MISSING, "null": None, "keep": key}.get(table.on_miss, table.value)

    return find


def _finder_or(entries: Mapping[str, Any]) -> Callable[[Any, Callable[[], Any]], Any]:
    def find(key: Any, otherwise: Callable[[], Any]) -> Any:
        if key is None or key is MISSING:
            return key
        value = entries.get(key_text(key), MISSING)
        return otherwise() if value is MISSING else value

    return find


def _finder_if_there(
    table: Table, entries: Mapping[str, Any], find: Callable[[Any, list[Any]], Any]
) -> Callable[[Any, list[Any]], Any]:
    """For a rule with a default: a miss of a table whose misses are errors is missing, which the default takes."""
    if table.on_miss != "error":
        return find

    def find_if_there(key: Any, softened: list[Any]) -> Any:
        if key is None or key is MISSING:
            return key
        return entries.get(key if type(key) is str else key_text(key), MISSING)

    return find_if_there


def reversed_entries(name: str, entries: Mapping[str, Any]) -> dict[str, Any]:
    """A table backwards, value to key. Raises `MapbenchError` when two keys have one value, or a value is no scalar."""
    result: dict[str, Any] = {}
    for key, value in entries.items():
        if value is None or isinstance(value, list | dict):
            raise MapbenchError(
                f"The table {name} cannot be used backwards: {key} has no scalar value.",
                "Use a table of its own.",
            )
        text = key_text(value)
        if text in result:
            message = f"The table {name} is not one-to-one: {result[text]} and {key} both give {text}."
            raise MapbenchError(message, "Write a table for the way back.")
        result[text] = key
    return result


def missed(table: Table, key: Any) -> Failure:
    """The failure of a key that a table lacks."""
    return Failure(
        "lookup-miss",
        f"The lookup table {table.name} has no entry for this key.",
        expected=f"a key of {table.name}",
        actual=key,
        hint="Add it to the table, or say on_miss, or give the rule a default.",
    )
