"""The test cases of several mappings: found, run, and added up with the rules that none of them exercises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
    """What came of the cases. `untested` are mappings without a case, `problems` what kept mappings from being tested.

    `rules` is how many rules each mapping has that its cases could exercise, `unexercised` those that none does.
    """

    results: list[CaseResult] = field(default_factory=list)
    rules: dict[str, int] = field(default_factory=dict)
    unexercised: dict[str, list[WrittenRule]] = field(default_factory=dict)
    untested: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def failed(self) -> list[CaseResult]:
        return [result for result in self.results if not result.passed]

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """What is refused within becomes a problem of the report."""
        try:
            yield
        except LoadError as error:
            self.problems += [one for one in error.problems if one not in self.problems]
        except MapbenchError as error:
            self.problems.append(Problem(error.message, error.hint, error.place))

    def add(self, loaded: LoadedProgram, cases: Cases | None, package: str = "") -> None:
        """Runs the cases of a mapping, None for one that has no tests file. A case that fails is no error.

        Of several packages of one mapping, all but the first are known by the name of the `package`.
        """
        name = loaded.program.mapping
        name = package if package and (name in self.rules or name in self.untested) else name
        results = [] if cases is None else [replace(one, mapping=name) for one in cases.run()]
        if not results:
            self.untested.append(name)
            return
        self.results += results
        exercised = {target for result in results for target in result.exercised}
        self.unexercised[name] = unexercised(loaded.mapping, exercised)
        self.rules[name] = len(unexercised(loaded.mapping, ()))

    @property
    def covered(self) -> tuple[int, int]:
        """How many rules some case exercises, of how many."""
        total = sum(self.rules.values())
        return total - sum(map(len, self.unexercised.values())), total

    def as_json(self) -> dict[str, Any]:
        """Every case with its faults, the counts, and how many rules the cases exercise, with those that none does."""
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
            "coverage": [
                {"mapping": mapping, "rules": count, "exercised": count - len(self.unexercised[mapping])}
                for mapping, count in self.rules.items()
            ],
            "unexercised": [
                {"mapping": mapping, "target": one.target, "place": near(one.place)}
                for mapping, rules in self.unexercised.items()
                for one in rules
            ],
            "untested": self.untested,
        }


def run_cases(references: Iterable[str], folder: Path | None) -> Report:
    """Runs the cases of the mappings named (ids or files). A refused mapping is in `problems`; the others are run."""
    report = Report()
    for reference in references:
        add_cases(report, reference, folder)
    return report


def add_cases(report: Report, reference: str, folder: Path | None) -> None:
    """Runs the cases of one mapping, and adds them to a report."""
    from mapbench.project.programs import load_program

    with report.refusals():
        loaded = load_program(reference, folder)
        found = cases_of(loaded)
        report.add(loaded, None if found is None else Cases(loaded, *found))


def add_examples(project: Project, report: Report) -> None:
    """Runs the examples of every function of a project, and adds them to a report."""
    from mapbench.trials.examples import run_examples

    for function in project.ids("function"):
        with report.refusals():
            report.results += run_examples(project, function)


def cases_of(loaded: LoadedProgram) -> tuple[Document, TestsFile] | None:
    """The tests file of a mapping, None where there is none. Raises LoadError where it is broken."""
    from mapbench.model.documents import Document
    from mapbench.model.loading import load

    path = tests_path(loaded)
    if not path.is_file():
        return None
    document = Document.read(path)
    return document, load("tests", document)
