"""`mapbench drift`: pinned schemas against what is seen now; which rules break, and what fields may be called now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.output import data, data_json, format_option, say
from mapbench.cli.project import Project, pass_project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mapbench.drift.evidence import Evidence
    from mapbench.drift.report import DatasetDrift
    from mapbench.project.project import Project as Opened

_UNKNOWN = 3


@click.command("drift")
@click.argument("reference", metavar="[SYSTEM[.DATASET]]", required=False)
@click.option("--endpoint", is_flag=True, help="Ask the endpoint now; else nothing is sent.")
@click.option(
    "--rebind",
    "rebinds",
    metavar="OLD=NEW",
    multiple=True,
    help="Let every rule that reads OLD, or what is below it, read NEW.",
)
@click.option("--pages", metavar="N", type=click.IntRange(min=1), help="How many pages to ask for; else one.")
@click.option(
    "--allow",
    metavar="HOST",
    multiple=True,
    help="Let this project's variables go to that host, and ask the endpoint.",
)
@click.option("--insecure", is_flag=True, help="Use plain HTTP beyond this machine, too.")
@click.option("--timeout", metavar="TIME", help="How long an answer may take: 5s, 500ms.")
@format_option("text", "json", "github")
@pass_project
def command(
    project: Project, /, reference: str | None, rebinds: tuple[str, ...], output_format: str, **options: Any
) -> int:
    """Hold pinned schemas against what is seen now.

    Without SYSTEM, every dataset that the project reads. Nothing is sent without --endpoint: looked at are the fixtures, and
    what the endpoint answered last. Exit code 1: something changed that a rule reads; 3: there is nothing to tell by.
    """
    from mapbench.project.project import Project as Opened

    opened = Opened.open(project.require())
    names = _named(opened, reference)
    seen, failed = _asked(opened, names, options) if options["endpoint"] or options["allow"] else ({}, 0)
    if rebinds:
        opened = _rebind(opened, reference or "", rebinds, seen)
    found = _found(opened, [name for name in names if name in seen] if failed else names, seen)
    _write(opened, found, output_format, single="." in (reference or ""))
    return failed or _code(found)


def _code(found: Iterable[DatasetDrift]) -> int:
    verdicts = {one.verdict for one in found}
    return 1 if "drift" in verdicts else _UNKNOWN if "unknown" in verdicts or not verdicts else 0


def _named(project: Opened, reference: str | None) -> list[str]:
    """The datasets that are meant. Raises MapbenchError for a name that is none."""
    from mapbench.drift.looking import datasets_read
    from mapbench.errors import MapbenchError
    from mapbench.model.nearest import did_you_mean

    if reference is None:
        return datasets_read(project)
    every = project.datasets()
    if "." in reference:
        if reference not in every:
            raise MapbenchError(f"There is no dataset {reference!r}.", did_you_mean(reference, every))
        return [reference]
    if reference not in project.ids("system"):
        raise MapbenchError(
            f"There is no system {reference!r}.", did_you_mean(reference, project.ids("system"))
        )
    read = [one for one in datasets_read(project) if one.partition(".")[0] == reference]
    return read or [one for one in every if one.partition(".")[0] == reference and one in project.pinned()]


def _asked(
    project: Opened, names: list[str], options: dict[str, Any]
) -> tuple[dict[str, Evidence | None], int]:
    """What the endpoints say now, by dataset, and the exit code of the worst failure; those that are not asked stay out."""
    from mapbench.cli.asking import answers_of
    from mapbench.cli.failures import explain_failure

    seen: dict[str, Evidence | None] = {}
    failed = 0
    for name, answer in answers_of(project, names, options):
        if isinstance(answer, Exception):
            failed = max(failed, explain_failure(answer))
        else:
            seen[name] = answer
    return seen, failed


def _found(project: Opened, names: Iterable[str], seen: dict[str, Evidence | None]) -> list[DatasetDrift]:
    from mapbench.drift.looking import drift_of

    return [drift_of(project, name, seen.get(name), tests=True) for name in names]


def _rebind(
    project: Opened, reference: str, rebinds: tuple[str, ...], seen: dict[str, Evidence | None]
) -> Opened:
    """Re-binds in one step of the project's history, and gives back the project as it stands then."""
    from mapbench.cli.rebinding import rebind
    from mapbench.errors import MapbenchError

    if "." not in reference:
        raise MapbenchError(
            "--rebind needs to know whose field it is.",
            "Name the dataset: mapbench drift SYSTEM.DATASET --rebind OLD=NEW.",
        )
    return rebind(project, reference, rebinds, seen.get(reference))


def _write(project: Opened, found: list[DatasetDrift], output_format: str, single: bool) -> None:
    from mapbench.cli.drifted import show, workflow_commands

    if output_format == "json":
        listed = [one.as_json() for one in found]
        data_json(listed[0] if single and listed else listed)
    elif output_format == "github":
        data(workflow_commands(found))
    elif found:
        for one in found:
            show(one)
    else:
        say("No mapping, table or flow of this project reads a dataset.")
