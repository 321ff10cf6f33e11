"""What a package is made of: everything that a person wrote or captured, from which the rest follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mapbench.errors import MapbenchError
from mapbench.packages import written as w
from mapbench.packages.governance import around

if TYPE_CHECKING:
    from mapbench.model.documents import Document
    from mapbench.model.mapping import MappingFile
    from mapbench.project.programs import LoadedProgram
    from mapbench.project.project import Project

#: The endings of files that hold records; others in a folder of fixtures are notes to people.
RECORDS: Final = (".json", ".jsonl", ".ndjson", ".csv")


@dataclass(frozen=True, slots=True)
class End:
    """Source or target: its reference, the version of an entity, its pinned schema."""

    reference: str
    version: str | None = None
    schema: dict[str, Any] | None = None


@dataclass(slots=True)
class Ingredients:
    """The files of a mapping and what it uses. `entries` are the tables that go along; fixtures by the project's names."""

    document: Document
    file: MappingFile
    source: End | None = None
    target: End | None = None
    functions: list[w.Function] = field(default_factory=list)
    tables: list[w.Table] = field(default_factory=list)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    assertions: list[w.Assertion] = field(default_factory=list)
    tests: bytes | None = None
    fixtures: dict[str, bytes] = field(default_factory=dict)
    governance: dict[str, Any] = field(default_factory=dict)
    changes: bytes = b""
    draft: bool = False


def gather(loaded: LoadedProgram, *, draft: bool = False) -> Ingredients:
    """The ingredients of a mapping in its project. Raises MapbenchError for a mapping without a version, or broken files."""
    file, project, program = loaded.mapping.file, loaded.mapping.project, loaded.program
    if file.version is None:
        place = loaded.mapping.document.position(("mapping",))
        raise MapbenchError(f"The mapping {file.mapping} has no version.", "Add `version: 0.1.0`.", place)
    found = Ingredients(loaded.mapping.document, file, draft=draft)
    environment = loaded.environment
    found.source = _end(project, file.source, environment.source_schema)
    found.target = _end(project, file.target, environment.target_schema)
    found.functions = [
        w.Function(one.name, list(one.parameters), one.formula.text) for one in program.functions
    ]
    found.assertions = [w.Assertion(one.that, one.message, one.owner) for one in environment.assertions]
    names = {one.reverse_of or one.name for one in program.tables}
    for name in sorted(names & environment.names_of_tables()):
        _add_table(found, loaded, name)
    _add_tests(found, loaded)
    _add_fixtures(found, loaded)
    found.governance = around(project, file)
    return found


def _end(project: Project | None, reference: str | None, schema: Any) -> End | None:
    if reference is None:
        return None
    linked = project.schema(reference) if project is not None else None
    version = linked.entity.version if linked is not None and linked.entity is not None else None
    return End(reference, version, schema)


def _add_table(found: Ingredients, loaded: LoadedProgram, name: str) -> None:
    table = loaded.environment.table(name)
    one = w.Table(name, table.on_miss, table.value, table.owner)
    frozen = True
    if loaded.mapping.project is not None:
        _, file = loaded.mapping.project.lookup(name)
        one.dataset, one.key, one.column = file.dataset, file.key, file.value
        frozen = file.dataset is None or file.freeze
    if frozen and table.entries is not None:
        found.entries[name] = dict(table.entries)
    found.tables.append(one)


def _add_tests(found: Ingredients, loaded: LoadedProgram) -> None:
    from mapbench.trials.recording import tests_path

    path = tests_path(loaded)
    found.tests = path.read_bytes() if path.is_file() else None


def _add_fixtures(found: Ingredients, loaded: LoadedProgram) -> None:
    """The samples of the source, those that test cases name, and those that fill tables which stay open."""
    from mapbench.trials.given import fixtures_folder
    from mapbench.trials.suite import cases_of

    folder = fixtures_folder(loaded.mapping)
    if folder is None or not folder.is_dir():
        return
    names = _samples(folder, found.source.reference) if found.source is not None else []
    cases = cases_of(loaded)
    names += (
        [case.given.fixture for case in cases[1].tests if case.given.fixture is not None] if cases else []
    )
    for table in found.tables:
        if table.dataset is not None and table.name not in found.entries:
            names += [name for name in _samples(folder, table.dataset) if name.endswith(".json")]
    for name in sorted(set(names)):
        path = folder / name
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            found.fixtures[name] = path.read_bytes()


def _samples(folder: Path, dataset: str) -> list[str]:
    files = [path for path in (folder / dataset).glob("*.*") if path.is_file() and path.suffix in RECORDS]
    return [path.relative_to(folder).as_posix() for path in files if not path.name.startswith(".")]
