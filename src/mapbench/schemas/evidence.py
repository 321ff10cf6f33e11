"""What was seen at one place of many records: kinds, texts, fields, elements. Merging it in any order gives the same."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mapbench.schemas.keywords import ASSERTED_FORMATS
from mapbench.schemas.sketch import Sketch, hash_number, hash_text

#: So many different texts are counted one by one; beyond, or with a text longer than this, they are only estimated.
MAX_TEXTS = 256
MAX_TEXT_LENGTH = 64
#: An object with more different keys than this is a map, whatever its keys look like.
MAX_FIELDS = 2_000


_COUNTS = ["nulls", "trues", "falses", "integers", "fractions", "objects", "lists", "unread", "other_texts"]


class Evidence:
    """Everything seen at one place.

    `texts` counts each text until there are too many (`many_texts`); `formats` are those that every text had; `rest` holds
    the values of an object with too many keys; `unread` counts what was too deep to look into, or no JSON.
    """

    __slots__ = (
        "elements", "falses", "fields", "formats", "fractions", "highest", "integers", "lists", "lowest", "many_texts",
        "nulls", "objects", "other_texts", "rest", "sketch", "texts", "trues", "unread",
    )  # fmt: skip

    def __init__(self) -> None:
        self.nulls = self.trues = self.falses = self.integers = self.fractions = 0
        self.objects = self.lists = self.unread = self.other_texts = 0
        self.texts: dict[str, int] = {}
        self.many_texts = False
        self.formats = ASSERTED_FORMATS
        self.lowest: Any = None
        self.highest: Any = None
        self.sketch = Sketch()
        self.fields: dict[str, Evidence] = {}
        self.rest: Evidence | None = None
        self.elements: Evidence | None = None

    @property
    def count(self) -> int:
        """How many values were seen, null included."""
        scalars = self.nulls + self.trues + self.falses + self.integers + self.fractions + self.text_count
        return scalars + self.objects + self.lists + self.unread

    @property
    def text_count(self) -> int:
        return self.other_texts + sum(self.texts.values())

    def add_scalar(self, value: Any) -> None:
        """Count a value that is neither an object nor a list."""
        kind = type(value)
        if kind is str:
            if value in self.texts:
                self.texts[value] += 1
            else:
                self._add_text(value)
        elif value is None:
            self.nulls += 1
        elif kind is bool:
            if value:
                self.trues += 1
            else:
                self.falses += 1
        else:
            self._add_number(value, kind)

    def _add_number(self, value: Any, kind: type) -> None:
        if kind is int:
            self.integers += 1
        elif kind is float or isinstance(value, Decimal):
            self.fractions += 1
        else:
            self.unread += 1
            return
        if self.lowest is None:
            self.lowest = self.highest = value
        elif value < self.lowest:
            self.lowest = value
        elif value > self.highest:
            self.highest = value
        hashed = hash_number(value)
        if hashed < self.sketch.limit:
            self.sketch.add(hashed, value)

    def _add_text(self, text: str) -> None:
        if self.formats:
            checks = _format_checks()
            self.formats = tuple(name for name in self.formats if checks[name](text))
        if not self.many_texts:
            if len(self.texts) < MAX_TEXTS and len(text) <= MAX_TEXT_LENGTH:
                self.texts[text] = 1
                return
            self._stop_counting_texts()
        self.other_texts += 1
        hashed = hash_text(text)
        if hashed < self.sketch.limit:
            self.sketch.add(hashed, text)

    def _stop_counting_texts(self) -> None:
        self.other_texts += sum(self.texts.values())
        for text in self.texts:
            self.sketch.add(hash_text(text), text)
        self.texts = {}
        self.many_texts = True

    def field(self, name: str) -> Evidence:
        """The place of a property, made when it is first seen."""
        if self.rest is not None:
            return self.rest
        if name not in self.fields:
            if len(self.fields) >= MAX_FIELDS:
                self._become_map()
                return self.field(name)
            self.fields[name] = Evidence()
        return self.fields[name]

    def make_room(self, names: Collection[str]) -> None:
        """Become a map now if these names will make one, before any of their places is given out."""
        if self.rest is None and len(self.fields) + len(names) > MAX_FIELDS < len(self.fields.keys() | names):
            self._become_map()

    def element(self) -> Evidence:
        """The place of the elements of lists."""
        if self.elements is None:
            self.elements = Evidence()
        return self.elements

    def values(self) -> Evidence:
        """All properties taken as one place."""
        together = Evidence()
        for part in (*self.fields.values(), *([self.rest] if self.rest else [])):
            together.merge(part)
        return together

    def _become_map(self) -> None:
        self.rest = self.values()
        self.fields = {}

    def merge(self, other: Evidence) -> None:
        """Take in what was seen elsewhere; `other` stays as it is."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        if other.lowest is not None:
            self.lowest = other.lowest if self.lowest is None else min(self.lowest, other.lowest)
            self.highest = other.highest if self.highest is None else max(self.highest, other.highest)
        self._merge_texts(other)
        self._merge_fields(other)
        if other.elements is not None:
            self.element().merge(other.elements)

    def _merge_texts(self, other: Evidence) -> None:
        self.formats = tuple(name for name in self.formats if name in other.formats)
        for text, count in other.texts.items():
            self.texts[text] = self.texts.get(text, 0) + count
        if self.many_texts or other.many_texts or len(self.texts) > MAX_TEXTS:
            self._stop_counting_texts()
        self.sketch.update(other.sketch.kept)

    def _merge_fields(self, other: Evidence) -> None:
        if self.rest is None and other.rest is not None:
            self._become_map()
        for name, part in other.fields.items():
            self.field(name).merge(part)
        if self.rest is not None and other.rest is not None:
            self.rest.merge(other.rest)


@lru_cache(maxsize=1)
def _format_checks() -> dict[str, Callable[[str], bool]]:
    """The validator's own tests; narrower where it takes plain words such as `size:large` for a URI."""
    from mapbench.schemas.validation import Validator

    checks = {name: Validator({"format": name}).check for name in ASSERTED_FORMATS}
    return {**checks, "uri": lambda text: "://" in text and checks["uri"](text)}
