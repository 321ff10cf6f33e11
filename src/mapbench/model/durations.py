"""Lengths of time as project files write them."""

from __future__ import annotations

from typing import Final

_DAYS: Final = {"ms": 1 / 86_400_000, "s": 1 / 86_400, "m": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0}


def days_of(duration: str) -> float:
    """The days of `30d`, `4w`, `12h`; the pattern of `model.base.Duration` was checked before."""
    number = duration.rstrip("mshdw")
    return float(number) * _DAYS[duration[len(number) :]]
