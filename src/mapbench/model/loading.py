"""A document becomes a model, or the problems that keep it from being one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mapbench.errors import LoadError, Problem
from mapbench.model.documents import Document
from mapbench.model.kinds import model_of
from mapbench.model.migrations import migrated

if TYPE_CHECKING:
    from mapbench.model.base import FileModel
    from mapbench.model.mapping import MappingFile

    Model = TypeVar("Model", bound=FileModel)


def load(kind: str, document: Document) -> Any:
    """The model of a document of this kind.

    Raises LoadError with every problem of the file, in file order: broken YAML, unknown keys with the nearest one,
    wrong types with the line as it should be.
    """
    from pydantic import ValidationError

    data = migrated(document)
    if not isinstance(data, dict | list) or (not data and kind != "waivers"):
        raise LoadError([_no_map(kind, document, data)])
    model = model_of(kind)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        from mapbench.model.faults import problems_of, without_free_keys

        stripped = without_free_keys(error, data)
        if stripped is None:
            raise LoadError(problems_of(error, kind, document, data)) from None
    try:
        return model.model_validate(stripped)
    except ValidationError as error:
        raise LoadError(problems_of(error, kind, document, stripped)) from None


def load_mapping(path: str | Path) -> tuple[Document, MappingFile]:
    """A mapping file alone, with no project around it. Raises LoadError."""
    document = Document.read(path)
    mapping: MappingFile = load("mapping", document)
    return document, mapping


def _no_map(kind: str, document: Document, data: Any) -> Problem:
    if data in (None, {}, []):
        return Problem(
            "The file is empty.", f"`mapbench schema {kind}` prints what it may hold.", document.position(())
        )
    return Problem(
        f"A {kind} file is a map of keys, not a single value.",
        f"`mapbench schema {kind}` prints its keys.",
        document.position(()),
    )
