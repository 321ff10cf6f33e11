"""One conversation with a system: allowed, within its quota, remembered without secrets, and redacted before anything else."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mapbench.connect.capture import fixture_names
from mapbench.connect.downloading import Downloaded, download
from mapbench.connect.http.calls import Value
from mapbench.connect.http.client import Client
from mapbench.connect.http.consent import Ask, Consents, require_consent
from mapbench.connect.http.endpoint import Endpoint, endpoint_of
from mapbench.connect.http.exchange import MOST_PAGES, Asked, Exchange, exchange
from mapbench.connect.http.failures import ConnectError
from mapbench.connect.http.gate import LONGEST, Gate, Tell, silent
from mapbench.connect.http.replay import call_again
from mapbench.connect.increments import Newest, newest
from mapbench.connect.notes import Notes
from mapbench.connect.redact.classified import said_by
from mapbench.connect.redact.keys import redaction_key
from mapbench.connect.redact.redactor import Redacted, Redactor, Said
from mapbench.connect.stored import Lying, is_stored
from mapbench.connect.stored_looks import Look, failed, remembered
from mapbench.model.documents import Document
from mapbench.model.system import Dataset, SystemFile
from mapbench.schemas.infer import Inference
from mapbench.store.requests import SentRequest
from mapbench.store.samples import KEPT
from mapbench.store.workspace import WorkspaceDatabase


@dataclass(frozen=True)
class Wishes:
    """How to ask: how many pages (None: one, or as many as `records` need), how long, to whom secrets may go.

    `patience` are the seconds we wait where a quota is used up; where it takes longer, it is said how long. `since` asks
    for what is new since then, in place of the newest value seen; `everything` does not ask for less. `again` is a request
    that was sent before and is sent once more, in place of the dataset's own; `behind` is what came until now, where more
    pages are asked for.
    """

    pages: int | None = None
    records: int | None = None
    timeout: float | None = None
    allow: str | Sequence[str] | None = None
    insecure: bool = False
    patience: float = LONGEST
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    since: str | None = None
    everything: bool = False
    again: SentRequest | None = None
    behind: Exchange | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Received:
    """What a dataset answered: `redacted` are its records as they may be kept, `inference` what was learnt from those.

    `url` and `sent` are what was asked, as they may be shown. `since` is what was asked from; `newest` what the next
    request may ask from, None where records are still to come.
    """

    exchange: Exchange
    redacted: Redacted
    inference: Inference
    quota: tuple[int, float] | None
    left: int | None
    told_left: str | None
    url: str
    sent: Any = None
    since: Value | None = None
    newest: Value | None = None


class Session:
    """Asks the datasets of one system. `tell` is told of waits and retries, `ask` asks a person for consent.

    `schemas` gives the pinned schema of a dataset, whose classifications are redacted like what names tell.
    """

    def __init__(
        self,
        workspace: WorkspaceDatabase,
        project: Path,
        name: str,
        wishes: Wishes,
        *,
        tell: Tell = silent,
        ask: Ask | None = None,
        advance: Callable[[int], None] = lambda _pages: None,
        schemas: Callable[[str], Any] = lambda _dataset: None,
    ) -> None:
        self._workspace = workspace
        self._project = project
        self._wishes = wishes
        self._tell = tell
        self._ask = ask
        self._advance = advance
        self._schemas = schemas
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]] | None = None
        self._stopped = False
        self.redactor = Redactor(redaction_key(workspace, name, wishes.environment, tell))

    def receive(
        self, document: Document, system: SystemFile, datasets: Sequence[str]
    ) -> dict[str, Received | ConnectError]:
        """The answer of each dataset, or what went wrong with it. Raises ConnectError where nothing can be asked at all."""
        if is_stored(system):
            return self._stored(document, system, datasets)
        endpoint = self._endpoint(document, system, datasets)
        return asyncio.run(self._receive(endpoint, document, system, datasets))

    def download(self, document: Document, system: SystemFile, name: str, path: Path) -> Downloaded:
        """Writes every record of a dataset to a file, as it came. Raises ConnectError, and OSError for the file."""
        endpoint = self._endpoint(document, system, [name])
        return asyncio.run(self._download(endpoint, document, system, name, path))

    def _endpoint(self, document: Document, system: SystemFile, datasets: Sequence[str]) -> Endpoint:
        endpoint = endpoint_of(document, system, datasets, self._wishes.environment, self._project)
        require_consent(Consents(), self._project, endpoint, allow=self._wishes.allow, ask=self._ask)
        return endpoint

    def _stored(
        self, document: Document, system: SystemFile, datasets: Sequence[str]
    ) -> dict[str, Received | ConnectError]:
        answers = dict[str, Received | ConnectError]()
        for name in datasets:
            shown = f"{system.system}.{name}"
            schema = self._schemas(shown)
            lying = Lying(self._project, document, system, name, self._wishes.environment, schema)
            look = Look(lying, self._wishes, self._tell, self._ask, lambda: self._stopped)
            try:
                found = look.exchange()
            except ConnectError as error:
                answers[name] = error
                self._workspace.requests.add(failed(shown, error))
                continue
            redacted, inference = learn(self.redactor, found.records, said_by(schema))
            keep_samples(self._workspace, shown, redacted.records, system.datasets[name].key)
            self._workspace.requests.add(remembered(found, redacted.records))
            self._advance(1)
            answers[name] = Received(found, redacted, inference, None, None, None, found.call.url)
        return answers

    def cancel(self) -> None:
        """Ends a `receive` that goes on in another thread: it raises CancelledError there, and nothing more is sent."""
        self._stopped = True
        if self._running is not None:
            loop, task = self._running
            with contextlib.suppress(RuntimeError):  # it has ended meanwhile
                loop.call_soon_threadsafe(task.cancel)

    def _begin(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running = (asyncio.get_running_loop(), task)
        if self._stopped:
            raise asyncio.CancelledError

    async def _receive(
        self, endpoint: Endpoint, document: Document, system: SystemFile, datasets: Sequence[str]
    ) -> dict[str, Received | ConnectError]:
        self._begin()
        gate, client = self._client(endpoint)
        wishes, answers = self._wishes, dict[str, Received | ConnectError]()
        pages = wishes.pages or (1 if wishes.records is None else MOST_PAGES)
        async with client:
            for name in datasets:
                dataset, shown = system.datasets[name], f"{endpoint.system}.{name}"
                note = self._notes(endpoint, shown, dataset)
                since = self._since(shown, dataset)
                try:
                    again = call_again(endpoint, wishes.again) if wishes.again else None
                    asked = Asked(client, document, name, dataset, note.keep, since, again)
                    found = await exchange(asked, pages=pages, enough=wishes.records, before=wishes.behind)
                except ConnectError as error:
                    answers[name] = error
                    continue
                answers[name] = self._received(found, gate, dataset, note, since)
        return answers

    async def _download(
        self, endpoint: Endpoint, document: Document, system: SystemFile, name: str, path: Path
    ) -> Downloaded:
        self._begin()
        gate, client = self._client(endpoint)
        dataset, shown = system.datasets[name], f"{endpoint.system}.{name}"
        async with client:
            note = self._notes(endpoint, shown, dataset)
            asked = Asked(client, document, name, dataset, note.keep, self._since(shown, dataset))
            seen = None
            if dataset.incremental is not None:
                seen = Newest(dataset.incremental.field, self._workspace.increments.find(shown))
            return await download(asked, path, gate, self._tell, pages=self._wishes.pages, newest=seen)

    def _client(self, endpoint: Endpoint) -> tuple[Gate, Client]:
        wishes = self._wishes
        gate = Gate(self._workspace.quotas, endpoint.system, endpoint.quota, tell=self._tell, longest=wishes.patience)  # fmt: skip
        client = Client(endpoint, gate, timeout=wishes.timeout, insecure=wishes.insecure, tell=self._tell)
        return gate, client

    def _notes(self, endpoint: Endpoint, shown: str, dataset: Dataset) -> Notes:
        said = said_by(self._schemas(shown))
        return Notes(self._workspace, self.redactor, endpoint, shown, dataset.records, said, self._advance)

    def _since(self, shown: str, dataset: Dataset) -> Value | None:
        """What is asked from: what somebody says, else the newest value seen."""
        if self._wishes.since is not None:
            return self._wishes.since
        if dataset.incremental is None or self._wishes.everything:
            return None
        found = self._workspace.increments.find(shown)
        return dataset.incremental.first if found is None else found

    def _received(
        self, found: Exchange, gate: Gate, dataset: Dataset, note: Notes, since: Value | None
    ) -> Received:
        redacted, inference = learn(self.redactor, found.records, note.said)
        keep_samples(self._workspace, found.dataset, redacted.records, dataset.key)
        told, incremental = _told_left(found.answers[-1].headers), dataset.incremental
        seen = None
        if incremental is not None and not found.more and self._wishes.again is None:
            before = self._workspace.increments.find(found.dataset)
            seen = newest(incremental.field, found.records, before)
        return Received(
            found, redacted, inference, note.endpoint.quota, gate.left(), told, note.url(found.call.url),
            note.sent(found.call), since, seen,
        )  # fmt: skip


def learn(redactor: Redactor, records: Sequence[Any], said: Said) -> tuple[Redacted, Inference]:
    """Records as they may be kept, and what was learnt from those; `said` is what people say of a place."""
    redacted, inference = redactor.redact(records, said), Inference()
    for record in redacted.records:
        inference.add(record)
    return redacted, inference


def keep_samples(
    workspace: WorkspaceDatabase, dataset: str, redacted: Sequence[Any], keys: Sequence[str]
) -> None:
    """Keeps redacted records as samples of their dataset, under the names that their fixtures would have."""
    first = redacted[:KEPT]
    workspace.samples.put(dataset, dict(zip(fixture_names(first, keys), first, strict=True)))


def _told_left(headers: Mapping[str, str]) -> str | None:
    """How many requests the system itself says are left, as it says it."""
    names = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
    found = next((headers[name] for name in names if name in headers), None)
    used, slash, limit = headers.get("x-shopify-shop-api-call-limit", "").partition("/")
    if found is None and slash and used.isdecimal() and limit.isdecimal():
        found = str(int(limit) - int(used))
    return found if found is None or found.isdecimal() else None
