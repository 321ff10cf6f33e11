"""Who reads a dataset: every rule of every mapping, refused or not, and the tables that are filled from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mapbench.engine import expressions as x
from mapbench.engine.program_walk import formulas
from mapbench.errors import LoadError, MapbenchError, Place
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY
from mapbench.trials.spots import row_of
from mapbench.trials.wires import At, Wire, read_beside_rules, wires

if TYPE_CHECKING:
    from mapbench.language.lenient import Readable
    from mapbench.model.lookup import LookupFile
    from mapbench.model.mapping import MappingFile
    from mapbench.project.folder import Loaded
    from mapbench.project.project import Project
    from mapbench.schemas.fields import Schema

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A rule, by mapping and target path (`$` is the mapping's own condition), or a table (`mapping` is "").

    `reads` are rows of the source; what is below one of `whole` is taken along, but for the names of `without`.
    """

    mapping: str
    target: str
    owner: str | None
    place: Place
    reads: tuple[Path, ...]
    whole: tuple[Path, ...] = ()
    without: frozenset[str] = frozenset()
    tests: tuple[str, ...] = ()
    at: At = field(default=(), compare=False)

    @property
    def subject(self) -> str:
        """What it is called: `shop-order/customer.email`, `lookup contacts`."""
        return f"{self.mapping}/{self.target}" if self.mapping else f"lookup {self.target}"

    def touches(self, path: Path) -> Path | None:
        """The row it reads that a change at `path` touches: one at or below it, or around it and taken whole."""
        row = row_of(path)
        for read in self.reads:
            if read[: len(row)] == row:
                return read
        for read in self.whole:
            below = [name for name in row[len(read) :] if name not in (ANY_ITEM, ANY_KEY)]
            if row[: len(read)] == read and below and below[0] not in self.without:
                return read
        return None

    def as_json(self) -> dict[str, Any]:
        return {
            "mapping": self.mapping or None, "target": self.target if self.mapping else None,
            "lookup": None if self.mapping else self.target, "owner": self.owner, "file": self.place.file,
            "line": self.place.line, "column": self.place.column, "tests": list(self.tests),
        }  # fmt: skip


def uses_of(project: Project, dataset: str, *, tests: bool = False) -> list[Use]:
    """Every use of a dataset, in the order of mappings and rules; with `tests` each knows the cases that exercise it."""
    schema = _pinned(project, dataset)
    found: list[Use] = []
    for loaded in project.mappings.values():
        found += _of_mapping(project, loaded, dataset, schema, tests)
    for table in project.lookups.values():
        if table.model is not None and table.model.dataset == dataset:
            found += _of_table(project, table, table.model)
    return found


def _pinned(project: Project, dataset: str) -> Schema | None:
    try:
        linked = project.schema(dataset)
        return None if linked is None else linked.fields
    except MapbenchError:
        return None


def _of_mapping(
    project: Project, loaded: Loaded[Any], dataset: str, schema: Schema | None, tests: bool
) -> Iterator[Use]:
    from mapbench.model.documents import Document
    from mapbench.model.salvage import salvage

    document, file = loaded.document, loaded.model
    if file is None:
        salvaged = salvage(document or Document.parse("", loaded.path), loaded.id)
        document, file = salvaged.document, salvaged.file
    if file.source != dataset or document is None:
        return
    read = _readable(project, document, file)
    exercised = _exercised(project, loaded) if tests else {}
    refused = [at for at, _ in read.problems]
    for wire in wires(file, read, schema, refused):
        if wire.reads or wire.rule.copy_all is not None:
            target = _target(wire)
            owner = wire.rule.owner or _owner(read, wire.at) or file.owner
            place = document.position((*wire.at, "target") if wire.rule.target is not None else wire.at)
            yield _use(loaded.id, wire, target, owner, place, exercised.get(target, ()))
    beside = tuple(dict.fromkeys(read_beside_rules(read, schema)))
    if beside:
        yield Use(loaded.id, "$", file.owner, document.position(("skip_when",)), beside, beside)


