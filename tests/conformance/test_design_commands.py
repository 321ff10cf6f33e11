"""The commands of the design's table: each that exists here is called as the table says, with the options it names."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import click
import pytest

from mapbench.cli.commands import COMMANDS

PAGE = Path(__file__).parents[3] / "shared" / "design" / "cli.md"
#: Commands of the table that later work brings.
LATER = {
    "dry-run",
    "export",
    "verify",
    "import",
    "suggest",
    "report",
    "serve",
    "consume",
    "screenshot",
    "diff",
}
#: Options of commands that stand, which later work brings.
LATER_OPTIONS: set[tuple[str, str]] = set()

pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="../shared/design is not beside this checkout")


def rows() -> list[tuple[str, str]]:
    """(command, the whole row) for each row of the table that begins with `mapbench NAME`."""
    if not PAGE.is_file():
        return []
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `mapbench ")]
    return [(match[1], line) for line in lines if (match := re.match(r"\| `mapbench ([a-z-]+)", line))]


def command_of(name: str) -> click.Command:
    module, _, attribute = COMMANDS[name].where.partition(":")
    found = getattr(importlib.import_module(module), attribute or "command")
    assert isinstance(found, click.Command)
    return found


@pytest.mark.parametrize(("name", "row"), rows(), ids=[name for name, _ in rows()])
def test_a_command_of_the_table_stands_with_its_options(name: str, row: str) -> None:
    if name in LATER and name not in COMMANDS:
        pytest.skip(f"`mapbench {name}` is later work")
    assert name in COMMANDS
    command = command_of(name)
    parts = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
    known = {option for part in parts for parameter in part.params for option in parameter.opts}
    named = {option for option in re.findall(r"--[a-z-]+", row) if (name, option) not in LATER_OPTIONS}
    assert named <= known, f"missing: {sorted(named - known)}"


def test_the_table_was_found() -> None:
    assert len(rows()) >= 15
