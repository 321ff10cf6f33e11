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
@format_option("text", "json")
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
    if options["output_format"] == "json":
        data_json(report.as_json())
    else:
        _tell(report)
    return 1 if RANK[report.worst()] >= RANK[options["fail_on"]] else 0


def _day(now: str | None) -> date:
    from datetime import UTC, datetime

    from mapbench.flows.binding import time_of

    return (datetime.now(UTC) if now is None else time_of(now)).date()


def _tell(report: Report) -> None:
    for finding in report.findings:
        data(_line(finding))
    for one in report.unchecked:
        data(f"not checked: {one.code} {one.subject}: {one.reason}\n")
    counts = [counted(report.count(level), level) for level in ("error", "warning") if report.count(level)]
    infos = [f"{report.count('info')} info"] if report.count("info") else []
    waived = [f"{len(report.waived):,} waived"] if report.waived else []
    unchecked = [f"{len(report.unchecked):,} not checked"] if report.unchecked else []
    say(", ".join([*(counts or infos or ["nothing found"]), *(infos if counts else []), *waived, *unchecked]))


def _line(finding: Finding) -> str:
    from mapbench.cli.failures import shown_place

    where = f"{shown_place(finding.place)}: " if finding.place.file else ""
    level = styled(finding.level, fg=_COLOURS.get(finding.level), bold=True)
    owner = f" ({finding.owner})" if finding.owner else " (no owner)"
    hint = f"  hint: {finding.hint}\n" if finding.hint else ""
    return f"{where}{level} {finding.fingerprint}{owner}: {finding.message}\n{hint}"


def _explain(code: str) -> int:
    from mapbench.checks.running import rule_of

    rule = rule_of(code)
    data(f"{rule.code}: {rule.title} ({rule.level})\n\n{rule.why}\n")
    for name, example in (("Bad", rule.bad), ("Good", rule.good)):
        for file, text in example.items():
            data(f"\n{name}, {file}:\n\n" + "".join(f"    {line}\n" for line in text.splitlines()))
    return 0
