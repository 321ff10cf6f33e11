"""The nearest valid name, for every message that refuses one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, names: Iterable[str], cutoff: float = 70) -> str | None:
    """The most similar of `names`, or None when none is similar enough (`cutoff` is 0 to 100)."""
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(name, list(names), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=cutoff)
    return str(found[0]) if found else None


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """The hint "Did you mean NAME?", or an empty text when nothing is near."""
    found = nearest(name, names)
    return f"Did you mean {found}?" if found else ""
