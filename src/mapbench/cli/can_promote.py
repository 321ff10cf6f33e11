"""`mapbench can-promote`: may a package run in an environment?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.authors import author_option
from mapbench.cli.output import data, data_json, format_option, styled
from mapbench.cli.project import Project, pass_project

if TYPE_CHECKING:
    from mapbench.packages.approvals import Approval
    from mapbench.release.promotion import Promotion

_CODES = {"yes": 0, "no": 1, "unknown": 3}


@click.command("can-promote")
@click.argument("package", metavar="PACKAGE", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--to",
    "environment",
    metavar="ENV",
    required=True,
    help="The environment: its name, or the path of its file.",
)
@author_option
@click.option("--now", metavar="TIME", help="As of when; else now.")
@format_option("text", "json")
@pass_project
def command(project: Project, /, package: Path, environment: str, output_format: str, **options: Any) -> int:
    """Say whether a package may run in an environment.

    Exit code 0: yes. 1: no, with the reasons. 3: unknown, since something is not there that would say so.
    """
    from mapbench.flows.binding import time_of
    from mapbench.project.environments import find_environment
    from mapbench.project.folder import find_project
    from mapbench.release.promotion import promotion

    folder = project.find() or find_project(package.resolve().parent)
    place = find_environment(environment, folder)
    moment = None if options["now"] is None else time_of(options["now"])
    dist = [] if folder is None else [folder / "dist"]
    found = promotion(package, place, _reading(package, folder), options["authors"], moment, dist)
    if output_format == "json":
        data_json(found.as_json())
    else:
        data("".join(f"{line}\n" for line in _lines(found)))
    return _CODES[found.verdict]


def _reading(package: Path, folder: Path | None) -> list[Any] | None:
    """The project's mappings that read what the package writes; None without a project."""
    from mapbench.errors import MapbenchError
    from mapbench.packages.contents import read_files
    from mapbench.packages.manifest import read_manifest
    from mapbench.project.project import Project as Folder
    from mapbench.review.downstream import readers

    if folder is None:
        return None
    try:
        manifest = read_manifest(read_files(package))
    except (MapbenchError, KeyError):
        return []
    target = manifest.target.reference if manifest.target is not None else None
    return list(readers(Folder.open(folder), target, manifest.mapping))


def _lines(found: Promotion) -> Iterator[str]:
    """The verdict, what speaks against it and what is not known; then whose approval is asked for, and whose is there."""
    word = {
        "yes": styled("yes", fg="green"),
        "no": styled("no", fg="red"),
        "unknown": styled("unknown", fg="yellow"),
    }
    runs = f"; {found.runs} runs there" if found.runs is not None else ""
    yield f"{word[found.verdict]}: {_safe(found.package)} in {found.environment}{runs}"
    for reason in (*found.reasons, *found.unknown):
        sign = "?" if reason in found.unknown else "-"
        yield f"{sign} {_safe(reason.message)} [{reason.code}]"
        if reason.hint:
            yield f"  hint: {_safe(reason.hint)}"
    for one in found.approvals:
        yield f"  {_approval(one)}"


def _approval(one: Approval) -> str:
    said = one.statement
    if said is None:
        return f"{one.file}: {'' if one.refused is None else one.refused.code}"
    state = (
        "counts"
        if one.counts
        else f"does not count [{one.refused.code}]"
        if one.refused is not None
        else "made the change"
    )
    note = f": {_safe(said.note)}" if said.note else ""
    return f"{said.role}  {_safe(one.who)}, {said.decision} until {said.until}, {state}{note}"


def _safe(text: str) -> str:
    from mapbench.sinks import for_terminal

    return for_terminal(text)
