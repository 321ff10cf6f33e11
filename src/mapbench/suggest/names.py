"""Names of fields as words: parted, spelled out, in the singular; how alike two words are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import mul
from typing import Final

from mapbench.suggest.abbreviations import ABBREVIATIONS, COMPOUNDED, FILLERS

Words = tuple[str, ...]

_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?(?:(?![A-Z])[^\W\d_])+|\d+")
#: Longer words that are spelled less alike than this are different words.
_ALIKE: Final = 0.84
_SHORTENED: Final = 0.8
_ONE_STEM: Final = 0.92
_MISSPELT: Final = 0.9
_PLURAL_LENGTH: Final = 4
_ENDINGS: Final = (
    "ations", "ation", "ments", "ment", "ings", "ing", "ical", "ally", "ance", "ence", "ies", "ion", "ity", "ied", "ed", "er", "or",
    "al", "ic", "ly", "e", "y",
)  # fmt: skip
_STEM_LENGTH: Final = 4


class Synonyms:
    """Words and phrases that mean the same: each is read as the first of its group."""

    def __init__(self, groups: Iterable[Iterable[str]] = ()) -> None:
        self._phrases: dict[Words, Words] = {}
        for group in groups:
            spelled = [plain_words(phrase) for phrase in group]
            for phrase in spelled[1:]:
                self._phrases.setdefault(phrase, spelled[0])
        self._longest = max(map(len, self._phrases), default=0)

    def read(self, words: Words) -> Words:
        """The words with each phrase of a group replaced by the group's first; longer phrases win."""
        found: list[str] = []
        at = 0
        while at < len(words):
            for size in range(min(self._longest, len(words) - at), 0, -1):
                meant = self._phrases.get(words[at : at + size])
                if meant is not None:
                    found += meant
                    at += size
                    break
            else:
                found.append(words[at])
                at += 1
        return tuple(found)


@lru_cache(maxsize=65_536)
def plain_words(name: str) -> Words:
    """`custPhoneNo2` as ("customer", "telephone", "number", "2"); fillers go where other words are left."""
    folded = unicodedata.normalize("NFKD", name)
    parts = [
        part.lower() for part in _PARTS.findall("".join(c for c in folded if not unicodedata.combining(c)))
    ]
    spelled = [word for part in parts for word in _spelled_out(part)]
    words = tuple(_singular(word) for word in spelled if word not in FILLERS)
    return words or tuple(spelled) or (name.lower(),)


@lru_cache(maxsize=262_144)
def likeness(one: str, two: str) -> float:
    """How alike two words are, 0 to 1: equal, of one stem, one begun by the other, or spelled nearly the same."""
    if one == two:
        return 1.0
    short, long = sorted((one, two), key=len)
    if len(short) < 3 or short[0] != long[0]:
        return 0.0
    if _stem(one) == _stem(two):
        return _ONE_STEM
    if long.startswith(short):
        return _SHORTENED + (1 - _SHORTENED) * (len(short) / len(long)) ** 2
    from rapidfuzz.distance import Indel

    found = Indel.normalized_similarity(one, two, score_cutoff=_ALIKE)
    return found * _MISSPELT if found else 0.0


def overlap(one: Words, two: Words, weight: Mapping[str, float]) -> float:
    """How far two names say the same, 0 to 1: the words of each that the other has, rare ones counting more."""
    if one == two:
        return 1.0
    back = [0.0] * len(two)
    total = there = 0.0
    for word in one:
        heavy, best = weight.get(word, 1.0), 0.0
        for at, other in enumerate(two):
            if word[:1] != other[:1]:
                continue  # words are alike by how they begin
            alike = 1.0 if word == other else likeness(word, other)
            best = max(best, alike)
            back[at] = max(back[at], alike)
        total += heavy
        there += heavy * best
    if not there:
        return 0.0
    heavies = [weight.get(word, 1.0) for word in two]
    there /= total
    other_way = sum(map(mul, heavies, back)) / sum(heavies)
    return float((there * other_way) ** 0.5 * 0.7 + max(there, other_way) * 0.3)


def _spelled_out(part: str) -> Words:
    """The words that a part of a name stands for; a German compound is parted once, where both halves are known."""
    found = ABBREVIATIONS.get(part)
    if found is not None:
        return found
    for at in range(len(part) - 2, 3, -1):
        first, second = part[:at], part[at:]
        first = first if first in COMPOUNDED else first.removesuffix("s")  # rechnungsdatum
        if first in COMPOUNDED and second in COMPOUNDED:
            return ABBREVIATIONS[first] + ABBREVIATIONS[second]
    return (part,)


def _singular(word: str) -> str:
    if len(word) < _PLURAL_LENGTH or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("xes", "ches", "shes", "sses")) else word[:-1]


def _stem(word: str) -> str:
    """A word without its ending, where enough is left: `staging` and `stage` have one stem."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_LENGTH:
            stem = word[: -len(ending)]
            return stem[:-1] if stem[-1] == stem[-2] and len(stem) > _STEM_LENGTH else stem
    return word
