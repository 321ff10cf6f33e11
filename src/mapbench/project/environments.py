"""Environments: files of operations, which lie in no project, so that nobody approves themselves by editing them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mapbench.errors import LoadError, MapbenchError, Problem
from mapbench.model.documents import Document
from mapbench.model.loading import load
from mapbench.model.nearest import did_you_mean
from mapbench.project.folder import find_project

if TYPE_CHECKING:
    from mapbench.model.environment import EnvironmentFile

FOLDER: Final = "environments"
#: Names the folder where they lie, when they lie elsewhere.
VARIABLE: Final = "MAPBENCH_ENVIRONMENTS"


class NoEnvironmentsError(MapbenchError):
    """Nobody has said what any environment asks for."""

    exit_code = 3


class OwnWordError(MapbenchError):
    """An environment, its signers or its lock lie in a project: whoever is under review could write them."""


@dataclass(frozen=True)
class Environment:
    """One environment, with the files that it names."""

    name: str
    document: Document
    model: EnvironmentFile
    signers: Path
    lock: Path
    packages: tuple[Path, ...]


def find_environment(name: str, project: Path | None) -> Environment:
    """An environment by name, or by the path of its file.

    Names are looked for in the folder that MAPBENCH_ENVIRONMENTS names, else in the nearest folder `environments` beside the
    project or above, within its repository. Raises NoEnvironmentsError where there is no such folder, MapbenchError with the
    nearest name, LoadError for a broken file, OwnWordError for one in a project.
    """
    if name.endswith((".yaml", ".yml")) or os.sep in name:
        return read_environment(Path(name))
    named = os.environ.get(VARIABLE)
    if named and not Path(named).is_dir():
        raise MapbenchError(
            f"{VARIABLE} names '{named}', which is no folder.", "Correct it, or take it away."
        )
    folder = environments_folder(project)
    if folder is None:
        message = f"Nobody says what the environment {name!r} asks for: there is no folder '{FOLDER}' beside the project or above."
        raise NoEnvironmentsError(
            message,
            f"Make {FOLDER}/{name}.yaml there (`mapbench schema environment`), or name the folder in {VARIABLE}.",
        )
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = [one.stem for one in _files(folder)]
        raise MapbenchError(f"There is no environment {name!r} in '{folder}'.", did_you_mean(name, known))
    return read_environment(path)


def environments_around(project: Path) -> Iterator[Environment | Problem]:
    """Every environment that a project can see; a problem for one whose file is refused."""
    folder = environments_folder(project)
    for path in _files(folder) if folder is not None else ():
        try:
            yield read_environment(path)
        except LoadError as error:
            yield from error.problems
        except MapbenchError as error:
            yield Problem(error.message, error.hint, error.place)


def environments_folder(project: Path | None) -> Path | None:
    """Where environments lie, as seen from a project, or from the current folder; None where there are none."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named) if Path(named).is_dir() else None
    start = (project or find_project(Path.cwd()) or Path.cwd() / "project").resolve()
    for above in start.parents:
        if (above / FOLDER).is_dir():
            return above / FOLDER
        if (above / ".git").exists() or not any((one / ".git").exists() for one in above.parents):
            return None
    return None


def read_environment(path: Path) -> Environment:
    """The environment in a file. Raises LoadError for a broken one, OwnWordError for one in a project."""
    _outside(path, "The environment")
    document = Document.read(path)
    model: EnvironmentFile = load("environment", document)
    if model.environment != path.stem:
        hint = f"Rename the file to {model.environment}.yaml, or write `environment: {path.stem}`."
        message = (
            f"The file is called {path.stem!r}, its environment {model.environment!r}; they have to be equal."
        )
        raise LoadError([Problem(message, hint, document.position(("environment",)))])
    here = path.parent
    _outside(here / model.signers, "The signers' file")
    _outside(here / model.lock, "The lock file")
    packages = tuple(here / one for one in model.packages)
    return Environment(model.environment, document, model, here / model.signers, here / model.lock, packages)


def _outside(path: Path, what: str) -> None:
    project = find_project(path.resolve().parent)
    if project is not None:
        message = f"{what} '{path}' lies in the project '{project}', so that whoever is under review could write it."
        raise OwnWordError(
            message, f"Keep it where operations decide, beside the project, or name the folder in {VARIABLE}."
        )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))
