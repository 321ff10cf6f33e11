"""JSON files, schemas above all: strict, with duplicate keys and numbers beyond JSON refused."""

from __future__ import annotations

import json
from typing import Any

from mapbench.errors import LoadError, Place, Problem


def json_data(text: str, file: str | None) -> Any:
    """The value of a JSON text. Raises LoadError, with line and column where they are known."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        problem = Problem(
            f"This is not JSON: {error.msg}.",
            "Check commas, quotes and brackets.",
            Place(file, error.lineno, error.colno),
        )
    except RecursionError:
        problem = Problem("This is nested too deeply.", "Nest less.", Place(file, 1, 1))
    except ValueError as error:
        problem = Problem(str(error), "Correct the file.", _place_of_key(text, file, error))
    raise LoadError([problem])


class _DuplicateError(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(f"The key {key!r} stands twice in one object.")
        self.key = key


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateError(key)
            seen.add(key)
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON.")


def _place_of_key(text: str, file: str | None, error: ValueError) -> Place:
    if not isinstance(error, _DuplicateError):
        return Place(file)
    index = text.rfind(json.dumps(error.key, ensure_ascii=False))
    return (
        Place(file, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
        if index >= 0
        else Place(file)
    )
