"""Systems with their datasets as Connect shows them: how they are, what is promised, what a request would be."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import parse_qsl, urlsplit

from mapbench.errors import MapbenchError
from mapbench.workspace.proving import Source, auth_text, body_text, references, variables_of

if TYPE_CHECKING:
    from mapbench.model.system import Connection, Dataset, SystemFile
    from mapbench.project.folder import Loaded
    from mapbench.project.project import Project
    from mapbench.store.requests import SentRequest
    from mapbench.workspace.views import Opened

Health = Literal["ok", "warning", "error", "none", "unasked"]
_WORST: Final[tuple[Health, ...]] = ("error", "warning", "ok", "unasked", "none")


@dataclass(frozen=True, slots=True)
class DatasetView:
    """A dataset, its health and the word for it; `fixtures`, fields of its pin (None: no pin) and the mappings that use it."""

    reference: str
    name: str
    health: Health
    word: str
    fixtures: int
    pinned: int | None
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SystemView:
    """A system with the worst health of its datasets; `facts` are label and text, `runbook` its address or path."""

    id: str
    health: Health
    word: str
    datasets: tuple[DatasetView, ...]
    facts: tuple[tuple[str, str], ...]
    tier: str
    owner: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as it would be sent, no secret in it: the address up to the path (variables that are no address stay `${NAME}`).

    `body` is what a POST sends, as JSON; `auth` names the host of an OAuth2 token, `incremental` the field that is asked from. `variables` are those that it needs with where their values come from; `refusal` says why it cannot be sent.
    """

    reference: str
    method: str
    base: str
    path: str
    query: tuple[tuple[str, str], ...]
    records: str
    pages: str
    auth: str
    variables: tuple[tuple[str, Source], ...]
    timeliness: str
    refusal: str = ""
    body: str = ""
    incremental: str = ""

    @property
    def url(self) -> str:
        """The whole address."""
        query = "&".join(f"{name}={value}" for name, value in self.query)
        return f"{self.base}{self.path}{'?' if query else ''}{query}"


def system_views(
    workspace: Opened, sent: Mapping[str, SentRequest], drifted: Mapping[str, tuple[Health, str]]
) -> tuple[SystemView, ...]:
    """Every system, in the order of their files; `sent` is the last request of each dataset, `drifted` what became of pins."""
    return tuple(_system(workspace, one, sent, drifted) for one in workspace.project.systems.values())


def last_requests(workspace: Opened) -> dict[str, SentRequest]:
    """The last request of each dataset, as the workspace database remembers it; {} where it cannot be read."""
    from mapbench.store.workspace import WorkspaceDatabase

    found: dict[str, SentRequest] = {}
    try:
        with WorkspaceDatabase.open(workspace.folder) as database:
            for reference in workspace.project.datasets():
                for one in database.requests.latest(reference, 1):
                    found[reference] = one
    except (MapbenchError, OSError):
        return {}
    return found


def quota_now(workspace: Opened, system: str, now: float) -> tuple[int, int, float] | None:
    """Requests left, requests allowed, and in how many seconds all of them are free again; None for a system without a quota."""
    from mapbench.connect.http.durations import seconds_of
    from mapbench.store.workspace import WorkspaceDatabase

    model = _model(workspace.project, system)
    quota = model.connection.quota if model is not None and model.connection is not None else None
    if quota is None:
        return None
    span = seconds_of(str(quota.per))
    try:
        with WorkspaceDatabase.open(workspace.folder) as database:
            left = database.quotas.left(system, quota.requests, span, now)
            return left, quota.requests, database.quotas.renewed(system, span, now)
    except (MapbenchError, OSError):
        return quota.requests, quota.requests, 0.0


def request_view(
    project: Project, reference: str, environment: Mapping[str, str] = os.environ
) -> RequestView | None:
    """The request of a dataset; None where there is no such dataset."""
    system, _, name = reference.partition(".")
    model = _model(project, system)
    dataset = model.datasets.get(name) if model is not None else None
    if model is None or dataset is None:
        return None
    from mapbench.connect.http.calls import asked_by
    from mapbench.connect.http.variables import addressed
    from mapbench.connect.stored import is_stored
    from mapbench.workspace.stored_requests import stored_request

    connection = model.connection
    if connection is not None and is_stored(model):
        return stored_request(reference, connection, dataset, environment)
    method, path = asked_by(dataset)
    base = addressed((connection.url if connection else "") or "", environment).rstrip("/")
    whole = path if "://" in path else f"{base}/{path.lstrip('/')}"
    parts = urlsplit(_without_login(whole))
    start = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    prefix = "" if "://" in path else _path_of(base)
    auth = connection.auth if connection is not None else None
    return RequestView(
        reference, method, start + prefix, parts.path.removeprefix(prefix), tuple(_query(whole, dataset)), dataset.records or "",
        dataset.pagination.type if dataset.pagination else "one", auth_text(auth, environment),
        tuple(variables_of(connection, dataset, environment)), dataset.timeliness or "", _refusal(connection, dataset),
        body_text(dataset), incremental.field if (incremental := dataset.incremental) else "",
    )  # fmt: skip


