"""A project: every file of the folder by kind and id, references followed, nothing stopped by a broken file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.errors import GoneMajorError, LoadError, MapbenchError, Problem
from mapbench.model.documents import Document
from mapbench.model.nearest import did_you_mean
from mapbench.project.folder import (
    FOLDERS,
    PROJECT_FILE,
    SYNONYMS_FILE,
    WAIVERS_FILE,
    Loaded,
    Model,
    files_of,
    load_file,
)
from mapbench.project.linked import LinkedSchema
from mapbench.project.tables import Table, load_table

if TYPE_CHECKING:
    from mapbench.model.entity import EntityFile
    from mapbench.model.flow import FlowFile
    from mapbench.model.function import FunctionFile
    from mapbench.model.lookup import LookupFile
    from mapbench.model.mapping import MappingFile
    from mapbench.model.project import ProjectFile
    from mapbench.model.synonyms import SynonymsFile
    from mapbench.model.system import SystemFile
    from mapbench.model.tests import TestsFile
    from mapbench.model.waivers import WaiversFile


class Project:
    """A project folder. Files are read when first asked for, and once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, Loaded[Any]] = {}
        self._schemas: dict[str, LinkedSchema] = {}

    @classmethod
    def open(cls, folder: str | Path) -> Project:
        """The project in a folder. Raises MapbenchError where the folder is none."""
        path = Path(folder)
        if not (path / PROJECT_FILE).is_file():
            hint = f"Make one with `mapbench new {folder}`."
            raise MapbenchError(f"The folder '{folder}' is no project: it has no {PROJECT_FILE}.", hint)
        return cls(path)

    def renewed(self, changed: Iterable[str]) -> Project:
        """The project after files changed (paths relative to the folder): the others are not read again."""
        project, gone = Project(self.folder), frozenset(changed)
        project._files = {path: loaded for path, loaded in self._files.items() if path not in gone}
        project._schemas = {path: linked for path, linked in self._schemas.items() if path not in gone}
        return project

    @cached_property
    def file(self) -> Loaded[ProjectFile]:
        return self._load("project", self.folder / PROJECT_FILE)

    @cached_property
    def waivers(self) -> Loaded[WaiversFile] | None:
        path = self.folder / WAIVERS_FILE
        return self._load("waivers", path) if path.is_file() else None

    @cached_property
    def synonyms(self) -> Loaded[SynonymsFile] | None:
        path = self.folder / SYNONYMS_FILE
        return self._load("synonyms", path) if path.is_file() else None

    @cached_property
    def systems(self) -> dict[str, Loaded[SystemFile]]:
        return self._all("system")

    @cached_property
    def entities(self) -> dict[str, Loaded[EntityFile]]:
        return self._all("entity")

    @cached_property
    def lookups(self) -> dict[str, Loaded[LookupFile]]:
        return self._all("lookup")

    @cached_property
    def functions(self) -> dict[str, Loaded[FunctionFile]]:
        return self._all("function")

    @cached_property
    def mappings(self) -> dict[str, Loaded[MappingFile]]:
        return self._all("mapping")

    @cached_property
    def flows(self) -> dict[str, Loaded[FlowFile]]:
        return self._all("flow")

    @cached_property
    def tests(self) -> dict[str, Loaded[TestsFile]]:
        return self._all("tests")

    def ids(self, kind: str) -> list[str]:
        """The ids of a file kind, from the files' names, nothing read."""
        return [path.stem for path in files_of(self.folder, kind)]

    def loaded(self, kind: str, name: str) -> Loaded[Any]:
        """A file of a kind, broken or not. Raises MapbenchError, with the nearest name, for an id that is none."""
        if name not in self.ids(kind):
            raise MapbenchError(f"The project has no {kind} {name!r}.", did_you_mean(name, self.ids(kind)))
        return self._load(kind, self.folder / FOLDERS[kind][0] / f"{name}.yaml")

    def mapping(self, mapping: str) -> tuple[Document, MappingFile]:
        """A mapping with its document. Raises MapbenchError for an id that is none, LoadError where it is broken."""
        return self.loaded("mapping", mapping).open()

    def lookup(self, lookup: str) -> tuple[Document, LookupFile]:
        """A lookup with its document. Raises like `mapping`."""
        return self.loaded("lookup", lookup).open()

    def function(self, function: str) -> tuple[Document, FunctionFile]:
        """A function with its document. Raises like `mapping`."""
        return self.loaded("function", function).open()

    def system(self, system: str) -> tuple[Document, SystemFile]:
        """A system with its document. Raises like `mapping`."""
        return self.loaded("system", system).open()

    def cases(self, mapping: str) -> tuple[Document, TestsFile] | None:
        """The test cases of a mapping, None where it has none. Raises LoadError where they are broken."""
        return self.loaded("tests", mapping).open() if mapping in self.ids("tests") else None

    def entity(self, entity: str, major: int) -> tuple[Document, EntityFile]:
        """An entity of a major version. Raises MapbenchError where there is none, LoadError where it is broken."""
        document, model = self.loaded("entity", entity).open()
        if model.major != major:
            raise GoneMajorError(
                f"There is no {entity}@{major}; the project has {entity}@{model.major}.",
                f"Write {entity}@{model.major}, or bring the older entity back.",
                document.position(("version",)),
            )
        return document, model

    def table(self, lookup: str) -> Table:
        """The entries of a lookup, by text key. Raises like `mapping`, and LoadError for a table that is refused."""
        document, model = self.lookup(lookup)
        return load_table(document, model, self.fixtures(model.dataset) if model.dataset else [])

    def fixtures(self, dataset: str) -> list[Path]:
        """The captured samples of a dataset, sorted by name."""
        return sorted((self.folder / "fixtures" / dataset).glob("*.json"))

    def source_schema(self, mapping: MappingFile) -> LinkedSchema | None:
        """The schema of a mapping's source; None without a source, or where no schema is pinned."""
        return self.schema(mapping.source) if mapping.source else None

    def target_schema(self, mapping: MappingFile) -> LinkedSchema | None:
        """The schema of a mapping's target; None without a target, or where no schema is pinned."""
        return self.schema(mapping.target) if mapping.target else None

    def schema(self, reference: str) -> LinkedSchema | None:
        """The schema of `entity@major` or `system.dataset`; None for a dataset without one.

        Raises MapbenchError, with the nearest name, for a reference to nothing, LoadError for a broken file or schema.
        """
        name, mark, major = reference.partition("@")
        if mark:
            if not major.isdecimal():
                raise MapbenchError(
                    f"{reference!r} names no major version.", f"Write {name}@1, for instance."
                )
            return self._of_entity(reference, name, int(major))
        for ending in ("json", "yaml"):
            name = f"schemas/{reference}.{ending}"
            if name in self._schemas or (self.folder / name).is_file():
                return self._pinned(reference, name)
        self._require_dataset(reference)
        return None

    def datasets(self) -> list[str]:
        """The names of all datasets: those of the systems, those with a schema, those with fixtures."""
        named = {
            f"{system}.{dataset}"
            for system, loaded in self.systems.items()
            if loaded.model
            for dataset in loaded.model.datasets
        }
        seen = {path.name for path in (self.folder / "fixtures").glob("*") if path.is_dir()}
        return sorted(named | seen | set(self.pinned()))

    def pinned(self) -> list[str]:
        """The names of the datasets whose schema is pinned."""
        files = [*(self.folder / "schemas").glob("*.json"), *(self.folder / "schemas").glob("*.yaml")]
        return sorted({path.stem for path in files})

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that is wrong with the files, by file: what is broken, misnamed, or refers to nothing."""
        from mapbench.project.references import broken_references
        from mapbench.project.soundness import unsound

        found = [problem for loaded in self.all_files() for problem in loaded.problems]
        return list(dict.fromkeys([*found, *broken_references(self), *unsound(self)]))

    def all_files(self) -> Iterator[Loaded[Any]]:
        """Every file with a model: the project file, then by kind and id."""
        yield self.file
        kinds: list[dict[str, Any]] = [self.systems, self.entities, self.lookups, self.functions]
        for files in [*kinds, self.mappings, self.flows, self.tests]:
            yield from files.values()
        yield from (one for one in (self.waivers, self.synonyms) if one is not None)

    def _all(self, kind: str) -> dict[str, Loaded[Model]]:
        return {path.stem: self._load(kind, path) for path in files_of(self.folder, kind)}

    def _load(self, kind: str, path: Path) -> Loaded[Any]:
        name = path.relative_to(self.folder).as_posix()
        if name not in self._files:
            self._files[name] = load_file(kind, path)
        return self._files[name]

    def _of_entity(self, reference: str, name: str, major: int) -> LinkedSchema:
        document, entity = self.entity(name, major)
        path = f"{FOLDERS['entity'][0]}/{name}.yaml"
        if path not in self._schemas:
            linked = LinkedSchema(reference, entity.schema_, document, ("schema",), entity)
            self._schemas[path] = linked.usable()
        return self._schemas[path]

    def _pinned(self, reference: str, path: str) -> LinkedSchema:
        if path not in self._schemas:
            self._schemas[path] = _pinned(reference, Document.read(self.folder / path))
        return self._schemas[path]

    def _require_dataset(self, reference: str) -> None:
        known = self.datasets()
        if reference not in known:
            entities = [f"{one.id}@{one.model.major}" for one in self.entities.values() if one.model]
            raise MapbenchError(
                f"The project has no dataset {reference!r}.", did_you_mean(reference, [*known, *entities])
            )


def _pinned(reference: str, document: Document) -> LinkedSchema:
    raw = document.require()
    if not isinstance(raw, dict):
        problem = Problem("A schema is an object.", "Write a JSON Schema (2020-12).", document.position(()))
        raise LoadError([problem])
    return LinkedSchema(reference, raw, document).usable()
