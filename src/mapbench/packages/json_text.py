"""JSON as packages write it: one spelling, so that equal data is equal bytes."""

from __future__ import annotations

from typing import Any

import orjson

from mapbench.errors import MapbenchError
from mapbench.trials.golden import exact_json


def pretty(value: Any) -> bytes:
    """A value as indented JSON with a final newline, keys in their order. Raises MapbenchError for what is no JSON."""
    return _json(value, orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def line(value: Any) -> bytes:
    """A value as one line of JSON. Raises MapbenchError for what is no JSON."""
    return _json(value, orjson.OPT_APPEND_NEWLINE)


def _json(value: Any, option: int) -> bytes:
    try:
        return exact_json(value, option)
    except TypeError as error:
        hint = "Look for whole numbers beyond 64 bits, and nesting beyond 250 levels, in schemas, tables and constants."
        raise MapbenchError(f"The package would hold what its files cannot: {error}.", hint) from None
