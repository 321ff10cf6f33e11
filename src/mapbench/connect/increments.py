"""Only what is new: the newest value seen of a field is what the next request asks from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mapbench.engine.path_code import read
from mapbench.language.paths import parse_path

if TYPE_CHECKING:
    from mapbench.store.increments import Value


class Newest:
    """The newest value of one field over many records, given one by one; `before` is the newest of earlier runs.

    Numbers are compared as numbers, times as moments whatever their zones, all else as text. Raises PathError for a
    field that is no path.
    """

    def __init__(self, field: str, before: Value | None = None) -> None:
        self._path = parse_path(field)
        self.value = before

    def add(self, record: Any) -> None:
        """Looks at another record; one without the field says nothing."""
        found = read(self._path, record, record)
        if isinstance(found, bool) or not isinstance(found, str | int | float) or found == "":
            return
        if isinstance(found, float) and not math.isfinite(found):
            return
        if self.value is None or _after(found, self.value):
            self.value = found


def newest(field: str, records: Iterable[Any], before: Value | None) -> Value | None:
    """The newest value of a field over records, and of earlier runs; None where there is none yet."""
    found = Newest(field, before)
    for record in records:
        found.add(record)
    return found.value


def _after(one: Value, other: Value) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one > other
    if isinstance(one, int | float) or isinstance(other, int | float):
        return True  # the system writes it another way now
    first, second = _moment(one), _moment(other)
    return first > second if first and second else one > other


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
