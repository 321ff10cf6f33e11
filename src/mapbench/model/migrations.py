"""Older file formats become the present one, one number at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mapbench.errors import LoadError, Problem
from mapbench.model.documents import Document

CURRENT = 1


def _from_0(data: dict[str, Any]) -> dict[str, Any]:
    # Format 0 is what was written before files carried a number: the same keys, the same meaning.
    return data


#: What turns format n into n + 1; it gets and gives plain data, and may change the data it got.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {0: _from_0}


def migrated(document: Document) -> Any:
    """The document's data in the present format. Raises LoadError for a number that is none, or is newer."""
    data = document.require()
    if (
        not isinstance(data, dict)
        or data.get("format") in (None, CURRENT)
        or isinstance(data["format"], bool)
    ):
        return data
    number = data["format"]
    if number not in MIGRATIONS:
        hint = (
            "Install a newer mapbench."
            if isinstance(number, int) and number > CURRENT
            else "Write format: 1."
        )
        message = f"The format {number!r} is not known here; this mapbench reads up to {CURRENT}."
        raise LoadError([Problem(message, hint, document.position(("format",)))])
    data = dict(data)
    for step in range(number, CURRENT):
        data = {**MIGRATIONS[step](data), "format": step + 1}
    return data
