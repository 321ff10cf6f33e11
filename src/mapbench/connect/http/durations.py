"""Lengths of time as files write them: 30s, 5m, 2h."""

from __future__ import annotations

import re

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d|w)?")


def seconds_of(text: str) -> float:
    """Seconds of `1m`, `500ms`, `2.5s`; a number alone is seconds. Raises ValueError for anything else."""
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    return float(match[1]) * _UNITS[match[2] or "s"]
