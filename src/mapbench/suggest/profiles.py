"""What the sample values of a field look like: kinds, texts, numbers, and the shape they share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, Final

#: Values of one field that are looked at, different ones that are kept.
MOST_VALUES: Final = 2_000
_MOST_TEXTS: Final = 1_000
_MOST_TEXT: Final = 200
#: The share of values that has to have a shape; a few are always odd.
_NEARLY_ALL: Final = 0.9
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_WORD_LIKE: Final = re.compile(r"[^\W\d_]")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d+)?)")
_SHAPES: Final[tuple[tuple[str, Callable[[str], object]], ...]] = (
    ("uuid", re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}").fullmatch),
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+").fullmatch),
    ("web address", re.compile(r"https?://\S+").fullmatch),
    ("time", re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*(?: ?[+-]\d\d:?\d\d)?").fullmatch),
    ("date", re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})").fullmatch),
    ("time", re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}[ T,]+\d{1,2}:\d\d(?::\d\d)?").fullmatch),
    ("whole number", re.compile(r"[+-]?\d+").fullmatch),
    ("number", _NUMBER.fullmatch),
    ("phone", re.compile(r"\+?[\d(][\d\s()./-]{6,}\d(?: ?(?:x|ext\.?) ?\d+)?").fullmatch),
)


@dataclass(frozen=True, slots=True)
class Profile:
    """The different values of a field in plain spelling, their words, the span of its numbers, the shape that nearly all share.

    `texts` has numbers as text, too. `kinds` are JSON's names. `repeats` is the share of values that came before: of a
    category it is high, of an id 0.
    """

    count: int
    kinds: frozenset[str]
    texts: frozenset[str]
    words: frozenset[str]
    shape: str
    low: float | None = None
    high: float | None = None
    repeats: float = 0.0

    @property
    def numeric(self) -> bool:
        return self.shape in {"whole number", "number"}


def profile_of(values: Iterable[Any]) -> Profile | None:
    """The profile of sample values; None where there are none but null, lists and objects."""
    kept: list[Any] = []
    for value in values:
        if value is None or isinstance(value, dict | list) or value == "":
            continue
        kept.append(value)
        if len(kept) >= MOST_VALUES:
            break
    if not kept:
        return None
    texts = frozenset(islice(filter(None, map(plain_text, dict.fromkeys(kept))), _MOST_TEXTS))
    numbers = sorted(number for value in kept if (number := _number(value)) is not None)
    many = len(numbers) >= _NEARLY_ALL * len(kept)
    words = frozenset(word for text in texts for word in text.split() if _WORD_LIKE.search(word))
    return Profile(
        len(kept), frozenset(map(kind_of, kept)), texts, words, shape_of(kept),
        numbers[0] if many else None, numbers[-1] if many else None, 1 - len(texts) / len(kept),
    )  # fmt: skip


def plain_text(value: Any) -> str:
    """A value as text that is compared: small letters, words parted by single blanks."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if not isinstance(value, str):
        return str(value)
    return _NOT_WORDS.sub(" ", value[:_MOST_TEXT].casefold()).strip()


def kind_of(value: Any) -> str:
    """JSON Schema's name for a value's type."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float | Decimal):
        return "number"
    return "string" if isinstance(value, str) else "null" if value is None else "object"


def shape_of(values: Iterable[Any]) -> str:
    """The shape that nearly all values share; "text" where there is none."""
    kept = list(values)
    if all(isinstance(value, bool) for value in kept):
        return "true or false"
    seen: dict[str, int] = {}
    for value in kept:
        name = _shape(value)
        seen[name] = seen.get(name, 0) + 1
    seen["number"] = seen.get("number", 0) + seen.get("whole number", 0)
    names = ["whole number", *(name for name in seen if name != "whole number")]
    return next((name for name in names if seen.get(name, 0) >= _NEARLY_ALL * len(kept)), "text")


def _shape(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int):
        return "whole number"
    if isinstance(value, float | Decimal):
        return "number"
    text = value.strip()
    return next((name for name, fits in _SHAPES if fits(text)), "text")


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value) if not isinstance(value, str) or _NUMBER.fullmatch(value.strip()) else None
    except (ValueError, OverflowError):
        return None
