"""From ingredients to the files of a package. Pure: the same ingredients give the same bytes, everywhere and always."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError
from mapbench.language.environment import Environment, WrittenAssertion, WrittenFunction
from mapbench.language.resolve import resolve
from mapbench.packages import written as w
from mapbench.packages.contents import SUMS, sums_of
from mapbench.packages.golden import golden_lines
from mapbench.packages.governance import governance
from mapbench.packages.ingredients import End, Ingredients
from mapbench.packages.json_text import pretty
from mapbench.packages.lineage import lineage
from mapbench.packages.manifest import FORMATS, Dataset, File, Manifest, digest, listed
from mapbench.packages.names import check_name, check_names, check_size, inner_name
from mapbench.packages.program_json import LANGUAGE, program_json
from mapbench.packages.program_read import PROGRAM, read_program, table_of, written_program
from mapbench.packages.reference import MANIFEST

if TYPE_CHECKING:
    from mapbench.engine.program import Program

MAPPING = "mapping.yaml"
TESTS = "tests.yaml"
CHANGES = "CHANGES.md"
GOLDEN = "golden.jsonl"
LINEAGE = "lineage.json"
GOVERNANCE = "governance.json"
#: The roles of files by their names; folders are in `_FOLDERS`.
_ROLES = {
    MAPPING: "rules", PROGRAM: "program", TESTS: "tests", GOLDEN: "golden", LINEAGE: "lineage",
    GOVERNANCE: "governance", CHANGES: "changes",
}  # fmt: skip
_FOLDERS = {"schemas": "schema", "lookups": "lookup", "fixtures": "fixture"}


def build(given: Ingredients) -> dict[str, bytes]:
    """Every file of the package, SHA256SUMS included.

    Raises LoadError where the mapping is refused, MapbenchError for files whose names fall together.
    """
    files = _inputs(given)
    program = resolve(given.file, environment_of(given), given.document)
    files[PROGRAM] = _program(given, program)
    shipped = read_program(written_program(files[PROGRAM]), files)
    files[GOLDEN] = golden_of(given, shipped)
    files[LINEAGE] = pretty(lineage(shipped, given.file.source))
    schemas = tuple(None if end is None else end.schema for end in (given.source, given.target))
    files[GOVERNANCE] = pretty(governance(given.file, shipped, schemas, given.governance))
    _check_limits(files)
    return sealed(given, files)


def sealed(given: Ingredients, files: dict[str, bytes]) -> dict[str, bytes]:
    """The same files with the ingredients' CHANGES.md, and the manifest and sums over all of them."""
    found = {**files, CHANGES: given.changes}
    found[MANIFEST] = manifest_of(given, found).to_json()
    return {**found, SUMS: sums_of(found)}


def _check_limits(files: dict[str, bytes]) -> None:
    """What could not be read again is not written. Raises the PackageErrors of reading."""
    for name in files:
        check_name(name)
    check_names(files)
    check_size(sum(map(len, files.values())))


def fixture_path(name: str) -> str:
    """Where a fixture lies in a package, by the project's name for it."""
    return f"fixtures/{inner_name(name)}"


def schema_path(reference: str) -> str:
    """Where the schema of a dataset or entity lies in a package."""
    return f"schemas/{inner_name(reference)}.json"


def lookup_path(name: str) -> str:
    """Where the entries of a table lie in a package."""
    return f"lookups/{inner_name(name)}.json"


def environment_of(given: Ingredients) -> Environment:
    """What the mapping of a package is resolved against."""
    schemas = [None if end is None else end.schema for end in (given.source, given.target)]
    return Environment(
        tables={one.name: table_of(one, given.entries.get(one.name)) for one in given.tables},
        functions={
            one.name: WrittenFunction(one.name, tuple(one.parameters), one.formula) for one in given.functions
        },
        source_schema=schemas[0],
        target_schema=schemas[1],
        assertions=tuple(WrittenAssertion(one.that, one.message, one.owner) for one in given.assertions),
    )


