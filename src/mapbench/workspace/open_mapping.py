"""One mapping of an open project with everything that the screens ask of it, worked out once per state of the project."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from mapbench.errors import MapbenchError, Problem
from mapbench.language.lenient import Readable, read
from mapbench.model.documents import Document
from mapbench.model.salvage import Salvaged, salvage
from mapbench.workspace.fixtures import Fixture, fixtures_of
from mapbench.workspace.schemas import Side, learnt, refused
from mapbench.workspace.views import At, MappingView, Opened

if TYPE_CHECKING:
    from pathlib import Path

    from mapbench.drift.standing import Standing
    from mapbench.engine.mapper import Mapper
    from mapbench.engine.program import Program
    from mapbench.language.environment import Environment
    from mapbench.project.project import Project

#: States of projects that are remembered: the present one and a few before it, for steps back and forth.
_STATES: Final = 4
_states: OrderedDict[int, tuple[Project, dict[str, OpenMapping]]] = OrderedDict()
_lock = threading.RLock()


def open_mapping(workspace: Opened, mapping: str) -> OpenMapping:
    """The mapping of an id. Raises MapbenchError for an id that is none."""
    project = workspace.project
    with _lock:
        state = _states.get(id(project))
        if state is None or state[0] is not project:
            state = _states[id(project)] = (project, {})
        _states.move_to_end(id(project))
        while len(_states) > _STATES:
            _states.popitem(last=False)
        found = state[1].get(mapping)
        if found is None:
            found = state[1][mapping] = OpenMapping(project, mapping)
        return found


def forget() -> None:
    """What was worked out is worked out anew: something beside the project's files changed."""
    with _lock:
        _states.clear()


class OpenMapping:
    """A mapping that may be broken: every part of it says what it can. One thread at a time holds `lock`."""

    def __init__(self, project: Project, mapping: str) -> None:
        self.project = project
        self.id = mapping
        self.loaded = project.loaded("mapping", mapping)
        self.lock = threading.RLock()
        self.view: MappingView | None = None
        self.tried: dict[At, Any] = {}

    @property
    def path(self) -> Path:
        return self.loaded.path

    @cached_property
    def salvaged(self) -> Salvaged:
        """The file as far as it can be read."""
        document, model = self.loaded.document, self.loaded.model
        if document is not None and model is not None:
            return Salvaged(document, model, tuple(((), one) for one in self.loaded.problems))
        found = salvage(document or Document.parse("", self.path), self.id)
        whole = tuple(((), one) for one in self.loaded.problems)
        return found if found.refused else replace(found, refused=whole)

    @property
    def document(self) -> Document:
        return self.salvaged.document

    @cached_property
    def source(self) -> Side:
        """The source with its schema, or what its fixtures teach."""
        return self._side("source", self.salvaged.file.source)

    @cached_property
    def target(self) -> Side:
        """The target with its schema, or what its fixtures teach."""
        return self._side("target", self.salvaged.file.target)

    @cached_property
    def standing(self) -> Standing | None:
        """What is known of the source beyond its pin; None for what no endpoint gives."""
        from mapbench.drift.standing import standing

        source = self.salvaged.file.source
        return None if source is None or "@" in source else standing(self.project.folder, source)

    @cached_property
    def fixtures(self) -> list[Fixture]:
        """The samples of the source."""
        return fixtures_of(self.project.folder, self.salvaged.file.source)

    @cached_property
    def fixture_names(self) -> tuple[str, ...]:
        """The names of the samples, none of them read."""
        from mapbench.trials.dry_run import fixtures_of as paths_of

        return tuple(path.name for path in paths_of(self.project.folder, self.salvaged.file.source))

    @cached_property
    def environment(self) -> Environment:
        """What the mapping is resolved against, without a side that is broken."""
        from mapbench.project.programs import LoadedMapping, environment_of

        sides = {"source": self.source, "target": self.target}
        gone = {name: None for name, side in sides.items() if side.problem is not None or side.pinned is None}
        file = self.salvaged.file.model_copy(update=gone)
        found = environment_of(LoadedMapping(self.document, file, self.project))
        return replace(found, source_schema=self.source.pinned, target_schema=self.target.pinned)

    @cached_property
    def readable(self) -> Readable:
        """The rules as far as they can be resolved."""
        return read(self.salvaged.file, self.environment, self.document)

    @cached_property
    def problems(self) -> tuple[tuple[At, Problem], ...]:
        """Everything that is refused, with the key path that it stands at."""
        left_out = {at for at, _ in self.salvaged.refused if at}
        resolved = [
            (at, one)
            for at, one in self.readable.problems
            if not any(at[: len(gone)] == gone for gone in left_out)
        ]
        sides = [
            ((name,), side.problem)
            for name, side in (("source", self.source), ("target", self.target))
            if side.problem is not None
        ]
        return tuple(dict.fromkeys((*self.salvaged.refused, *sides, *resolved)))

    @cached_property
    def mapper(self) -> Mapper | None:
        """The mapping as far as it can run; None where it cannot at all."""
        return None if self.readable.program is None else bound(self.readable.program)

    def _side(self, name: str, reference: str | None) -> Side:
        if reference is None:
            return Side(None)
        try:
            linked = self.project.schema(reference)
            schema = None if linked is None else linked.fields
        except MapbenchError as error:
            problem = refused(error)
            if problem.place.file is None:
                problem = replace(problem, place=self.document.position((name,)))
            return Side(reference, problem=problem)
        if schema is not None:
            return Side(reference, schema)
        found = learnt(fixtures_of(self.project.folder, reference))
        return Side(reference, found, inferred=found is not None)


def bound(program: Program) -> Mapper:
    """A program ready to look at records; parameters without a default get a value that shows their name."""
    from mapbench.engine.compiler import compile_program
    from mapbench.engine.program import NOTHING

    params = {one.name: _stand_in(one.name, one.type) for one in program.parameters if one.default is NOTHING}
    tables: dict[str, dict[str, Any]] = {one.name: {} for one in program.tables if one.entries is None}
    return compile_program(program).bind(params, tables)


def _stand_in(name: str, kind: str) -> Any:
    values: dict[str, Any] = {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}
    return values.get(kind, f"<{name}>")
