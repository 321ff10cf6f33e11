"""The export gate: failing tests and error-level findings keep a mapping from being packaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mapbench.errors import Place

if TYPE_CHECKING:
    from mapbench.project.programs import LoadedProgram
    from mapbench.trials.cases import CaseResult


#: The export settles the version itself, with all reasons; approvals are about packages that are there already.
_ELSEWHERE: Final = ("MB801", "MB804", "MB805")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason not to export: a failing case, or a finding by its fingerprint; where it stands and who has to act."""

    subject: str
    message: str
    hint: str
    place: Place
    owner: str | None


def obstacles(loaded: LoadedProgram, reference: str, folder: Path | None, today: date) -> list[Obstacle]:
    """Everything that keeps a mapping from being exported. `today` decides which waivers are in date."""
    return [*_tests(loaded, reference, folder), *_findings(loaded, reference, today)]


def _tests(loaded: LoadedProgram, reference: str, folder: Path | None) -> Iterator[Obstacle]:
    from mapbench.trials.examples import run_examples
    from mapbench.trials.suite import run_cases

    report = run_cases([reference], folder)
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


def _findings(loaded: LoadedProgram, reference: str, today: date) -> Iterator[Obstacle]:
    from mapbench.checks.running import check

    for one in check(loaded.mapping.project, [reference], today).findings:
        if one.level == "error" and one.code not in _ELSEWHERE:
            yield Obstacle(one.fingerprint, one.message, one.hint, one.place, one.owner)
