"""The order of values: numbers, texts, dates, times, false before true; null and missing last in both directions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from mapbench.engine.operators import exact
from mapbench.engine.values import MISSING, Failure, kind

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBERS: Final = frozenset({int, float, Decimal})
_PLAIN: Final = frozenset({int, float, str})


def order(values: Sequence[Any], descending: bool = False) -> list[int]:
    """The positions of values in their order; equal ones keep theirs, null and missing come last.

    Raises `Failure("type")` for kinds that have no order among themselves.
    """
    kinds = set(map(type, values))
    if len(kinds) == 1 and not kinds.isdisjoint(_PLAIN):
        return sorted(range(len(values)), key=values.__getitem__, reverse=descending)
    present = [
        position for position, value in enumerate(values) if value is not None and value is not MISSING
    ]
    key = _key([values[position] for position in present])
    ranks = {position: key(values[position]) for position in present} if key else values
    present.sort(key=ranks.__getitem__, reverse=descending)
    if len(present) == len(values):
        return present
    return present + [position for position, value in enumerate(values) if value is None or value is MISSING]


def _key(present: list[Any]) -> Callable[[Any], Any] | None:
    """What Python has to compare in place of each value; None where the values themselves do."""
    kinds = set(map(type, present))
    if kinds <= {int, float} or (len(kinds) == 1 and not kinds.isdisjoint({str, date, bool})):
        return None
    if kinds <= _NUMBERS:
        return exact
    if kinds != {datetime}:
        raise _no_order(present)
    zones = [moment.tzinfo is not None for moment in present]
    if not any(zones):
        return None
    if not all(zones):
        raise Failure(
            "type", "A time with a zone and a time without one have no order.", expected="times with a zone",
            actual=present[zones.index(False)], hint='Give the zone when it is read: datetime(x, zone="Europe/Berlin").',
        )  # fmt: skip
    return lambda moment: moment - _EPOCH


def _no_order(present: list[Any]) -> Failure:
    first = present[0]
    odd = next((value for value in present if kind(value) != kind(first)), first)
    if odd is first:
        message = f"Values of the kind {kind(first)} have no order."
    else:
        message = f"Values of the kinds {kind(first)} and {kind(odd)} have no order among them."
    return Failure(
        "type",
        message,
        expected="numbers, texts or dates of one kind",
        actual=odd,
        hint="Sort by one field of each.",
    )
