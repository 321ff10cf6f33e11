"""The score of each pair of fields: how strongly a source seems to be what a target is made of, and because of what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, NamedTuple

from rapidfuzz import fuzz, utils

from mapbench.suggest.evidence import Agreement, Values
from mapbench.suggest.fields import Known, Path
from mapbench.suggest.likeness import Names
from mapbench.suggest.names import Words
from mapbench.suggest.spelling import Spellings, best_of

#: Targets that are looked at closely for each source: by their names, by their values, by what is around them.
_BY_NAME: Final = 30
_BY_VALUES: Final = 10
_BY_PLACE: Final = 10
#: So few targets are all looked at; how alike paths are, letter by letter, puts those into an order that nothing else tells apart.
_FEW: Final = 200
_AS_WRITTEN: Final = 0.1
#: How far names alone go; agreeing values do the rest.
_NAMES_ALONE: Final = 0.93
_VALUES_ADD: Final = 0.75
#: Names that are half alike are less than half a reason.
_NAMES_POWER: Final = 1.5
_APART: Final = 0.75
_OTHER_TYPE: Final = 0.85
_LINKED_BEFORE: Final = 0.92


class Score(NamedTuple):
    """A pair by the numbers of its fields. `strength` is from 0 to 1; `name`, `values` and `earlier` are what it is made of.

    `place` is what is left of the name where the names around the fields differ. `earlier` is the mapping that links fields of these
    names, "" where none does. `standing` says how both stand out in their schemas.
    """

    source: int
    target: int
    strength: float
    name: float
    values: Agreement | None = None
    place: float = 1.0
    earlier: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Earlier:
    """What people linked before: by the words of both names the mapping that does, and which names stand around each other."""

    links: Mapping[tuple[Words, Words], str] = field(default_factory=dict)


def scores(
    sources: Sequence[Known], targets: Sequence[Known], earlier: Earlier | None = None, values: bool = True
) -> list[Score]:
    """The pairs of fields that have anything in common, in the order of the sources. `values` off looks at names and types only."""
    return list(_scores(sources, targets, earlier or Earlier(), values))


def _scores(
    sources: Sequence[Known], targets: Sequence[Known], earlier: Earlier, values: bool
) -> Iterator[Score]:
    names = Names((*sources, *targets))
    spellings = Spellings([one.words for one in targets], [one.words for one in sources])
    known = Values(targets, sources) if values else None
    by_name, few = _ByName(targets, earlier), len(targets) <= _FEW
    for at, source in enumerate(sources):
        spelled = spellings.like(source.words)
        asked = known.asked(source.profile) if known is not None else None
        near = set(best_of(spelled, _BY_NAME))
        near.update(
            by_name.near(source),
            known.near(asked, _BY_VALUES) if known is not None and asked is not None else (),
        )
        if few:
            near.update(range(len(targets)))
        for number in sorted(near):
            target = targets[number]
            alike = names.likeness(source, target, spelled.get(number, 0.0))
            found = known.agreement(asked, number) if known is not None else None
            scored = _score(at, number, (source, target), alike, found, earlier)
            least = round(_AS_WRITTEN * _written(source, target), 6) if few else 0.0
            yield scored._replace(strength=max(scored.strength, least))


def _written(source: Known, target: Known) -> float:
    """How alike two paths are, letter by letter."""
    return fuzz.WRatio(".".join(source.path), ".".join(target.path), processor=utils.default_process) / 100


class _ByName:
    """Targets by the words of their names, of those around them, and by what was linked to such names before."""

    def __init__(self, targets: Sequence[Known], earlier: Earlier) -> None:
        self._words: dict[Words, list[int]] = defaultdict(list)
        self._below: dict[Words, list[int]] = defaultdict(list)
        self._linked: dict[Words, list[int]] = defaultdict(list)
        for number, one in enumerate(targets):
            self._words[one.words].append(number)
            self._below[one.around].append(number)
        self._places = list(self._below)
        self._around = Spellings(self._places)
        self._found: dict[Words, list[int]] = {}
        for words, others in earlier.links:
            self._linked[words] += self._words.get(others, ())

    def near(self, source: Known) -> Iterator[int]:
        """The numbers of targets that are worth a look because of their names."""
        yield from self._words.get(source.words, ())
        yield from self._linked.get(source.words, ())
        if source.around:
            yield from self._placed(source.around)

    def _placed(self, around: Words) -> list[int]:
        """Targets with such names around them, those of the likest place first."""
        found = self._found.get(around)
        if found is None:
            places = best_of(self._around.like(around), _BY_PLACE)
            numbers = (number for place in places for number in self._below[self._places[place]])
            found = self._found[around] = list(islice(numbers, _BY_PLACE))
        return found


def _score(
    at: int,
    number: int,
    pair: tuple[Known, Known],
    names: tuple[float, float],
    values: Agreement | None,
    earlier: Earlier,
) -> Score:
    (source, target), (name, place) = pair, names
    before = earlier.links.get((source.words, target.words), "")
    strength = _NAMES_ALONE * (max(name, _LINKED_BEFORE) if before else name) ** _NAMES_POWER * place
    if values is not None:
        strength += (1 - strength) * _VALUES_ADD * values.strength
        strength *= _APART if values.apart else 1.0
    strength *= 1.0 if types_meet(source, target) else _OTHER_TYPE
    return Score(at, number, round(strength, 6), name, values, place, before)


def types_meet(source: Known, target: Known) -> bool:
    """Whether what the source holds may be turned into what the target takes without guessing."""
    if not source.types or not target.types:
        return True
    if source.types & target.types or target.types == {"string"}:
        return True
    return source.types <= {"string"} or {*source.types, *target.types} <= {"integer", "number"}


def ranked(found: Sequence[Score], paths: Sequence[Path]) -> dict[int, list[Score]]:
    """The scores of each source, strongest first; equal ones in the order of their targets' paths."""
    by_source: dict[int, list[Score]] = {}
    for one in found:
        by_source.setdefault(one.source, []).append(one)
    for scored in by_source.values():
        scored.sort(key=lambda one: (-one.strength, paths[one.target]))
    return by_source
