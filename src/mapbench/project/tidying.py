"""Which files `mapbench format` reads, what kind each is, and the schema that sorts its rules."""

from __future__ import annotations

from pathlib import Path

from mapbench.errors import LoadError, MapbenchError, Place, Problem
from mapbench.model.documents import Document
from mapbench.model.kinds import KINDS
from mapbench.project.folder import (
    FOLDERS,
    PROJECT_FILE,
    SYNONYMS_FILE,
    WAIVERS_FILE,
    files_of,
    find_project,
)
from mapbench.project.formatting import formatted
from mapbench.project.project import Project
from mapbench.schemas.fields import Schema


def yaml_files(folder: Path) -> list[Path]:
    """Every YAML file of a project, the project file first."""
    names = (PROJECT_FILE, WAIVERS_FILE, SYNONYMS_FILE)
    single = [folder / name for name in names if (folder / name).is_file()]
    schemas = sorted((folder / "schemas").glob("*.yaml"))
    return [*single, *(path for kind in FOLDERS for path in files_of(folder, kind)), *schemas]


def tidied(path: Path, folder: Path | None = None) -> tuple[Document, str]:
    """A file's document and the text it should have; `folder` is the project, else the nearest above the file.

    Raises LoadError where the file is broken or no YAML file.
    """
    if path.suffix == ".json":
        problem = Problem("Only YAML files are formatted.", "Leave the file out.", Place(str(path)))
        raise LoadError([problem])
    document = Document.read(path)
    kind = kind_of(path, document)
    return document, formatted(document, kind, _target(document, path, folder) if kind == "mapping" else None)


def kind_of(path: Path, document: Document) -> str | None:
    """The kind of a file, from the key its kind begins with, or from the folder it lies in; None where neither says."""
    data = document.data
    if path.parent.name == "schemas":
        return None
    named = [kind for kind in KINDS if isinstance(data, dict) and kind in data]
    folders = [kind for kind, (folder, _) in FOLDERS.items() if folder == path.parent.name]
    return next((kind for kind in folders if kind in named), None) or (named[0] if len(named) == 1 else None)


def _target(document: Document, path: Path, folder: Path | None) -> Schema | None:
    found = find_project(path.parent) or folder
    target = document.data.get("target") if isinstance(document.data, dict) else None
    if found is None or not isinstance(target, str):
        return None
    try:
        linked = Project.open(found).schema(target)
        return Schema(linked.raw) if linked else None
    except MapbenchError:
        return None  # the order of a schema that cannot be read is no order; `mapbench check` says why
