"""The formats that are read, by their names and by the endings of files; what an extra is needed for."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final, NoReturn

from msgspec import Struct

from mapbench.errors import MapbenchError

#: What `--input-format` takes.
FORMATS: Final = ("json", "jsonl", "csv", "tsv", "xml", "xlsx", "parquet", "sqlite")
ENDINGS: Final = {
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
    ".xml": "xml", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xlsx", ".xlsb": "xlsx", ".ods": "xlsx",
    ".parquet": "parquet", ".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite",
}  # fmt: skip
_PACKED: Final = {".gz": "gzip", ".zip": "zip"}
_NOT_READ: Final = {
    ".yaml": "YAML", ".yml": "YAML", ".avro": "Avro", ".zst": "compressed with zstd", ".bz2": "compressed with bzip2",
    ".xz": "compressed with xz", ".7z": "a 7z archive", ".tar": "a tar archive", ".tgz": "a tar archive",
}  # fmt: skip
#: Formats that are read with a library of an extra, and what people call them.
_EXTRAS: Final = {
    "xml": ("xml", "XML"),
    "xlsx": ("xlsx", "A spreadsheet"),
    "parquet": ("parquet", "Parquet"),
    "sql": ("sql", "A database"),
}


class Kind(Struct, frozen=True):
    """What the ending of a file tells: its format (None: nothing), and how it is packed (None: it is not)."""

    format: str | None = None
    packed: str | None = None


def kind_of(name: str) -> Kind:
    """What a file is by its name: `orders.jsonl.gz` is JSONL in gzip. Raises MapbenchError for what is not read."""
    path = PurePath(name)
    ending = path.suffix.lower()
    if ending in _PACKED:
        packed = _PACKED[ending]
        return Kind(kind_of(path.stem).format if packed == "gzip" else None, packed)
    if ending in _NOT_READ:
        raise MapbenchError(
            f"The file '{name}' is {_NOT_READ[ending]}, which is not read.",
            "Give the records as JSON, JSONL, CSV, XML, XLSX or Parquet, as they are or in gzip or zip.",
        )
    return Kind(ENDINGS.get(ending))


def lacking(format: str, doing: str = "read") -> NoReturn:
    """Raises the MapbenchError that says which extra a format needs, and how it is installed."""
    extra, name = _EXTRAS[format]
    raise MapbenchError(
        f"{name} is {doing} with the extra mapbench[{extra}], which is not installed.",
        f"Install it: pip install 'mapbench[{extra}]'",
    ) from None
