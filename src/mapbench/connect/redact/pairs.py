"""Fields written out inside a text, whose names say what they hold: JSON, XML, tables with a header, `key=value`, `Key: value`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from mapbench.connect.redact.kinds import kind_of
from mapbench.connect.redact.vocabulary import Kind

_JSON: Final = re.compile(r'"([\w @.-]{1,64})" {0,4}: {0,4}"((?:[^"\\\n]|\\.){1,500})"')
#: JSON that a text of JSON carries: its quotes are escaped once.
_ESCAPED: Final = re.compile(r'\\"([\w @.-]{1,64})\\" {0,4}: {0,4}\\"([^"\\\n]{1,500})\\"')
_XML: Final = re.compile(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,64})(?: [^<>\n]{0,300})?>([^<>\n]{1,500})</")
_ASSIGNED: Final = re.compile(r"(?<![\w.-])([^\W\d][\w.-]{0,63})=[\"']?([^\s&;,\"'<>|]{1,500})")
_LINE: Final = re.compile(r"(?m)^[ \t>*-]{0,8}([^\W\d][\w .-]{0,40}): {1,8}(\S[^\n\r]{0,199})$")
_WRITTEN: Final = (_JSON, _ESCAPED, _XML, _ASSIGNED, _LINE)
_DELIMITERS: Final = (";", "\t", "|", ",")
_HEADING: Final = re.compile(r"[^\W\d][\w .-]{0,40}")
_NOTHING: Final = frozenset({"null", "none", "n/a", "na", "unknown", "true", "false", "-"})
_LEAST_COLUMNS: Final = 2

Field = tuple[str, str, int]
"""The name of a field, its value and where the value begins."""


def spans_of_fields(text: str) -> Iterator[tuple[int, int, Kind]]:
    """Where a value stands whose field is named; the fields of one notation are each other's company."""
    for pattern in _WRITTEN:
        found = [(match[1], match[2], match.start(2)) for match in pattern.finditer(text)]
        yield from _named(found)
    for row in _rows(text):
        yield from _named(row)


def _named(fields: list[Field]) -> Iterator[tuple[int, int, Kind]]:
    members = {name: value for name, value, _ in fields}
    for name, value, at in fields:
        kind = kind_of(name, {**members, name: value} if members[name] is not value else members, "", None)
        body = value.strip()
        if kind and kind != "place" and body.lower() not in _NOTHING:
            start = at + value.index(body)
            yield start, start + len(body), kind


def _rows(text: str) -> Iterator[list[Field]]:
    """The rows of a table whose first line names its columns."""
    first, line_end, rest = text.partition("\n")
    delimiter = next((one for one in _DELIMITERS if one in first), "")
    names = [name.strip() for name in first.split(delimiter)] if delimiter and line_end else []
    if len(names) < _LEAST_COLUMNS or not all(map(_HEADING.fullmatch, names)):
        return
    at = len(first) + 1
    for line in rest.split("\n"):
        cells = line.split(delimiter)
        if len(cells) == len(names):
            starts = chain([0], _ends(cells))
            yield [(name, cell, at + start) for name, cell, start in zip(names, cells, starts, strict=False)]
        at += len(line) + 1


def _ends(cells: list[str]) -> Iterator[int]:
    end = 0
    for cell in cells:
        end += len(cell) + 1
        yield end
