"""The requests of a dataset: those that were sent, one of them again, and any of them as curl."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.output import counted, data, data_json, table
from mapbench.connect.http.failures import size_text

if TYPE_CHECKING:
    from mapbench.connect.session import Received
    from mapbench.model.documents import Document
    from mapbench.model.system import SystemFile
    from mapbench.project.project import Project as Opened
    from mapbench.store.increments import Value
    from mapbench.store.requests import SentRequest


def refuse_mixtures(reference: str, options: dict[str, Any]) -> None:
    """Raises click.UsageError for options that cannot mean anything together."""
    looks = [f"--{name}" for name in ("history", "curl", "replay") if options[name]]
    if looks and "." not in reference:
        raise click.UsageError(f"{looks[0]} is about one dataset: name it, as SYSTEM.DATASET.")
    if options["history"] and len(looks) > 1:
        raise click.UsageError(f"{' and '.join(looks)} do not go together: --history only lists.")
    others = [name for name in ("capture", "pin", "pages", "output") if options[name]]
    if (options["history"] or options["curl"]) and others:
        raise click.UsageError(f"{looks[0]} sends nothing, so there is nothing for --{others[0]}.")
    if options["output"] and "." not in reference:
        raise click.UsageError("-o takes one dataset: name it, as SYSTEM.DATASET.")
    if options["output"] and (options["capture"] or options["pin"]):
        raise click.UsageError("-o writes records as they came: capture and pin in a call of their own.")
    if options["replay"] and (options["since"] or options["pages"] or options["output"]):
        raise click.UsageError("--replay sends one request as it was: without --since, --pages and -o.")


def refuse_since(document: Document, system: SystemFile, names: list[str]) -> None:
    """Raises MapbenchError where no dataset that is asked for says what --since would change."""
    from mapbench.connect.http.calls import holds_since
    from mapbench.errors import MapbenchError

    datasets = [system.datasets[name] for name in names]
    if not any(one.incremental or holds_since(one.request) or holds_since(one.body) for one in datasets):
        place = document.position(("datasets", names[0]))
        message = f"Nothing in {system.system}.{names[0]} says since when it is asked."
        hint = "Write `incremental: {field: updated_at, parameter: updated_since}`, as the system calls them."
        raise MapbenchError(message, hint, place)


def show_history(project: Opened, dataset: str, as_json: bool) -> int:
    """Lists the requests of a dataset, newest first; 3 where none was sent yet."""
    from mapbench.connect.history import history_of
    from mapbench.store.workspace import WorkspaceDatabase

    with WorkspaceDatabase.open(project.folder) as workspace:
        found = history_of(workspace, dataset)
    if as_json:
        data_json(found)
    elif found:
        data(table([("", "at", "answer", "size", "records", "request"), *map(_row, found)]))
    else:
        from mapbench.cli.output import say

        say(f"no request of {dataset} was sent yet")
    return 0 if found else 3


def show_curl(
    project: Opened,
    document: Document,
    system: SystemFile,
    dataset: str,
    options: dict[str, Any],
) -> int:
    """Prints the request of a dataset, or one of its history, as a curl command."""
    from mapbench.connect.history import sent_as_curl
    from mapbench.connect.http.curl import dataset_as_curl

    if options["replay"]:
        text = sent_as_curl(system, sent_before(project, dataset, options["replay"]), os.environ)
    else:
        name = dataset.partition(".")[2]
        since = options["since"] or _since(project, system, dataset)
        text = dataset_as_curl(document, system, name, os.environ, project.folder, since)
    data(f"{text}\n")
    return 0


def sent_before(project: Opened, dataset: str, number: int) -> SentRequest:
    """A request of the history. Raises MapbenchError where there is none of that number."""
    from mapbench.connect.history import remembered
    from mapbench.store.workspace import WorkspaceDatabase

    with WorkspaceDatabase.open(project.folder) as workspace:
        return remembered(workspace, dataset, number)


def replayed(project: Opened, before: SentRequest) -> dict[str, Any]:
    """What became of a request that has just been sent again."""
    from mapbench.connect import history
    from mapbench.store.workspace import WorkspaceDatabase

    with WorkspaceDatabase.open(project.folder) as workspace:
        return history.replayed(before, next(iter(workspace.requests.latest(before.dataset, 1)), None))


def go_on(project: Opened, system: SystemFile, received: dict[str, Received]) -> None:
    """Lets the next run ask only for what is newer, now that everything of this one is where it belongs."""
    found = {
        f"{system.system}.{name}": one.newest for name, one in received.items() if one.newest is not None
    }
    keep_newest(project, found)


def keep_newest(project: Opened, found: Mapping[str, Value]) -> None:
    """Keeps the newest value seen of each dataset, which the next run asks from."""
    from mapbench.store.workspace import WorkspaceDatabase

    if found:
        with WorkspaceDatabase.open(project.folder) as workspace:
            for dataset, newest in found.items():
                workspace.increments.put(dataset, newest)


def _since(project: Opened, system: SystemFile, dataset: str) -> Any:
    from mapbench.store.workspace import WorkspaceDatabase

    if system.datasets[dataset.partition(".")[2]].incremental is None:
        return None
    with WorkspaceDatabase.open(project.folder) as workspace:
        return workspace.increments.find(dataset)


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    answer = " ".join(str(part) for part in (one["status"], one["code"]) if part)
    mark = "" if one["replayable"] else " (not as it was)"
    size = size_text(one["size"]) if one["size"] else ""
    records = counted(one["records"], "record") if one["records"] else ""
    return str(one["id"]), f"{one['at'][:19]}Z", answer, size, records, f"{one['method']} {one['url']}{mark}"
