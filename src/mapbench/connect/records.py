"""Records from a file or from standard input, in whatever format they come."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct

from mapbench.connect.chunks import BLOCK, Chunk, Texts
from mapbench.engine.incoming import parsed, record_of, refusal
from mapbench.engine.outcomes import RecordError
from mapbench.engine.values import Failure
from mapbench.errors import MapbenchError

STDIN = "-"
FORMATS = ("json", "jsonl", "csv")
_ENDINGS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"}
_NOT_READ = {
    ".xml": "XML", ".yaml": "YAML", ".yml": "YAML", ".xlsx": "a spreadsheet", ".xls": "a spreadsheet",
    ".parquet": "Parquet", ".avro": "Avro", ".gz": "compressed", ".zip": "compressed", ".zst": "compressed",
}  # fmt: skip


class Record(Struct, frozen=True):
    """One record of an input, counted from 0; `value` is None where it could not be read, and `error` says why.

    `raw` is its JSON text, where it came as one.
    """

    index: int
    value: dict[str, Any] | None
    raw: bytes | None = None
    error: RecordError | None = None


def open_records(source: str | Path, input_format: str | None = None) -> Iterator[Record]:
    """The records of a file, or of standard input for `-`. Raises MapbenchError or OSError where it cannot be read on."""
    index = 0
    for chunk in open_chunks(source, input_format):
        for record in _records(chunk):
            yield Record(index, *record)
            index += 1


def open_chunks(source: str | Path, input_format: str | None = None) -> Iterator[Chunk]:
    """The records many at a time, as cheaply as they can be had. Raises like `open_records`, on opening at once."""
    name = str(source)
    known = input_format or format_of(name)
    stream = sys.stdin.buffer if name == STDIN else Path(name).open("rb")  # noqa: SIM115  # closed with its blocks
    return _chunks(_blocks(stream, name), known, "stdin" if name == STDIN else name)


def format_of(name: str) -> str | None:
    """The format a file's ending tells, None where it tells none. Raises MapbenchError for one that is not read."""
    ending = Path(name).suffix.lower()
    if ending in _NOT_READ:
        raise MapbenchError(
            f"The file '{name}' is {_NOT_READ[ending]}, which cannot be read yet.",
            "Give the records as JSON, JSONL or CSV.",
        )
    return _ENDINGS.get(ending)


def _chunks(blocks: Iterator[bytes], known: str | None, name: str) -> Iterator[Chunk]:
    if known is None:
        head = next(blocks, b"")
        known = _sniffed(head)
        blocks = _chained(head, blocks)
    if known == "csv":
        from mapbench.connect.csv_records import read_csv

        yield from read_csv(blocks, name)
    elif known == "json":
        from mapbench.connect.json_records import read_json

        yield from read_json(blocks, name)
    else:
        from mapbench.connect.jsonl import read_jsonl

        yield from read_jsonl(blocks)


def _sniffed(head: bytes) -> str:
    """JSON where a list, or an object of several lines, begins; else lines."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first, newline, _ = text.partition(b"\n")
    if text[:1] == b"[":
        return "json"
    if text[:1] != b"{" or not newline:
        return "jsonl"
    try:
        parsed(first)
    except Failure:
        return "jsonl" if first.rstrip().endswith(b"}") else "json"
    return "jsonl"


def _blocks(stream: BinaryIO, name: str) -> Iterator[bytes]:
    read = getattr(stream, "read1", stream.read)
    try:
        while block := read(BLOCK):
            yield block
    except OSError as error:
        error.filename = error.filename or name
        raise
    finally:
        if name != STDIN:
            stream.close()


def _chained(head: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _records(chunk: Chunk) -> Iterator[tuple[dict[str, Any] | None, bytes | None, RecordError | None]]:
    if isinstance(chunk, Texts):
        for raw in chunk.texts:
            if not raw or raw.isspace():
                continue
            try:
                yield record_of(raw), raw, None
            except Failure as failure:
                yield None, raw, refusal(failure)
        return
    for row in chunk.rows:
        yield row.value, row.raw, refusal(row.failure) if row.failure else None
