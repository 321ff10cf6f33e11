"""The export gate: failing tests and error-level findings keep a mapping from being packaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from mapbench.errors import Place

if TYPE_CHECKING:
    from mapbench.project.programs import LoadedProgram
    from mapbench.trials.cases import CaseResult


#: The export settles the version and what has no cause itself, with all reasons; approvals are about packages that are there already.
_ELSEWHERE: Final = ("MB801", "MB804", "MB805", "MB806")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason not to export: a failing case, or a finding by its fingerprint; where it stands and who has to act."""

    subject: str
    message: str
    hint: str
    place: Place
    owner: str | None


def obstacles(loaded: LoadedProgram, today: date) -> list[Obstacle]:
    """Everything that keeps a mapping from being exported. `today` decides which waivers are in date."""
    return [*_tests(loaded), *_findings(loaded, today)]


def _tests(loaded: LoadedProgram) -> Iterator[Obstacle]:
    from mapbench.trials.cases import Cases
    from mapbench.trials.examples import run_examples
    from mapbench.trials.suite import Report, cases_of

    report = Report()
    with report.refusals():
        found = cases_of(loaded)
        report.add(loaded, None if found is None else Cases(loaded, *found))
    for problem in report.problems:
        yield Obstacle("tests", problem.message, problem.hint, problem.place, loaded.program.owner)
    failed = list(report.failed)
    if loaded.mapping.project is not None:
        ids = {one.replace("-", "_"): one for one in loaded.mapping.project.ids("function")}
        for function in loaded.program.functions:
            results = run_examples(loaded.mapping.project, ids[function.name])
            failed += [result for result in results if not result.passed]
    yield from (_failed(result, loaded) for result in failed)


def _failed(result: CaseResult, loaded: LoadedProgram) -> Obstacle:
    fault = result.faults[0]
    owner = next((error.owner for error in fault.errors if error.owner), None) or loaded.program.owner
    what = fault.message or f"{fault.target or 'the record'} is not as expected"
    return Obstacle(
        f"test {result.name!r}",
        f"it fails: {what}.".replace("..", "."),
        "See `mapbench test`.",
        result.place,
        owner,
    )


def _findings(loaded: LoadedProgram, today: date) -> Iterator[Obstacle]:
    from mapbench.checks.running import check, grave

    project = loaded.mapping.project
    rules = [rule for rule in grave(project) if rule.code not in _ELSEWHERE]
    for one in check(project, [], today, rules, loaded).findings:
        if one.level == "error":
            yield Obstacle(one.fingerprint, one.message, one.hint, one.place, one.owner)
