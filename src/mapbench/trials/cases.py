"""Test cases of a mapping: each is run as the command line would run its record, and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mapbench.engine.compiler import Compiled, compile_program
from mapbench.engine.incoming import refusal
from mapbench.engine.outcomes import Outcome
from mapbench.engine.values import Failure
from mapbench.errors import MapbenchError, Place
from mapbench.trials.coverage import exercised_targets
from mapbench.trials.given import Samples, clock_of, fixtures_folder, params_of, records_of, tables_of
from mapbench.trials.verdicts import Fault, judge

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper
    from mapbench.model.documents import Document
    from mapbench.model.tests import TestCase, TestsFile
    from mapbench.project.programs import LoadedProgram


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case that was run: it passed if there are no faults. `exercised` are the targets whose rules gave something."""

    mapping: str
    name: str
    place: Place
    faults: tuple[Fault, ...]
    outcomes: tuple[Outcome, ...] = ()
    exercised: frozenset[str] = field(default=frozenset())

    @property
    def passed(self) -> bool:
        return not self.faults


class Cases:
    """The test cases of one mapping; the mapping is compiled once.

    `samples` are the fixtures it may name (None: the project's), `tables` fill those that its program leaves open.
    """

    def __init__(
        self,
        loaded: LoadedProgram,
        document: Document,
        tests: TestsFile,
        samples: Samples = None,
        tables: Mapping[str, dict[str, Any]] | None = None,
    ) -> None:
        self.loaded = loaded
        self._document = document
        self._tests = tests
        self._compiled: Compiled = compile_program(loaded.program)
        self._fixtures = fixtures_folder(loaded.mapping) if samples is None else samples
        self._tables = dict(tables or {})

    def run(self) -> list[CaseResult]:
        """The results of all cases, in file order. A case that cannot be run has failed; nothing is raised."""
        return [self._case(number, case) for number, case in enumerate(self._tests.tests)]

    def _case(self, number: int, case: TestCase) -> CaseResult:
        place = self._document.position(("tests", number))
        try:
            outcomes, exercised = self.outcomes(case)
            faults = tuple(judge(case, outcomes, self.loaded))
        except MapbenchError as error:
            outcomes, exercised = [], frozenset()
            faults = (Fault(message=error.message, hint=error.hint),)
        return CaseResult(self.loaded.program.mapping, case.name, place, faults, tuple(outcomes), exercised)

    def outcomes(self, case: TestCase) -> tuple[list[Outcome], frozenset[str]]:
        """What becomes of a case's record or records, and the targets it exercises. Raises MapbenchError."""
        program = self.loaded.program
        grouping = bool(program.group) or program.group_all
        given = case.given
        tables = self._tables | tables_of(program, given.lookups)
        mapper = self._compiled.bind(params_of(program, given.params), tables, clock_of(given.now))
        try:
            records = records_of(given, self._fixtures, grouping)
        except Failure as failure:
            return [Outcome("rejected", errors=(refusal(failure, program.owner),))], frozenset()
        return run_records(mapper, records)


def run_records(mapper: Mapper, records: list[dict[str, Any]]) -> tuple[list[Outcome], frozenset[str]]:
    """The outcomes of records (of groups, for a mapping that groups), and the targets whose rules gave something."""
    from mapbench.engine.grouping import groups

    if not (mapper.program.group or mapper.program.group_all):
        units: list[tuple[Any, Outcome | None]] = [(record, None) for record in records]
    else:
        units = [(group, failed) for _, _, group, failed in groups(mapper, enumerate(records))]
    outcomes: list[Outcome] = []
    exercised: set[str] = set()
    for record, failed in units:
        if failed is not None:
            outcomes.append(failed)
            continue
        outcomes += mapper.outcomes(record)
        exercised |= exercised_targets(mapper, record)
    return outcomes, frozenset(exercised)
