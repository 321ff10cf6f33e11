"""A file to import as content: what kind it is, and its value, read once for all that is asked of it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mapbench.connect.importing.imported import Kind
from mapbench.errors import LoadError, MapbenchError, Place
from mapbench.model.documents import read_bytes
from mapbench.schemas.documents.avro import is_avro

#: Larger documents than this are not read as a whole, in bytes.
LARGEST: Final = 256 * 2**20
_KEPT: Final = 4
_ENDINGS: Final[dict[str, Kind]] = {".avsc": "avro", ".sql": "sql", ".ddl": "sql", ".xsd": "xsd"}
_DOCUMENTS: Final = (".json", ".yaml", ".yml", ".avsc")
_WORDS: Final = (
    "properties",
    "items",
    "allOf",
    "anyOf",
    "oneOf",
    "enum",
    "$ref",
    "additionalProperties",
    "patternProperties",
)
_read: OrderedDict[str, Any] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Document:
    """A file of a kind; `content` is the value of a JSON or YAML document, the text of SQL, None for records."""

    path: Path
    kind: Kind
    content: Any


def read_document(path: Path, kind: Kind | None = None) -> Document:
    """The document of a file; `kind` says what it is, where its name and content do not tell.

    Raises LoadError, with line and column, for a file that cannot be read, MapbenchError for one that is too large.
    """
    ending = path.suffix.lower()
    known = kind or _ENDINGS.get(ending)
    if ending not in _DOCUMENTS and known in {None, "sample"}:
        return Document(path, "sample", None)
    if known in {"sql", "xsd"}:
        return Document(path, known, read_bytes(path))
    try:
        value = read_value(path)
    except LoadError:
        if ending == ".json" and known in {None, "sample"} and _are_lines(path):
            return Document(path, "sample", None)
        raise
    return Document(path, known or _kind_of(value), value)


def _are_lines(path: Path) -> bool:
    """Whether a file that is no JSON document has one in each of its first lines."""
    import orjson

    with path.open("rb") as file:
        lines = [line for line in (file.readline(2**20) for _ in range(2)) if line.strip()]
    try:
        return len(lines) == 2 and all(isinstance(orjson.loads(line), dict) for line in lines)
    except orjson.JSONDecodeError:
        return False


def read_value(path: Path) -> Any:
    """The value of a JSON or YAML file; the last ones that were read are kept, by what is in them."""
    from mapbench.model.foreign import foreign_json, foreign_yaml

    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    if size > LARGEST:
        raise MapbenchError(f"The file '{path}' has {size / 2**20:,.0f} MB; documents of up to {LARGEST / 2**20:,.0f} MB are read.",
                            "Cut out the part that is needed.", Place(str(path)))  # fmt: skip
    content = read_bytes(path)
    yaml = path.suffix.lower() in {".yaml", ".yml"}
    digest = f"{yaml} {hashlib.blake2b(content).hexdigest()}"
    if digest not in _read:
        try:
            _read[digest] = (foreign_yaml if yaml else foreign_json)(content, str(path))
        except RecursionError:
            raise MapbenchError("This is nested too deeply.", "Nest less.", Place(str(path))) from None
        while len(_read) > _KEPT:
            _read.popitem(last=False)
    return _read[digest]


def _kind_of(value: Any) -> Kind:
    if not isinstance(value, dict):
        return "sample"
    if "openapi" in value or "swagger" in value:
        return "openapi"
    if is_avro(value):
        return "avro"
    return "json-schema" if _is_schema(value) else "sample"


def _is_schema(value: dict[str, Any]) -> bool:
    """Whether a JSON value describes others rather than being one: no record has `properties` that are all schemas."""
    if "json-schema.org" in str(value.get("$schema", "")):
        return True
    if any(isinstance(value.get(key), dict) for key in ("$defs", "definitions")):
        return True
    if isinstance(value.get("properties"), dict):
        return all(isinstance(one, dict | bool) for one in value["properties"].values())
    kinds = value.get("type")
    types = {"object", "array", "string", "number", "integer", "boolean", "null"}
    typed = isinstance(kinds, str) and kinds in types
    return any(key in value for key in _WORDS) and (
        typed or set(value) <= {"$id", "title", "description", *_WORDS}
    )


def beside(project: Path | None, document: str, reference: str) -> tuple[str, Any]:
    """The file that a reference in a document names. Raises LoadError, and MapbenchError for one outside the project."""
    try:
        path = (Path(document).parent / reference).resolve()
    except (ValueError, OSError):
        raise MapbenchError("A reference names no file.", "Check its spelling.", Place(document)) from None
    if project is None or not path.is_relative_to(project.resolve()):
        raise MapbenchError(
            f"{reference} leads out of the project, where nothing is read.", "Copy that file into the project first.",
            Place(document),
        )  # fmt: skip
    if not path.is_file():
        raise MapbenchError(f"{reference} names no file.", "Check its spelling.", Place(document))
    try:
        return str(path), read_value(path)
    except LoadError as error:
        raise MapbenchError(error.message, error.hint, error.place) from None
