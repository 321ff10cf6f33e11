"""The test cases of several mappings: found, run, and added up with the rules that none of them exercises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapbench.errors import LoadError, MapbenchError, Problem
from mapbench.trials.cases import CaseResult, Cases
from mapbench.trials.coverage import unexercised
from mapbench.trials.recording import tests_path
from mapbench.trials.telling import fault_json, near

if TYPE_CHECKING:
    from mapbench.model.documents import Document
    from mapbench.model.tests import TestsFile
    from mapbench.project.places import WrittenRule
    from mapbench.project.programs import LoadedProgram
    from mapbench.project.project import Project


@dataclass(slots=True)
class Report:
    """What came of the cases. `untested` are mappings without a case, `problems` what kept mappings from being tested."""

    results: list[CaseResult] = field(default_factory=list)
    unexercised: dict[str, list[WrittenRule]] = field(default_factory=dict)
    untested: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def failed(self) -> list[CaseResult]:
        return [result for result in self.results if not result.passed]

    def as_json(self) -> dict[str, Any]:
        """Every case with its faults, the counts, and the rules that no case exercises."""
        return {
            "cases": [
                {
                    "mapping": result.mapping,
                    "name": result.name,
                    "status": "passed" if result.passed else "failed",
                    "place": near(result.place),
                    "faults": [fault_json(fault) for fault in result.faults],
                }
                for result in self.results
            ],
            "passed": len(self.results) - len(self.failed),
            "failed": len(self.failed),
            "unexercised": [
                {"mapping": mapping, "target": one.target, "place": near(one.place)}
                for mapping, rules in self.unexercised.items()
                for one in rules
            ],
            "untested": self.untested,
        }


def run_cases(references: Iterable[str], folder: Path | None) -> Report:
    """Runs the cases of the mappings named (ids or files). A refused mapping is in `problems`; the others are run."""
    from mapbench.project.programs import load_program

    report = Report()
    for reference in references:
        try:
            _run_one(load_program(reference, folder), report)
        except LoadError as error:
            report.problems += error.problems
        except MapbenchError as error:
            report.problems.append(Problem(error.message, error.hint, error.place))
    return report


def add_examples(project: Project, report: Report) -> None:
    """Runs the examples of every function of a project, and adds them to a report."""
    from mapbench.trials.examples import run_examples

    for function in project.ids("function"):
        try:
            report.results += run_examples(project, function)
        except LoadError as error:
            report.problems += [one for one in error.problems if one not in report.problems]


def cases_of(loaded: LoadedProgram) -> tuple[Document, TestsFile] | None:
    """The tests file of a mapping, None where there is none. Raises LoadError where it is broken."""
    from mapbench.model.documents import Document
    from mapbench.model.loading import load

    path = tests_path(loaded)
    if not path.is_file():
        return None
    document = Document.read(path)
    return document, load("tests", document)


def _run_one(loaded: LoadedProgram, report: Report) -> None:
    found = cases_of(loaded)
    if found is None or not found[1].tests:
        report.untested.append(loaded.program.mapping)
        return
    results = Cases(loaded, *found).run()
    report.results += results
    exercised = {target for result in results for target in result.exercised}
    report.unexercised[loaded.program.mapping] = unexercised(loaded.mapping, exercised)
