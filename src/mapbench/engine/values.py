"""The values a formula sees, the marker for absence, and the failure a function raises.

A value is one of: text (`str`), whole number (`int`), fraction (`float`), exact number (`decimal.Decimal`), `bool`, null
(`None`), missing (`MISSING`), `datetime.date`, `datetime.datetime`, a list or an object (`dict` with text keys).
"""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final


class _Missing:
    """The type of `MISSING`: a key or element that is not there, which is not null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "missing"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "MISSING"


class _Unset:
    """The type of `UNSET`: nothing was said, where null and missing would say something."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "unset"


MISSING: Final[Any] = _Missing()
UNSET: Final[Any] = _Unset()

WHOLE_MIN: Final = -(2**63)
WHOLE_MAX: Final = 2**63 - 1


#: What to do where the failure itself says nothing better. `raised` has the mapping's own words.
_WAYS_OUT: Final[dict[str, str]] = {
    "type": "See what comes: mapbench explain shows the value at each step, type_of(x) tells kinds apart.",
    "arithmetic": "Guard the case (a if … else b), or give a fallback: attempt(x, fallback).",
    "bad-text": "Correct it where it comes from, or give a fallback: attempt(x, fallback).",
    "duplicate-key": "Take one of them first: unique_by(list, path), or group_by(list, path).",
    "not-an-object": "See what comes: mapbench explain shows the value at each step.",
    "not-a-list": "See what comes: mapbench explain shows the value at each step.",
    "bad-input": "Correct the record where it comes from.",
    "limit": "Cut the value down before this step.",
}


class Failure(Exception):
    """A rule's value could not be made. `code` is one of `errors.RECORD_ERROR_CODES`.

    `expected` says in words what would have been right, `actual` is the value that came (shortened where it is shown).
    """

    def __init__(
        self, code: str, message: str, *, expected: str | None = None, actual: Any = UNSET, hint: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.expected = expected
        self.actual = actual
        self.hint = hint or _WAYS_OUT.get(code, "")


_KINDS: Final[dict[type, str]] = {
    str: "text",
    int: "number",
    float: "number",
    Decimal: "number",
    bool: "true or false",
    type(None): "null",
    _Missing: "missing",
    date: "date",
    datetime: "date and time",
    list: "list",
    dict: "object",
}


def kind(value: Any) -> str:
    """The kind of a value in the words used in messages: text, number, list, object."""
    return _KINDS.get(type(value), type(value).__name__)


def a_kind(value: Any) -> str:
    """The kind of a value with its article: text, a number, a list, an object."""
    found = kind(value)
    if found in {"text", "null", "missing", "true or false"}:
        return found
    return f"an {found}" if found == "object" else f"a {found}"


def shorten(value: Any, limit: int = 80) -> Any:
    """A value fit for a message or a report: what is long is cut with an ellipsis, lists and objects as JSON text."""
    if isinstance(value, str):
        return value if len(value) <= limit else value[: limit - 1] + "…"
    if isinstance(value, list | dict):
        if len(value) > limit:
            return f"{a_kind(value)} with {len(value):,} entries"
        text = json.dumps(value, ensure_ascii=False, default=str)
        return value if len(text) <= limit else text[: limit - 1] + "…"
    if isinstance(value, date):
        return value.isoformat()
    return None if value is MISSING or value is UNSET else value