def _use(
    mapping: str, wire: Wire, target: str, owner: str | None, place: Place, tests: tuple[str, ...]
) -> Use:
    copied = wire.rule.copy_all
    whole = wire.whole if copied is None else wire.whole or ((),)
    without = frozenset(copied.except_) if copied is not None else frozenset[str]()
    return Use(mapping, target, owner, place, wire.reads, whole, without, tests, wire.at)


def _target(wire: Wire) -> str:
    from mapbench.language.paths import path_text

    plain = [name for name in (wire.target or wire.scope) if name not in (ANY_ITEM, ANY_KEY)]
    text = path_text(plain) if plain else ""
    return text if wire.target else f"{text}.*" if text else "*"


def _owner(read: Readable, at: At) -> str | None:
    made = read.rules.get(at)
    return made.owner if made is not None else None


def _readable(project: Project, document: Any, file: MappingFile) -> Readable:
    """The rules as far as they can be resolved; what is wrong with a schema is no reason not to look."""
    from dataclasses import replace

    from mapbench.language.lenient import read
    from mapbench.project.programs import LoadedMapping, environment_of

    try:
        environment = environment_of(LoadedMapping(document, file, project))
    except MapbenchError:
        bare = file.model_copy(update={"source": None, "target": None})
        environment = environment_of(LoadedMapping(document, bare, project))
    return read(file, replace(environment, source_schema=None), document)


def _exercised(project: Project, loaded: Loaded[Any]) -> dict[str, tuple[str, ...]]:
    """The names of the test cases that exercise each target; none for a mapping that cannot be run."""
    from mapbench.project.programs import load_program
    from mapbench.trials.cases import Cases
    from mapbench.trials.suite import cases_of

    try:
        program = load_program(loaded.id, project.folder)
        cases = cases_of(program)
        results = Cases(program, *cases).run() if cases is not None and cases[1].tests else []
    except (MapbenchError, OSError):
        return {}
    found: dict[str, list[str]] = {}
    for result in results:
        for target in result.exercised:
            found.setdefault(target, []).append(result.name)
    return {target: tuple(names) for target, names in found.items()}


def _of_table(project: Project, loaded: Loaded[Any], model: LookupFile) -> Iterator[Use]:
    """A table reads its two columns; where whole rows come back, what formulas take from them."""
    columns = [tuple(one.split(".")) for one in (model.key, model.value) if one]
    whole: tuple[Path, ...] = ()
    if model.value is None:
        taken = set(_taken(project, loaded.id))
        whole = ((),) if None in taken else ()
        columns += [(name,) for name in sorted(name for name in taken if name is not None)]
    place = loaded.document.position(("dataset",)) if loaded.document is not None else Place(str(loaded.path))
    yield Use("", loaded.id, model.owner, place, tuple(dict.fromkeys(columns)), whole)


def _taken(project: Project, table: str) -> Iterator[str | None]:
    """The fields that formulas take from rows of a table; None for a row that is taken as it is."""
    for loaded in project.mappings.values():
        if loaded.model is None or loaded.document is None:
            continue
        try:
            read = _readable(project, loaded.document, loaded.model)
        except (LoadError, MapbenchError):
            continue
        for one in formulas(read.whole.scope):
            yield from _of_rows(one.tree, table)


def _of_rows(node: x.Node, table: str) -> Iterator[str | None]:
    if isinstance(node, x.Member) and isinstance(node.object, x.LookupCall) and node.object.table == table:
        yield node.name
        yield from _below((node.object,), table)
    elif isinstance(node, x.LookupCall) and node.table == table:
        yield None
        yield from _below((node,), table)
    else:
        for child in x.children(node):
            yield from _of_rows(child, table)


def _below(nodes: Iterable[x.Node], table: str) -> Iterator[str | None]:
    for node in nodes:
        for child in x.children(node):
            yield from _of_rows(child, table)
