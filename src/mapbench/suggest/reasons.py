"""Why a link is suggested, in words a person can judge; the main reason comes first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mapbench.suggest.conversions import Conversion
from mapbench.suggest.fields import Known
from mapbench.suggest.names import plain_words
from mapbench.suggest.scoring import Score

_LIKE: Final = 0.6
_WORDS: Final = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
_PLURALS: Final = {
    "email": "e-mail addresses", "uuid": "UUIDs", "web address": "web addresses", "time": "times", "date": "dates",
    "phone": "telephone numbers", "true or false": "true or false", "whole number": "whole numbers", "number": "numbers",
}  # fmt: skip


def reasons_of(score: Score, source: Known, target: Known, needs: Conversion) -> tuple[str, ...]:
    """The reasons, for and against."""
    return tuple(_reasons(score, source, target, needs))


def _reasons(score: Score, source: Known, target: Known, needs: Conversion) -> Iterator[str]:
    if score.standing:
        yield score.standing
    name, values = list(_of_names(score, source, target)), list(_of_values(score, source, target))
    yield from [*name, *values] if score.name >= _LIKE or score.earlier or not values else [*values, *name]
    if source.types and target.types and source.types != target.types:
        yield f"{_types(source)} to {_types(target)}"
    if needs.words:
        yield needs.words
    if needs.tried and needs.fits < needs.tried:
        yield f"suits {needs.fits} of {needs.tried} sample values"
    if needs.guard:
        yield "blanks are left out"


def _of_names(score: Score, source: Known, target: Known) -> Iterator[str]:
    if score.earlier:
        yield f"linked so in {score.earlier}"
    if _plain(source.name) == _plain(target.name):
        yield "same name"
    elif source.words == target.words:
        yield (
            "same name, spelled out"
            if plain_words(source.name) == plain_words(target.name)
            else "names mean the same"
        )
    elif source.around + source.words == target.around + target.words:
        yield "same path"
    elif score.name >= _LIKE:
        yield "name is alike"
    elif score.name > 0:
        yield "name is a little alike"


def _of_values(score: Score, source: Known, target: Known) -> Iterator[str]:
    found = score.values
    if found is None or source.profile is None or target.profile is None:
        return
    shape = source.profile.shape
    if found.apart:
        yield "no value in common"
    elif found.shared and found.strength >= 0.2:
        yield f"{found.shared} value{'' if found.shared == 1 else 's'} in common"
    elif shape == target.profile.shape and shape in _PLURALS:
        yield f"both hold {_PLURALS[shape]}"
    elif found.strength >= 0.2:
        yield "values are spelled alike"


def _types(one: Known) -> str:
    if one.format in ("date", "date-time"):
        return "date" if one.format == "date" else "time"
    names = one.types - {"integer"} if "number" in one.types else one.types
    return " or ".join(sorted(_WORDS.get(name, name) for name in names))


def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())
