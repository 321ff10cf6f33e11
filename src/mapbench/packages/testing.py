"""The test cases that a package carries, run on what it ships: its program, its samples, its tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mapbench.packages.build import TESTS, environment_of, rows_of_tables
from mapbench.packages.contents import read_files
from mapbench.packages.package import Package
from mapbench.packages.verify import ingredients_of
from mapbench.project.programs import LoadedMapping, LoadedProgram
from mapbench.trials.cases import Cases

if TYPE_CHECKING:
    from mapbench.trials.suite import Report


def add_package(report: Report, path: str | Path) -> None:
    """Runs the cases of a package, draft or not, and adds them to a report; one that is refused is a problem there.

    Its sums have to hold, as for a run; whether it was made from what it says is for `verify`. Raises OSError.
    """
    with report.refusals():
        loaded, cases = _cases(path)
        report.add(loaded, cases, f"{loaded.program.mapping}-{loaded.mapping.file.version}")


def _cases(path: str | Path) -> tuple[LoadedProgram, Cases | None]:
    from mapbench.model.documents import Document
    from mapbench.model.loading import load

    package = Package(read_files(path), {}, {}, None)
    within = f"{Path(path)}/"
    found = ingredients_of(package, within)
    mapping = LoadedMapping(found.document, found.file, None)
    loaded = LoadedProgram(package.program, mapping, environment_of(found))
    if found.tests is None:
        return loaded, None
    document = Document.parse(found.tests.decode("utf-8", "surrogateescape"), within + TESTS)
    return loaded, Cases(loaded, document, load("tests", document), found.fixtures, rows_of_tables(found))
