"""Documents that describe records: an operation of an API, a definition, a table, a type; as what an import gives."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

from mapbench.connect.importing.imported import Imported, Part, Wish, chosen
from mapbench.connect.importing.reading import Document, beside
from mapbench.errors import MapbenchError, Place
from mapbench.language.paths import PathError, parse_path
from mapbench.schemas.documents.bundling import bundle
from mapbench.schemas.documents.dialects import Dialect
from mapbench.schemas.documents.record_paths import field_at, guessed_path
from mapbench.schemas.documents.references import Library, Spot
from mapbench.schemas.fields import Schema
from mapbench.schemas.keywords import draft_of, join_pointer

_DEFINITIONS: Final = ("$defs", "definitions")
_SAYS: Final = frozenset(("type", "properties", "items", "allOf", "anyOf", "oneOf", "$ref", "enum", "additionalProperties",
                          "patternProperties", "const", "if"))  # fmt: skip


def from_openapi(document: Document, wish: Wish, project: Path | None, dataset: str) -> Imported:
    """The answer, or the body, of one operation."""
    from mapbench.schemas.documents.openapi import answer_spot, body_spot, dialect_of, operations, server_of

    name, content = _name(document), document.content
    dialect, library = dialect_of(content), _library(document, project)
    every = [one for one in operations(library, name) if (one.takes if wish.body else one.answers)]
    parts = [Part(one.request, (one.id,) if one.id else (), one.summary) for one in every]
    index = chosen(document.path.name, "operation", parts, wish.part)
    operation = every[index]
    spot = (body_spot if wish.body else answer_spot)(library, operation.spot)
    assert spot is not None, "only operations that have one were offered"
    whole = bundle(library, spot, dialect)
    steps = [step for step in operation.path.split("/") if step]
    words = (dataset, *[step for step in steps if not step.startswith("{")][-1:])
    schema, records, guessed = _records(whole, wish, words, one=bool(steps) and steps[-1].startswith("{"))
    info = content.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    what = f"{operation.request}{f' ({operation.id})' if operation.id else ''}"
    return Imported(
        "openapi", f"the {'body' if wish.body else 'answer'} of {what}", schema, operation.request, records, guessed,
        title=title if isinstance(title, str) else "", url=server_of(content),
    )  # fmt: skip


def from_json_schema(document: Document, wish: Wish, project: Path | None, dataset: str) -> Imported:
    """The schema itself, or one of its definitions."""
    name, content = _name(document), document.content
    if not isinstance(content, dict):
        raise MapbenchError("A schema is an object.", "Write a JSON Schema.", Place(str(document.path)))
    draft: Dialect = draft_of(content)  # type: ignore[assignment]  # a draft's name is a dialect's
    pointer = _definition(document, wish.part)
    whole = bundle(_library(document, project), Spot(name, pointer), draft)
    schema, records, guessed = _records(whole, wish, (dataset,), one=True)
    what = f"definition {pointer.rpartition('/')[2]} of " if pointer else ""
    return Imported(
        "json-schema",
        f"{what}{document.path.name}",
        schema,
        records="" if records == "$" else records,
        guessed=guessed,
    )


def from_avro(document: Document) -> Imported:
    """The records of an Avro schema."""
    from mapbench.schemas.documents.avro import avro_schema

    return Imported("avro", document.path.name, avro_schema(document.content))


def from_sql(document: Document, wish: Wish, dataset: str) -> Imported:
    """The rows of one table that a file of SQL creates."""
    from mapbench.schemas.documents.tables import tables_of

    tables = tables_of(_text(document))
    parts = [Part(one.name, told=f"{len(one.columns)} columns") for one in tables]
    if not tables:
        raise MapbenchError(
            f"{document.path.name} creates no table.",
            "Give a file with CREATE TABLE statements.",
            Place(str(document.path)),
        )
    wanted = wish.part
    if not wanted and len(tables) > 1:
        wanted = next((one.name for one in tables if one.name.casefold() == dataset.casefold()), "")
    table = tables[chosen(document.path.name, "table", parts, wanted)]
    return Imported(
        "sql", f"table {table.name} of {document.path.name}", table.schema(), key=tuple(table.key)
    )


def _text(document: Document) -> str:
    content: bytes = document.content
    for name in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise MapbenchError("This is no text.", "Save the file as UTF-8.", Place(str(document.path)))


def _library(document: Document, project: Path | None) -> Library:
    return Library({_name(document): document.content}, partial(beside, project))


def _name(document: Document) -> str:
    return str(document.path.resolve())


def _definition(document: Document, wanted: str) -> str:
    """The pointer of the definition that is meant; "" for the whole schema."""
    content = document.content
    above = next((key for key in _DEFINITIONS if isinstance(content.get(key), dict)), "")
    names = list(content[above]) if above else []
    if not wanted and (_SAYS & set(content) or not names):
        return ""
    wanted = wanted.rpartition("/")[2] if wanted.startswith("#") else wanted
    index = chosen(document.path.name, "definition", [Part(name) for name in names], wanted)
    return join_pointer("", above, names[index])


def _records(
    whole: dict[str, Any], wish: Wish, words: tuple[str, ...], *, one: bool
) -> tuple[dict[str, Any], str, bool]:
    """The schema of a record inside that of an answer, the path that leads there, and whether that is a guess."""
    schema = Schema(whole)
    written = wish.records or ("$" if wish.body else guessed_path(schema, words, one))
    try:
        path = parse_path(written)
    except PathError as error:
        raise MapbenchError(error.message, error.hint) from None
    field = field_at(schema, path.segments)
    if field is None:
        known = ", ".join(schema.root.order()[:12])
        raise MapbenchError(
            f"The answer has nothing at {written}.", f"It has: {known}." if known else "It is no object."
        )
    if field is schema.root:
        return whole, written, not wish.records
    inside = bundle(
        Library({"": {**_holder(schema), "x-record": field.raw}}), Spot("", "/x-record"), "2020-12"
    )
    return inside, written, not wish.records


def _holder(schema: Schema) -> dict[str, Any]:
    root = schema.document.root
    return {key: value for key, value in root.items() if key != "$schema"} if isinstance(root, dict) else {}
