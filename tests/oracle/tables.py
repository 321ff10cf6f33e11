"""Lookups: a key's entry, or what the table says of a miss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.oracle.kinds import MISSING, Fault, absent, key_text, kind
from tests.oracle.scope import Table


def look_up(table: Table, key: Any, otherwise: Callable[[], Any] | None = None) -> Any:
    """The entry of a key that is there; `otherwise` goes before the table's own `on_miss`."""
    if absent(key):
        return key
    if kind(key) in ("list", "object"):
        raise Fault("type")
    spelling = key_text(key)
    if spelling in table.entries:
        return table.entries[spelling]
    return otherwise() if otherwise else missed(table.on_miss, key)


def missed(on_miss: Any, key: Any) -> Any:
    if isinstance(on_miss, dict):
        return on_miss["value"]
    if on_miss == "error":
        raise Fault("lookup-miss")
    return {"missing": MISSING, "null": None, "keep": key}[on_miss]


def backwards(table: Table) -> Table:
    """The table from values to keys."""
    return Table({key_text(value): key for key, value in table.entries.items()}, table.on_miss)
