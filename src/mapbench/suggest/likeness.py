"""How alike the names of two fields are: their words, their spelling, the names around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log
from typing import Final

from mapbench.suggest.fields import Known
from mapbench.suggest.names import Words, overlap

#: What is left of a name where the names around it have nothing in common, and where only one field is inside another.
_APART: Final = 0.75
_NESTED: Final = 0.85
_WHOLE: Final = 0.97
#: Names less alike than this are not helped by the paths around them; fields with nothing but the same surroundings are this alike.
_SOME: Final = 0.3
_ONLY_PLACE: Final = 0.25


class Names:
    """The names of all fields of both sides, with how much each word says: one that many fields have says little."""

    def __init__(self, fields: Iterable[Known]) -> None:
        seen = Counter(word for one in fields for word in set(one.words))
        most = log(len(seen) + 1) or 1.0
        self._weight = {word: 0.3 + (most - log(count)) / most for word, count in seen.items()}
        self._known: dict[tuple[Words, Words], float] = {}

    def likeness(self, one: Known, two: Known, spelling: float) -> tuple[float, float]:
        """How alike the fields' own names are, and how much is left of that where the names around them differ: each from 0 to 1.

        `spelling` is how alike the own names are spelled. Where whole paths say the same, it does not matter where the one ends
        and the other begins.
        """
        own = self._overlap(one.words, two.words)
        own = max(own, 0.75 * own + 0.25 * spelling, 0.85 * spelling)
        if not one.around and not two.around:
            return own, 1.0
        around = self._overlap(one.around, two.around) if one.around and two.around else 0.0
        place = _APART + (1 - _APART) * around if one.around and two.around else self._nested(one, two)
        if own < _ONLY_PLACE * around:
            return _ONLY_PLACE * around, 1.0
        if own < _SOME or not (set(one.around) & set(two.words) or set(two.around) & set(one.words)):
            return own, place
        whole = self._overlap(one.around + one.words, two.around + two.words)
        return (whole, _WHOLE) if whole * _WHOLE > own * place else (own, place)

    def _nested(self, one: Known, two: Known) -> float:
        """What is left where one field is inside an object and the other at the top: all, where the object is what the other is about."""
        inner, root = (one.around, two.root) if one.around else (two.around, one.root)
        return _NESTED + (1 - _NESTED) * (self._overlap(inner, root) if root else 0.0)

    def _overlap(self, one: Words, two: Words) -> float:
        found = self._known.get((one, two))
        if found is None:
            found = self._known[one, two] = overlap(one, two, self._weight)
        return found
