"""Asking endpoints on behalf of a command, and keeping what their answers say of fields that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from mapbench.cli.output import say

#: What `connect` can be told besides, which is nothing here.
_PLAIN: Final[dict[str, Any]] = {"capture": None, "replay": None, "since": None, "everything": True}

if TYPE_CHECKING:
    from mapbench.connect.http.failures import ConnectError
    from mapbench.connect.session import Received
    from mapbench.drift.evidence import Evidence
    from mapbench.project.project import Project


def answers_of(
    project: Project, names: list[str], options: dict[str, Any]
) -> Iterator[tuple[str, Evidence | ConnectError]]:
    """What the endpoint of each dataset says now, or what went wrong; datasets that are not read are left out.

    Raises ConnectError where a host may not be asked.
    """
    from mapbench.cli.connect import receive, wishes_from
    from mapbench.connect.http.calls import is_read
    from mapbench.connect.stored import is_stored

    for system in dict.fromkeys(name.partition(".")[0] for name in names):
        mine = [name.partition(".")[2] for name in names if name.partition(".")[0] == system]
        document, model = project.system(system)
        http = model.connection is not None and model.connection.type == "http"
        stored = is_stored(model)
        asked = [
            name for name in mine
            if name in model.datasets and (stored or (http and is_read(model.datasets[name])))
        ]  # fmt: skip
        for name in mine:
            if name not in asked:
                say(f"{system}.{name} is not read; its fixtures are looked at")
        answers = (
            receive(project, document, model, asked, wishes_from(project, system, {**_PLAIN, **options}))
            if asked
            else {}
        )
        for name, answer in answers.items():
            dataset = f"{system}.{name}"
            yield (
                dataset,
                answer if isinstance(answer, Exception) else seen_in(answer, model.datasets[name].key),
            )
        note_answers(project, {f"{system}.{name}": answer for name, answer in answers.items()})


def seen_in(received: Received, keys: list[str]) -> Evidence:
    """The redacted records of an answer, by the names of their fixtures."""
    from mapbench.connect.capture import fixture_names
    from mapbench.drift.evidence import Evidence

    records = received.redacted.records
    return Evidence("endpoint", dict(zip(fixture_names(records, keys), records, strict=True)))


def note_answers(project: Project, answers: Mapping[str, Received | ConnectError]) -> None:
    """Keeps which fields answers lack, and since when; before anything of them becomes a fixture or a pin."""
    from mapbench.drift.looking import note
    from mapbench.store.workspace import WorkspaceDatabase

    with WorkspaceDatabase.open(project.folder) as database:
        for dataset, answer in answers.items():
            if isinstance(answer, Exception):
                continue
            _, model = project.system(dataset.partition(".")[0])
            linked = project.schema(dataset)
            seen = seen_in(answer, model.datasets[dataset.partition(".")[2]].key)
            note(database, project.folder, dataset, linked.fields if linked is not None else None, seen)
