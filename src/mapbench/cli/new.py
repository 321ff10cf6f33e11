"""`mapbench new`: a project that runs as it stands."""

from __future__ import annotations

from pathlib import Path

import click

from mapbench.cli.output import data, say


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a new project.

    DIR is a folder that does not exist yet, or is empty. The project has one small mapping with samples and test cases.
    """
    from mapbench.project.template import make_project

    files = make_project(folder)
    data("".join(f"{folder / name}\n" for name in files))
    say(f"A project with one small mapping, in {folder}. Try:")
    for line in ("test", "check", f"run shop-order {folder}/fixtures/shop.order/1001.json"):
        say(f"  mapbench -C {folder} {line}")
