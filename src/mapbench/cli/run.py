"""`mapbench run`: records in, records out."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.output import counted, progress, say
from mapbench.cli.project import Project, pass_project

if TYPE_CHECKING:
    from mapbench.engine.program import Program
    from mapbench.flows.summary import Summary


@click.command("run")
@click.argument("mapping", metavar="MAPPING|PACKAGE")
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "-o", "--output", metavar="OUT", default="-", help="Where outputs go: JSONL, or CSV by .csv. Else stdout."
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
@click.option(
    "--input-format",
    type=click.Choice(["json", "jsonl", "csv"]),
    help="What the inputs are; else their endings.",
)
@click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Of the summary."
)
@click.option("--allow-draft", is_flag=True, help="Run a package that is marked as a draft.")
@pass_project
def command(project: Project, /, mapping: str, inputs: tuple[str, ...], workers: int, **options: Any) -> int:
    """Run a mapping or a package: records in, records out.

    INPUT is JSON (one record, or a list), JSONL or CSV; - is standard input. Exit code 1: some records were rejected.
    """
    from mapbench.flows.batch import Stopped, run_batch
    from mapbench.flows.binding import bind, load_runnable, pairs

    params, lookups = pairs("--param", options["params"]), pairs("--lookup", options["lookups"])
    loaded = load_runnable(mapping, project.find(), lookups, allow_draft=options["allow_draft"])
    mapper = bind(loaded, params, lookups, options["now"])
    try:
        with progress(loaded.program.mapping, _size(inputs), "bytes") as advance:
            summary = run_batch(
                mapper, inputs, options["output"], options["rejects"],
                input_format=options["input_format"], advance=advance,
            )  # fmt: skip
    except Stopped as stopped:
        _tell_stop(stopped, options)
        raise stopped.cause from None
    _tell(summary, options)
    _tell_first_look(loaded.program, summary, inputs, options)
    return 1 if summary.rejected else 0


def _tell(summary: Summary, options: dict[str, Any]) -> None:
    from mapbench.cli.rejects import tell_summary

    tell_summary(summary, options["output_format"] == "json", options["rejects"] is not None)


def _tell_first_look(
    program: Program, summary: Summary, inputs: tuple[str, ...], options: dict[str, Any]
) -> None:
    from itertools import islice

    from mapbench.connect.records import open_records
    from mapbench.flows.first_look import LOOKED_AT, notes

    if inputs[0] == "-" or options["output_format"] == "json" or not Path(inputs[0]).is_file():
        return
    first = islice(open_records(inputs[0], options["input_format"]), LOOKED_AT)
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
        if not stat.S_ISREG(found.st_mode):
            return None
        total += found.st_size
    return total
