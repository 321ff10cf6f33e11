"""What a source value needs to become a value of its target: the first way that suits nearly all samples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from mapbench.engine.values import Failure
from mapbench.suggest.fields import Known
from mapbench.suggest.profiles import plain_text

#: Stands for the value in the formula of a way.
VALUE: Final = "\0"
#: So many samples are tried.
_TRIED: Final = 40


@dataclass(frozen=True, slots=True)
class Way:
    """A conversion: the keys it adds to a rule (`formula` with `VALUE` in it, `lookup`, `default`), and what it does in words.

    `make` does to one value what the rule would; it raises Failure, or ValueError, where the rule would fail.
    """

    words: str
    make: Callable[[Any], Any]
    keys: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversion:
    """The way that suits a pair, and how many of the samples that were tried it suits: `fits` of `tried`.

    `guard` says that blank texts occur, which the target does not take: they are to be left out.
    """

    keys: Mapping[str, Any]
    words: str
    fits: int
    tried: int
    guard: bool = False

    @property
    def share(self) -> float:
        """The part of the samples that it suits; 1 where there are none."""
        return self.fits / self.tried if self.tried else 1.0

    def rule(self, name: str = "value") -> dict[str, Any]:
        """The keys for a rule whose formulas see the source by a name."""
        keys = {
            key: value.replace(VALUE, name) if key == "formula" else value for key, value in self.keys.items()
        }
        return {"when": f"not is_blank({name})", **keys} if self.guard else keys


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table of the project: its id and its entries by text key."""

    id: str
    entries: Mapping[str, Any]


COPY: Final = Way("", lambda value: value)


def conversion(source: Known, target: Known, tables: Sequence[NamedTable] = ()) -> Conversion:
    """The conversion of a pair: the first that suits all samples, else the one that suits most."""
    from mapbench.suggest.ways import ways

    blank = [value for value in source.values if isinstance(value, str) and not value.strip()]
    samples = _different(
        value for value in source.values if not (isinstance(value, str) and not value.strip())
    )
    best: tuple[int, Way] | None = None
    for way in chain(_told_by_values(target, samples, tables), ways(source, target, samples, tables)):
        if not samples and way is COPY and not _of_one_kind(source, target):
            continue
        fits = sum(_suits(way, value, target) for value in samples)
        if best is None or fits > best[0]:
            best = (fits, way)
        if fits == len(samples):
            break
    fits, way = best or (0, COPY)
    words = way.words
    if fits and _other_way_round(way, ways(source, target, samples, tables), samples, target):
        words += "; day and month may be the other way round"
    guard = bool(blank) and not target.required and not _suits(way, blank[0], target)
    return Conversion(way.keys, words, fits, len(samples), guard)


def _other_way_round(way: Way, others: Iterator[Way], samples: Sequence[Any], target: Known) -> bool:
    """Whether the samples are dates as well where day and month change places, so that they prove neither."""
    formula = way.keys.get("formula", "")
    swapped = formula.replace("%d/%m/", "%m/%d/")
    if swapped == formula:
        return False
    other = next((one for one in others if one.keys.get("formula") == swapped), None)
    return other is not None and all(_suits(other, value, target) for value in samples)


def _told_by_values(target: Known, samples: Sequence[Any], tables: Sequence[NamedTable]) -> Iterator[Way]:
    """Tables that give the values which the target is known to hold, where the samples themselves are none of them."""
    from mapbench.suggest.ways import table_ways

    known = target.profile.texts if target.profile is not None else frozenset()
    if not known or any(plain_text(value) in known for value in samples):
        return
    for way in table_ways(target, samples, tables):
        made = [plain_text(way.make(value)) for value in samples if _suits(way, value, target)]
        if sum(text in known for text in made) * 2 >= len(samples):
            yield way


def _of_one_kind(source: Known, target: Known) -> bool:
    """Whether the schemas say that a source's value may be copied."""
    more = {"integer"} if "number" in target.types else set[str]()
    same = not target.format or source.format == target.format
    return not source.types or not target.types or (source.types <= target.types | more and same)


def _suits(way: Way, value: Any, target: Known) -> bool:
    from mapbench.engine.texts import written

    try:
        return target.takes(written(way.make(value)))
    except (Failure, ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        return False


def _different(values: Iterable[Any]) -> list[Any]:
    found: dict[tuple[type, Any], Any] = {}
    for value in values:
        found.setdefault((type(value), value), value)
        if len(found) >= _TRIED:
            break
    return list(found.values())
