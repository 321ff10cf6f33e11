"""Outputs as Parquet: columns and their types from the target schema, written in groups of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from mapbench.connect.formats import lacking
from mapbench.errors import MapbenchError
from mapbench.flows.writers import exact
from mapbench.schemas.fields import ANY_KEY, Field, Schema

#: Rows of one group: what is held in memory.
_GROUP: Final = 20_000
#: Deeper structures, such as a schema that refers to itself, are JSON text.
_DEEPEST: Final = 12

Make = Callable[[Any], Any]


class ParquetRows:
    """One row per output. A type that the schema leaves open, and an object whose keys are data, is JSON text."""

    head = tail = b""

    def __init__(self, columns: Sequence[str], schema: object) -> None:
        try:
            import pyarrow as pa
        except ImportError:
            lacking("parquet", "written")
        root = Schema(schema).root if isinstance(schema, dict) else None
        made = {name: _column(root.child(name) if root is not None else None, 0) for name in columns}
        self.schema = pa.schema([pa.field(name, kind) for name, (kind, _) in made.items()])
        self._row = _object({name: make for name, (_, make) in made.items()})

    def line(self, output: Any) -> dict[str, Any]:
        """The output as a row. Raises MapbenchError for a key that the schema does not have."""
        return self._row(output)

    def open(self, name: str) -> RowFile:
        return RowFile(name, self.schema)


class RowFile:
    """A Parquet file that rows are written to; `lines` counts those that stand in it."""

    def __init__(self, name: str, schema: Any) -> None:
        from pyarrow.parquet import ParquetWriter

        self.name = name
        self.lines = 0
        self._schema = schema
        self._held: list[dict[str, Any]] = []
        self._file = Path(name).open("wb")  # noqa: SIM115  # closed below
        self._writer: Any = ParquetWriter(self._file, schema)

    def write(self, lines: Sequence[Any], counted: bool = True) -> None:
        """Takes rows; a group of them is written once it is full. Raises OSError, which names the file."""
        self._held += [one for one in lines if one]
        self.lines += len(lines) if counted else 0
        if len(self._held) >= _GROUP:
            self._flush()

    def close(self) -> None:
        """Writes what is left and what makes the file readable."""
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        try:
            self._flush(writer)
            writer.close()
        except OSError as failure:
            failure.filename = self.name
            raise
        finally:
            self._file.close()

    def _flush(self, writer: Any = None) -> None:
        import pyarrow as pa

        rows, self._held = self._held, []
        if not rows:
            return
        try:
            (writer or self._writer).write_table(pa.Table.from_pylist(rows, schema=self._schema))
        except pa.ArrowInvalid as error:
            raise MapbenchError(
                f"Parquet cannot hold an output: {str(error)[:200]}", "Write JSONL."
            ) from None
        except OSError as failure:
            failure.filename = self.name
            raise


def _column(field: Field | None, depth: int) -> tuple[Any, Make]:
    """The type of a column, and what makes a value one of it."""
    import pyarrow as pa

    types = field.types if field is not None and depth <= _DEEPEST else frozenset()
    types -= {"integer"} if "number" in types else set()
    if field is None or len(types) != 1:
        return pa.string(), _json_text
    match next(iter(types)):
        case "integer":
            return pa.int64(), int
        case "number":
            return pa.float64(), float
        case "boolean":
            return pa.bool_(), bool
        case "array" if field.items is not None:
            kind, make = _column(field.items, depth + 1)
            return pa.list_(kind), _list(make)
        case "object" if field.children and ANY_KEY not in field.children:
            inner = {name: _column(field.child(name), depth + 1) for name in field.children}
            kinds = [pa.field(name, kind) for name, (kind, _) in inner.items()]
            return pa.struct(kinds), _object({name: make for name, (_, make) in inner.items()})
    return pa.string(), _json_text


def _json_text(value: Any) -> str:
    return value if type(value) is str else orjson.dumps(value, exact).decode()


def _list(make: Make) -> Make:
    return lambda value: [None if one is None else make(one) for one in value]


def _object(makers: dict[str, Make]) -> Callable[[Any], dict[str, Any]]:
    def make(value: Any) -> dict[str, Any]:
        if not value.keys() <= makers.keys():
            extra = next(name for name in value if name not in makers)
            message = f"The Parquet has no column for {extra!r}, which only some outputs have."
            raise MapbenchError(message, "Write JSONL, or give the mapping a target schema that names it.")
        return {name: None if one is None else makers[name](one) for name, one in value.items()}

    return make
