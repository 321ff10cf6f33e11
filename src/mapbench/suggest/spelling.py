"""Texts as parts of three letters: how far the spelling of some is found in others, rare parts counting more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import nsmallest
from math import log, sqrt

_GRAM = 3
#: A part that more than this part of the names have says nothing, unless they are few.
_COMMON = 0.12
_FEW = 60
#: The rarest parts of a field's values, by which fields spelled like them are looked up.
_RAREST = 24
#: What is found less than this part of the best is not worth a look.
_NEAR = 0.3


class Spellings:
    """The spellings of many names: finds those that share parts with another, with their likeness."""

    def __init__(self, names: Sequence[Iterable[str]], others: Iterable[Iterable[str]] = ()) -> None:
        parts = [parts_of(words) for words in names]
        self._rare = _rarity((*parts, *map(parts_of, others)))
        self._common = max(len(parts) * _COMMON, _FEW)
        self._at: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, found in enumerate(parts):
            for part, share in self._shares(found).items():
                self._at[part].append((number, share))

    def like(self, words: Iterable[str]) -> dict[int, float]:
        """The numbers of names that share a part with these words, each with its likeness from 0 to 1."""
        found: dict[int, float] = defaultdict(float)
        for part, share in self._shares(parts_of(words)).items():
            holders = self._at.get(part, ())
            if len(holders) <= self._common:
                for number, other in holders:
                    found[number] += share * other
        return found

    def _shares(self, parts: Mapping[str, int]) -> dict[str, float]:
        heavy = {part: count * self._rare.get(part, 1.0) for part, count in parts.items()}
        length = sqrt(sum(value * value for value in heavy.values())) or 1.0
        return {part: value / length for part, value in heavy.items()}


class Coverings:
    """The spellings of many fields' values: finds those that cover the values of another. Samples never fill a field, so
    only one direction counts.
    """

    def __init__(self, fields: Sequence[Sequence[str]], others: Iterable[Sequence[str]] = ()) -> None:
        self._parts = [frozenset(parts_of(texts)) for texts in fields]
        self._rare = _rarity((*self._parts, *(frozenset(parts_of(texts)) for texts in others)))
        self._at: dict[str, list[int]] = defaultdict(list)
        for number, found in enumerate(self._parts):
            for part in found:
                self._at[part].append(number)

    def near(self, texts: Sequence[str], most: int) -> list[int]:
        """The numbers of the fields that share the most of the rarest parts of some texts."""
        found: dict[int, float] = defaultdict(float)
        parts = sorted((-self._rare.get(part, 0.0), part) for part in set(parts_of(texts)))[:_RAREST]
        for rare, part in parts:
            for number in self._at.get(part, ()):
                found[number] -= rare
        return best_of(found, most)

    def covered(self, texts: Sequence[str]) -> Mapping[str, float]:
        """The parts of some texts, each with how much of the whole it is: what `by` takes."""
        heavy = {part: self._rare.get(part, 1.0) for part in parts_of(texts)}
        total = sum(heavy.values()) or 1.0
        return {part: value / total for part, value in heavy.items()}

    def by(self, number: int, parts: Mapping[str, float]) -> float:
        """How much of the parts the values of a field have, squared: half of the letters is little."""
        return sum(map(parts.__getitem__, self._parts[number].intersection(parts))) ** 2


def best_of(found: Mapping[int, float], most: int) -> list[int]:
    """The numbers that were found most, best first; none that is far behind the best."""
    least = max(found.values(), default=0.0) * _NEAR
    near = [(-round(value, 6), number) for number, value in found.items() if value >= least]
    return [number for _, number in nsmallest(most, near)]


def parts_of(words: Iterable[str]) -> Counter[str]:
    """The parts of three letters of some words or texts, with how often each comes; blanks mark where they begin and end."""
    found: Counter[str] = Counter()
    for word in words:
        found.update(_parts(word))
    return found


@lru_cache(maxsize=65_536)
def _parts(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[at : at + _GRAM] for at in range(max(len(padded) - _GRAM + 1, 1)))


def _rarity(found: Sequence[Iterable[str]]) -> dict[str, float]:
    seen = Counter(part for parts in found for part in parts)
    total = seen.total() or 1
    return {part: 1 + log(total / count) for part, count in seen.items()}
