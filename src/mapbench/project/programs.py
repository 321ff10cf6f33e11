"""From a mapping's name or file to a program: its project around it, its tables and schemas found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.engine.program import Program, Table
from mapbench.errors import MapbenchError
from mapbench.language.environment import Environment, WrittenAssertion, WrittenFunction
from mapbench.language.resolve import resolve
from mapbench.model.documents import Document
from mapbench.model.loading import load_mapping
from mapbench.model.mapping import MappingFile
from mapbench.model.nearest import did_you_mean
from mapbench.project.folder import find_project
from mapbench.project.linked import LinkedSchema
from mapbench.project.project import Project

if TYPE_CHECKING:
    from mapbench.model.lookup import LookupFile


@dataclass(frozen=True)
class LoadedMapping:
    """A mapping with its file and its project (None for a file alone), not yet resolved."""

    document: Document
    file: MappingFile
    project: Project | None


@dataclass(frozen=True)
class LoadedProgram:
    """A resolved mapping: its program, its file, its project and the schemas it was resolved against."""

    program: Program
    mapping: LoadedMapping
    environment: Environment


def load_reference(reference: str, folder: Path | None) -> LoadedMapping:
    """The mapping that a command names: an id of the project in `folder`, or a path to a mapping file.

    A file belongs to the project it lies in, unless `folder` names another. Raises MapbenchError for a name that is neither,
    LoadError for a broken file.
    """
    path = Path(reference)
    if path.suffix == ".mapkg":
        raise MapbenchError(
            f"'{reference}' is a package; this needs a mapping.", "Name the mapping it was made from."
        )
    if path.suffix in {".yaml", ".yml"} or path.is_file():
        project = folder or find_project(path.resolve().parent)
        document, file = load_mapping(path)
        return LoadedMapping(document, file, None if project is None else Project.open(project))
    if folder is None:
        hint = "Name a mapping file (x.yaml), or go into a project folder, or name one: mapbench -C DIR …"
        raise MapbenchError(f"There is no mapping {reference!r} here: no project, and no such file.", hint)
    project_here = Project.open(folder)
    if reference not in project_here.ids("mapping"):
        hint = did_you_mean(reference, project_here.ids("mapping"))
        raise MapbenchError(f"The project has no mapping {reference!r}.", hint)
    document, file = project_here.mapping(reference)
    if file.mapping != reference:
        message = (
            f"The file {reference}.yaml holds the mapping {file.mapping}; in a project the two are equal."
        )
        raise MapbenchError(
            message, f"Write `mapping: {reference}`, or rename the file.", document.position(("mapping",))
        )
    return LoadedMapping(document, file, project_here)


def load_program(reference: str, folder: Path | None = None) -> LoadedProgram:
    """The program of a mapping that a command names. Raises like `load_reference`, and LoadError where it is refused."""
    return prepare(load_reference(reference, folder))


def prepare(mapping: LoadedMapping) -> LoadedProgram:
    """A mapping resolved against its project. Raises LoadError with every problem."""
    environment = environment_of(mapping)
    return LoadedProgram(resolve(mapping.file, environment, mapping.document), mapping, environment)


def environment_of(mapping: LoadedMapping) -> Environment:
    """What a mapping is resolved against. Raises MapbenchError for references to nothing."""
    if mapping.project is None:
        _refuse_target(mapping)
        return Environment()
    project, file = mapping.project, mapping.file
    source = _linked(mapping, "source", file.source)
    target = _linked(mapping, "target", file.target)
    return Environment(
        table_names=frozenset(project.ids("lookup")),
        tables=lambda name: engine_table(project, name),
        functions=functions_of(project),
        broken_functions={
            loaded.id.replace("-", "_"): str(loaded.path)
            for loaded in project.functions.values()
            if loaded.model is None
        },
        source_schema=None if source is None else source.raw,
        target_schema=None if target is None else target.raw,
        assertions=() if target is None else tuple(_assertions(target)),
    )


def _refuse_target(mapping: LoadedMapping) -> None:
    if mapping.file.target is not None:
        raise MapbenchError(
            f"The target {mapping.file.target} cannot be found: the mapping lies in no project.",
            "Put it into a project (`mapbench new DIR`), or remove `target` to run without a schema.",
            mapping.document.position(("target",)),
        )


def _linked(mapping: LoadedMapping, key: str, reference: str | None) -> LinkedSchema | None:
    if reference is None or mapping.project is None:
        return None
    try:
        return mapping.project.schema(reference)
    except MapbenchError as error:
        if not getattr(error, "problems", ()) and error.place.file is None:
            error.place = mapping.document.position((key,))
        raise


def engine_table(project: Project, name: str) -> Table:
    """A lookup of the project as the engine has it; one that is filled from a dataset without fixtures stays open."""
    _, file = project.lookup(name)
    open_ = file.dataset is not None and not project.fixtures(file.dataset)
    how, value = on_miss(file)
    return Table(name, None if open_ else project.table(name), how, value, file.owner)  # type: ignore[arg-type]


def on_miss(file: LookupFile) -> tuple[str, Any]:
    """What a miss gives: (error, missing, null, keep or value; the value)."""
    written = file.on_miss
    if written is None or isinstance(written, str):
        return written or "null", None
    return "value", written.value


def functions_of(project: Project) -> dict[str, WrittenFunction]:
    """The functions of a project by the names formulas call; a broken one is left out until it is used."""
    found = {}
    for loaded in project.functions.values():
        if loaded.model is not None:
            name = loaded.id.replace("-", "_")
            found[name] = WrittenFunction(
                name, tuple(loaded.model.parameters), loaded.model.formula, loaded.document
            )
    return found


def _assertions(target: LinkedSchema) -> list[WrittenAssertion]:
    entity = target.entity
    if entity is None:
        return []
    return [
        WrittenAssertion(
            assertion.that, assertion.message or f"The assertion {assertion.that} does not hold.", entity.owner,
            target.document, ("assert", number, "that"),
        )
        for number, assertion in enumerate(entity.assert_)
    ]  # fmt: skip
