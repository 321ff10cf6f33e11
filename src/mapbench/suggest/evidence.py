"""What the sample values of two fields say about a link between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from mapbench.suggest.fields import Known
from mapbench.suggest.profiles import Profile
from mapbench.suggest.spelling import Coverings
from mapbench.suggest.telling import Telling

#: Shapes that say much by themselves; numbers and plain texts look alike everywhere.
_TELLING: Final = {"email": 0.5, "uuid": 0.35, "web address": 0.45, "time": 0.3, "date": 0.3, "phone": 0.4}
#: Shapes whose values come again by chance.
_MOMENTS: Final = ("date", "time")
#: So many targets with the same values are enough to look at.
_ENOUGH: Final = 5
_TRUTHS: Final = "true or false"
_BOTH_TRUTHS: Final = 0.15
#: Values of a field whose spelling is looked at.
_SPELLED: Final = 100
#: What words and spelling count beside whole values.
_WORDS: Final = 0.7
_SPELLING: Final = 0.8
_NOTHING: Final = 0.05
#: Numbers that are the same, and numbers of the same span.
_SAME_NUMBERS: Final = 0.6
_SAME_SPAN: Final = 0.25
_SMALL: Final = 20


class Agreement(NamedTuple):
    """How far values agree, from 0 to 1; `shared` is the number of values that both have; `apart` says that they contradict."""

    strength: float
    shared: int = 0
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A source field's values with what is worked out of them once: what they tell, and the parts of their spelling."""

    profile: Profile
    texts: float
    words: float
    parts: Mapping[str, float]


class Values:
    """The values of all targets, to which those of a source are held."""

    def __init__(self, targets: Sequence[Known], sources: Sequence[Known] = ()) -> None:
        self._profiles = [one.profile for one in targets]
        sides = self._profiles, [one.profile for one in sources]
        self._texts = Telling(*([one.texts if one else frozenset() for one in side] for side in sides))
        self._words = Telling(*([one.words if one else frozenset() for one in side] for side in sides))
        self._spelled = Coverings(*([_spelled(one) for one in side] for side in sides))

    def asked(self, profile: Profile | None) -> Asked | None:
        """A source's values; None where it has none."""
        if profile is None:
            return None
        texts, words = self._texts.total(profile.texts), self._words.total(profile.words)
        return Asked(profile, texts, words, self._spelled.covered(_spelled(profile)))

    def near(self, asked: Asked, most: int) -> Iterator[int]:
        """The numbers of targets whose values are those of a source, or where hardly any are, spelled like them."""
        if not asked.profile.numeric and asked.profile.shape not in _MOMENTS:
            shared = self._texts.sharing(asked.profile.texts, most)
            yield from shared
            if len(shared) < _ENOUGH:
                yield from self._spelled.near(_spelled(asked.profile), most)

    def agreement(self, asked: Asked | None, number: int) -> Agreement | None:
        """How far the values of a source and of a target agree; None where one has none."""
        two = self._profiles[number]
        if asked is None or two is None:
            return None
        one = asked.profile
        if one.numeric and two.numeric:
            return _of_numbers(one, two)
        if _TRUTHS in (one.shape, two.shape):
            same = one.shape == two.shape
            return Agreement(_BOTH_TRUTHS if same else 0.0, apart=not same)
        shared = len(one.texts & two.texts)
        if one.numeric != two.numeric:
            return Agreement(0.0, shared, apart=not shared and "text" in (one.shape, two.shape))
        strength = round(self._strength(asked, two, number), 6)
        return Agreement(strength, shared, apart=strength < _NOTHING and _few(one))

    def _strength(self, asked: Asked, two: Profile, number: int) -> float:
        one = asked.profile
        shape = _TELLING.get(one.shape, 0.0) if one.shape == two.shape else 0.0
        whole = max(self._texts.covered(one.texts, asked.texts, number), shape)
        if whole > _SPELLING or not asked.parts:
            return max(whole, self._words.covered(one.words, asked.words, number) * _WORDS)
        words = self._words.covered(one.words, asked.words, number) * _WORDS
        return max(whole, words, self._spelled.by(number, asked.parts) * _SPELLING)


def _of_numbers(one: Profile, two: Profile) -> Agreement:
    if one.low is None or one.high is None or two.low is None or two.high is None:
        return Agreement(0.0)
    shared = len(one.texts & two.texts)
    if shared > 2 and shared * 2 >= min(len(one.texts), len(two.texts)) and one.high > _SMALL:
        return Agreement(_SAME_NUMBERS, shared)
    inside = min(one.high, two.high) - max(one.low, two.low)
    span = max(one.high, two.high) - min(one.low, two.low)
    return Agreement(_SAME_SPAN * inside / span if inside > 0 and span else 0.0, shared, apart=inside < 0)


def _spelled(profile: Profile | None) -> list[str]:
    """The texts of a profile that are compared by their spelling; numbers, dates and the like are not."""
    return sorted(profile.texts)[:_SPELLED] if profile is not None and profile.shape == "text" else []


def _few(profile: Profile) -> bool:
    """Whether the values are those of a category."""
    return profile.shape == "text" and len(profile.texts) <= 12 and profile.repeats > 0.3
