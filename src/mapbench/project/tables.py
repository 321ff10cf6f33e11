"""A lookup's entries, by text key: written out, from a CSV or JSON file, or from the fixtures of a dataset."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.errors import LoadError, Place, Problem
from mapbench.model.documents import Document, read_bytes
from mapbench.model.jsonfiles import json_data
from mapbench.model.nearest import did_you_mean
from mapbench.model.scalars import key_text

if TYPE_CHECKING:
    from mapbench.model.lookup import LookupFile

Table = dict[str, Any]
Rows = Iterable[tuple[Any, Place]]


def load_table(document: Document, lookup: LookupFile, fixtures: Sequence[Path] = ()) -> Table:
    """The entries of a lookup. `fixtures` are the files of its dataset.

    Raises LoadError, with the position, for a table without exactly one origin, a file that cannot be read, a row without
    a key, and two keys of one spelling.
    """
    origins = [name for name in ("entries", "file", "dataset") if getattr(lookup, name) is not None]
    if len(origins) != 1:
        found = " and ".join(origins) or "none of them"
        message = f"A lookup has exactly one of entries, file and dataset; this one has {found}."
        raise LoadError([Problem(message, "Keep one.", document.position(origins[-1:]))])
    if lookup.entries is not None:
        return dict(lookup.entries)
    if lookup.file is not None:
        rows = _file_rows(document, lookup.file)
    else:
        rows = (row for path in fixtures for row in read_rows(path))
    if lookup.key is None:
        message = f"A lookup with `{origins[0]}` needs the name of its key column."
        raise LoadError([Problem(message, "Write `key: NAME`.", document.position(origins))])
    return table_of(rows, lookup.key, lookup.value)


def table_of(rows: Rows, key: str, value: str | None = None) -> Table:
    """Rows as a table by their column `key`; without `value` the whole row is the value.

    Raises LoadError for a row that is no object, lacks a column, has no key, or has the key of another row.
    """
    table: Table = {}
    problems: list[Problem] = []
    for row, place in rows:
        try:
            spelled = _key(row, key, place)
            if spelled in table:
                raise LoadError(
                    [_problem(f"The key {spelled!r} stands twice in the table.", place, "Keep one row.")]
                )
            table[spelled] = row if value is None else _cell(row, value, place)
        except LoadError as error:
            problems += error.problems
    if problems:
        # A column that no row has is one mistake, told at the first row.
        raise LoadError(
            list({problem.message: problem for problem in reversed(problems)}.values())[::-1][:20]
        )
    return table


def read_rows(path: str | Path) -> Iterator[tuple[Any, Place]]:
    """The rows of a CSV, JSON or JSONL file, each with its place; CSV cells are text. Raises LoadError."""
    yield from rows_of(str(path), read_bytes(path))


def rows_of(name: str, content: bytes) -> Iterator[tuple[Any, Place]]:
    """`read_rows` of a file that has been read; its name says by its ending what it is."""
    readers = {".csv": _csv_rows, ".jsonl": _line_rows, ".ndjson": _line_rows}
    yield from readers.get(Path(name).suffix.lower(), _json_rows)(name, content)


def _json_rows(path: str, content: bytes) -> Iterator[tuple[Any, Place]]:
    document = Document(content.decode("utf-8", "surrogateescape"), path)
    data = document.require()
    for index, row in enumerate(data if isinstance(data, list) else [data]):
        # Positions in JSON are dear; they are looked up where it is not felt.
        near = isinstance(data, list) and len(document.text()) < 100_000
        yield row, document.position((index,)) if near else Place(document.file)


def _line_rows(path: str, content: bytes) -> Iterator[tuple[Any, Place]]:
    for number, line in enumerate(_text(path, content).split("\n"), 1):
        if line.strip():
            try:
                yield json_data(line, path), Place(path, number)
            except LoadError as error:
                one = error.problems[0]
                place = Place(path, number, one.place.column)
                raise LoadError([Problem(one.message, one.hint, place)]) from None


def _csv_rows(path: str, content: bytes) -> Iterator[tuple[Any, Place]]:
    reader = csv.reader(io.StringIO(_text(path, content), newline=""), strict=True)
    try:
        names = next(reader, [])
        _refuse_other_commas(names, Place(path, 1, 1))
        for cells in reader:
            place = Place(path, reader.line_num)
            if len(cells) > len(names):
                message = f"The row has {len(cells)} cells, the header {len(names)}."
                raise LoadError([_problem(message, place, "Quote cells that hold a comma.")])
            if cells:
                yield dict(zip(names, [*cells, *[""] * (len(names) - len(cells))], strict=True)), place
    except csv.Error as error:
        raise LoadError([_problem(f"This is not CSV: {error}.", Place(path, reader.line_num))]) from None


def _refuse_other_commas(names: list[str], place: Place) -> None:
    for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(names) == 1 and mark in names[0]:
            message = f"The header is a single cell, as its names are parted by {word}."
            raise LoadError([_problem(message, place, "Save the table with commas between the cells.")])


def _text(path: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(path, content.count(b"\n", 0, error.start) + 1)
        raise LoadError([_problem("This is not UTF-8.", place, "Save the file as UTF-8.")]) from None


def _file_rows(document: Document, name: str) -> Rows:
    path = Path(document.file or ".").parent / name
    if path.suffix.lower() not in (".csv", ".json", ".jsonl", ".ndjson"):
        message = f"A table is read from a .csv, .json or .jsonl file, not from {name!r}."
        raise LoadError(
            [_problem(message, document.position(("file",)), "Save the table in one of these forms.")]
        )
    if not path.is_file():
        beside = [one.name for one in path.parent.glob("*.*") if one.suffix not in (".yaml", "")]
        message = f"There is no file {name!r}; it is looked for from the table's own folder."
        raise LoadError([_problem(message, document.position(("file",)), did_you_mean(path.name, beside))])
    return read_rows(path)


def _key(row: Any, key: str, place: Place) -> str:
    value = _cell(row, key, place)
    if value is None or isinstance(value, dict | list):
        raise LoadError(
            [_problem(f"The key column {key!r} holds no key in this row.", place, "Keys are scalars.")]
        )
    return key_text(value)


def _cell(row: Any, name: str, place: Place) -> Any:
    if not isinstance(row, dict):
        raise LoadError([_problem("A row of a table is an object.", place, "Write a list of objects.")])
    if name in row:
        return row[name]
    here: Any = row
    for part in name.split("."):
        if not isinstance(here, dict) or part not in here:
            raise LoadError([_problem(f"The row has no column {name!r}.", place, did_you_mean(name, row))])
        here = here[part]
    return here


def _problem(message: str, place: Place, hint: str = "") -> Problem:
    return Problem(message, hint, place)
