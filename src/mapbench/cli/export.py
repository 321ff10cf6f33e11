"""`mapbench export`: a mapping with everything it needs, as one package."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.output import counted, data, say, styled
from mapbench.cli.project import Project, pass_project
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.project.programs import LoadedProgram
    from mapbench.release.exporting import Exported
    from mapbench.release.gate import Obstacle
    from mapbench.release.settling import Choice


@click.command("export")
@click.argument("mapping", metavar="MAPPING")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Where to; else the project's dist/.",
)
@click.option("--draft", is_flag=True, help="Export in spite of failures, as a draft that runtimes refuse.")
@click.option(
    "--frozen",
    is_flag=True,
    help="Change nothing in the project's files, and refuse where that is needed; for CI.",
)
@click.option(
    "--against", metavar="PATH|REVISION", help="Compare with this instead of the newest package in dist/."
)
@click.option(
    "--bump",
    type=click.Choice(["patch", "minor", "major"]),
    help="At least this bump, where no fixture decides.",
)
@click.option("--because", metavar="TEXT", help="Why; kept in CHANGES.md.")
@click.option("--now", metavar="TIME", help="The day by which waivers are in date; else today.")
@pass_project
def command(project: Project, /, mapping: str, output: str | None, **options: Any) -> int:
    """Build the package of a mapping and print its path.

    Its version is held against the newest released one: what the change asks for is written into the mapping where it still
    declares the released version. Exit code 1: failing tests, error-level findings, a declared version that is too low, or
    changes that no fixture exercises.
    """
    from mapbench.project.programs import load_program

    choice = _choice(options["bump"], options["because"])
    loaded = load_program(mapping, project.find())
    folder = _folder(loaded, output)
    obstacles = _obstacles(loaded, options["now"])
    _tell(obstacles, draft=options["draft"])
    if options["draft"]:
        return _draft(loaded, folder)
    if obstacles:
        say(
            "Nothing was exported. Correct this, waive findings in waivers.yaml, or make a draft with --draft."
        )
        return 1
    from mapbench.release.exporting import export

    exported = export(loaded, folder, against=options["against"], choice=choice, frozen=options["frozen"])
    return _done(exported)


def _choice(level: Any, because: str | None) -> Choice | None:
    from mapbench.release.settling import Choice

    if (level is None) != (because is None or not because.strip()):
        raise MapbenchError("--bump and --because belong together.", 'Say both: --bump minor --because "…".')
    return None if level is None or because is None else Choice(level, because.strip())


def _draft(loaded: LoadedProgram, folder: Path) -> int:
    from mapbench.packages.ingredients import gather
    from mapbench.packages.publish import publish

    published = publish(gather(loaded, draft=True), folder)
    data(f"{_near(published.path)}\n")
    say(f"sha256:{published.digest}")
    return 0


def _done(exported: Exported) -> int:
    from mapbench.release.settling import refusal
    from mapbench.sinks import for_terminal as safe

    settled = exported.settled
    if exported.published is None:
        for reason in settled.telling:
            owner = f" ({safe(reason.owner)})" if reason.owner else ""
            say(f"  {reason.level}: {safe(reason.about)}{owner}: {safe(reason.text)}")
        sentence, hint = refusal(settled)
        say(f"{styled('error:', fg='red', bold=True)} {sentence}")
        say(f"  {styled('hint:', fg='cyan')} {hint}")
        return 1
    if exported.written is not None and settled.review is not None:
        for reason in settled.telling[:20]:
            say(f"  {reason.level}: {safe(reason.about)}: {safe(reason.text)}")
        say(
            f"version {settled.review.old.version} → {exported.written} ({settled.level}), written into the mapping."
        )
    data(f"{_near(exported.published.path)}\n")
    if exported.published.status == "unchanged":
        say("Nothing to do: this package is there already.")
    say(f"sha256:{exported.published.digest}")
    return 0


def _folder(loaded: LoadedProgram, output: str | None) -> Path:
    if output is not None:
        return Path(output)
    if loaded.mapping.project is None:
        raise MapbenchError(
            "The mapping lies in no project, so there is no dist/ to export to.", "Name a folder: -o DIR."
        )
    return loaded.mapping.project.folder / "dist"


def _obstacles(loaded: LoadedProgram, now: str | None) -> list[Obstacle]:
    from datetime import UTC, datetime

    from mapbench.flows.binding import time_of
    from mapbench.release.gate import obstacles

    day = (datetime.now(UTC) if now is None else time_of(now)).date()
    return obstacles(loaded, day)


def _tell(obstacles: list[Obstacle], *, draft: bool) -> None:
    from mapbench.cli.failures import shown_place

    for one in obstacles:
        where = f"{shown_place(one.place)}: " if str(one.place) else ""
        owner = f" ({one.owner})" if one.owner else " (no owner)"
        say(f"{where}{styled('error:', fg='red', bold=True)} {one.subject}{owner}: {one.message}")
        if one.hint:
            say(f"  {styled('hint:', fg='cyan')} {one.hint}")
    if obstacles and draft:
        say(
            f"A draft in spite of {counted(len(obstacles), 'error')}; runtimes refuse it unless told to run drafts."
        )


def _near(path: Path) -> str:
    """The path as a person standing in the current folder would name it."""
    relative = os.path.relpath(path)
    return str(path.resolve()) if relative.startswith("..") else relative
