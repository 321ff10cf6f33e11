"""Where things lie in a project folder, and one file of it, loaded or broken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from mapbench.errors import LoadError, Problem
from mapbench.model.documents import Document
from mapbench.model.loading import load

if TYPE_CHECKING:
    from mapbench.model.base import FileModel

PROJECT_FILE = "mapbench.yaml"
WAIVERS_FILE = "waivers.yaml"
SYNONYMS_FILE = "synonyms.yaml"
#: The folder of each file kind, and the key that holds its id; test cases have the id of their mapping.
FOLDERS: dict[str, tuple[str, str | None]] = {
    "system": ("systems", "system"),
    "entity": ("canonical", "entity"),
    "lookup": ("lookups", "lookup"),
    "function": ("functions", "function"),
    "mapping": ("mappings", "mapping"),
    "flow": ("flows", "flow"),
    "tests": ("tests", None),
}

Model = TypeVar("Model", bound="FileModel")


@dataclass(frozen=True)
class Loaded(Generic[Model]):
    """One file: its document always, its model unless it is broken; `problems` says why."""

    id: str
    path: Path
    document: Document | None
    model: Model | None
    problems: tuple[Problem, ...] = ()

    def require(self) -> Model:
        """The model. Raises LoadError where the file is broken."""
        if self.model is None:
            raise LoadError(self.problems)
        return self.model

    def open(self) -> tuple[Document, Model]:
        """Document and model. Raises LoadError where the file is broken."""
        model = self.require()
        assert self.document is not None
        return self.document, model


def find_project(start: str | Path) -> Path | None:
    """The nearest folder at or above `start` that holds a `mapbench.yaml`."""
    here = Path(start).resolve()
    return next((folder for folder in (here, *here.parents) if (folder / PROJECT_FILE).is_file()), None)


def files_of(folder: Path, kind: str) -> list[Path]:
    """The files of a kind in a project folder, sorted by name."""
    return sorted((folder / FOLDERS[kind][0]).glob("*.yaml"))


def load_file(kind: str, path: Path) -> Loaded[Model]:
    """One file of a kind; whatever is wrong with it is in its problems. Never raises."""
    try:
        document = Document.read(path)
    except LoadError as error:
        return Loaded(path.stem, path, None, None, error.problems)
    try:
        model: Model = load(kind, document)
    except LoadError as error:
        return Loaded(path.stem, path, document, None, error.problems)
    return Loaded(path.stem, path, document, model, tuple(_misnamed(kind, path, document)))


def _misnamed(kind: str, path: Path, document: Document) -> list[Problem]:
    key = FOLDERS[kind][1] if kind in FOLDERS else None
    found = document.data.get(key) if key else None
    if key is None or found == path.stem:
        return []
    hint = f"Rename the file to {found}.yaml, or write `{key}: {path.stem}`."
    message = f"The file is called {path.stem!r}, its {key} {found!r}; they have to be equal."
    return [Problem(message, hint, document.position((key,)))]
