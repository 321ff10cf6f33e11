"""A file of records becomes a schema as captured ones do: redacted first, then learnt from."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from mapbench.connect.importing.imported import Imported, Wish
from mapbench.connect.importing.reading import Document
from mapbench.connect.pinning import schema_to_pin
from mapbench.connect.redact.classified import said_by
from mapbench.connect.redact.redactor import Redactor
from mapbench.connect.session import learn
from mapbench.engine.path_code import read
from mapbench.engine.paths import is_plain_name, quoted
from mapbench.engine.values import MISSING
from mapbench.errors import MapbenchError, Place
from mapbench.language.paths import PathError, parse_path
from mapbench.schemas.documents.record_paths import guessed_path
from mapbench.schemas.fields import Schema
from mapbench.schemas.infer import Inference

#: How many records are learnt from.
MOST: Final = 20_000


def from_sample(document: Document, wish: Wish, pinned: Any, dataset: str) -> Imported:
    """The schema of the records in a file. Raises MapbenchError and OSError where there are none, or they cannot be read."""
    path, notes = document.path, list[str]()
    if document.content is not None:
        where = wish.records or records_path(document.content, dataset)
        records = _at(document.content, where, path)
    else:
        where, records = "", list(islice(_read(path, notes), MOST))
    if len(records) >= MOST:
        notes.append(f"It is learnt from the first {MOST:,} records.")
        records = records[:MOST]
    if not records:
        return _header_alone(path, notes)
    redacted, inference = learn(Redactor(secrets.token_bytes(32)), records, said_by(pinned))
    schema = schema_to_pin(inference, redacted.redactions, pinned)
    said = f"{len(records):,} record{'' if len(records) == 1 else 's'} of {path.name}"
    return Imported(
        "sample",
        said,
        schema,
        records="" if where == "$" else where,
        guessed=not wish.records,
        notes=tuple(notes),
    )


def records_path(content: Any, dataset: str) -> str:
    """Where the records in a JSON value most likely are: inside an envelope of one key, in its list, or the value itself."""
    start = "$"
    while isinstance(content, dict) and len(content) == 1 and isinstance(next(iter(content.values())), dict):
        ((name, content),) = content.items()
        start += f".{name}" if is_plain_name(name) else f"[{quoted(name)}]"
    if isinstance(content, dict):
        seen = Inference()
        seen.add({name: value[:3] if isinstance(value, list) else value for name, value in content.items()})
        return start + guessed_path(Schema(seen.schema()), (dataset,)).removeprefix("$")
    return f"{start}[*]" if isinstance(content, list) else start


def _read(path: Path, notes: list[str]) -> Iterator[dict[str, Any]]:
    from mapbench.connect.records import open_records

    bad = 0
    for record in open_records(path):
        if record.value is None:
            bad += 1
            notes[:] = [
                f"{bad:,} line{'' if bad == 1 else 's'} could not be read, and nothing was learnt from them."
            ]
        else:
            yield record.value


def _at(content: Any, where: str, path: Path) -> list[Any]:
    try:
        found = read(parse_path(where), content, content)
    except PathError as error:
        raise MapbenchError(error.message, error.hint) from None
    records = found if isinstance(found, list) else [] if found is MISSING else [found]
    if not records or not all(isinstance(one, dict) for one in records):
        hint = (
            f"Its keys are {', '.join(list(content)[:12])}; say --records PATH."
            if isinstance(content, dict)
            else "Say --records PATH."
        )
        raise MapbenchError(f"There are no records at {where} in {path.name}.", hint, Place(str(path)))
    return records


def _header_alone(path: Path, notes: list[str]) -> Imported:
    """A table with a header row and nothing below: every column is text."""
    import csv

    from mapbench.connect.csv_records import delimiter_of

    line = (
        next(iter(path.read_text("utf-8-sig", errors="replace").splitlines()), "")
        if path.suffix.lower() in {".csv", ".tsv", ".txt"}
        else ""
    )
    names = next(csv.reader([line], delimiter=delimiter_of([line])), []) if line else []
    if not names:
        raise MapbenchError(
            f"There are no records in {path.name}.", "Give a file with at least one.", Place(str(path))
        )
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
              "properties": {name: {"type": "string"} for name in names}}  # fmt: skip
    return Imported(
        "sample",
        f"the header of {path.name}",
        schema,
        notes=(*notes, "There are no rows: every column is taken for text."),
    )
