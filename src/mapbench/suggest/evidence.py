"""What the sample values of two fields say about a link between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from mapbench.suggest.fields import Known
from mapbench.suggest.profiles import Profile
from mapbench.suggest.spelling import Coverings

#: Shapes that say much by themselves; numbers and plain texts look alike everywhere.
_TELLING = {
    "email": 0.5,
    "uuid": 0.35,
    "web address": 0.45,
    "time": 0.3,
    "date": 0.3,
    "phone": 0.4,
}
#: Values of a field whose spelling is looked at.
_SPELLED = 100


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far values agree, from 0 to 1; `shared` is the number of values that both have; `apart` says that they contradict."""

    strength: float
    shared: int = 0
    apart: bool = False


class Values:
    """The values of all fields of a side, and how much each value tells: one that many fields have tells little."""

    def __init__(self, fields: Sequence[Known], others: Sequence[Known] = ()) -> None:
        profiles = self._profiles = [field.profile for field in fields]
        every = [one for one in (*profiles, *(field.profile for field in others)) if one is not None]
        self._size = len(every) + 1
        self._texts = Counter(text for one in every for text in one.texts)
        self._words = Counter(word for one in every for word in one.words)
        self._spelled = Coverings(
            [_spelled(one) for one in profiles], [_spelled(one.profile) for one in others]
        )
        self._at: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(profiles):
            for text in one.texts if one is not None else ():
                self._at[text].append(number)

    def sharing(self, profile: Profile | None, most: int) -> list[int]:
        """The numbers of the fields that share the most telling values with a profile."""
        found: Counter[int] = Counter()
        for text in profile.texts if profile is not None and not profile.numeric else ():
            holders = self._at.get(text, ())
            if len(holders) * 4 <= self._size or len(holders) < 20:
                for number in holders:
                    found[number] += self._tells(self._texts, text)  # type: ignore[assignment]
        return [number for number, _ in sorted(found.items(), key=lambda one: (-one[1], one[0]))[:most]]

    def spelled(self, profile: Profile | None, most: int) -> list[int]:
        """The numbers of the fields whose values are spelled like those of a profile."""
        return self._spelled.near(_spelled(profile), most)

    def parts(self, profile: Profile | None) -> Mapping[str, float]:
        """What `agreement` has to know of the spelling of a profile's values."""
        return self._spelled.covered(_spelled(profile))

    def agreement(self, one: Profile | None, number: int, parts: Mapping[str, float]) -> Agreement | None:
        """How far the values of a profile and of a field agree; None where one has none."""
        two = self._profiles[number]
        if one is None or two is None:
            return None
        if one.numeric and two.numeric:
            return _of_numbers(one, two)
        if "true or false" in (one.shape, two.shape):
            return Agreement(0.15 if one.shape == two.shape else 0.0, apart=one.shape != two.shape)
        shared = one.texts & two.texts
        if one.numeric != two.numeric:
            return Agreement(0.0, len(shared), apart=not shared and "text" in (one.shape, two.shape))
        exact = self._covered(self._texts, one.texts, two.texts)
        words = self._covered(self._words, one.words, two.words) * 0.7
        shape = _TELLING.get(one.shape, 0.0) if one.shape == two.shape else 0.0
        spelled = self._spelled.by(number, parts) * 0.8 if parts else 0.0
        strength = max(exact, words, shape, spelled)
        return Agreement(strength, len(shared), apart=strength < 0.05 and _few(one))

    def _covered(self, seen: Counter[str], one: frozenset[str], two: frozenset[str]) -> float:
        total = sum(self._tells(seen, text) for text in one)
        both = sum(self._tells(seen, text) for text in one & two)
        if not both or not total:
            return 0.0
        back = sum(self._tells(seen, text) for text in two)
        return (0.9 * both / total + 0.1 * both / back) * (1 - exp(-1.5 * both))

    def _tells(self, seen: Counter[str], text: str) -> float:
        return log((self._size + 1) / max(seen[text], 1)) / log(self._size + 1)


def _of_numbers(one: Profile, two: Profile) -> Agreement:
    if one.low is None or one.high is None or two.low is None or two.high is None:
        return Agreement(0.0)
    shared = len(one.texts & two.texts)
    if shared > 2 and shared >= 0.5 * min(len(one.texts), len(two.texts)) and one.high > 20:
        return Agreement(0.6, shared)
    inside = min(one.high, two.high) - max(one.low, two.low)
    span = max(one.high, two.high) - min(one.low, two.low)
    return Agreement(0.25 * inside / span if inside > 0 and span else 0.0, shared, apart=inside < 0)


def _spelled(profile: Profile | None) -> list[str]:
    """The texts of a profile that are compared by their spelling; numbers, dates and the like are not."""
    return sorted(profile.texts)[:_SPELLED] if profile is not None and profile.shape == "text" else []


def _few(profile: Profile) -> bool:
    """Whether the values are those of a category."""
    return profile.shape == "text" and len(profile.texts) <= 12 and profile.repeats > 0.3
