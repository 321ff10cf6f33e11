"""A mapping on its way into `dist/`: held against what was released, its version settled, then published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mapbench.packages.build import MAPPING, build, sealed
from mapbench.packages.ingredients import gather
from mapbench.packages.publish import ENDING, Published, precedence, publish, versions
from mapbench.release.changes import changes_of
from mapbench.release.references import side_of, sides_at
from mapbench.release.settling import Choice, Settled, same_content, settle
from mapbench.review.downstream import readers
from mapbench.review.sides import Side

if TYPE_CHECKING:
    from mapbench.project.programs import LoadedProgram


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of an export: its package, None where the version does not do; and the version that was written anew."""

    settled: Settled
    published: Published | None = None
    written: str | None = None


def export(
    loaded: LoadedProgram,
    folder: Path,
    *,
    against: str | None = None,
    choice: Choice | None = None,
    frozen: bool = False,
) -> Exported:
    """Exports a mapping that nothing blocks. `against` is a reference as `mapbench diff` takes it; else the newest package.

    `frozen` changes no file of the project: where a version would have to be written, nothing is exported. Raises LoadError or
    MapbenchError for what is refused, OSError for what cannot be written.
    """
    given = gather(loaded)
    built = build(given)
    settled = _settled(loaded, folder, Side(built), against, choice)
    if settled.how == "same":
        changes = None if _lies(folder, loaded, settled.version) else changes_of(settled)
        return Exported(settled, publish(given, folder, changes, built))
    if not settled.goes or (frozen and settled.how == "raised"):
        return Exported(settled)
    if settled.how != "raised":
        return Exported(settled, publish(given, folder, changes_of(settled), built))
    given = gather(_declare(loaded, settled.version))
    built[MAPPING] = given.document.text().encode(
        "utf-8", "surrogateescape"
    )  # all that knows the version, but for the manifest
    return Exported(
        settled, publish(given, folder, changes_of(settled), sealed(given, built)), settled.version
    )


def _settled(
    loaded: LoadedProgram, folder: Path, new: Side, against: str | None, choice: Choice | None
) -> Settled:
    file, project = loaded.mapping.file, loaded.mapping.project
    around = None if project is None else project.folder
    old = _before(file.mapping, str(file.version), folder, new, against, around)
    reading = () if project is None else readers(project, file.target, file.mapping)
    return settle(new, old, reading, choice)


def _before(
    mapping: str, version: str, folder: Path, new: Side, against: str | None, project: Path | None
) -> Side | None:
    """The version to compare with: the one asked for, the very same where it was released, else the newest one."""
    if against is not None:
        return side_of(against, mapping, project)
    places = [folder, *([project / "dist"] if project is not None else [])]
    known = {one: place / f"{mapping}-{one}{ENDING}" for place in places for one in versions(place, mapping)}
    if version in known:
        lying = sides_at(known[version])[mapping]
        if same_content(lying, new):
            return lying
    newest = max(known, key=precedence, default=None)
    return None if newest is None else sides_at(known[newest])[mapping]


def _lies(folder: Path, loaded: LoadedProgram, version: str) -> bool:
    return (folder / f"{loaded.mapping.file.mapping}-{version}{ENDING}").exists()


def _declare(loaded: LoadedProgram, version: str) -> LoadedProgram:
    """Writes the version into the mapping's file, one line; nothing else of the mapping knows it."""
    mapping = loaded.mapping
    mapping.document.set(("version",), version)
    mapping.document.save()
    return replace(
        loaded, mapping=replace(mapping, file=mapping.file.model_copy(update={"version": version}))
    )
