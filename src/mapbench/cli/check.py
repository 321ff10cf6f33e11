"""`mapbench check`: findings, and whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.output import counted, data, data_json, format_option, say, styled
from mapbench.cli.project import Project, pass_project

if TYPE_CHECKING:
    from datetime import date

    from mapbench.checks.findings import Finding
    from mapbench.checks.running import Report

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


@click.command("check")
@click.argument("mappings", metavar="[MAPPING]...", nargs=-1)
@format_option("text", "json", "sarif", "github", "junit")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="error",
    help="From which level on the exit code is 1.",
)
@click.option("--explain", "code", metavar="CODE", help="Why a check exists, with a bad and a good example.")
@click.option("--now", metavar="TIME", help="The day by which waivers are in date; else today.")
@pass_project
def command(project: Project, /, mappings: tuple[str, ...], code: str | None, **options: Any) -> int:
    """List findings: what is wrong, and whose it is.

    Without MAPPING, of the whole project. Exit code 1: there is an error (with --fail-on warning: or a warning).
    """
    if code is not None:
        return _explain(code)
    from mapbench.checks.findings import RANK
    from mapbench.checks.running import check
    from mapbench.project.project import Project as Folder

    folder = project.find() if mappings else project.require()
    report = check(Folder.open(folder) if folder else None, mappings, _day(options["now"]))
    _write(report, options)
    return 1 if RANK[report.worst()] >= RANK[options["fail_on"]] else 0


def _day(now: str | None) -> date:
    from datetime import UTC, datetime

    from mapbench.flows.binding import time_of

    return (datetime.now(UTC) if now is None else time_of(now)).date()


def _write(report: Report, options: dict[str, Any]) -> None:
    from mapbench.checks.running import RULES

    match options["output_format"]:
        case "json":
            data_json(report.as_json())
        case "sarif":
            from mapbench import __version__
            from mapbench.checks.sarif import sarif

            data_json(sarif(_from_here(report), RULES, __version__))
        case "github":
            from mapbench.checks.annotations import workflow_commands

            data(workflow_commands(_from_here(report)))
        case "junit":
            from mapbench.checks.junit import junit

            data(junit(_from_here(report), RULES, options["fail_on"]))
        case _:
            _tell(report)


def _from_here(report: Report) -> Report:
    """The report with files named as seen from the current folder, which is where a build stands."""
    from dataclasses import replace

    from mapbench.cli.failures import shown_place
    from mapbench.errors import Place

    def near(finding: Finding) -> Finding:
        place = finding.place
        if place.file is None:
            return finding
        file = shown_place(Place(place.file)).replace("\\", "/").removeprefix("./")
        return replace(finding, place=replace(place, file=file))

    return replace(report, findings=[*map(near, report.findings)], waived=[*map(near, report.waived)])


def _tell(report: Report) -> None:
    for finding in report.findings:
        data(_line(finding, report))
    for one in report.unchecked:
        data(f"not checked: {one.code} {one.subject}: {one.reason}\n")
    _tell_patterns(report)
    counts = [counted(report.count(level), level) for level in ("error", "warning") if report.count(level)]
    infos = [f"{report.count('info')} info"] if report.count("info") else []
    waived = [f"{len(report.waived):,} waived"] if report.waived else []
    unchecked = [f"{len(report.unchecked):,} not checked"] if report.unchecked else []
    say(", ".join([*(counts or infos or ["nothing found"]), *(infos if counts else []), *waived, *unchecked]))


def _tell_patterns(report: Report) -> None:
    """Why these findings matter, where there are several reasons."""
    from mapbench.checks.patterns import patterns_in

    found = patterns_in(report.findings)
    for sign, words, count in found if len(found) > 1 else []:
        say(f"{sign}, {words}: {counted(count, 'finding')}")


def _line(finding: Finding, report: Report) -> str:
    from mapbench.cli.failures import shown_place

    where = f"{shown_place(finding.place)}: " if finding.place.file else ""
    level = styled(finding.level, fg=_COLOURS.get(finding.level), bold=True)
    owner = f" ({finding.owner})" if finding.owner else " (no owner)"
    hint = f"  hint: {finding.hint}\n" if finding.hint else ""
    return f"{where}{level} {finding.fingerprint}{owner}: {finding.message}\n{hint}  to act: {_who(finding, report)}\n"


def _who(finding: Finding, report: Report) -> str:
    """Who has to act, and where to find them."""
    owner = finding.owner
    if owner is None:
        return "nobody is named; name an owner first"
    if owner in report.support:
        return f"{owner}, {report.support[owner] or 'who have no support channel'}"
    if owner == report.lead:
        return f"{owner}, who leads the project"
    return f"{owner}, no team of the project; ask {report.lead}" if report.lead else owner


def _explain(code: str) -> int:
    from mapbench.checks.patterns import PATTERNS, pattern_of
    from mapbench.checks.running import rule_of

    rule = rule_of(code)
    sign = pattern_of(rule.code)
    pattern = f" Behind it: {PATTERNS[sign]} ({sign})." if sign is not None else ""
    data(f"{rule.code}: {rule.title} ({rule.level})\n\n{rule.why}{pattern}\n")
    for name, example in (("Bad", rule.bad), ("Good", rule.good)):
        for file, text in example.items():
            data(f"\n{name}, {file}:\n\n" + "".join(f"    {line}\n" for line in text.splitlines()))
    return 0
