"""`mapbench connect`: sends a request and shows the answer; captures fixtures and pins schemas from it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.output import counted, data_json, format_option, progress, say
from mapbench.cli.project import Project, pass_project

if TYPE_CHECKING:
    from mapbench.connect.http.failures import ConnectError
    from mapbench.connect.session import Received, Session, Wishes
    from mapbench.model.documents import Document
    from mapbench.model.system import SystemFile
    from mapbench.project.project import Project as Opened

_NAMED = 12


@click.command("connect")
@click.argument("reference", metavar="SYSTEM[.DATASET]")
@click.option(
    "--pages",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many pages; else one, or as many as N records need.",
)
@click.option(
    "--capture", metavar="N", type=click.IntRange(min=1), help="Write N records as fixtures, redacted."
)
@click.option("--pin", is_flag=True, help="Write the schema of what came as the dataset's.")
@click.option(
    "-o", "output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Write every record to FILE as it came, one a line, however many there are.",
)  # fmt: skip
@click.option("--since", metavar="T", help="Ask for what is new since T, in place of the newest value seen.")
@click.option("--history", is_flag=True, help="List the requests that were sent, and send nothing.")
@click.option(
    "--replay",
    metavar="N",
    type=click.IntRange(min=1),
    help="Send request N of the history again, as it was.",
)
@click.option(
    "--curl", is_flag=True, help="Print the request as a curl command, variables by name, and send nothing."
)
@click.option(
    "--allow",
    metavar="HOST",
    multiple=True,
    help="Let this project's variables go to that host, from now on.",
)
@click.option("--insecure", is_flag=True, help="Use plain HTTP beyond this machine, too.")
@click.option("--timeout", metavar="TIME", help="How long an answer may take: 5s, 500ms.")
@format_option("text", "json")
@pass_project
def command(project: Project, /, reference: str, output_format: str, **options: Any) -> int:
    """Ask a system for records, and show what it answers.

    Or look into its files, or its database.

    Without DATASET, each dataset that is read is asked for. Secrets come from the environment, by the names that the
    system file gives; before they go to a host for the first time, you are asked, or say so with --allow.
    """
    from mapbench.cli import remembered
    from mapbench.cli.asking import note_answers
    from mapbench.project.project import Project as Opened

    remembered.refuse_mixtures(reference, options)
    opened = Opened.open(project.require())
    document, system, names = asked_for(opened, reference)
    if options["since"] is not None:
        remembered.refuse_since(document, system, names)
    if options["history"]:
        return remembered.show_history(opened, reference, output_format == "json")
    if options["curl"]:
        return remembered.show_curl(opened, document, system, reference, options)
    wishes = wishes_from(opened, reference, options)
    if options["output"]:
        return _download(
            opened, document, system, reference, wishes, options["output"], output_format == "json"
        )
    answers = receive(opened, document, system, names, wishes)
    note_answers(opened, {f"{system.system}.{name}": answer for name, answer in answers.items()})
    failed = [answer for answer in answers.values() if isinstance(answer, Exception)]
    if failed and len(answers) == 1:
        raise failed[0]
    received = {name: one for name, one in answers.items() if not isinstance(one, Exception)}
    reports = [_report(opened, system, name, one, options) for name, one in received.items()]
    if wishes.again is not None:
        reports[0] |= {"replayed": remembered.replayed(opened, wishes.again), "incremental": None}
    _show(reports, single="." in reference, as_json=output_format == "json")
    remembered.go_on(opened, system, received)
    return _tell_failures(failed)


def asked_for(project: Opened, reference: str) -> tuple[Document, SystemFile, list[str]]:
    """The system that is meant, and its datasets to ask. Raises MapbenchError for names that are none."""
    from mapbench.connect.http.calls import is_read
    from mapbench.connect.stored import is_stored
    from mapbench.errors import MapbenchError
    from mapbench.model.nearest import did_you_mean

    name, dot, dataset = reference.partition(".")
    document, system = project.system(name)
    if dot:
        if dataset not in system.datasets:
            known = [f"{name}.{one}" for one in system.datasets]
            raise MapbenchError(f"{name} has no dataset {dataset!r}.", did_you_mean(reference, known))
        return document, system, [dataset]
    stored = is_stored(system)
    read = [one for one, model in system.datasets.items() if stored or is_read(model)]
    for one in system.datasets.keys() - read:
        say(f"{name}.{one} is written to, not read; it was left out")
    if not read:
        place = document.position(("datasets",))
        if stored:
            there = ", ".join(_there(project, document, system)[:_NAMED]) or "nothing"
            raise MapbenchError(f"{name} has no dataset.", f"It holds {there}: write `request: NAME`.", place)
        raise MapbenchError(f"{name} has no dataset that is read.", "Give one a `request: GET /path`.", place)
    return document, system, read


def _there(project: Opened, document: Document, system: SystemFile) -> list[str]:
    """The files or tables of a system."""
    from mapbench.connect.stored import Lying, names_in

    return names_in(Lying(project.folder, document, system, "", os.environ))


def wishes_from(project: Opened, reference: str, options: dict[str, Any]) -> Wishes:
    """How to ask, from the options of the command."""
    from mapbench.cli import remembered
    from mapbench.connect.http.durations import seconds_of
    from mapbench.connect.session import Wishes

    try:
        timeout = seconds_of(options["timeout"]) if options["timeout"] else None
    except ValueError:
        raise click.BadParameter(
            "a time is a number and a unit, such as 5s or 500ms.", param_hint="--timeout"
        ) from None
    again = options["replay"] and remembered.sent_before(project, reference, options["replay"])
    return Wishes(
        1 if again else options["pages"], options["capture"], timeout, options["allow"], options["insecure"],
        since=options["since"], everything=options.get("everything", False), again=again or None,
    )  # fmt: skip


def receive(
    project: Opened, document: Document, system: SystemFile, names: list[str], wishes: Wishes
) -> dict[str, Received | ConnectError]:
    """What the datasets of a system answer, or what went wrong. Raises ConnectError where nothing can be asked at all."""
    with _session(project, system, wishes) as session:
        return session.receive(document, system, names)


def _download(
    project: Opened,
    document: Document,
    system: SystemFile,
    reference: str,
    wishes: Wishes,
    output: Path,
    as_json: bool,
) -> int:
    from mapbench.cli import remembered
    from mapbench.cli.connected import show_download

    with _session(project, system, wishes) as session:
        found = session.download(document, system, reference.partition(".")[2], output)
    show_download(found, output, as_json)
    if found.newest is not None and not found.more and found.newest.value is not None:
        remembered.keep_newest(project, {found.dataset: found.newest.value})
    return 0


@contextmanager
def _session(project: Opened, system: SystemFile, wishes: Wishes) -> Iterator[Session]:
    from mapbench.connect.session import Session
    from mapbench.store.workspace import WorkspaceDatabase

    named = project.file.model.project if project.file.model else project.folder.name

    def pinned(dataset: str) -> Any:
        found = project.schema(dataset)
        return found.raw if found else None

    ask = _ask if sys.stdin.isatty() and sys.stderr.isatty() else None
    with (
        WorkspaceDatabase.open(project.folder) as workspace,
        progress(system.system, None, "pages") as advance,
    ):
        yield Session(
            workspace, project.folder, named, wishes, tell=say, ask=ask, advance=advance, schemas=pinned
        )


def _ask(system: str, host: str, variables: tuple[str, ...]) -> bool:
    say(f"{system} sends the values of these variables to {host}:")
    for name in variables:
        say(f"  {name}")
    return click.confirm("Is that right? It is remembered for this project", default=False, err=True)


def _report(
    project: Opened, system: SystemFile, name: str, received: Received, options: dict[str, Any]
) -> dict[str, Any]:
    from mapbench.connect.report import report_of

    wanted, found = options["capture"], received.exchange.records
    if wanted and len(found) < wanted:
        say(f"{system.system}.{name} gave {len(found)} of {counted(wanted, 'record')}")
    return report_of(project, system, name, received, capture=options["capture"], pin=options["pin"])


def _show(reports: list[dict[str, Any]], single: bool, as_json: bool) -> None:
    from mapbench.cli.connected import show_report

    if as_json:
        data_json(reports[0] if single else reports)
        return
    for report in reports:
        show_report(report)


def _tell_failures(failed: list[ConnectError]) -> int:
    from mapbench.cli.failures import explain_failure

    return max(map(explain_failure, failed), default=0)
