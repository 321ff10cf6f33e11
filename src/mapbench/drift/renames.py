"""What a field that is gone may be called now: by its values, its name, its type and format, and what lies in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mapbench.schemas.drifted import values_at
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY

if TYPE_CHECKING:
    from mapbench.schemas.fields import Field

Path = tuple[str, ...]
#: The values of a field by record: what is in the record of that name, and in all the others.
Values = Mapping[str, list[str]]

_LOWEST: Final = 0.6
_FEW: Final = 2
_LONG: Final = 4
_ELSEWHERE: Final = 0.9
_OTHER_FORMAT: Final = 0.9
_OTHER_VALUES: Final = 0.7
_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


@dataclass(frozen=True, slots=True)
class Rename:
    """A field that is gone, the new one that it may be, how sure that is (0 to 1), and why, the weightiest reason first."""

    old: Path
    new: Path
    strength: float
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The weightiest reason."""
        return self.reasons[0]

    def as_json(self) -> dict[str, Any]:
        from mapbench.schemas.drifted import field_text

        return {
            "old": field_text(self.old), "new": field_text(self.new), "strength": round(self.strength, 2),
            "reasons": list(self.reasons),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field on one side: JSON types without null ([] where nobody knows), format, names below it, and its values."""

    path: Path
    types: frozenset[str]
    form: str | None
    below: frozenset[str]
    values: Values


def candidate(field: Field, values: Values) -> Candidate:
    """A field of a schema, with values that were seen of it."""
    inner = field.items if field.items is not None else field
    types = field.types if len(field.types) < 5 else frozenset[str]()
    return Candidate(
        field.path, types | ({"integer"} if "number" in types else set()), field.format,
        frozenset(inner.children) - {ANY_KEY}, values,
    )  # fmt: skip


def values_by_record(records: Mapping[str, Any], path: Path) -> dict[str, list[str]]:
    """The texts and numbers at a path, as text, by the record's name; records without any are left out."""
    found: dict[str, list[str]] = {}
    for name, record in records.items():
        plain = [
            str(value)
            for value in values_at(record, path)
            if isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
        ]
        if plain:
            found[name] = plain
    return found


def guessed(gone: Iterable[Candidate], came: Iterable[Candidate]) -> list[Rename]:
    """The likeliest rename of each field that is gone, the surest first; a new field is used once."""
    new = list(came)
    scored = [found for old in gone for one in new if (found := _score(old, one)) is not None]
    kept: list[Rename] = []
    for one in sorted(scored, key=lambda found: (-found.strength, found.old, found.new)):
        if all(other.old != one.old and other.new != one.new for other in kept):
            kept.append(one)
    return kept


def _score(old: Candidate, new: Candidate) -> Rename | None:
    """None where it cannot be, or is too unlikely. The strongest sign counts; what speaks against it takes some away."""
    if old.path.count(ANY_ITEM) != new.path.count(ANY_ITEM) or (
        old.types and new.types and not old.types & new.types
    ):
        return None
    moved = old.path[:-1] != new.path[:-1]
    signs = [*_by_values(old, new, moved), *_by_parts(old, new)]
    named = _alike(old.path[-1], new.path[-1])
    if not (moved and not signs):
        signs.append(
            (named, "the same name elsewhere" if moved and named == 1 else f"name {named:.2f} alike")
        )
    if not signs:
        return None
    strength, _ = max(signs, key=lambda sign: sign[0])
    strength = min(strength + (0.05 if old.form and old.form == new.form else 0.0), 1.0)
    strength *= _ELSEWHERE if moved else 1.0
    strength *= _OTHER_FORMAT if old.form and old.form != new.form else 1.0
    strength *= _OTHER_VALUES if _contradicted(old, new) else 1.0
    if strength < _LOWEST:
        return None
    reasons = [reason for sign, reason in sorted(signs, key=lambda sign: -sign[0]) if sign >= _LOWEST / 2]
    return Rename(old.path, new.path, strength, (*reasons, *_kind(old, new)))


def _by_values(old: Candidate, new: Candidate, moved: bool) -> Iterable[tuple[float, str]]:
    """The records that are there before and after tell most; then whether values come again at all."""
    both = old.values.keys() & new.values.keys()
    if len(both) >= _FEW and len({tuple(old.values[name]) for name in both}) >= _FEW:
        same = sum(old.values[name] == new.values[name] for name in both)
        if same:
            yield same / len(both), f"same values ({same} of {len(both)})"
        return
    was, now = ({value for some in side.values.values() for value in some} for side in (old, new))
    fewer, shared = min(len(was), len(now)), len(was & now)
    if fewer >= _FEW and shared and not moved:
        yield shared / fewer, f"{shared} of {fewer} values come again"


def _contradicted(old: Candidate, new: Candidate) -> bool:
    """Whether no record that is there before and after has the same value."""
    both = old.values.keys() & new.values.keys()
    return len(both) >= _FEW and not any(old.values[name] == new.values[name] for name in both)


def _by_parts(old: Candidate, new: Candidate) -> Iterable[tuple[float, str]]:
    every = old.below | new.below
    shared = len(old.below & new.below)
    if shared:
        yield shared / len(every), f"{shared} of {len(every)} fields inside are called the same"


def _alike(old: str, new: str) -> float:
    """How alike two names are, written this way or that, with more words or fewer, or cut down to some of its letters."""
    from rapidfuzz import fuzz

    was, now = (" ".join(_WORDS.findall(name)).lower() or name for name in (old, new))
    few = 1.0 if was == now else min(min(len(was), len(now)) / _LONG, 1.0)
    signs = [few * float(fuzz.ratio(was, now))]
    if " " in was + now:
        signs.append(0.9 * float(fuzz.token_set_ratio(was, now)))
    if min(len(was), len(now)) >= _LONG:
        signs.append(0.75 * float(fuzz.partial_ratio(was, now)))
    if _cut_down(was, now) or _cut_down(now, was):
        signs.append(75.0)
    return max(signs) / 100


def _cut_down(short: str, name: str) -> bool:
    """Whether a name is another one with letters left out: qty of quantity."""
    letters = iter(name)
    return 1 < len(short) < len(name) and short[0] == name[0] and all(letter in letters for letter in short)


def _kind(old: Candidate, new: Candidate) -> Iterable[str]:
    if old.form and old.form == new.form:
        return [f"both {old.form}"]
    if old.types and old.types == new.types:
        return [f"both {next(iter(sorted(old.types)))}"]
    return []
