"""`mapbench report`: reports for people without mapbench."""

from __future__ import annotations

from pathlib import Path

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
