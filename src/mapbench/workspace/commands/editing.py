"""How commands change a file of the project: as a document, so that everything else in it stays byte for byte."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mapbench.errors import LoadError, MapbenchError
from mapbench.model.documents import Document, KeyPath
from mapbench.project.folder import FOLDERS, PROJECT_FILE

if TYPE_CHECKING:
    from mapbench.project.folder import Loaded
    from mapbench.project.project import Project


def edited(
    project: Project, kind: str, name: str, edit: Callable[[Document], None]
) -> dict[str, bytes | None]:
    """A file of a kind with an edit made to it. Raises MapbenchError for no such file, LoadError for a broken one."""
    loaded = project.file if kind == "project" else project.loaded(kind, name)
    document = copy_of(loaded)
    try:
        edit(document)
    except KeyError:
        raise MapbenchError(
            f"{loaded.id} has changed, so the place of this edit is gone.", "Look at it again."
        ) from None
    return {file_of(kind, name): bytes_of(document)}


def copy_of(loaded: Loaded[Any]) -> Document:
    """A document of its own, to be changed. Raises LoadError where the file cannot be read."""
    if loaded.document is None:
        raise LoadError(loaded.problems)
    loaded.document.require()
    return copy.copy(loaded.document)  # an edit replaces what a document holds and changes nothing in it


def bytes_of(document: Document) -> bytes:
    """The document as its file has it."""
    return document.text().encode("utf-8", "surrogateescape")


def file_of(kind: str, name: str) -> str:
    """Where a file of a kind lies in the project."""
    return PROJECT_FILE if kind == "project" else f"{FOLDERS[kind][0]}/{name}.yaml"


def put(document: Document, at: KeyPath, changes: Mapping[str, Any], order: Sequence[str]) -> None:
    """Sets the keys of the map at `at`; `...` takes a key away. What is already so is not touched."""
    here = value_at(document.require(), at)
    for key, value in changes.items():
        if value is not ... and (key not in here or not same(here[key], value)):
            document.set((*at, key), value, order)
    for key, value in changes.items():
        if value is ... and key in here:
            document.remove((*at, key))


def value_at(data: Any, at: Sequence[str | int]) -> Any:
    """The value at a key path. Raises KeyError where there is none."""
    for part in at:
        try:
            data = data[part]
        except (IndexError, TypeError):
            raise KeyError(tuple(at)) from None
    return data


def same(one: Any, two: Any) -> bool:
    """Whether two values are written alike: true is no number, and the order of keys counts."""
    if isinstance(one, dict) and isinstance(two, dict):
        return list(one) == list(two) and all(same(one[key], two[key]) for key in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(same(a, b) for a, b in zip(one, two, strict=True))
    return type(one) is type(two) and bool(one == two)
