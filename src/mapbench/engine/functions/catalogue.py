"""Every function of formulas, in the order of the mapping format, and how its signature reads."""

from __future__ import annotations

from typing import Any, Final

from mapbench.engine.functions import (
    coding,
    dates,
    ids,
    keyed,
    lists,
    logic,
    numbers,
    objects,
    parts,
    patterns,
    reading,
    spans,
    text,
    totals,
)
from mapbench.engine.functions.signature import REQUIRED, Function, Parameter

_ORDER: Final = """
    text upper lower title capitalize trim trim_start trim_end squeeze digits slug remove_accents left right before after
    replace replace_regex matches search extract split join pad_start pad_end length contains starts_with ends_with truncate
    number integer decimal round floor ceil abs min max sum average clamp format_number
    date datetime format_date iso add_time difference in_zone epoch from_epoch start_of year month day hour minute second
    weekday now today
    coalesce default is_null is_missing is_blank is_number type_of boolean between one_of attempt error
    first last at count flatten compact unique sort reverse unique_by sort_by group_by index_by min_by max_by
    entries from_entries keys values merge pick omit rename_keys zip chunk numbered any all
    lookup parse_json to_json base64_encode base64_decode url_encode url_decode sha256 hmac_sha256 mask pseudonym uuid5
"""
_GROUPS: Final = (
    text, parts, patterns, reading, numbers, totals, dates, spans, logic, lists, keyed, objects, coding, ids,
)  # fmt: skip
_BY_NAME: Final = {function.name: function for group in _GROUPS for function in group.FUNCTIONS}

#: Every function by its name.
CATALOGUE: Final[dict[str, Function]] = {name: _BY_NAME[name] for name in _ORDER.split()}

#: What the examples read beside their literals: the table of lookup, a secret parameter.
EXAMPLE_TABLES: Final = {"country": {"DE": "Germany"}}
EXAMPLE_PARAMS: Final = {"salt": "s3cret"}

_RETURNS: Final = {
    "any": "any value", "whole": "whole number", "exact": "exact number", "boolean": "true or false", "time": "date and time",
    "names": "list of names",
}  # fmt: skip


def describe(name: str) -> str:
    """A signature as people read it: `decimal(x, decimal=".", group="") → exact number`."""
    function = CATALOGUE[name]
    return f"{signature(function)} → {_RETURNS.get(function.returns, function.returns)}"


def signature(function: Function) -> str:
    """The name and parameters of a function, with their defaults: `sort_by(list, path, …)`."""
    return f"{function.name}({', '.join(map(_parameter, function.parameters))})"


def _parameter(parameter: Parameter) -> str:
    if parameter.many:
        return "…" if parameter.name == "more" else f"{parameter.name}, …"
    return (
        parameter.name if parameter.default is REQUIRED else f"{parameter.name}={_literal(parameter.default)}"
    )


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return "null" if value is None else str(value)
