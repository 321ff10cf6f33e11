"""How alike the names of two fields are: their words, their spelling, the names around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log
from typing import Final

from mapbench.suggest.fields import Known
from mapbench.suggest.names import overlap

#: What is left of a name where the names around it have nothing in common, and where only one field is inside another.
_APART: Final = 0.75
_NESTED: Final = 0.85
_WHOLE: Final = 0.97


def rarity(fields: Iterable[Known]) -> dict[str, float]:
    """How much each word of the fields' own names says: one that many fields have says little."""
    seen = Counter(word for field in fields for word in set(field.words))
    most = len(seen) + 1
    return {word: 0.3 + log(most / count) / log(most) if most > 1 else 1.0 for word, count in seen.items()}


def likeness_of_names(one: Known, two: Known, weight: Mapping[str, float], spelling: float) -> tuple[float, float]:
    """How alike the fields' own names are, and how much is left of that where the names around them differ: each from 0 to 1.

    Where whole paths say the same, it does not matter where the one ends and the other begins.
    """
    own = overlap(one.words, two.words, weight)
    own = max(own, 0.75 * own + 0.25 * spelling, 0.85 * spelling)
    if not one.around and not two.around:
        return own, 1.0
    both = bool(one.around and two.around)
    place = _APART + (1 - _APART) * overlap(one.around, two.around, weight) if both else _NESTED
    whole = overlap(one.around + one.words, two.around + two.words, weight) if own else 0.0
    return (whole, _WHOLE) if whole * _WHOLE > own * place else (own, place)
