"""Which list of the source each list of the target is made of: by their names and by what is in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from mapbench.suggest.assignment import assigned
from mapbench.suggest.fields import Known, Path
from mapbench.suggest.names import overlap, plain_words
from mapbench.suggest.scoring import Score

#: Lists that are less alike than this are made of nothing.
_LEAST: Final = 0.3
_BY_NAME: Final = 0.45
#: So many fields inside that agree are enough.
_TOLD: Final = 3
#: Lists that are this alike belong together; of links inside less alike ones some strength goes.
_SURELY: Final = 0.6
_DOUBT: Final = 0.35

Lists = Mapping[Path, Path | None]


def matched_lists(
    found: Iterable[Score], sources: Sequence[Known], targets: Sequence[Known], decided: Lists
) -> tuple[Lists, Mapping[Path, float]]:
    """The items of each target list with the items of its source list; what is decided already stays. () is the record.

    With it, of lists that are matched here, what is left of links inside them: less than 1 where the match is weak.
    """
    best = _best_inside(found, sources, targets)
    sizes = Counter(target.lists for target in targets)
    matched: dict[Path, Path | None] = {(): (), **decided}
    mine = _by_outer({target.lists for target in targets})
    theirs = _by_outer({source.lists for source in sources})
    weak: dict[Path, float] = {}
    waiting: list[Path] = [()]
    while waiting:
        outer = waiting.pop()
        within = matched.get(outer)
        open_lists = [one for one in mine.get(outer, ()) if one not in matched]
        if within is not None and open_lists:
            alike = {
                (one, other): _alike(one, other, best, sizes[one])
                for one in open_lists
                for other in theirs.get(within, ())
            }
            chosen = assigned(((*pair, strength) for pair, strength in alike.items()), _LEAST)
            matched.update(chosen)
            weak |= {one: _left(alike[one, other]) for one, other in chosen.items()}
        waiting += mine.get(outer, ())
    return matched, weak


def _left(alike: float) -> float:
    return 1 - _DOUBT * (1 - min(alike / _SURELY, 1.0))


def _by_outer(lists: Iterable[Path]) -> dict[Path, list[Path]]:
    """The lists by the list they are directly in, those that only hold other lists included."""
    every = {one[: at + 1] for one in lists for at, step in enumerate(one) if step == "*"}
    found: dict[Path, list[Path]] = defaultdict(list)
    for one in sorted(every):
        found[one[: max((at + 1 for at, step in enumerate(one[:-1]) if step == "*"), default=0)]].append(one)
    return found


def _best_inside(
    found: Iterable[Score], sources: Sequence[Known], targets: Sequence[Known]
) -> dict[tuple[Path, Path], dict[int, float]]:
    """For each pair of lists the best score of each target in the one with a source in the other."""
    best: dict[tuple[Path, Path], dict[int, float]] = defaultdict(dict)
    for one in found:
        pair = targets[one.target].lists, sources[one.source].lists
        if pair[0] and pair[1]:
            known = best[pair]
            known[one.target] = max(known.get(one.target, 0.0), one.strength / one.place)
    return best


def _alike(one: Path, other: Path, best: Mapping[tuple[Path, Path], Mapping[int, float]], size: int) -> float:
    mine, theirs = plain_words(_name(one)), plain_words(_name(other))
    inside = sorted(best.get((one, other), {}).values(), reverse=True)
    enough = max(min(_TOLD, size), 1)
    told = sum(inside[:enough]) / enough
    return _BY_NAME * overlap(mine, theirs, {}) + (1 - _BY_NAME) * told


def _name(path: Path) -> str:
    return next((step for step in reversed(path) if step != "*"), "")
