"""`mapbench report`: reports for people without mapbench."""

from __future__ import annotations

from pathlib import Path

import click

from mapbench.cli.output import data, say
from mapbench.cli.project import Project, pass_project

_ENDINGS = {
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
}


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
    from mapbench.project.programs import load_program
    from mapbench.reports.sheets.specification import specification

    kind = output_format or (_ENDINGS.get(output.suffix.lower(), "markdown") if output else "markdown")
    if kind == "xlsx" and output is None:
        raise click.UsageError("A workbook needs a file: -o FILE.xlsx.")
    spec = specification(load_program(mapping, project.find()))
    content = _content(kind, spec)
    if output is None:
        data(content)
    else:
        output.write_bytes(content)
        say(f"{output}: {len(spec.rows)} rules, {len(spec.tables)} tables")
    return 0


def _content(kind: str, spec: object) -> bytes:
    from mapbench.reports.sheets import texts, xlsx
    from mapbench.reports.sheets.specification import Specification

    assert isinstance(spec, Specification)
    if kind == "xlsx":
        return xlsx.workbook_bytes(spec)
    writers = {
        "csv": texts.csv_text,
        "markdown": texts.markdown_text,
        "html": texts.html_text,
        "json": texts.json_text,
    }
    text = writers[kind](spec)
    # A spreadsheet program takes CSV for UTF-8 only where it begins with a mark.
    return text.encode("utf-8-sig" if kind == "csv" else "utf-8", "replace")
