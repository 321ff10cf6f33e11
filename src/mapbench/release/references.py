"""What a command line means by a version of a mapping: a package, a project folder, a mapping, or any of these in git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from mapbench.errors import MapbenchError
from mapbench.packages.build import build
from mapbench.packages.contents import check_sums, read_files
from mapbench.packages.ingredients import gather
from mapbench.packages.reference import is_package
from mapbench.project.folder import find_project
from mapbench.project.programs import load_program
from mapbench.project.project import Project
from mapbench.review.sides import Side

_HINT = "Name a package, a project folder, a mapping, or a git revision such as main:projects/shop."


@contextmanager
def opened(reference: str, project: Path | None = None) -> Iterator[Path]:
    """The file or folder that a reference means; what lies in git is there as long as the context is.

    `REVISION:PATH` is a path of the repository at a revision; `REVISION` alone is the project, or the current folder, there.
    Raises MapbenchError for one that is neither here nor there.
    """
    if Path(reference).exists():
        yield Path(reference)
        return
    folder = project or find_project(Path.cwd()) or Path.cwd()
    if (folder / "mappings" / f"{reference}.yaml").is_file():
        yield folder / "mappings" / f"{reference}.yaml"
        return
    revision, colon, path = reference.partition(":")
    if not revision or reference.startswith("-"):
        raise MapbenchError(f"There is no {reference!r}.", _HINT)
    at = Path.cwd() if colon else folder
    name = f"{revision}:{path}" if colon else f"{revision}:./"
    with TemporaryDirectory(prefix="mapbench-") as place:
        yield _checked_out(name, at, Path(place), reference)


def sides_at(path: Path, only: str | None = None) -> dict[str, Side]:
    """The versions of mappings at a path, by mapping; of a project, `only` the mapping named where one is.

    Raises PackageError, LoadError or MapbenchError for what is refused.
    """
    if is_package(str(path)):
        files = read_files(path)
        check_sums(files)
        side = Side(files)
        return {side.manifest.mapping: side}
    if path.is_file():
        return {one.manifest.mapping: one for one in [_built(str(path), None)]}
    if not is_project(path):
        raise MapbenchError(f"'{path}' is neither a package nor a project.", _HINT)
    names = Project.open(path).ids("mapping")
    return {name: _built(name, path) for name in names if only in (None, name)}


def is_project(path: Path) -> bool:
    """Whether a path is a project's folder."""
    return (path / "mapbench.yaml").is_file() and not is_package(str(path))


def side_of(reference: str, mapping: str, project: Path | None) -> Side:
    """The version of one mapping that a reference means. Raises MapbenchError where it has none."""
    with opened(reference, project) as path:
        found = sides_at(path, mapping)
    if mapping not in found:
        raise MapbenchError(f"{reference!r} has no mapping {mapping}.", _HINT)
    return found[mapping]


def _built(reference: str, folder: Path | None) -> Side:
    return Side(build(gather(load_program(reference, folder))))


def _checked_out(name: str, at: Path, place: Path, reference: str) -> Path:
    found = _git(at, reference, "rev-parse", "--verify", "--end-of-options", name).decode().strip()
    if _git(at, reference, "cat-file", "-t", found).strip() == b"blob":
        path = place / Path(name.partition(":")[2]).name
        path.write_bytes(_git(at, reference, "cat-file", "blob", found))
        return path
    # From a folder below, git would archive that folder only.
    top = Path(_git(at, reference, "rev-parse", "--show-toplevel").decode().strip("\n"))
    archive = _git(top, reference, "archive", "--format=zip", "-0", found)
    with ZipFile(BytesIO(archive)) as packed:
        packed.extractall(place)  # links become files with a path in them
    return place


def _git(at: Path, reference: str, *words: str) -> bytes:
    try:
        ran = subprocess.run(["git", "-C", str(at), *words], capture_output=True, check=False)  # noqa: S603, S607 - git itself, no shell
    except FileNotFoundError:
        raise MapbenchError(
            f"There is no file or folder {reference!r}, and git is not installed.", _HINT
        ) from None
    if ran.returncode:
        reason = (ran.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"])[0]
        raise MapbenchError(f"There is no {reference!r}, neither here nor in git ({reason}).", _HINT)
    return ran.stdout
