"""The nearest valid name: what "did you mean" offers."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, names: Iterable[str], likeness: int = 60) -> str | None:
    """The name most like `word`, None where nothing is near enough; equal names have a likeness of 100."""
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        word, list(names), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=likeness
    )
    return found[0] if found else None


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """A hint: the nearest name, or the first of all names, sorted; "" where there are none."""
    choices = sorted(set(names))
    near = nearest(word, choices)
    if near:
        return f"Did you mean {near!r}?"
    if not choices:
        return ""
    return f"Known here: {', '.join(choices[:20])}{', …' if len(choices) > 20 else ''}."
