"""How the tier of what a finding is about shifts its level."""

from __future__ import annotations

from typing import Final

from mapbench.checks.findings import Level

_STRICTER: Final[dict[str, Level]] = {"info": "warning", "warning": "error"}
_MILDER: Final[dict[str, Level]] = {"error": "warning", "warning": "info"}


def shifted(level: Level, tier: str | None, code: str) -> Level:
    """One step stricter where revenue depends on it, one step milder where people only look at it.

    A file that does not load, and what concerns security (MB7xx), is as bad in every tier.
    """
    if code == "MB000" or code.startswith("MB7"):
        return level
    if tier == "revenue-critical":
        return _STRICTER.get(level, level)
    return _MILDER.get(level, level) if tier == "informational" else level
