"""Pairs that stand out by what their fields are in their schemas: the keys of both, and the only date or time of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from mapbench.suggest.fields import Known, Path
from mapbench.suggest.scoring import Score

#: What is added of the way that is left to 1.
_ADDED: Final = 0.5
_MOMENTS: Final = ("date", "time")
_FORMATS: Final = ("date", "date-time")

Standing = Mapping[tuple[int, int], str]


def standing_out(
    sources: Sequence[Known], targets: Sequence[Known], keys: tuple[Path, Path] | None = None
) -> dict[tuple[int, int], str]:
    """Pairs by the numbers of their fields, with the reason in words. `keys` are the fields that tell records of each side apart.

    Only fields of the record itself are looked at, none in a list.
    """
    found = _keys(sources, targets, keys) if keys is not None else {}
    own = [at for at, one in enumerate(sources) if not one.lists and _is_moment(one)]
    open_ = [at for at, one in enumerate(targets) if not one.lists and one.format in _FORMATS]
    required = [at for at in open_ if targets[at].required]
    for wanted, said in (
        (open_, "the only date of both"),
        (required, "the only date, the only required one"),
    ):
        if len(own) == len(wanted) == 1:
            found.setdefault((own[0], wanted[0]), said)
    return found


def strengthened(found: Sequence[Score], standing: Standing) -> list[Score]:
    """The scores, with those of pairs that stand out raised, and those added that had none."""
    scored = {(one.source, one.target) for one in found}
    missing = [Score(*pair, 0.0, 0.0) for pair in standing if pair not in scored]
    return [_raised(one, standing) for one in (*found, *missing)]


def _raised(score: Score, standing: Standing) -> Score:
    said = standing.get((score.source, score.target))
    if said is None:
        return score
    strength = score.strength + (1 - score.strength) * _ADDED
    return score._replace(strength=round(strength, 6), standing=said)


def _keys(
    sources: Sequence[Known], targets: Sequence[Known], keys: tuple[Path, Path]
) -> dict[tuple[int, int], str]:
    pairs = [
        (source, target)
        for source, one in enumerate(sources)
        for target, two in enumerate(targets)
        if (one.path, two.path) == keys
    ]
    return dict.fromkeys(pairs, "the key of both")


def _is_moment(one: Known) -> bool:
    return one.format in _FORMATS or (one.profile is not None and one.profile.shape in _MOMENTS)
