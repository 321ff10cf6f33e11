"""The one place where what went wrong becomes a sentence, a hint and an exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path

import click

from mapbench.cli.output import say, styled
from mapbench.errors import LoadError, MapbenchError, Place, Problem

#: How many problems of refused files are told at once.
TOLD = 20

INTERRUPTED = 130
REFUSED = 2


def explain_failure(failure: BaseException) -> int:
    """Tells a person what went wrong, on stderr, and returns the exit code that says the same to a program."""
    if os.environ.get("MAPBENCH_DEBUG") == "1" and isinstance(failure, Exception):
        traceback.print_exception(failure, file=sys.stderr)
    match failure:
        case click.exceptions.Exit():
            return failure.exit_code
        case SystemExit():
            return _exit_code(failure)
        case KeyboardInterrupt() | click.Abort():
            say("interrupted")
            return INTERRUPTED
        case click.ClickException():
            return _refuse(*_usage(failure))
        case LoadError():
            return _refuse_files(failure)
        case MapbenchError():
            _refuse(failure.message, failure.hint, failure.place)
            return failure.exit_code
        case BrokenPipeError():
            return 0
        case OSError():
            return _refuse(*_system(failure))
    return _refuse(
        f"internal error, {_one_line(failure)}",
        "Run it again with MAPBENCH_DEBUG=1 for details, and report it.",
    )


def _refuse(sentence: str, hint: str = "", place: Place | None = None) -> int:
    where = f"{shown_place(place)}: " if place and str(place) else ""
    say(f"{where}{styled('error:', fg='red', bold=True)} {sentence}")
    if hint:
        say(f"  {styled('hint:', fg='cyan')} {hint}")
    return REFUSED


def _refuse_files(refused: LoadError) -> int:
    for problem in refused.problems[:TOLD]:
        _refuse(*_problem(problem))
    more = len(refused.problems) - TOLD
    if more > 0:
        say(f"… and {more} more")
    return refused.exit_code


def _problem(problem: Problem) -> tuple[str, str, Place]:
    code = f" [{problem.code}]" if problem.code else ""
    return problem.message + code, problem.hint, problem.place


def shown_place(place: Place) -> str:
    """A place with its file as a person standing in the current folder would name it."""
    file = place.file
    if file and Path(file).is_absolute():
        here = Path.cwd()
        file = str(Path(file).relative_to(here)) if Path(file).is_relative_to(here) else file
    return str(Place(file, place.line, place.column))


def _usage(failure: click.ClickException) -> tuple[str, str]:
    near = getattr(failure, "possibilities", None)
    if near:
        return failure.message, "Did you mean " + " or ".join(f"`{name}`" for name in near) + "?"
    context = getattr(failure, "ctx", None)
    path = context.command_path if context else "mapbench"
    return failure.format_message().replace("\n", " "), f"See `{path} --help`."


def _system(failure: OSError) -> tuple[str, str]:
    name = f" {_text(failure.filename)!r}" if failure.filename is not None else ""
    match failure.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return (
                f"The disk is full{', writing' + name if name else ''}.",
                "Make room, or write elsewhere with -o.",
            )
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"There is no permission for{name or ' this'}.", "Check who may read or write it."
        case errno.ENOENT:
            folder = None if failure.filename is None else Path(_text(failure.filename)).parent
            if folder is not None and not folder.is_dir():
                return f"There is no folder '{folder}'.", "Make the folder first, or check the spelling."
            hint = _beside(failure.filename) or "Check the spelling; paths start at the folder you are in."
            return f"There is no file{name}.", hint
        case errno.EISDIR:
            return f"A file was expected, but{name or ' this'} is a folder.", "Name a file in it."
    return f"The system refused{name}: {failure.strerror or failure}.", ""


def _beside(filename: object) -> str:
    """The file that was meant, where one of nearly that name lies beside it; "" where none does."""
    from mapbench.model.nearest import nearest

    path = Path(_text(filename)) if filename is not None else Path()
    if not path.name or not path.parent.is_dir():
        return ""
    near = nearest(path.name, [one.name for one in path.parent.iterdir() if one.is_file()], 75)
    return f"Did you mean '{path.with_name(near)}'?" if near else ""


def _exit_code(failure: SystemExit) -> int:
    if isinstance(failure.code, int):
        return failure.code
    return 0 if failure.code is None else _refuse(str(failure.code))


def _one_line(failure: BaseException) -> str:
    text = " ".join(str(failure).split())
    return f"{type(failure).__name__}: {text[:200]}" if text else type(failure).__name__


def _text(name: object) -> str:
    return os.fsdecode(name) if isinstance(name, (str, bytes)) else str(name)
