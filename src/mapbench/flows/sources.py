"""What a mapping and its project say of the inputs of a run: schemas, how a dataset is read, datasets as inputs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.connect.reading import PLAIN, Reading
from mapbench.errors import MapbenchError
from mapbench.flows.inputs import How

if TYPE_CHECKING:
    from mapbench.connect.stored import Stored
    from mapbench.model.system import SystemFile
    from mapbench.packages.package import Package
    from mapbench.project.programs import LoadedProgram
    from mapbench.project.project import Project

#: Formats that say everything themselves.
_PLAIN = (".json", ".jsonl", ".ndjson")


def how_of(
    loaded: LoadedProgram | Package,
    inputs: Sequence[str],
    options: Mapping[str, str],
    folder: Path | None,
    output: str = "",
) -> How:
    """How the inputs of a run are read: as options say, else as the mapping's source dataset does, else as they look.

    An input that is no file may name a dataset of the project in `folder` that lies in files or a database.
    Raises MapbenchError for an option that is none, ConnectError for a dataset that cannot be read.
    """
    from mapbench.packages.package import Package

    package = loaded if isinstance(loaded, Package) else None
    project = None if isinstance(loaded, Package) else loaded.mapping.project
    target = _schema(loaded, package, "target") if output.lower().endswith(".parquet") else None
    if not options and all(one.lower().endswith(_PLAIN) and os.path.exists(one) for one in inputs):  # noqa: PTH110
        return How(target=target)
    reading = PLAIN
    if project is not None and not isinstance(loaded, Package):
        reading = _said(project, loaded.mapping.file.source, inputs)
    stored = _stored(project, folder, inputs)
    return How(reading.with_options(options), _schema(loaded, package, "source"), target, stored)


def _schema(loaded: Any, package: Package | None, end: str) -> object:
    if package is None:
        return getattr(loaded.environment, f"{end}_schema")
    from mapbench.packages.program_read import json_of

    named = getattr(package.manifest, end)
    return json_of(package.files, named.schema) if named is not None and named.schema is not None else None


def _said(project: Project, source: str | None, inputs: Iterable[str]) -> Reading:
    """What the mapping's source dataset says of files; where its records are only if it lies in files."""
    from mapbench.connect.stored import reading_of

    system, _, name = (source or "").partition(".")
    found = project.systems.get(system)
    model = found.model if found is not None else None
    dataset = model.datasets.get(name) if model is not None else None
    if model is None or dataset is None:
        return PLAIN
    in_files = model.connection is not None and model.connection.type == "file"
    return reading_of(dataset, xml=in_files and any(".xml" in Path(one).suffixes for one in inputs))


def _stored(project: Project | None, folder: Path | None, inputs: Iterable[str]) -> dict[str, Stored]:
    named = [one for one in inputs if one.count(".") == 1 and not Path(one).exists()]
    if not named or (project is None and folder is None):
        return {}
    from mapbench.connect.http.consent import Consents, require_consent
    from mapbench.connect.stored import Lying, stored_of
    from mapbench.project.project import Project

    opened = project if project is not None else Project.open(folder or ".")
    found: dict[str, Stored] = {}
    for one in named:
        system, _, name = one.partition(".")
        if system not in opened.systems:
            continue
        document, model = opened.system(system)
        _check_dataset(one, model)
        linked = opened.schema(one)
        schema = linked.raw if linked is not None else None
        found[one] = stored_of(Lying(opened.folder, document, model, name, os.environ, schema))
        require_consent(Consents(), opened.folder, found[one])
    return found


def _check_dataset(reference: str, system: SystemFile) -> None:
    """Raises MapbenchError for an input that names no dataset, or one that no run reads."""
    from mapbench.connect.stored import is_stored
    from mapbench.model.nearest import did_you_mean

    known = [f"{system.system}.{one}" for one in system.datasets]
    if reference not in known:
        message = f"There is no file {reference!r}, and {system.system} has no such dataset."
        raise MapbenchError(
            message, did_you_mean(reference, known) or f"It has {', '.join(known) or 'none'}."
        )
    if not is_stored(system):
        hint = f"Fetch its records first: mapbench connect {reference} -o records.jsonl"
        raise MapbenchError(f"{reference} lies in no file and no database.", hint)
