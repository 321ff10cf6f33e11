"""`mapbench report`: reports for people without mapbench."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from mapbench.cli.output import data, say
from mapbench.cli.project import Project, pass_project


@click.group("report")
def command() -> None:
    """Write a report for people without mapbench."""


@command.command("mapping")
@click.argument("mapping", metavar="MAPPING")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("xlsx", "csv", "markdown", "html", "json")),
    help="What is written; else what the name of the file says, else Markdown.",
)
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="The file; else stdout."
)
@pass_project
def mapping_command(project: Project, /, mapping: str, output_format: str | None, output: Path | None) -> int:
    """Write a mapping as a specification: one row a rule, its tables, samples from fixtures.

    A workbook or CSV file that somebody edited comes back with `mapbench import FILE --into MAPPING`.
    """
    from mapbench.workspace.specifications import content_of, format_of, specification_of

    kind = output_format or format_of(output)
    if kind == "xlsx" and output is None:
        raise click.UsageError("A workbook needs a file: -o FILE.xlsx.")
    spec = specification_of(project.find(), mapping)
    content = content_of(spec, kind)
    if output is None:
        data(content)
    else:
        output.write_bytes(content)
        say(f"{output}: {len(spec.rows)} rules, {len(spec.tables)} tables")
    return 0


def _about_the_project(name: str, sentence: str) -> click.Command:
    @pass_project
    def run(project: Project, /, output_format: str | None, output: Path | None, as_of: str | None) -> int:
        from mapbench.project.project import Project as Opened
        from mapbench.reports import projects
        from mapbench.reports.tables import report_bytes
        from mapbench.workspace.specifications import format_of

        makers: dict[str, Callable[[Opened, date], Any]] = {
            "status": projects.status_report, "owners": projects.owners_report, "landscape": projects.landscape_report,
        }  # fmt: skip
        kind = output_format or format_of(output)
        if kind == "csv" or (kind == "xlsx" and output is None):
            raise click.UsageError(
                "A workbook needs a file: -o FILE.xlsx."
                if kind == "xlsx"
                else "CSV holds one table; take XLSX."
            )
        content = report_bytes(makers[name](Opened.open(project.require()), _day(as_of)), kind)
        if output is None:
            data(content)
        else:
            output.write_bytes(content)
            say(str(output))
        return 0

    for option in (
        click.option("--as-of", metavar="DATE", help="The day of the report; else today."),
        click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="The file; else stdout."),
        click.option(
            "--format", "output_format", type=click.Choice(("markdown", "html", "xlsx", "json")),
            help="What is written; else what the name of the file says, else Markdown.",
        ),
    ):  # fmt: skip
        run = option(run)
    return click.command(name, help=sentence)(run)


def _day(text: str | None) -> date:
    if text is None:
        return date.today()  # noqa: DTZ011  # the day where the report is read
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("a day is written 2027-03-01.", param_hint="--as-of") from None


for _name, _sentence in (
    ("status", "Say what needs a decision, who has to act, and how every mapping is."),
    ("owners", "List who answers for what, and for whom nobody does."),
    ("landscape", "Draw which mapping moves what from where to where."),
):
    command.add_command(_about_the_project(_name, _sentence))
