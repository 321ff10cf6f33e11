"""How a file is read where it does not say so itself: its format, signs, sheet, and where its records are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from mapbench.connect.formats import FORMATS
from mapbench.errors import MapbenchError

#: Every option with what it says, in the order in which they are told.
OPTIONS: Final[dict[str, str]] = {
    "format": "what the file is: json, jsonl, csv, tsv, xml, xlsx, parquet or sqlite",
    "encoding": "the character set of CSV and XML: utf-8, utf-16, windows-1252, …",
    "delimiter": "what stands between the cells of a CSV; `tab` is a tab",
    "quote": "what a cell of a CSV may be enclosed in",
    "escape": "what a quote inside quotes has before it, where it is not doubled",
    "sheet": "the sheet of a spreadsheet, by name or by number from 1",
    "header": "the row of a spreadsheet that names the columns, from 1",
    "records": "the path to the records of an XML document: orders.order",
    "lists": "paths in a record of XML that are always lists, with commas between",
    "member": "which files of a zip: a name, * stands for anything",
    "table": "the table or view of a database",
    "query": "a SELECT in place of a table",
    "limit": "at most so many rows of a database",
}
_NUMBERS: Final = ("header", "limit")
_SIGNS: Final = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|"}

#: A path of names.
Names = tuple[str, ...]


class Reading(Struct, frozen=True):
    """What is said of an input; what is None is found out. `lists` are paths of names inside a record of XML."""

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    sheet: str | None = None
    header: int | None = None
    records: Names | None = None
    lists: frozenset[Names] = frozenset()
    member: str | None = None
    table: str | None = None
    query: str | None = None
    limit: int | None = None

    def with_options(self, options: Mapping[str, str]) -> Reading:
        """The reading with options as a person gives them. Raises MapbenchError for one that is none."""
        changes: dict[str, Any] = {}
        for name, text in options.items():
            changes[name] = _value(name, text, self)
        return replace(self, **changes)


#: Nothing is said.
PLAIN: Final = Reading()


def names_of(path: str) -> Names:
    """The names of a path such as `$.orders.order[*]`. Raises MapbenchError for one that has anything else."""
    from mapbench.engine.paths import Name, Wildcard
    from mapbench.language.paths import PathError, parse_path

    try:
        segments = parse_path(path).segments
    except PathError as error:
        raise MapbenchError(error.message, error.hint) from None
    if not all(isinstance(one, Name | Wildcard) for one in segments):
        raise MapbenchError(f"The path {path!r} has more than names.", "Write it as in orders.order.")
    return tuple(one.name for one in segments if isinstance(one, Name))


def lists_of(paths: Iterable[str]) -> frozenset[Names]:
    """Paths that are always lists, as names."""
    return frozenset(names_of(path) for path in paths)


def _value(name: str, text: str, reading: Reading) -> Any:
    if name not in OPTIONS:
        from mapbench.model.nearest import did_you_mean

        known = did_you_mean(name, OPTIONS) or f"There are {', '.join(OPTIONS)}."
        raise MapbenchError(f"There is no option {name!r} for reading.", known)
    if name in _NUMBERS:
        if not (text.isdecimal() and text.isascii() and 0 < int(text) < 10**12):
            raise MapbenchError(f"{name} is a number from 1, not {text!r}.", f"For example: {name}=1")
        return int(text)
    if name == "format" and text not in FORMATS:
        raise MapbenchError(f"{text!r} is no format that is read.", f"There are {', '.join(FORMATS)}.")
    if name == "encoding":
        return _encoding(text)
    if name == "records":
        return names_of(text)
    if name == "lists":
        return reading.lists | lists_of(one for one in text.split(",") if one.strip())
    if name in ("delimiter", "quote", "escape"):
        sign = _SIGNS.get(text, text)
        if len(sign) != 1 or sign in "\r\n":
            raise MapbenchError(f"The {name} is one character, not {text!r}.", f"For example: {name}=';'")
        return sign
    return text


def _encoding(text: str) -> str:
    import codecs

    try:
        found = codecs.lookup(text)
        "".encode(found.name)
    except LookupError:
        hint = "For example utf-8, utf-16, windows-1252 or iso-8859-1."
        raise MapbenchError(f"There is no character set {text!r}.", hint) from None
    return found.name
