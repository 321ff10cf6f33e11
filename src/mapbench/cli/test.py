"""`mapbench test`: runs test cases; turns an output into a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.output import counted, data, data_json, format_option, say, styled
from mapbench.cli.project import Project, pass_project
from mapbench.errors import LoadError, MapbenchError

if TYPE_CHECKING:
    from mapbench.trials.suite import Report

NO_DATA = 3


@click.command("test")
@click.argument("mappings", metavar="[MAPPING|PACKAGE]...", nargs=-1)
@click.option("--junit", metavar="FILE", help="Write the results as JUnit XML, too.")
@click.option(
    "--record", "name", metavar="NAME", help="Add a case: what comes out of --fixture or --input today."
)
@click.option("--fixture", metavar="FILE", help="With --record: a file under fixtures/, as a case names it.")
@click.option(
    "--input", "source", metavar="FILE", help="With --record: a file whose first record the case will hold."
)
@click.option(
    "--param", "params", metavar="NAME=VALUE", multiple=True, help="With --record: a parameter of the case."
)
@click.option("--now", metavar="TIME", help="With --record: what now() gives in the case.")
@format_option("text", "json")
@pass_project
def command(project: Project, /, mappings: tuple[str, ...], name: str | None, **options: Any) -> int:
    """Run test cases.

    Without MAPPING, those of every mapping of the project, and the examples of its functions; a PACKAGE brings its own.
    Exit code 1: some failed; 3: there is none.
    """
    if name is not None:
        return _record(project, mappings, name, options)
    if any(options[key] for key in ("fixture", "source", "params", "now")):
        raise click.UsageError("--fixture, --input, --param and --now go with --record.")
    report = _run(project, mappings)
    if options["junit"]:
        from mapbench.trials.junit import junit

        Path(options["junit"]).write_text(junit(report.results), encoding="utf-8")
    if options["output_format"] == "json":
        data_json(report.as_json())
    else:
        _tell(report)
    if report.problems:
        raise LoadError(report.problems)
    return 1 if report.failed else 0 if report.results else NO_DATA


def _run(project: Project, mappings: tuple[str, ...]) -> Report:
    from mapbench.project.project import Project as Folder
    from mapbench.trials.suite import add_examples, run_cases

    if mappings:
        return _run_named(project, mappings)
    folder = Folder.open(project.require())
    report = run_cases(folder.ids("mapping"), folder.folder)
    add_examples(folder, report)
    return report


def _run_named(project: Project, references: tuple[str, ...]) -> Report:
    from mapbench.packages.reference import is_package
    from mapbench.trials.suite import Report, add_cases

    report = Report()
    for reference in references:
        if is_package(reference):
            from mapbench.packages.testing import add_package

            add_package(report, reference)
        else:
            add_cases(report, reference, project.find())
    return report


def _tell(report: Report) -> None:
    from mapbench.trials.telling import near, told

    for result in report.failed:
        data(
            f"{styled('FAILED', fg='red', bold=True)} {result.mapping}: {result.name}  {near(result.place)}\n"
        )
        data("".join(f"  {line}\n" for fault in result.faults for line in told(fault)))
    for mapping, rules in report.unexercised.items():
        if rules:
            data(f"{mapping}: {counted(len(rules), 'rule')} that no case exercises:\n")
            data("".join(f"  {one.target}  {near(one.place)}\n" for one in rules))
    for mapping in report.untested:
        data(f"{mapping}: no test cases\n")
    passed = len(report.results) - len(report.failed)
    data(f"{counted(len(report.results), 'case')}: {passed:,} passed, {len(report.failed):,} failed\n")
    if report.rules:
        exercised, total = report.covered
        say(f"rules that a case exercises: {exercised:,} of {total:,}")
    if not report.results and not report.problems:
        say("There is no test case. `mapbench test MAPPING --record NAME --fixture FILE` makes one.")


def _record(project: Project, mappings: tuple[str, ...], name: str, options: dict[str, Any]) -> int:
    from mapbench.flows.binding import load_for_run, pairs, params_of
    from mapbench.trials.recording import append_case, recorded, tests_path
    from mapbench.trials.telling import near

    if len(mappings) != 1 or bool(options["fixture"]) == bool(options["source"]):
        raise click.UsageError("--record takes one MAPPING, and --fixture or --input.")
    loaded = load_for_run(mappings[0], project.find(), {})
    params = params_of(loaded.program, pairs("--param", options["params"]))
    given = {**_given(options), **({"params": params} if params else {})}
    secret = next((one.name for one in loaded.program.parameters if one.secret and one.name in params), None)
    if secret:
        raise MapbenchError(
            f"The parameter {secret} is secret; its value would stand in the file.",
            "Write the case by hand, with a value made up for it.",
        )
    case = recorded(name, given, _outcomes(loaded, name, given), loaded.program.each is not None)
    path = tests_path(loaded)
    line = append_case(loaded, path, case)
    from mapbench.errors import Place

    say(f"Recorded in {near(Place(str(path), line))}. Read it: it says what came out, not that it is right.")
    return 0


def _given(options: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if options["fixture"]:
        given["fixture"] = options["fixture"]
    else:
        from mapbench.connect.records import open_records

        first = next(open_records(options["source"]), None)
        if first is None or first.value is None:
            raise MapbenchError(
                f"The first record of '{options['source']}' cannot be read.", "Name a file of records."
            )
        given["record"] = first.value
    if options["now"]:
        given["now"] = options["now"]
    return given


def _outcomes(loaded: Any, name: str, given: dict[str, Any]) -> list[Any]:
    from mapbench.model.documents import Document
    from mapbench.model.tests import TestCase, TestsFile
    from mapbench.trials.cases import Cases

    case = TestCase.model_validate({"name": name, "given": given})
    outcomes, _ = Cases(loaded, Document.parse(""), TestsFile(tests=[case])).outcomes(case)
    return outcomes
