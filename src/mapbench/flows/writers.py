"""How outputs are written: JSON lines, or rows of a CSV."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

import orjson

from mapbench.errors import MapbenchError

APPEND_NEWLINE: Final = orjson.OPT_APPEND_NEWLINE
_LATER: Final = (".parquet", ".xlsx", ".xml", ".gz")


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


class Writer(Protocol):
    """Turns outputs into lines; `head` comes before the first, if it is not empty."""

    head: bytes

    def line(self, output: Any) -> bytes:
        """The output as a line, its newline included. Raises TypeError for what cannot be written."""


class JsonLines:
    """One JSON object per line, keys in the order they come."""

    head = b""

    def line(self, output: Any) -> bytes:
        try:
            return orjson.dumps(output, exact, APPEND_NEWLINE)
        except TypeError as error:
            if "ecursion" not in str(error):
                raise
            return deep_json(output) + b"\n"


class CsvLines:
    """One row per output under a header; what is nested stands in its cell as JSON text, null and missing as nothing."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self._known = frozenset(columns)
        self.head = _row(self.columns)

    def line(self, output: Any) -> bytes:
        if not output.keys() <= self._known:
            extra = next(name for name in output if name not in self._known)
            raise MapbenchError(
                f"The CSV has no column for {extra!r}, which only some outputs have.",
                "Write JSONL, or give the mapping a target schema that names it.",
            )
        return _row([_cell(output.get(name)) for name in self.columns])


def writer_for(name: str, columns: Sequence[str]) -> Writer:
    """The writer for a file's ending: CSV for .csv, else JSONL. Raises MapbenchError for what cannot be written."""
    ending = Path(name).suffix.lower()
    if ending == ".parquet":
        raise MapbenchError(
            f"Parquet ('{name}') cannot be written yet; it will need the extra `mapbench[parquet]`.",
            "Write .jsonl or .csv.",
        )
    if ending in _LATER:
        raise MapbenchError(
            f"The output '{name}' cannot be written as {ending[1:]}.", "Write .jsonl or .csv."
        )
    if ending != ".csv":
        return JsonLines()
    if not columns:
        raise MapbenchError(
            "The mapping does not say which columns the CSV has.",
            "Give it a target with a schema, or write JSONL.",
        )
    return CsvLines(columns)


def _cell(value: Any) -> str:
    if type(value) is str:
        return value
    return "" if value is None else orjson.dumps(value, exact).decode()


def _row(cells: Sequence[str]) -> bytes:
    return (",".join(map(_quoted, cells)) or '""').encode() + b"\n"


def _quoted(cell: str) -> str:
    if cell[:1].isspace() or cell[-1:].isspace() or any(sign in cell for sign in ',"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