def golden_of(given: Ingredients, program: Program) -> bytes:
    """The text of golden.jsonl. Tables that the package leaves open are filled from the fixtures of their datasets."""
    filling = {
        one.dataset for one in given.tables if one.dataset is not None and one.name not in given.entries
    }
    source = None if given.source is None else given.source.reference
    own = {
        name: content for name, content in given.fixtures.items()
        if name.partition("/")[0] == source or name.partition("/")[0] not in filling
    }  # fmt: skip
    return b"".join(line for _, line in golden_lines(program, rows_of_tables(given), own))


def manifest_of(given: Ingredients, files: dict[str, bytes]) -> Manifest:
    """The manifest over all other files."""
    names = {fixture_path(name): name for name in given.fixtures}
    entries = [File(path, _role(path), len(files[path]), _other(path, names)) for path in listed(files)]
    file = given.file
    return Manifest(
        format=FORMATS[-1], language=LANGUAGE, mapping=file.mapping, version=str(file.version), title=file.title,
        owner=file.owner, source=_dataset(given.source, files), target=_dataset(given.target, files),
        params=list(file.params), draft=given.draft, files=entries,
    )  # fmt: skip


def _inputs(given: Ingredients) -> dict[str, bytes]:
    files = {MAPPING: given.document.text().encode("utf-8", "surrogateescape"), CHANGES: given.changes}
    for end in (given.source, given.target):
        if end is not None and end.schema is not None:
            files[schema_path(end.reference)] = pretty(end.schema)
    for name, entries in given.entries.items():
        files[lookup_path(name)] = pretty({"lookup": name, "entries": entries})
    if given.tests is not None:
        files[TESTS] = given.tests
    for name, content in given.fixtures.items():
        path = fixture_path(name)
        if path in files:
            raise MapbenchError(
                f"The fixture {name} and another have one name in a package.", "Rename one of them."
            )
        files[path] = content
    return files


def _program(given: Ingredients, program: Program) -> bytes:
    """program.json, with what the mapping uses and nothing else."""
    called = {one.name for one in program.functions}
    used = {one.reverse_of or one.name for one in program.tables}
    return program_json(
        given.file,
        (_written_end(given.source), _written_end(given.target)),
        sorted((one for one in given.functions if one.name in called), key=lambda one: one.name),
        [
            _with_entries(one, given)
            for one in sorted(given.tables, key=lambda one: one.name)
            if one.name in used
        ],
        given.assertions,
    )


def _with_entries(one: w.Table, given: Ingredients) -> w.Table:
    path = lookup_path(one.name) if one.name in given.entries else None
    return w.Table(one.name, one.on_miss, one.value, one.owner, path, one.dataset, one.key, one.column)


def _written_end(end: End | None) -> w.End | None:
    if end is None:
        return None
    return w.End(end.reference, None if end.schema is None else schema_path(end.reference))


def _dataset(end: End | None, files: dict[str, bytes]) -> Dataset | None:
    if end is None:
        return None
    path = None if end.schema is None else schema_path(end.reference)
    return Dataset(end.reference, end.version, path, None if path is None else digest(files[path]))


def rows_of_tables(given: Ingredients) -> dict[str, Any]:
    """What fills the tables that a package leaves open while it is tried: the samples of their datasets."""
    from mapbench.project.tables import rows_of
    from mapbench.project.tables import table_of as table_of_rows

    found = {}
    for one in given.tables:
        if one.name in given.entries or one.key is None:
            continue
        mine = sorted(name for name in given.fixtures if name.startswith(f"{one.dataset}/"))
        rows = (row for name in mine for row in rows_of(name, given.fixtures[name]))
        found[one.name] = table_of_rows(rows, one.key, one.column)
    return found


def _role(path: str) -> str:
    return _ROLES.get(path) or _FOLDERS.get(path.partition("/")[0], "other")


def _other(path: str, names: dict[str, str]) -> str | None:
    name = names.get(path)
    return name if name is not None and path != f"fixtures/{name}" else None
