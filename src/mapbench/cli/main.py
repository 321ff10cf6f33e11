"""The command line's front: its options, the overview, and how every command ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from mapbench import __version__
from mapbench.cli.commands import LazyGroup
from mapbench.cli.failures import explain_failure
from mapbench.cli.front import META, open_workbench, project_around
from mapbench.cli.project import Project


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    subcommand_metavar="[DIR] | COMMAND [ARGS]...",
)
@click.option(
    "-C",
    "project",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The project's folder; else the nearest folder above with mapbench.yaml, or none.",
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, project: Path | None) -> int | None:
    """A workbench for mappings between systems: records in, records out, every rejected record with its reason
    and its owner.
    """
    ctx.obj = Project(project)
    if ctx.invoked_subcommand is None:
        return open_workbench(ctx.obj.find() or Path.cwd())
    return None


@click.command("open")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def open_folder(folder: Path) -> int:
    """Open the workbench on the project in a folder, or around it."""
    return open_workbench(project_around(folder))


cli.on_folder = open_folder


def run(argv: Sequence[str], front: str | None = None) -> int:
    """Runs one command line and returns its exit code: 0 yes, 1 no, 2 could not, 3 no data, 130 interrupted.

    `front` names the module of the workbench; without it there is none.

    A command returns its exit code (nothing is 0) or raises. Nothing raised here reaches a person as a traceback.
    """
    try:
        code = _invoke(list(argv), front)
        _flush()
    except BaseException as failure:  # noqa: BLE001  # this is the one place that answers for all of them
        code = explain_failure(failure)
        _close_stdout()
    return code


def _invoke(argv: list[str], front: str | None) -> int:
    if "_MAPBENCH_COMPLETE" in os.environ:
        from click.shell_completion import shell_complete

        return shell_complete(cli, {}, "mapbench", "_MAPBENCH_COMPLETE", os.environ["_MAPBENCH_COMPLETE"])
    with cli.make_context("mapbench", argv) as ctx:
        ctx.meta[META] = front
        code = cli.invoke(ctx)
    return code if type(code) is int else 0


def _close_stdout() -> None:
    """Flushes stdout; where nobody can take it any more, the rest goes nowhere instead of failing again at exit."""
    try:
        _flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _flush() -> None:
    if sys.stdout is not None:  # it is None where the shell closed it: `>&-`
        sys.stdout.flush()
