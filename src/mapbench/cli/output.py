"""What a command writes: data on stdout, narration and progress on stderr."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from mapbench.sinks import for_screen

Command = TypeVar("Command", bound=Callable[..., Any])


def say(text: str = "") -> None:
    """One line of narration, on stderr; a stderr that takes nothing stops no work."""
    try:
        click.echo(for_screen(text), err=True, color=_colour())
    except OSError:
        pass


def data(text: str | bytes) -> None:
    """A piece of the answer, on stdout, exactly as given: the caller ends lines. Nothing in it steers a terminal."""
    if isinstance(text, bytes) and sys.stdout.isatty():
        text = text.decode("utf-8", "replace")
    if isinstance(text, str) and sys.stdout.isatty():
        text = for_screen(text)
    click.echo(text, nl=False, color=_colour())


def data_json(value: object) -> None:
    """The answer as indented JSON with a final newline, on stdout."""
    import orjson

    data(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def styled(text: str, **style: Any) -> str:
    """Text in a style of `click.style`; the style is left out where it is not wanted."""
    return click.style(text, **style)


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 record`, `2,000 records`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as left-aligned columns, two spaces apart, one line each; cells are counted in terminal columns."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )
    return "".join(line + "\n" for line in lines)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """The option `--format` of a command that lists something; the first format is the default."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How the answer is written.",
    )


def terminal_width() -> int | None:
    """How many columns the terminal has that the answer goes to; None where it goes elsewhere, and lines stay whole."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


@contextmanager
def progress(label: str, total: int | None = None, unit: str = "records") -> Iterator[Callable[[int], None]]:
    """A bar on stderr, or a counter where the total is unknown; silent unless stderr is a terminal.

    Yields a function that is told by how much the work went on.
    """
    if not sys.stderr.isatty():
        yield lambda _step: None
    elif total is None:
        yield from _counter(label, unit)
    else:
        with click.progressbar(length=total, label=label, file=sys.stderr, color=_colour()) as bar:
            yield bar.update


def _counter(label: str, unit: str) -> Iterator[Callable[[int], None]]:
    done, shown = 0, 0.0

    def advance(step: int) -> None:
        nonlocal done, shown
        done += step
        now = time.monotonic()
        if now - shown >= 0.1:
            shown = now
            sys.stderr.write(f"\r{label}  {done:,} {unit}")
            sys.stderr.flush()

    try:
        yield advance
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def _colour() -> bool | None:
    """False where colours are not wanted, else None: the stream decides."""
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None
