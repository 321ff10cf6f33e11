"""References from file to file that lead nowhere, each with its position and the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mapbench.errors import GoneMajorError, LoadError, MapbenchError, Problem
from mapbench.model.documents import Document, KeyPath
from mapbench.model.nearest import did_you_mean

if TYPE_CHECKING:
    from mapbench.project.project import Project


def broken_references(project: Project) -> Iterator[Problem]:
    """What mappings, lookups, flows and test cases name and the project does not have; schemas that cannot be used."""
    yield from _of_schemas(project)
    yield from _of_mappings(project)
    yield from _of_lookups(project)
    yield from _of_flows(project)
    for loaded in project.tests.values():
        if loaded.document and loaded.id not in project.mappings:
            hint = did_you_mean(loaded.id, project.mappings)
            place = loaded.document.position(())
            yield Problem(f"There is no mapping {loaded.id!r} that these cases could test.", hint, place)


def _of_schemas(project: Project) -> Iterator[Problem]:
    entities = [f"{one.id}@{one.model.major}" for one in project.entities.values() if one.model]
    for reference in [*entities, *project.pinned()]:
        try:
            project.schema(reference)
        except LoadError as error:
            yield from error.problems


def _of_mappings(project: Project) -> Iterator[Problem]:
    for loaded in project.mappings.values():
        if loaded.model and loaded.document:
            for key, reference in (("source", loaded.model.source), ("target", loaded.model.target)):
                if reference:
                    yield from _schema(project, reference, loaded.document, (key,), "MB508")


def _of_lookups(project: Project) -> Iterator[Problem]:
    for loaded in project.lookups.values():
        if loaded.model and loaded.document and loaded.model.dataset:
            yield from _schema(project, loaded.model.dataset, loaded.document, ("dataset",))


def _of_flows(project: Project) -> Iterator[Problem]:
    for loaded in project.flows.values():
        flow, document = loaded.model, loaded.document
        if flow is None or document is None:
            continue
        if flow.source:
            yield from _schema(project, flow.source, document, ("source",))
        if flow.inbound:
            yield from _mapping(project, flow.inbound, document, ("inbound",))
        for index, way in enumerate(flow.outbound):
            yield from _mapping(project, way.mapping, document, ("outbound", index, "mapping"))
            if way.target:
                yield from _schema(project, way.target, document, ("outbound", index, "target"))


def _schema(
    project: Project, reference: str, document: Document, path: KeyPath, gone: str | None = None
) -> Iterator[Problem]:
    """`gone` is the code of the check that tells of a major which is gone, where one does."""
    try:
        project.schema(reference)
    except LoadError as error:
        named = project.entities.get(reference.partition("@")[0])
        if named is None or not named.problems:  # else it is reported with its own file
            yield from error.problems
    except MapbenchError as error:
        code = gone if isinstance(error, GoneMajorError) else None
        yield Problem(error.message, error.hint, document.position(path), code)


def _mapping(project: Project, reference: str, document: Document, path: KeyPath) -> Iterator[Problem]:
    name, _, major = reference.partition("@")
    loaded = project.mappings.get(name)
    if loaded is None:
        hint = did_you_mean(name, project.mappings)
        yield Problem(f"The project has no mapping {name!r}.", hint, document.position(path))
        return
    version = loaded.model.version if loaded.model is not None else None
    here = str(version).partition(".")[0] if version is not None else major
    if major != here and not any((project.folder / "dist").glob(f"{name}-{major}.*")):
        message = f"There is no {name}@{major}: the mapping is at {version}, and dist/ has no other."
        yield Problem(message, f"Write {name}@{here}.", document.position(path))
