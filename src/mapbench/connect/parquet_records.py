"""Parquet: read batch by batch; lists and structs stay what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from mapbench.connect.chunks import Chunk, Row, Rows
from mapbench.connect.formats import lacking
from mapbench.connect.plain import plain_record
from mapbench.engine.values import Failure
from mapbench.errors import MapbenchError, Place

_ROWS: Final = 1000


def read_parquet(file: BinaryIO, name: str, size: int) -> Iterator[Chunk]:
    """The rows of a Parquet file. Raises MapbenchError where it is none or breaks off."""
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile
    except ImportError:
        lacking("parquet")
    done = 0
    try:
        table = ParquetFile(file)
        total = max(table.metadata.num_rows, 1)
        for batch in table.iter_batches(batch_size=_ROWS):
            rows = [_row(one) for one in batch.to_pylist()]
            yield Rows(rows, size * (done + len(rows)) // total - size * done // total)
            done += len(rows)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        place = Place(name)
        raise MapbenchError(
            f"The Parquet cannot be read{f' on after {done:,} rows' if done else ''}: {reason[:200]}.",
            "Fetch or write the file again.",
            place,
        ) from None


def _row(columns: dict[str, Any]) -> Row:
    try:
        return Row(plain_record(columns))
    except Failure as failure:
        return Row(None, repr(columns).encode("utf-8", "replace"), failure)