def _system(
    workspace: Opened,
    loaded: Loaded[SystemFile],
    sent: Mapping[str, SentRequest],
    drifted: Mapping[str, tuple[Health, str]],
) -> SystemView:
    model = loaded.model
    if model is None:
        return SystemView(loaded.id, "error", "broken", (), (), "", "")
    datasets = tuple(
        _dataset(workspace, f"{loaded.id}.{name}", one, model.connection, sent, drifted)
        for name, one in model.datasets.items()
    )
    worst = min(datasets, key=lambda one: _WORST.index(one.health), default=None)
    health, word = (worst.health, worst.word) if worst is not None else ("none", "no datasets")
    return SystemView(loaded.id, health, word, datasets, tuple(_facts(model)), model.tier or "", model.owner or "")  # fmt: skip


def _dataset(
    workspace: Opened,
    reference: str,
    dataset: Dataset,
    connection: Connection | None,
    sent: Mapping[str, SentRequest],
    drifted: Mapping[str, tuple[Health, str]],
) -> DatasetView:
    from mapbench.connect.http.calls import is_read
    from mapbench.trials.dry_run import fixtures_of

    project = workspace.project
    if connection is None:
        health: tuple[Health, str] = ("none", "no connection")
    elif connection.type == "http" and not is_read(dataset) and dataset.request:
        health = "none", "written to"
    else:
        health = drifted.get(reference) or _last(sent.get(reference))
    used = tuple(
        one.id for one in project.mappings.values() if one.model and reference in (one.model.source, one.model.target)
    )  # fmt: skip
    fixtures = len(fixtures_of(workspace.folder, reference))
    return DatasetView(reference, reference.partition(".")[2], *health, fixtures, _pinned(project, reference), used)  # fmt: skip


def _last(sent: SentRequest | None) -> tuple[Health, str]:
    if sent is None:
        return "unasked", "not asked"
    if sent.code is None:
        return "ok", "ok"
    if sent.code == "rate-limited":
        return "warning", "quota"
    return "error", str(sent.status or sent.code)


def _pinned(project: Project, reference: str) -> int | None:
    try:
        linked = project.schema(reference)
        return sum(1 for _ in linked.fields.leaves()) if linked is not None else None
    except (MapbenchError, ValueError):
        return None


def _facts(model: SystemFile) -> list[tuple[str, str]]:
    sla, connection = model.sla, model.connection
    promised = (sla.freshness, sla.error_rate, sla.availability) if sla else ()
    quota = connection.quota if connection else None
    auth = connection.auth if connection else None
    found = [
        ("role", model.role or ""), ("tier", model.tier or ""), ("owner", model.owner or ""),
        ("sla", "  ".join(str(one) for one in promised if one)), ("auth", auth.type if auth else ""),
        *(("", text) for text in references(auth)),
        ("quota", f"{quota.requests:,} / {quota.per}" if quota else ""), ("runbook", model.runbook or ""),
    ]  # fmt: skip
    return [one for one in found if one[1] or one[0] == "owner"]


def _without_login(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}" if mark else url


def _path_of(base: str) -> str:
    return urlsplit(base).path if "://" in base else base


def _query(url: str, dataset: Dataset) -> list[tuple[str, str]]:
    query = urlsplit(url).query
    pairs = parse_qsl(query, keep_blank_values=True)
    pages = dataset.pagination
    if pages is not None and pages.size is not None:
        name = pages.size_parameter or ("per_page" if pages.type == "page" else "limit")
        pairs = [pair for pair in pairs if pair[0] != name] + [(name, str(pages.size))]
    return pairs


def _refusal(connection: Connection | None, dataset: Dataset) -> str:
    from mapbench.connect.http.calls import asked_by, is_read

    if connection is None:
        return "it has no connection"
    if not asked_by(dataset)[1]:
        return "it has no request"
    return "" if is_read(dataset) else "records are sent there by flows"


def _model(project: Project, system: str) -> Any:
    loaded = project.systems.get(system)
    return loaded.model if loaded is not None else None
