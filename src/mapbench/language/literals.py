"""Arguments that are written out can be judged before any record is read: patterns, date patterns, zones, units."""

from __future__ import annotations

from mapbench.engine.functions.signature import Parameter


def check_literal(function: str, parameter: Parameter, value: str) -> tuple[str, str] | None:
    """(message, hint) when a literal text can never work as this argument, else None."""
    return None
