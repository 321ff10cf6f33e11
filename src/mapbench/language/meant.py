"""Names that a formula does not know, and what their author will have meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mapbench.model.nearest import did_you_mean, nearest

_LITERALS: Final = ("true", "false", "null", "missing")
_CERTAIN: Final = 75
#: What other languages call it, in small letters and without `_`, and how a formula says it.
_ELSEWHERE: Final[dict[str, str]] = {
    name: said
    for names, said in {
        "str tostring string tochar": "text(x)",
        "int parseint toint cint": "integer(x)",
        "float parsefloat tonumber num todouble": "number(x)",
        "todecimal numeric money": "decimal(x)",
        "len size strlen": "length(x), or count(list)",
        "concat concatenate": 'a + b, or f"{a} {b}"',
        "substring substr mid slice": "x[0:5]",
        "ifnull nvl ifelse": "coalesce(a, b)",
        "iif iff when": "a if test else b",
        "strip": "trim(x)",
        "tolowercase lowercase lcase tolower": "lower(x)",
        "touppercase uppercase ucase toupper": "upper(x)",
        "indexof includes has instr": "contains(x, part)",
        "map foreach": "[x.name for x in list]",
        "filter select": "[x for x in list if x.size > 0]",
        "todate parsedate strptime": 'date(x, "%d.%m.%Y")',
        "todatetime parsedatetime totimestamp": "datetime(x)",
        "strftime dateformat formatdatetime": 'format_date(d, "%d.%m.%Y")',
        "adddays dateadd": 'add_time(d, 3, "days")',
        "datediff": 'difference(start, end, "days")',
        "gsub regexreplace regexpreplace": "replace_regex(x, pattern, new)",
        "isempty isnullorempty": "is_blank(x)",
        "avg mean": "average(list)",
        "tofixed": "round(x, 2), or format_number(x, 2)",
        "append push": "flatten([list, [x]])",
        "typeof": "type_of(x)",
        "vlookup xlookup": 'lookup("table", key)',
        "md5 sha1 hash": "sha256(x)",
    }.items()
    for name in names.split()
}


def function_meant(name: str, known: Iterable[str]) -> str:
    """A hint for a function that is none: what other languages call so, the nearest name, or where they are listed."""
    said = _ELSEWHERE.get(name.lower().replace("_", ""))
    return f"Write {said}." if said else did_you_mean(name, known)


def name_meant(name: str, names: Iterable[str]) -> str:
    """A hint for a name that is none: the nearest in scope, the item's field, or how a name comes into scope."""
    here = sorted(names)
    near = nearest(name, here) or nearest(name, _LITERALS, _CERTAIN)
    if name == "value" and here:
        return f"A source that has a name is seen by it. Names here: {', '.join(here)}."
    if near is not None:
        return f"Did you mean {near}?"
    if "item" in here:
        return f"Names here: {', '.join(here)}. A field of the item is item.{name}."
    if not here:
        return f"Names here: none. A source gives one: source: {{{name}: PATH}}."
    return f"Names here: {', '.join(here)}."
