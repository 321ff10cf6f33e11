"""What a target schema says of a field. Plain schemas only: no `$ref`, no alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.oracle.kinds import equal, kind

JSON_NAMES = {"text": "string", "list": "array"}
Finding = tuple[str, tuple[str | int, ...]]


class Shape:
    """One place of a schema; a place that the schema does not describe takes everything."""

    def __init__(self, schema: Any = None, *, needed: bool = False) -> None:
        self.schema: dict[str, Any] = schema if isinstance(schema, dict) else {}
        self.needed = needed

    def field(self, *names: str) -> Shape:
        if not names:
            return self
        name, *rest = names
        inner = self.schema.get("properties", {}).get(name)
        return Shape(inner, needed=name in self.schema.get("required", ())).field(*rest)

    @property
    def item(self) -> Shape:
        return Shape(self.schema.get("items"))

    @property
    def value(self) -> Shape:
        """Of an object whose keys come from the data."""
        return Shape(self.schema.get("additionalProperties"))

    @property
    def required(self) -> list[str]:
        return list(self.schema.get("required", ()))

    @property
    def takes_null(self) -> bool:
        return not any(True for _ in self.findings(None))

    def ordered(self, value: Any) -> Any:
        """The value with its keys in the schema's order; keys it does not name follow as they came."""
        if isinstance(value, list):
            return [self.item.ordered(each) for each in value]
        if not isinstance(value, dict):
            return value
        named = [name for name in self.schema.get("properties", {}) if name in value]
        others = [name for name in value if name not in named]
        inner = {name: self.field(name) for name in named} | dict.fromkeys(others, self.value)
        return {name: shape.ordered(value[name]) for name, shape in inner.items()}

    def findings(self, value: Any) -> Iterator[Finding]:
        """What is wrong with a value: the error's code, and where inside the value."""
        types = self.schema.get("type", [])
        types = [types] if isinstance(types, str) else types
        if types and not any(_is(name, value) for name in types):
            yield "type", ()
        if any(
            not holds(value, self.schema[word]) for word, holds in KEYWORDS.items() if word in self.schema
        ):
            yield "schema", ()
        if isinstance(value, list):
            for index, each in enumerate(value):
                yield from _below(index, self.item.findings(each))
        if isinstance(value, dict):
            yield from self._of_object(value)

    def _of_object(self, value: dict[str, Any]) -> Iterator[Finding]:
        for name in self.required:
            if name not in value:
                yield "missing", (name,)
        properties = self.schema.get("properties", {})
        extra = [name for name in value if name not in properties]
        if extra and self.schema.get("additionalProperties") is False:
            yield "schema", ()
        for name, each in value.items():
            inner = self.field(name) if name in properties else self.value
            yield from _below(name, inner.findings(each))


def _below(step: str | int, findings: Iterator[Finding]) -> Iterator[Finding]:
    for code, where in findings:
        yield code, (step, *where)


def _is(name: str, value: Any) -> bool:
    if name == "integer":
        return kind(value) == "number" and value == int(value)
    return name == JSON_NAMES.get(kind(value), kind(value))


def _format_holds(value: Any, name: str) -> bool:
    if not isinstance(value, str):
        return True
    try:
        match name:
            case "date":
                return len(value) == 10 and bool(date.fromisoformat(value))
            case "date-time":
                return "T" in value and datetime.fromisoformat(value).tzinfo is not None
            case "email":
                return re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", value) is not None
    except ValueError:
        return False
    return True


def _number_holds(value: Any, test: Any) -> bool:
    return kind(value) != "number" or bool(test(Decimal(repr(value)) if isinstance(value, float) else value))


KEYWORDS: dict[str, Any] = {
    "enum": lambda value, options: any(equal(value, each) for each in options),
    "const": equal,
    "minimum": lambda value, low: _number_holds(value, lambda number: number >= low),
    "maximum": lambda value, high: _number_holds(value, lambda number: number <= high),
    "minLength": lambda value, size: not isinstance(value, str) or len(value) >= size,
    "maxLength": lambda value, size: not isinstance(value, str) or len(value) <= size,
    "minItems": lambda value, size: not isinstance(value, list) or len(value) >= size,
    "maxItems": lambda value, size: not isinstance(value, list) or len(value) <= size,
    "format": _format_holds,
}
