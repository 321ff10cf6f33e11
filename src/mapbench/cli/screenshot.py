"""`mapbench screenshot`: a picture of a screen of the workbench, without a terminal."""

from __future__ import annotations

import re
from pathlib import Path

import click

from mapbench.cli.front import Picture, front_here
from mapbench.cli.output import data
from mapbench.cli.project import Project, pass_project

_SCREENS = (
    "overview", "connect", "map", "map-explain", "dry-run", "package", "palette", "jump", "help", "keys", "first-run",
)  # fmt: skip


def _size(_context: click.Context, _option: click.Parameter, text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{2,3})x(\d{2,3})", text)
    if found is None:
        raise click.BadParameter("a size is columns x rows, such as 120x40.")
    return int(found[1]), int(found[2])


@click.command("screenshot")
@click.argument("screen", type=click.Choice(_SCREENS), metavar="SCREEN")
@click.option(
    "-o",
    "--output",
    "file",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The SVG file.",
)
@click.option("--size", default="120x40", show_default=True, callback=_size, metavar="COLSxROWS")
@click.option("--theme", type=click.Choice(["dark", "light"]), default="dark", show_default=True)
@click.option("--no-color", is_flag=True, help="As a terminal with NO_COLOR shows it.")
@pass_project
def command(
    project: Project, screen: str, file: Path, size: tuple[int, int], theme: str, no_color: bool
) -> None:
    """Draw a screen of the workbench into an SVG file.

    SCREEN is overview, connect, map, map-explain, dry-run, package, palette, jump, help, keys or first-run. Nothing is asked
    of any endpoint, and the project's files stay as they are.
    """
    folder = None if screen == "first-run" else project.require()
    front_here().draw_screen(Picture(screen, file, folder, size, theme == "light", no_color))
    data(f"{file}\n")
