"""Draws the pictures of the docs from what mapbench really says and shows: run it as `make pictures`."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
PROJECT = HERE.parents[1] / "projects" / "storefront"
COMMANDS = {
    "run": "mapbench run shopify-order fixtures/shopify.order/1014.json",
    "explain": "mapbench explain shopify-order fixtures/shopify.order/1001.json --target status",
}
#: Pictures of the workbench, and what `mapbench screenshot` is told to draw them.
SCREENS = {
    "overview": "overview",
    "map": "map",
    "map-small": "map --size 80x24",
    "dry-run": "dry-run",
}


def draw(name: str, commands: list[str]) -> None:
    """One SVG: each command and its output, as on a terminal of 100 columns."""
    console = Console(record=True, width=100, file=io.StringIO())
    for command in commands:
        words = [sys.executable, "-m", *command.split()]
        done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)
        console.print(Text.assemble(("$ ", "dim"), (command, "bold")))
        console.print(Text((done.stdout + done.stderr).rstrip().replace("  ", "\u00a0 ")))
        console.print()
    picture = console.export_svg(title="mapbench", unique_id="mapbench")
    # No font is fetched when somebody looks at the picture.
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL).replace(
        "Fira Code", "DejaVu Sans Mono"
    )
    (HERE / f"{name}.svg").write_text(picture, "utf-8")


def draw_screen(name: str, options: str) -> None:
    """One SVG of a screen of the workbench on the example project."""
    words = [
        sys.executable,
        "-m",
        "mapbench",
        "screenshot",
        *options.split(),
        "-o",
        str(HERE / f"{name}.svg"),
    ]
    subprocess.run(words, cwd=PROJECT, check=True)


if __name__ == "__main__":
    draw("first-look", list(COMMANDS.values()))
    for screen, given in SCREENS.items():
        draw_screen(screen, given)
