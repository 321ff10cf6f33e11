"""JSON as packages write it: one spelling, so that equal data is equal bytes."""

from __future__ import annotations

from typing import Any

import orjson

from mapbench.trials.golden import exact_json


def pretty(value: Any) -> bytes:
    """A value as indented JSON with a final newline, keys in their order. Raises TypeError for what is no JSON."""
    return exact_json(value, orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def line(value: Any) -> bytes:
    """A value as one line of JSON."""
    return exact_json(value, orjson.OPT_APPEND_NEWLINE)
