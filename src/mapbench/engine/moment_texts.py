"""Texts of times that become texts again: the usual ISO spelling by its hour, which many records share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from mapbench.engine.budget import Budget
from mapbench.engine.functions.dates import format_date, in_zone, read_datetime
from mapbench.engine.texts import iso
from mapbench.engine.values import MISSING

DAY: Final = "%Y-%m-%d"
_REMEMBERED: Final = 20_000
_LENGTHS: Final = frozenset({len("2026-01-31T12:00:00Z"), len("2026-01-31T12:00:00+01:00")})


class _Hours(dict[str, str]):
    """UTC's `YYYY-MM-DDTHH` by the hour and offset of an ISO text, whole hours only; "" where there is none."""

    def __missing__(self, key: str) -> str:
        hour = ""
        usual = key[4] == key[7] == "-" and key[10] == "T" and key[11:13] != "24" and key[16:] in {"", ":00"}
        if usual:
            try:
                hour = iso(datetime.fromisoformat(f"{key[:13]}:00:00{key[13:]}").astimezone(UTC))[:13]
            except (ValueError, OverflowError):
                pass
        if len(self) >= _REMEMBERED:
            self.clear()
        self[key] = hour
        return hour


class _Clocks(dict[str, bool]):
    """Whether a text is `:MM:SS`."""

    def __missing__(self, key: str) -> bool:
        fits = key[0] == key[3] == ":" and key[1:3] in _SIXTY and key[4:] in _SIXTY
        if fits:
            self[key] = fits
        return fits


_HOURS: Final = _Hours()
_CLOCKS: Final = _Clocks()
_SIXTY: Final = frozenset(f"{number:02}" for number in range(60))


def utc_text(x: Any) -> Any:
    """`in_zone(datetime(x), "UTC")` as it is written."""
    if type(x) is str and len(x) in _LENGTHS:
        clock = x[13:19]
        if _CLOCKS[clock]:
            hour = _HOURS[x[:13] + x[19:]]
            if hour:
                return f"{hour}{clock}Z"
    if x is None or x is MISSING:
        return x
    return iso(in_zone(read_datetime(x, "", ""), "UTC"))


def day_text(budget: Budget, x: Any) -> Any:
    """`format_date(datetime(x), "%Y-%m-%d")`."""
    if type(x) is str and len(x) in _LENGTHS and _CLOCKS[x[13:19]] and _HOURS[x[:13] + x[19:]]:
        budget.take_text(len(DAY) * 9)
        return x[:10]
    if x is None or x is MISSING:
        return x
    return format_date(budget, read_datetime(x, "", ""), DAY)


def is_stamp(value: str) -> bool:
    """Whether the ISO text of a time is a date-time: it has a zone of whole minutes."""
    return value[-1] == "Z" or value[-6] in "+-"
