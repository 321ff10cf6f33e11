"""Records made from a schema: the same ones every time, each fitting it, varied field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field, Schema
from mapbench.schemas.said import bounds, parts
from mapbench.schemas.validation import Validator

#: Texts as people and machines write them: words, spaces around, letters of other scripts, numbers, nothing.
_TEXTS: Final = ("text", " padded ", "Zoë 東京", "12.50", "0", "7", "")
_FORMATS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("2026-02-28", "1999-12-31"),
    "date-time": ("2026-02-28T23:59:59Z", "2026-07-01T08:30:00+02:00"),
    "time": ("08:30:00Z", "23:59:59+02:00"),
    "email": ("ann@example.com", "bob@example.org"),
    "uuid": ("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"),
    "uri": ("https://shop.example.com/a", "urn:x:1"),
    "duration": ("P1D", "PT5M"),
    "hostname": ("shop.example.com",),
    "ipv4": ("192.0.2.1",),
    "ipv6": ("2001:db8::1",),
}
_NUMBERS: Final[tuple[float, ...]] = (1, 0, 19.99, 250, -3, 1_000_000)
_PATTERNED: Final = (
    "A",
    "AB",
    "ABC",
    "ab",
    "abc",
    "1",
    "12",
    "123",
    "12345",
    "12345678",
    "+4930123456",
    "A1",
    "A-1",
)
_DEEPEST: Final = 12
#: Below this depth only what is required is made, so that a schema that holds itself ends.
_FULL: Final = 5


def made_records(
    schema: Schema,
    count: int,
    words: Sequence[str] = (),
    asked: Mapping[tuple[str, ...], Sequence[str]] | None = None,
) -> Iterator[Any]:
    """Up to `count` records that fit a schema: everything there, only what is required, nulls, then mixtures.

    `words` are texts that a mapping knows; they stand among those for texts that nothing bounds. `asked` are texts by
    the last names of a field's path: such a field mostly holds one of them. A record that would not fit (a pattern
    that none of the texts meets) is left out.
    """
    validator = Validator(schema)
    texts = (*_TEXTS, *words)
    for number in range(count):
        record = _Made(number, texts, asked or {}).value(schema.root, 0)
        if isinstance(record, dict) and validator.is_valid(record):
            yield record


class _Made:
    """One record: what a field holds depends on the record's number and the field's pointer alone."""

    def __init__(
        self, number: int, texts: Sequence[str], asked: Mapping[tuple[str, ...], Sequence[str]]
    ) -> None:
        self.number = number
        self.texts = texts
        self.asked = asked

    def value(self, field: Field, depth: int) -> Any:
        chosen = self._chosen(field)
        if field.nullable and (self.number == 2 or (self.number > 2 and chosen % 6 == 0)):
            return None
        if field.enum:
            return field.enum[chosen % len(field.enum)]
        kinds = sorted(field.types) if len(field.types) < 5 else ["string"]
        kind = "object" if not field.path else kinds[chosen % len(kinds)] if kinds else "null"
        match kind:
            case "object":
                return self._object(field, depth)
            case "array":
                return self._array(field, depth, chosen)
            case "string":
                return self._text(field, chosen)
            case "boolean":
                return bool(chosen % 2)
            case "number" | "integer":
                return self._number(field, chosen, whole="number" not in field.types)
        return None

    def _object(self, field: Field, depth: int) -> dict[str, Any]:
        found = {}
        for name, child in field.children.items():
            if depth < _DEEPEST and (child.required or self._wanted(child, depth)):
                found["key" if name == ANY_KEY else name] = self.value(child, depth + 1)
        return found

    def _wanted(self, child: Field, depth: int) -> bool:
        """Whether a field that nobody asks for is there."""
        if self.number == 1 or depth >= _FULL:
            return False
        return self.number in (0, 2) or self._chosen(child, "there") % 4 > 0

    def _array(self, field: Field, depth: int, chosen: int) -> list[Any]:
        limits = bounds(field.schema.document, field.raw)
        least, most = int(limits.get("minItems", 0)), int(limits.get("maxItems", 3))
        wanted = 2 if self.number == 0 else 0 if self.number == 1 else chosen % 4
        if field.items is None or depth >= _DEEPEST:
            return []
        items = _Made(self.number, self.texts, self.asked)
        found = []
        for position in range(max(least, min(wanted, most))):
            items.number = self.number + position * 7919 if self.number > 2 else self.number
            found.append(items.value(field.items, depth + 1))
        return found

    def _text(self, field: Field, chosen: int) -> str:
        known = _FORMATS.get(field.format or "", self.texts)
        wanted = self._wanted_texts(field)
        if wanted and self._chosen(field, "asked") % 5:
            known = wanted
        limits = bounds(field.schema.document, field.raw)
        least, most = int(limits.get("minLength", 0)), limits.get("maxLength")
        patterns = [one["pattern"] for one in parts(field.schema.document, field.raw) if "pattern" in one]
        fitting = [
            one
            for one in ((*known, *_PATTERNED) if patterns else known)
            if least <= len(one) <= (len(one) if most is None else most)
            and all(field.schema.matches(pattern, one) for pattern in patterns)
        ]
        return fitting[chosen % len(fitting)] if fitting else "x" * max(least, 1)

    def _wanted_texts(self, field: Field) -> Sequence[str]:
        names = tuple(name for name in field.path if name != ANY_ITEM)
        found = (
            self.asked[names[-count:]] for count in range(len(names), 0, -1) if names[-count:] in self.asked
        )
        return next(found, ())

    def _number(self, field: Field, chosen: int, *, whole: bool) -> float:
        limits = bounds(field.schema.document, field.raw)
        least, most = limits.get("minimum"), limits.get("maximum")
        over, under = limits.get("exclusiveMinimum"), limits.get("exclusiveMaximum")
        edges = [one for one in (least, most) if one is not None]
        edges += [one + step for one, step in ((over, 1), (under, -1)) if one is not None]
        fitting = [
            one
            for one in (*_NUMBERS, *edges)
            if (not whole or one == int(one))
            and (least is None or one >= least)
            and (most is None or one <= most)
            and (over is None or one > over)
            and (under is None or one < under)
        ]
        return fitting[chosen % len(fitting)] if fitting else 0

    def _chosen(self, field: Field, what: str = "") -> int:
        said = f"{self.number} {field.pointer} {what}".encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(said, digest_size=4).digest())
