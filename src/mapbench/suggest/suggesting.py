"""Suggestions for a mapping: for each target that nothing writes yet the likeliest source, why, three others, and the conversion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from mapbench.suggest.assignment import assigned
from mapbench.suggest.conversions import Conversion, NamedTable, conversion
from mapbench.suggest.fields import Known, Path
from mapbench.suggest.lists import matched_lists
from mapbench.suggest.reasons import reasons_of
from mapbench.suggest.scoring import Earlier, Score, scores
from mapbench.suggest.standing import standing_out, strengthened

#: Weaker pairs are not suggested.
SHOWN: Final = 0.45
ALTERNATES: Final = 3
_WORTH_SAYING: Final = 0.1
#: The strength from on which suggestions are accepted together, where some are that strong.
_STRONG: Final = 0.9
#: Candidates of a target whose conversions are tried before one is chosen.
_TRIED: Final = 5
_SURE: Final = 0.99
_USED: Final = 0.9
#: What is left of a strength where hardly a sample value suits the target, and where none does.
_SUITED: Final = 0.75
_UNSUITED: Final = 0.5
_ELSEWHERE: Final = 0.85


@dataclass(frozen=True)
class Question:
    """A mapping as far as suggestions look at it.

    `taken` are the targets that people decided about, with all that is below them. `used` are the sources that rules read. `lists` are
    the items of target lists with the items of the source lists that rules make them of; () of a target stands for the record, and
    None for a list that no plain path goes through. `objects` are target objects with the source objects that rules make them of.
    `keys` are the source and the target field that tell the records of each side apart.
    """

    sources: Sequence[Known]
    targets: Sequence[Known]
    taken: frozenset[Path] = frozenset()
    used: frozenset[Path] = frozenset()
    lists: Mapping[Path, Path | None] = field(default_factory=dict)
    objects: Mapping[Path, Path] = field(default_factory=dict)
    tables: Sequence[NamedTable] = ()
    earlier: Earlier = field(default_factory=Earlier)
    keys: tuple[Path, Path] | None = None

    @cached_property
    def open(self) -> list[Known]:
        """The targets that nobody decided about yet."""
        return [
            one
            for one in self.targets
            if not any(one.path[:end] in self.taken for end in range(len(one.path) + 1))
        ]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source for a target: how strong from 0 to 1, why in words (the main reason first), and what its values need."""

    source: Path
    strength: float
    reasons: tuple[str, ...]
    conversion: Conversion


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The source that a target is likely made of, and up to three other ones. The items of a list of scalars end in `*`."""

    target: Path
    best: Candidate
    alternates: tuple[Candidate, ...] = ()


def suggestions(question: Question) -> list[Suggestion]:
    """The suggestions for the open targets, in their order. Each source is suggested once; used ones again only where they fit well."""
    sources, targets = question.sources, question.open
    found = strengthened(scores(sources, targets, question.earlier), _standing(question))
    lists, weak = matched_lists(found, sources, targets, question.lists)
    candidates = {
        number: list(_candidates(question, number, of))
        for number, of in _possible(question, found, lists, weak)
    }
    pairs = ((number, one.source, one.strength) for number, some in candidates.items() for one in some)
    chosen = assigned(pairs, SHOWN)
    return [_suggestion(targets[number], chosen[number], candidates[number]) for number in sorted(chosen)]


def strength_to_accept(found: Sequence[Suggestion]) -> float:
    """The strength to propose for accepting all from there on: 0.9, or where none is that strong, the strongest's, rounded down to a tenth."""
    return min(_STRONG, int(max((one.best.strength for one in found), default=1.0) * 10) / 10)


def _standing(question: Question) -> dict[tuple[int, int], str]:
    """The open pairs that stand out among all fields, decided ones as well."""
    if question.lists.get((), ()) != ():
        return {}
    numbers = {one.path: number for number, one in enumerate(question.open)}
    found = standing_out(question.sources, question.targets, question.keys)
    return {
        (source, numbers[path]): said
        for (source, target), said in found.items()
        if (path := question.targets[target].path) in numbers
        and question.sources[source].path not in question.used
    }


def _possible(
    question: Question,
    found: Iterable[Score],
    lists: Mapping[Path, Path | None],
    weak: Mapping[Path, float],
) -> Iterator[tuple[int, list[Score]]]:
    """The likeliest scores of each target, of sources that a rule there could read."""
    by_target: dict[int, list[Score]] = {}
    for one in found:
        source, target = question.sources[one.source], question.open[one.target]
        if reaches(source, target, lists):
            by_target.setdefault(one.target, []).append(_placed(question, one, source, target, weak))
    for number, some in by_target.items():
        some.sort(key=lambda one: (-one.strength, question.sources[one.source].path))
        yield number, some[:_TRIED]


def reaches(source: Known, target: Known, lists: Mapping[Path, Path | None]) -> bool:
    """Whether a rule of the target may read the source: both are in the same lists, or a text is to become a list."""
    if target.path and target.path[-1] == "*" and source.types <= {"string"} and source.path[-1:] != ("*",):
        outer = target.path[:-1]
        around = outer[: max((at + 1 for at, step in enumerate(outer) if step == "*"), default=0)]
        if source.lists == lists.get(around, around or None) and any(
            "," in str(one) for one in source.values
        ):
            return True
    within = lists.get(target.lists)
    return within is not None and source.lists in ((within, ()) if not target.lists else (within,))


def _placed(
    question: Question, score: Score, source: Known, target: Known, weak: Mapping[Path, float]
) -> Score:
    """A score with what the rules around say of it."""
    strength = score.strength * (_USED if source.path in question.used else 1.0)
    if target.lists:
        # How far the lists belong together is known by now.
        strength = min(strength / score.place, _SURE) * weak.get(target.lists, 1.0)
    for end in range(len(target.path) - 1, 0, -1):
        around = question.objects.get(target.path[:end])
        if around is not None:
            strength *= 1.0 if source.path[: len(around)] == around else _ELSEWHERE
            break
    return score if strength == score.strength else score._replace(strength=strength)


def _candidates(question: Question, number: int, found: Sequence[Score]) -> Iterator[Candidate]:
    target = question.open[number]
    for one in found:
        source = question.sources[one.source]
        needs = conversion(source, target, question.tables)
        strength = min(
            one.strength * (_SUITED + (1 - _SUITED) * needs.share if needs.share else _UNSUITED), _SURE
        )
        yield Candidate(source.path, round(strength, 2), reasons_of(one, source, target, needs), needs)


def _suggestion(target: Known, source: Path, candidates: Iterable[Candidate]) -> Suggestion:
    ordered = sorted(candidates, key=lambda one: (-one.strength, one.source))
    best = next(one for one in ordered if one.source == source)
    others = [one for one in ordered if one is not best and one.strength >= _WORTH_SAYING]
    return Suggestion(target.path, best, tuple(others[:ALTERNATES]))
