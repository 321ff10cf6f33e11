"""Datasets that lie in files and databases: where they are, what may be read, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import msgspec

from mapbench.connect.chunks import Chunk, Row, Rows
from mapbench.connect.formats import kind_of
from mapbench.connect.http.durations import seconds_of
from mapbench.connect.http.endpoint import TIMEOUT, Destination
from mapbench.connect.http.refusals import BadConnection, MissingVariable
from mapbench.connect.http.variables import Filled, UnsetVariable, fill
from mapbench.connect.reading import PLAIN, Reading, lists_of, names_of
from mapbench.connect.records import open_chunks, record_texts
from mapbench.errors import MapbenchError, Place
from mapbench.model.documents import Document
from mapbench.model.system import Dataset, SystemFile

#: The kinds of connection whose datasets are read here.
STORED: Final = ("file", "sql")
_LISTED: Final = 500


@dataclass(frozen=True)
class Stored:
    """A dataset in a file or database: `shown` says where, without secrets; `chunks` reads it from its beginning.

    `files` are the files that are read; `hosts` what has to be allowed first: where variables go that do not name it themselves.
    """

    reference: str
    shown: str
    chunks: Callable[[], Iterator[Chunk]] = field(repr=False)
    files: tuple[Path, ...] = ()
    hosts: tuple[Destination, ...] = ()

    @property
    def system(self) -> str:
        return self.reference.partition(".")[0]

    def destinations(self) -> tuple[Destination, ...]:
        return self.hosts


@dataclass(frozen=True)
class Lying:
    """A dataset as a project describes it, and what the environment of the person who reads it gives."""

    project: Path
    document: Document
    system: SystemFile
    name: str
    environment: Mapping[str, str] = field(repr=False)
    schema: Any = field(default=None, repr=False)

    @property
    def dataset(self) -> Dataset:
        return self.system.datasets[self.name]

    @property
    def reference(self) -> str:
        return f"{self.system.system}.{self.name}"

    def place(self, *key: str) -> Place:
        return self.document.position(key)

    def filled(self, text: str, *key: str) -> Filled:
        """A text with its variables. Raises MissingVariable."""
        try:
            return fill(text, self.environment)
        except UnsetVariable as unset:
            raise MissingVariable(self.system.system, unset.name, self.place(*key)) from None

    def request(self) -> str:
        text = (self.dataset.request or "").strip()
        return self.filled(text, "datasets", self.name, "request").text

    def refuse(self, message: str, hint: str, *key: str) -> BadConnection:
        return BadConnection(self.system.system, message, hint, self.place(*key))

    def reading(self, xml: bool = False) -> Reading:
        """How the dataset says that it is read. Raises ConnectError for an option that is none."""
        try:
            return reading_of(self.dataset, xml)
        except MapbenchError as error:
            raise self.refuse(error.message, error.hint, "datasets", self.name, "read") from None


def is_stored(system: SystemFile) -> bool:
    """Whether the datasets of a system lie in files or a database."""
    return system.connection is not None and system.connection.type in STORED


def stored_of(lying: Lying, limit: int | None = None) -> Stored:
    """The dataset of a system of type `file` or `sql`; at most `limit` rows of a database.

    Raises ConnectError: outside the project, not there, a variable that is not set, a secret in the file.
    """
    connection = lying.system.connection
    assert connection is not None
    if connection.type == "file":
        return _files(lying)
    from mapbench.connect.sql.place import database_at
    from mapbench.connect.sql.rows import read_rows

    database, hosts = database_at(lying)
    reading = lying.reading()
    wanted = lying.request() or lying.name
    most = min((one for one in (limit, reading.limit) if one is not None), default=None)
    if connection.timeout or limit is not None:
        patience = seconds_of(connection.timeout) if connection.timeout else TIMEOUT
        database = replace(database, timeout=patience)
    return Stored(lying.reference, database.shown, lambda: read_rows(database, wanted, most), hosts=hosts)  # fmt: skip


def reading_of(dataset: Dataset, xml: bool = False) -> Reading:
    """What a dataset says of how it is read; where its records are counts for XML. Raises MapbenchError."""
    said = dataset.read.model_dump(exclude_none=True) if dataset.read is not None else {}
    reading = PLAIN.with_options({name: str(value) for name, value in said.items()})
    lists = reading.lists | lists_of(dataset.lists)
    xml = xml or reading.format == "xml"
    records = names_of(dataset.records) if xml and dataset.records and reading.records is None else reading.records  # fmt: skip
    return msgspec.structs.replace(reading, lists=lists, records=records)


def names_in(lying: Lying) -> list[str]:
    """What a system holds, as requests name it: its files, or its tables and views. Raises ConnectError."""
    connection = lying.system.connection
    if connection is not None and connection.type == "sql":
        from mapbench.connect.sql.place import database_at
        from mapbench.connect.sql.rows import tables_of

        database, hosts = database_at(lying)
        return tables_of(database) if not hosts else []
    return files_of(lying)


def inside(lying: Lying, path: Path, said: Filled, *key: str) -> Path:
    """A path of a connection, from the project on. Raises ConnectError where the project itself leads out of its folder.

    A person's own environment may lead anywhere: nobody else says so.
    """
    found = (lying.project / path).resolve()
    if said.taken or found.is_relative_to(lying.project.resolve()):
        return found
    variable = lying.system.system.replace("-", "_").upper()
    raise lying.refuse(
        f"{lying.system.system} lies outside of the project, at {path}.",
        f"Let a variable of your own lead there: ${{{variable}_PATH}}.",
        *key,
    )


def files_of(lying: Lying) -> list[str]:
    """The names of the files that a system of type `file` has, as a request gives them."""
    base = _base(lying)
    if not base.is_dir():
        return [base.name] if base.exists() else []
    found = (
        one for one in sorted(base.rglob("*")) if one.is_file() and not _is_hidden(one.relative_to(base))
    )
    return [one.relative_to(base).as_posix() for one, _ in zip(found, range(_LISTED), strict=False)]


def _files(lying: Lying) -> Stored:
    base, request = _base(lying), lying.request().removeprefix("GET ").strip()
    if base.is_dir():
        files = _found(lying, base, request)
    elif request and request != base.name:
        raise lying.refuse(f"The path of {lying.system.system} is a file; it holds no {request!r}.", "Leave the request out, or name a folder.", "datasets", lying.name, "request")  # fmt: skip
    else:
        files = [base]
    if not files or not all(one.is_file() for one in files):
        raise _missing(lying, base, request)
    shown = ", ".join(_shown(lying.project, one) for one in files[:3]) + (f" and {len(files) - 3} more" if files[3:] else "")  # fmt: skip
    return Stored(lying.reference, shown, lambda: _chunks(lying, files), tuple(files))


def _base(lying: Lying) -> Path:
    connection = lying.system.connection
    assert connection is not None
    text = connection.path or "."
    said = lying.filled(text, "connection", "path")
    return inside(lying, Path(said.text), said, "connection", "path")


def _found(lying: Lying, base: Path, request: str) -> list[Path]:
    if not request:
        raise lying.refuse(f"{lying.reference} has no request.", "Write `request:` and the name of its file.", "datasets", lying.name)  # fmt: skip
    if Path(request).is_absolute() or ".." in Path(request).parts:
        raise _leads_out(lying, request)
    pattern = any(sign in request for sign in "*?[")
    files = [one for one in sorted(base.glob(request)) if one.is_file()] if pattern else [base / request]
    for one in files:
        if not one.resolve().is_relative_to(base):
            raise _leads_out(lying, request)
    return files


def _leads_out(lying: Lying, request: str) -> BadConnection:
    message = f"The request of {lying.reference} leads out of its system's folder: {request}."
    return lying.refuse(message, "Let the system's `path` lead there.", "datasets", lying.name, "request")


def _missing(lying: Lying, base: Path, request: str) -> BadConnection:
    from mapbench.model.nearest import did_you_mean

    there = files_of(lying)
    listed = (
        f"There are {', '.join(there[:8])}." if there else f"Nothing is in {_shown(lying.project, base)}."
    )
    where = _shown(lying.project, base if base.is_dir() else base.parent)
    return lying.refuse(
        f"There is no file {request or base.name!r} in {where}.", did_you_mean(request, there) or listed,
        "datasets", lying.name, "request",
    )  # fmt: skip


def _chunks(lying: Lying, files: list[Path]) -> Iterator[Chunk]:
    for file in files:
        known = lying.reading().format or kind_of(file.name).format
        reading = lying.reading(xml=known == "xml")
        chunks = open_chunks(file, None, reading, lying.schema)
        path = lying.dataset.records
        yield from _picked(lying, chunks, path) if path and known in (None, "json", "jsonl") else chunks


def _picked(lying: Lying, chunks: Iterator[Chunk], path: str) -> Iterator[Chunk]:
    """The records inside documents of JSON."""
    from mapbench.connect.http.payload import records_in

    for chunk in chunks:
        rows = []
        for value, raw, failure in record_texts(chunk):
            if value is None:
                rows.append(Row(None, raw, failure))
                continue
            found = records_in(value, path, lying.system.system, lying.name, lying.document)
            rows += [Row(one) for one in found]
        yield Rows(rows, chunk.size)


def _shown(project: Path, path: Path) -> str:
    folder = project.resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
