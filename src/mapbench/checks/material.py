"""What checks look at: a project with its mappings resolved, its samples, and what its tests exercise. Each made once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.checks.findings import Finding
from mapbench.engine.compiler import compile_program
from mapbench.engine.incoming import record_of
from mapbench.engine.outcomes import Trace
from mapbench.engine.program import NOTHING
from mapbench.engine.values import Failure
from mapbench.errors import GoneMajorError, LoadError, MapbenchError, Place, Problem

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper
    from mapbench.project.places import WrittenRule
    from mapbench.project.programs import LoadedProgram
    from mapbench.project.project import Project
    from mapbench.trials.cases import CaseResult
    from mapbench.trials.lost import Steps

#: At most so many samples are run per mapping.
SAMPLES = 500


class UnsampledError(Exception):
    """There is nothing that a mapping could be run on; the text says why."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """One fixture that was run: its name, its record (a group, for a mapping that groups) and what happened at each step."""

    name: str
    record: Any
    trace: Trace


class Subject:
    """One mapping that loads."""

    def __init__(self, loaded: LoadedProgram) -> None:
        self.loaded = loaded
        self.id = loaded.program.mapping

    @cached_property
    def rules(self) -> dict[str, WrittenRule]:
        """Its rules by target path, `*` for `copy_all`."""
        from mapbench.project.places import written_rules

        return {one.target: one for one in written_rules(self.loaded.mapping)}

    def place(self, target: str) -> Place:
        """Where the rule of a target stands, else the mapping itself."""
        rule = self.rules.get(target)
        return rule.place if rule else self.loaded.mapping.document.position(("mapping",))

    @cached_property
    def _owners(self) -> dict[str, str | None]:
        from mapbench.trials.walking import owners

        return owners(self.loaded.program)

    def owner(self, target: str | None = None) -> str | None:
        """Who has to act: the rule's owner, else the target field's, else the mapping's."""
        return self._owners.get(target or "") or self.loaded.mapping.file.owner

    def finding(self, code: str, target: str, message: str, hint: str) -> Finding:
        """A finding about the rule of a target."""
        return Finding(code, f"{self.id}/{target}", message, hint, self.place(target), self.owner(target))

    @cached_property
    def sampled(self) -> list[Sampled]:
        """The fixtures of its source, run. Raises UnsampledError where there are none, or it cannot be run on them."""
        try:
            mapper = compile_program(self.loaded.program).bind(self._secrets(), {}, None)
        except MapbenchError as error:
            raise UnsampledError(f"it cannot be run on samples: {error.message}") from None
        samples = list(self._samples(mapper))
        if not samples:
            raise UnsampledError("there are no fixtures of its source to run it on")
        return [Sampled(name, record, mapper.trace(record)) for name, record in samples]

    @cached_property
    def reads(self) -> dict[str, list[Steps]]:
        """What each of its rules reads, as steps from the record."""
        from mapbench.trials.lost import reads

        return reads(self.loaded.program)

    @cached_property
    def results(self) -> list[CaseResult] | None:
        """The results of its test cases; None where it has none. Raises LoadError for broken ones."""
        from mapbench.trials.cases import Cases
        from mapbench.trials.suite import cases_of

        found = cases_of(self.loaded)
        return Cases(self.loaded, *found).run() if found and found[1].tests else None

    @cached_property
    def built(self) -> dict[str, bytes]:
        """The files that its package would have. Raises LoadError or MapbenchError where none can be made."""
        from mapbench.packages.build import build
        from mapbench.packages.ingredients import gather

        return build(gather(self.loaded))

    def _secrets(self) -> dict[str, str]:
        """Stand-ins for secret parameters: what a rule gives depends on them, whether it gives something does not."""
        parameters = self.loaded.program.parameters
        return {one.name: "stand-in" for one in parameters if one.secret and one.default is NOTHING}

    def _samples(self, mapper: Mapper) -> Iterator[tuple[str, Any]]:
        from mapbench.engine.grouping import groups

        source, project = self.loaded.mapping.file.source, self.loaded.mapping.project
        if source is None or project is None:
            return
        files = sorted((project.folder / "fixtures" / source).glob("*.*"))[:SAMPLES]
        records = [(path.name, record) for path in files for record in records_in(path)]
        if not (mapper.program.group or mapper.program.group_all):
            yield from records
            return
        for first, _, group, failed in groups(mapper, ((n, record) for n, (_, record) in enumerate(records))):
            if failed is None:
                yield records[first][0], group


class Material:
    """A project, or mapping files without one, as the checks see it; `problems` are what could not be loaded.

    `whole` says that all of a project is looked at, and not the mappings `named` alone; `today` is the day of the check. A
    mapping that is `loaded` already is looked at instead of those named.
    """

    def __init__(
        self,
        project: Project | None,
        references: Iterable[str] = (),
        today: date | None = None,
        loaded: LoadedProgram | None = None,
    ) -> None:
        self.project = project
        self.today = today or datetime.now(UTC).date()
        self.problems: list[Problem] = []
        self.subjects: list[Subject] = []
        named = list(references)
        self.whole = project is not None and not named and loaded is None
        if project is not None and self.whole:
            self.problems += project.problems
            named = project.ids("mapping")
        for reference in named:
            self._load(reference)
        if loaded is not None:
            self.subjects.append(Subject(loaded))
        self.named = frozenset({*named, *(subject.id for subject in self.subjects)})

    def _load(self, reference: str) -> None:
        from mapbench.project.programs import load_program

        try:
            self.subjects.append(
                Subject(load_program(reference, self.project.folder if self.project else None))
            )
        except LoadError as error:
            self._note(error.problems)
        except GoneMajorError as error:
            self._note([Problem(error.message, error.hint, error.place, "MB508")])
        except MapbenchError as error:
            self._note([Problem(error.message, error.hint, error.place)])

    def _note(self, problems: Iterable[Problem]) -> None:
        known = {(problem.message, problem.place.line) for problem in self.problems}
        self.problems += [
            problem for problem in problems if (problem.message, problem.place.line) not in known
        ]


def records_in(path: Path) -> Iterator[Any]:
    """The records of a fixture that can be read; one that cannot is another rule's matter."""
    try:
        if path.suffix == ".json":
            yield record_of(path.read_bytes())
        elif path.suffix in (".csv", ".jsonl"):
            from mapbench.project.tables import read_rows

            yield from (row for row, _ in read_rows(path))
    except (Failure, MapbenchError):
        return
