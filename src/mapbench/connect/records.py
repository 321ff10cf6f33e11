"""Records from a file or from standard input, in whatever format they come."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from mapbench.connect.chunks import BLOCK, Chunk, Texts
from mapbench.connect.formats import Kind, kind_of
from mapbench.connect.reading import PLAIN, Reading
from mapbench.engine.incoming import parsed, record_of, refusal
from mapbench.engine.outcomes import RecordError
from mapbench.engine.values import Failure
from mapbench.errors import MapbenchError, Place

STDIN = "-"
#: What the first bytes of a file tell.
_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"PAR1": "parquet",
    b"SQLi": "sqlite",
    b"\xd0\xcf\x11\xe0": "xlsx",
}


class Record(Struct, frozen=True):
    """One record of an input, counted from 0; `value` is None where it could not be read, and `error` says why.

    `raw` is its JSON text, where it came as one.
    """

    index: int
    value: dict[str, Any] | None
    raw: bytes | None = None
    error: RecordError | None = None


def open_records(
    source: str | Path, input_format: str | None = None, reading: Reading = PLAIN, schema: object = None
) -> Iterator[Record]:
    """The records of a file, or of standard input for `-`. Raises MapbenchError or OSError where it cannot be read on."""
    return records_of(open_chunks(source, input_format, reading, schema))


def records_of(chunks: Iterable[Chunk]) -> Iterator[Record]:
    """The records in chunks, numbered."""
    index = 0
    for chunk in chunks:
        for record in _records(chunk):
            yield Record(index, *record)
            index += 1


def open_chunks(
    source: str | Path, input_format: str | None = None, reading: Reading = PLAIN, schema: object = None
) -> Iterator[Chunk]:
    """The records many at a time, as cheaply as they can be had. Raises like `open_records`, on opening at once.

    `reading` says what the file does not, `schema` what its records are (XML has no lists of its own).
    """
    name = str(source)
    known = input_format or reading.format
    kind = Kind() if name == STDIN else kind_of(name)
    stream = sys.stdin.buffer if name == STDIN else Path(name).open("rb")  # noqa: SIM115  # closed with its blocks
    shown = "stdin" if name == STDIN else name
    if kind.packed is None and (known or kind.format) in _WHOLE:
        return _whole_chunks(stream, known or kind.format, shown, Told(reading, schema))
    blocks = _blocks(stream, name)
    return _unpacked(blocks, kind.packed, known or kind.format, shown, Told(reading, schema))


class Told(Struct, frozen=True):
    """What is known beforehand of an input."""

    reading: Reading
    schema: object


#: Formats that are read at any place of the file.
_WHOLE = ("xlsx", "parquet", "sqlite")


def _unpacked(
    blocks: Iterator[bytes], packed: str | None, known: str | None, name: str, told: Told
) -> Iterator[Chunk]:
    if packed is None and known is None:
        head = next(blocks, b"")
        packed, known = _looked_into(head)
        blocks = _chained(head, blocks)
    if packed == "gzip":
        from mapbench.connect.packed import gunzipped

        yield from _unpacked(gunzipped(blocks, name), None, known, name, told)
    elif packed == "zip":
        yield from _zip_chunks(blocks, known, name, told)
    elif known in _WHOLE:
        from mapbench.connect.whole import whole_file

        with whole_file(blocks, name) as file:
            yield from _whole_chunks(file, known, name, told)
    else:
        yield from _chunks(blocks, known, name, told)


def _zip_chunks(blocks: Iterator[bytes], known: str | None, name: str, told: Told) -> Iterator[Chunk]:
    from mapbench.connect.packed import zip_members
    from mapbench.connect.whole import whole_file

    with whole_file(blocks, name) as file:
        for member, content in zip_members(file, name, told.reading.member):
            if kind_of(member).packed:
                raise MapbenchError(f"The zip holds {member!r}, an archive in an archive.", "Unpack it first.", Place(name))  # fmt: skip
            yield from _unpacked(content, None, known or kind_of(member).format, member, told)


def _whole_chunks(file: BinaryIO, known: str | None, name: str, told: Told) -> Iterator[Chunk]:
    with file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if known == "xlsx":
            from mapbench.connect.xlsx_records import read_xlsx

            yield from read_xlsx(file, name, told.reading, size)
        elif known == "parquet":
            from mapbench.connect.parquet_records import read_parquet

            yield from read_parquet(file, name, size)
        else:
            from mapbench.connect.sql.rows import read_sqlite

            yield from read_sqlite(name, told.reading)


def _chunks(blocks: Iterator[bytes], known: str | None, name: str, told: Told) -> Iterator[Chunk]:
    if known in ("csv", "tsv"):
        from mapbench.connect.csv_records import read_csv

        reading = told.reading
        if known == "tsv" and reading.delimiter is None:
            reading = replace(reading, delimiter="\t")
        yield from read_csv(blocks, name, reading)
    elif known == "xml":
        from mapbench.connect.xml_records import read_xml

        yield from read_xml(blocks, name, told.reading, told.schema)
    elif known == "json":
        from mapbench.connect.json_records import read_json

        yield from read_json(blocks, name)
    else:
        from mapbench.connect.jsonl import read_jsonl

        yield from read_jsonl(blocks)


def _looked_into(head: bytes) -> tuple[str | None, str | None]:
    """How a file is packed, and its format, by its first bytes."""
    found = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
    if found == "zip" and b"[Content_Types].xml" in head[:4096]:
        return None, "xlsx"
    return (found, None) if found in ("gzip", "zip") else (None, found or _sniffed(head))


def _sniffed(head: bytes) -> str:
    """JSON where a list, or an object of several lines, begins; else lines."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first, newline, _ = text.partition(b"\n")
    if text[:1] == b"[":
        return "json"
    if text[:1] == b"<":
        return "xml"
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
    for value, raw, failure in record_texts(chunk):
        yield value, raw, refusal(failure) if failure else None


def record_texts(chunk: Chunk) -> Iterator[tuple[dict[str, Any] | None, bytes | None, Failure | None]]:
    """Each record of a chunk: its value, or None and why there is none; and its text where it came as one."""
    if isinstance(chunk, Texts):
        for raw in chunk.texts:
            if not raw or raw.isspace():
                continue
            try:
                yield record_of(raw), raw, None
            except Failure as failure:
                yield None, raw, failure
        return
    for row in chunk.rows:
        yield row.value, row.raw, row.failure
