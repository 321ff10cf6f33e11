"""The table of commands, and a group that imports a command only when it is used."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import click
from click.shell_completion import CompletionItem


class Entry(NamedTuple):
    """Where a command lives (`module:attribute`) and the line `--help` shows for it."""

    where: str
    help: str


#: Every command by name, in the order in which a newcomer needs them. The line equals the command's own first sentence.
COMMANDS: dict[str, Entry] = {
    "demo": Entry(
        "mapbench.cli.demo:command", "Show the whole job on an example, from endpoints to packages."
    ),
    "new": Entry("mapbench.cli.new:command", "Make a new project."),
    "endpoints": Entry(
        "mapbench.cli.endpoints:command", "Serve the sample endpoints: a shop, a CRM and an ERP."
    ),
    "connect": Entry("mapbench.cli.connect:command", "Ask a system for records, and show what it answers."),
    "drift": Entry("mapbench.cli.drift:command", "Hold pinned schemas against what is seen now."),
    "import": Entry(
        "mapbench.cli.importing:command", "Take a schema from a document or sample, or changes of a sheet."
    ),
    "suggest": Entry(
        "mapbench.cli.suggest:command", "Suggest links for targets without a rule, with reasons."
    ),
    "run": Entry("mapbench.cli.run:command", "Run a mapping or a package: records in, records out."),
    "explain": Entry("mapbench.cli.explain:command", "Show the value at each step, for one target path."),
    "dry-run": Entry(
        "mapbench.cli.dry_run:command", "Run a mapping over all fixtures, and show what they reach."
    ),
    "test": Entry("mapbench.cli.test:command", "Run test cases."),
    "check": Entry("mapbench.cli.check:command", "List findings: what is wrong, and whose it is."),
    "export": Entry("mapbench.cli.export:command", "Build the package of a mapping and print its path."),
    "verify": Entry("mapbench.cli.verify:command", "Say whether a package is what it says it is."),
    "diff": Entry(
        "mapbench.cli.diff:command",
        "Say what a change does to records, other mappings and owners.",
    ),
    "approve": Entry(
        "mapbench.cli.approve:command", "Approve a package for a role, signed with your SSH key."
    ),
    "can-promote": Entry(
        "mapbench.cli.can_promote:command", "Say whether a package may run in an environment."
    ),
    "report": Entry("mapbench.cli.report:command", "Write a report for people without mapbench."),
    "format": Entry("mapbench.cli.format:command", "Sort and normalise files."),
    "screenshot": Entry(
        "mapbench.cli.screenshot:command", "Draw a screen of the workbench into an SVG file."
    ),
    "schema": Entry("mapbench.cli.schema:command", "Print the JSON Schema of a file kind."),
}


class LazyGroup(click.Group):
    """A group whose commands are those of `COMMANDS`; a folder in place of a command goes to `on_folder`."""

    on_folder: click.Command | None = None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        return load_command(entry) if entry else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in COMMANDS:
            return super().resolve_command(ctx, args)
        if self.on_folder and Path(name).is_dir():
            return self.on_folder.name, self.on_folder, args
        raise click.exceptions.NoSuchCommand(name, possibilities=COMMANDS, ctx=ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        names = [CompletionItem(n, help=e.help) for n, e in COMMANDS.items() if n.startswith(incomplete)]
        return names or click.Command.shell_complete(self, ctx, incomplete)


def load_command(entry: Entry) -> click.Command:
    """Imports the command of an entry."""
    module, attribute = entry.where.split(":")
    command = getattr(import_module(module), attribute)
    assert isinstance(command, click.Command)
    return command
