"""The words for kinds, expectations, paths and values that sentences about schemas are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import Any

from mapbench.schemas.shapes import type_of

#: What a value of each JSON type is called in a sentence.
KINDS = {
    "null": "null",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "string": "text",
    "array": "a list",
    "object": "an object",
}

_FORMATS = {
    "date": "a date, e.g. 2026-11-14",
    "date-time": "a date-time, e.g. 2026-11-14T09:12:00Z",
    "email": "an e-mail address, e.g. dana@example.com",
    "uuid": "a UUID, e.g. 3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b",
    "uri": "a URI, e.g. https://example.com/orders/7",
}

_LIMITS = {
    "minimum": "at least {0}",
    "maximum": "at most {0}",
    "exclusiveMinimum": "more than {0}",
    "exclusiveMaximum": "less than {0}",
    "minLength": "at least {0} characters long",
    "maxLength": "at most {0} characters long",
    "minItems": "a list of at least {0} elements",
    "maxItems": "a list of at most {0} elements",
    "additionalItems": "a list of at most {0} elements",
    "minProperties": "an object of at least {0} properties",
    "maxProperties": "an object of at most {0} properties",
}

_PLAIN = {
    "uniqueItems": "a list without repetitions",
    "unevaluatedItems": "a list without further elements",
    "contains": "a list with an element that the schema asks for",
    "minContains": "a list with enough elements that the schema asks for",
    "maxContains": "a list with fewer elements of the kind that the schema limits",
    "not": "something that the schema does not exclude",
    "falseSchema": "nothing",
}

_ORDER = ("string", "integer", "number", "boolean", "array", "object", "null")

_SIMPLE_NAME = re.compile(r"[^\W\d]\w*(-\w+)*")


def kind_of(value: Any) -> str:
    """JSON Schema's name for a value's type; a number without a fraction is still a "number" when it is not an int."""
    return type_of(value)


def expectation(error: Any, keyword: str) -> str:
    """What a keyword asks for, to follow "should be": "text or null", "one of PAID, OPEN", "at most 5"."""
    kind = error.kind
    if keyword == "type":
        return either(KINDS[name] for name in sorted(kind.types, key=_ORDER.index))
    if keyword == "enum":
        return _one_of(kind.options)
    if keyword == "const":
        return shortened(kind.expected_value)
    if keyword == "format":
        return _FORMATS.get(kind.format, f"of the format {kind.format}")
    if keyword == "pattern":
        return f"text that matches {kind.pattern}"
    if keyword == "multipleOf":
        return f"a multiple of {kind.multiple_of}"
    if keyword in _LIMITS:
        return _LIMITS[keyword].format(kind.limit)
    return _PLAIN.get(keyword, f"as the schema's {keyword} asks")


def either(texts: Iterable[str]) -> str:
    """Alternatives as one reads them out: "text, a number or null"."""
    *others, last = dict.fromkeys(texts)
    return f"{', '.join(others)} or {last}" if others else last


def _one_of(options: list[Any]) -> str:
    texts = [option if isinstance(option, str) and option else shortened(option) for option in options[:8]]
    more = f" and {len(options) - 8} more" if len(options) > 8 else ""
    return ("one of " if len(options) > 1 else "") + ", ".join(texts) + more


def path_text(path: tuple[str | int, ...], root: str = "The value") -> str:
    """A path as mappings write it, `lines[0].qty`; `root` for the empty one."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _SIMPLE_NAME.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += f"[{shortened(part)}]"
    return text or root


def shortened(value: Any, width: int = 60) -> str:
    """A value as JSON in at most `width` characters, without writing out what will not be shown."""
    text = "".join(islice(_pieces(value, width), width + 1))
    return text if len(text) <= width else text[: width - 1] + "…"


def _pieces(value: Any, width: int) -> Any:
    """The JSON text of a value, character by character, as far as somebody reads it."""
    if isinstance(value, dict):
        yield "{"
        for i, (key, part) in enumerate(value.items()):
            yield from (", " if i else "") + _quoted(str(key), width) + ": "
            yield from _pieces(part, width)
        yield "}"
    elif isinstance(value, list | tuple):
        yield "["
        for i, part in enumerate(value):
            yield from ", " if i else ""
            yield from _pieces(part, width)
        yield "]"
    else:
        yield from _scalar(value, width)


def _scalar(value: Any, width: int) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return _quoted(value, width)
    if isinstance(value, Decimal | int | float):
        return str(value)
    return type(value).__name__


def _quoted(text: str, width: int) -> str:
    import json

    writable = text[: width + 1].encode("utf-8", "replace").decode()
    return json.dumps(writable, ensure_ascii=False)
