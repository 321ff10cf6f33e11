"""How outputs are written: JSON lines, rows of a CSV or of Parquet, elements of XML."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

import orjson

from mapbench.errors import MapbenchError
from mapbench.flows.lines import LineFile

APPEND_NEWLINE: Final = orjson.OPT_APPEND_NEWLINE
_TABLES: Final = {".csv": "CSV", ".tsv": "TSV", ".parquet": "Parquet"}
_NOT_WRITTEN: Final = (".xlsx", ".xls", ".ods", ".gz", ".zip", ".sqlite", ".db", ".avro", ".yaml", ".yml")


def exact(value: Any) -> Any:
    """An exact number as a JSON number; `default` of `orjson.dumps`. Raises TypeError for anything else."""
    if type(value) is Decimal and value.is_finite():
        from mapbench.engine.texts import exact_text

        return orjson.Fragment(exact_text(value).encode())
    raise TypeError(f"{type(value).__name__} is no JSON")


def deep_json(value: Any) -> bytes:
    """The JSON text of a value nested deeper than the 254 levels `orjson` writes."""
    parts: list[bytes] = []
    ahead: list[Any] = [value]
    while ahead:
        one = ahead.pop()
        if type(one) is bytes:
            parts.append(one)
        elif type(one) is dict and one:
            for name, member in reversed(one.items()):
                ahead += (member, b"," + orjson.dumps(name) + b":")
            ahead[-1] = b"{" + ahead[-1][1:]
            ahead.insert(len(ahead) - 2 * len(one), b"}")
        elif type(one) is list and one:
            for member in reversed(one):
                ahead += (member, b",")
            ahead[-1] = b"["
            ahead.insert(len(ahead) - 2 * len(one), b"]")
        else:
            parts.append(orjson.dumps(one, exact))
    return b"".join(parts)


class Out(Protocol):
    """A file of whole lines, or rows; `lines` counts those that stand in it."""

    name: str
    lines: int

    def write(self, lines: Sequence[Any], counted: bool = True) -> None:
        """Writes what a writer made. Raises OSError, which names the file."""

    def close(self) -> None:
        """Closes the file."""


class Writer(Protocol):
    """Turns outputs into lines or rows; `head` comes before the first and `tail` after the last, if they are not empty."""

    head: bytes
    tail: bytes

    def line(self, output: Any) -> Any:
        """The output as a line, its newline included, or as what `Out` takes.

        Raises TypeError for what cannot be written, Failure for what this format has no way to say.
        """


class JsonLines:
    """One JSON object per line, keys in the order they come."""

    head = tail = b""

    def line(self, output: Any) -> bytes:
        try:
            return orjson.dumps(output, exact, APPEND_NEWLINE)
        except TypeError as error:
            if "ecursion" not in str(error):
                raise
            return deep_json(output) + b"\n"


class CsvLines:
    """One row per output under a header; what is nested stands in its cell as JSON text, null and missing as nothing."""

    tail = b""

    def __init__(self, columns: Sequence[str], delimiter: str = ",") -> None:
        self._delimiter = delimiter
        self.columns = tuple(columns)
        self._known = frozenset(columns)
        self.head = _row(self.columns, delimiter)

    def line(self, output: Any) -> bytes:
        if not output.keys() <= self._known:
            extra = next(name for name in output if name not in self._known)
            raise MapbenchError(
                f"The CSV has no column for {extra!r}, which only some outputs have.",
                "Write JSONL, or give the mapping a target schema that names it.",
            )
        return _row([_cell(output.get(name)) for name in self.columns], self._delimiter)


def writer_for(name: str, columns: Sequence[str], schema: object = None) -> Writer:
    """The writer for a file's ending, JSONL for what tells nothing; `schema` is that of the outputs.

    Raises MapbenchError for what cannot be written.
    """
    ending = Path(name).suffix.lower()
    if ending in _NOT_WRITTEN:
        raise MapbenchError(
            f"The output '{name}' cannot be written as {ending[1:]}.", "Write .jsonl, .csv, .xml or .parquet."
        )
    if ending == ".xml":
        from mapbench.flows.xml_writer import XmlLines

        return XmlLines()
    if ending not in _TABLES:
        return JsonLines()
    if not columns:
        raise MapbenchError(
            f"The mapping does not say which columns the {_TABLES[ending]} has.",
            "Give it a target with a schema, or write JSONL.",
        )
    if ending != ".parquet":
        return CsvLines(columns, "\t" if ending == ".tsv" else ",")
    from mapbench.flows.parquet_writer import ParquetRows

    return ParquetRows(columns, schema)


def out_for(writer: Writer, name: str) -> Out:
    """The file that a writer's lines or rows go to, made anew. Raises OSError."""
    make = getattr(writer, "open", LineFile)
    opened: Out = make(name)
    return opened


def _cell(value: Any) -> str:
    if type(value) is str:
        return value
    return "" if value is None else orjson.dumps(value, exact).decode()


def _row(cells: Sequence[str], delimiter: str) -> bytes:
    return (delimiter.join([_quoted(cell, delimiter) for cell in cells]) or '""').encode() + b"\n"


def _quoted(cell: str, delimiter: str) -> str:
    if (
        cell[:1].isspace()
        or cell[-1:].isspace()
        or delimiter in cell
        or any(sign in cell for sign in '"\n\r')
    ):
        return '"' + cell.replace('"', '""') + '"'
    return cell
