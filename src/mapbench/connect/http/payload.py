"""The records in a payload: where the dataset says they are, or where they evidently are."""

from __future__ import annotations

from typing import Any, Final

from mapbench.connect.http.failures import NoRecords
from mapbench.engine.path_code import read
from mapbench.engine.paths import is_plain_name
from mapbench.engine.values import MISSING
from mapbench.language.paths import PathError, parse_path
from mapbench.model.documents import Document

_SHOWN: Final = 12
_LONGEST: Final = 40
#: How many objects deep a list of records is looked for.
_DEEPEST: Final = 3


def records_in(
    payload: Any, path: str | None, system: str, dataset: str, document: Document
) -> list[dict[str, Any]]:
    """The records of a payload. Raises NoRecords where the path leads nowhere, or to something that is no object."""
    place = document.position(("datasets", dataset, "records" if path else "request"))
    found = _found(payload, path or guessed(payload), place)
    if found is None:
        keys = f"its keys are {_keys(payload)}" if isinstance(payload, dict) else f"it is {_kind(payload)}"
        raise NoRecords(
            system,
            f"The records of {system}.{dataset} are not at {path} in the answer: {keys}.",
            f"Write `records: {guessed(payload)}`." if path != guessed(payload) else "Look at the answer.",
            place,
        )
    wrong = next((record for record in found if not isinstance(record, dict)), MISSING)
    if wrong is not MISSING:
        message = f"The records of {system}.{dataset} have to be objects; one of them is {_kind(wrong)}."
        raise NoRecords(system, message, "Let `records` lead to the objects.", place)
    return found


def guessed(payload: Any) -> str:
    """The path at which the records most likely are: the only list of objects nearest the top, else the payload itself."""
    if isinstance(payload, list):
        return "$[*]"
    level = [("$", payload)]
    for _ in range(_DEEPEST):
        below = [
            (f"{path}.{key}" if key.isidentifier() and key.isascii() else f"{path}[{key!r}]", value)
            for path, above in level
            if isinstance(above, dict)
            for key, value in above.items()
        ]
        lists = [path for path, value in below if _is_records(value)]
        if lists:
            return f"{lists[0]}[*]" if len(lists) == 1 else "$"
        level = below
    return "$"


def _found(payload: Any, text: str, place: Any) -> list[Any] | None:
    try:
        path = parse_path(text)
    except PathError as error:
        raise NoRecords("", error.message, error.hint, place) from None
    value = read(path, payload, payload)
    if path.singular:
        if value is MISSING or value is None:
            return None
        return value if isinstance(value, list) else [value]
    if value or (text.endswith("[*]") and _is_there(payload, text.removesuffix("[*]") or "$")):
        return list(value)
    return None if text.endswith("[*]") else list(value)


def _keys(payload: dict[str, Any]) -> str:
    """The keys that are plain names; others may be data."""
    plain = [key for key in payload if is_plain_name(key) and len(key) <= _LONGEST][:_SHOWN]
    return ", ".join([*plain, "…"] if len(plain) < len(payload) else plain)


def _is_there(payload: Any, text: str) -> bool:
    """Whether the list exists, so that no records in it means that there are none today."""
    found = read(parse_path(text), payload, payload)
    return isinstance(found, list)


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _kind(value: Any) -> str:
    names = {type(None): "null", bool: "true or false", str: "a text", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")
