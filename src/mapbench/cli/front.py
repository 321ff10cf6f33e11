"""The way from the command line to the workbench: a name, imported when it is asked for. Nothing here knows Textual."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import click

from mapbench.cli.project import PROJECT_FILE
from mapbench.errors import MapbenchError

#: Where the name of the other front end is kept while a command line runs.
META = "mapbench.front"
#: Makes the example project in a folder (None: one that is removed afterwards) and serves its endpoints meanwhile.
Example = Callable[[Path | None], AbstractContextManager[Path]]


@dataclass(frozen=True)
class Picture:
    """A picture to draw: a screen by its name, of a project or of none, into a file."""

    screen: str
    file: Path
    project: Path | None
    size: tuple[int, int] = (120, 40)
    light: bool = False
    no_color: bool = False


class Front(Protocol):
    """What the workbench does for the command line."""

    def open_workbench(self, folder: Path, example: Example) -> int:
        """Runs the workbench on a folder until it is left; its exit code."""

    def draw_screen(self, picture: Picture) -> None:
        """Draws a screen without a terminal."""


def front_here() -> Front:
    """The workbench of this command line. Raises MapbenchError where there is none."""
    name = click.get_current_context().find_root().meta.get(META)
    if name is None:
        raise MapbenchError("The workbench is not part of this call.", "Start it as `mapbench`.")
    return cast("Front", import_module(name))


def open_workbench(folder: Path) -> int:
    """Opens the workbench on a folder. Raises MapbenchError without a terminal."""
    from mapbench.cli.demo import served

    if not on_terminal():
        raise MapbenchError(
            "The workbench needs a terminal.",
            "Start `mapbench` in one; `mapbench --help` lists what works without.",
        )
    return front_here().open_workbench(folder, served)


def on_terminal() -> bool:
    """Whether somebody sits in front of this process, to read and to type."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def project_around(folder: Path) -> Path:
    """The project's folder at or above a folder; the folder itself where there is none."""
    place = folder.resolve()
    return next((one for one in (place, *place.parents) if (one / PROJECT_FILE).is_file()), place)
