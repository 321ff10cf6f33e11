"""How much a value tells: one that many fields hold tells little."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import exp, log
from typing import Final

from mapbench.suggest.spelling import best_of

Texts = frozenset[str]

#: How much of the agreement is that the source's values are among the target's; a source hardly ever has all of a target's.
_THERE: Final = 0.9
#: A value that more than this part of the fields hold finds none of them, unless they are few.
_COMMON: Final = 0.05
_FEW: Final = 20


class Telling:
    """The texts of the fields of one side, weighed by how few fields of both sides hold each."""

    def __init__(self, fields: Sequence[Texts], others: Sequence[Texts]) -> None:
        seen = Counter(text for texts in (*fields, *others) for text in texts)
        self._size = sum(map(bool, (*fields, *others))) + 1
        most = log(self._size + 1)
        self._weights = {text: log((self._size + 1) / count) / most for text, count in seen.items()}
        self._fields = fields
        self._totals = [self.total(texts) for texts in fields]
        self._at: dict[str, list[int]] = defaultdict(list)
        for number, texts in enumerate(fields):
            for text in texts:
                self._at[text].append(number)

    def total(self, texts: Texts) -> float:
        """How much some texts tell together."""
        weights = self._weights
        return sum([weights[text] for text in texts if text in weights])

    def covered(self, texts: Texts, total: float, number: int) -> float:
        """How far texts, that tell `total`, are among those of a field: from 0 to 1; little where what they share tells little."""
        both = self.total(texts & self._fields[number])
        if not both or not total:
            return 0.0
        there, back = both / total, both / self._totals[number]
        return (_THERE * there + (1 - _THERE) * back) * (1 - exp(-1.5 * both))

    def sharing(self, texts: Texts, most: int) -> list[int]:
        """The numbers of the fields that share the most telling of some texts."""
        found: dict[int, float] = defaultdict(float)
        for text in texts:
            holders = self._at.get(text, ())
            if len(holders) <= max(self._size * _COMMON, _FEW):
                for number in holders:
                    found[number] += self._weights[text]
        return best_of(found, most)
