"""JSON as packages write it: one spelling, so that equal data is equal bytes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson

from mapbench.engine.texts import exact_text


def pretty(value: Any) -> bytes:
    """A value as indented JSON with a final newline, keys in their order. Raises TypeError for what is no JSON."""
    return orjson.dumps(value, _exact, orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def line(value: Any) -> bytes:
    """A value as one line of JSON."""
    return orjson.dumps(value, _exact, orjson.OPT_APPEND_NEWLINE)


def _exact(value: Any) -> Any:
    if type(value) is Decimal and value.is_finite():
        return orjson.Fragment(exact_text(value).encode())
    raise TypeError(f"{type(value).__name__} is no JSON")
