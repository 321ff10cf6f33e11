"""`mapbench run`: records in, records out."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.input_options import input_options
from mapbench.cli.output import counted, progress, say
from mapbench.cli.project import Project, pass_project

if TYPE_CHECKING:
    from mapbench.engine.program import Program
    from mapbench.flows.inputs import How
    from mapbench.flows.summary import Summary


@click.command("run")
@click.argument("mapping", metavar="MAPPING|PACKAGE")
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    default="-",
    help="Where outputs go: JSONL; CSV, XML or Parquet by the ending. Else stdout.",
)
@click.option("--rejects", metavar="FILE", help="Where rejected records go, each with its reasons.")
@click.option("--param", "params", metavar="NAME=VALUE", multiple=True, help="A parameter of the mapping.")
@click.option(
    "--lookup",
    "lookups",
    metavar="NAME=FILE",
    multiple=True,
    help="Rows for one of its tables: a file, or a folder of files.",
)
@click.option("--now", metavar="TIME", help="What now() gives, ISO 8601; else the start of the run.")
@click.option(
    "--workers", metavar="N", type=click.IntRange(min=1), default=1, help="How many processes may work."
)
@input_options
@click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Of the summary."
)
@click.option("--allow-draft", is_flag=True, help="Run a package that is marked as a draft.")
@pass_project
def command(project: Project, /, mapping: str, inputs: tuple[str, ...], workers: int, **options: Any) -> int:
    """Run a mapping or a package: records in, records out.

    INPUT is JSON (one record, or a list), JSONL, CSV, TSV, XML, XLSX, Parquet or SQLite, also in gzip or zip; - is standard
    input, SYSTEM.DATASET a dataset of the project in files or a database. Exit code 1: some records were rejected.
    """
    from mapbench.flows.batch import Stopped, run_batch
    from mapbench.flows.binding import bind, load_runnable, pairs
    from mapbench.flows.sources import how_of

    params, lookups = pairs("--param", options["params"]), pairs("--lookup", options["lookups"])
    loaded = load_runnable(mapping, project.find(), lookups, allow_draft=options["allow_draft"])
    mapper = bind(loaded, params, lookups, options["now"])
    how = how_of(loaded, inputs, pairs("--read", options["read"]), project.find(), options["output"])
    how = how.with_format(options["input_format"])
    try:
        with progress(loaded.program.mapping, _size(inputs), "bytes") as advance:
            summary = run_batch(
                mapper, inputs, options["output"], options["rejects"],
                how=how, advance=advance,
            )  # fmt: skip
    except Stopped as stopped:
        _tell_stop(stopped, options)
        raise stopped.cause from None
    _tell(summary, options)
    _tell_first_look(loaded.program, summary, inputs, how, options)
    return 1 if summary.rejected else 0


def _tell(summary: Summary, options: dict[str, Any]) -> None:
    from mapbench.cli.rejects import tell_summary

    tell_summary(summary, options["output_format"] == "json", options["rejects"] is not None)


def _tell_first_look(
    program: Program, summary: Summary, inputs: tuple[str, ...], how: How, options: dict[str, Any]
) -> None:
    from itertools import islice

    from mapbench.connect.records import records_of
    from mapbench.flows.first_look import LOOKED_AT, notes

    if inputs[0] == "-" or options["output_format"] == "json" or not Path(inputs[0]).is_file():
        return
    first = islice(records_of(how.chunks(inputs[0])), LOOKED_AT)
    for sentence, hint in notes(program, summary, [one.value for one in first if one.value is not None]):
        say(f"note: {sentence}")
        if hint:
            say(f"  hint: {hint}")


def _tell_stop(stopped: Any, options: dict[str, Any]) -> None:
    if isinstance(stopped.cause, BrokenPipeError):
        return
    _tell(stopped.summary, options)
    for name, lines in stopped.written.items():
        say(f"{'stdout' if name == '-' else name} holds {counted(lines, 'whole line')}.")


def _size(inputs: tuple[str, ...]) -> int | None:
    """How many bytes there are to read; None where that cannot be known."""
    total = 0
    for name in inputs:
        try:
            found = os.stat(name)  # noqa: PTH116  # `-` and pipes have no size
        except OSError:
            return None
        if not stat.S_ISREG(found.st_mode) or name.lower().endswith((".gz", ".zip")):
            return None
        total += found.st_size
    return total
