"""One request sent for Connect: what has to be allowed first, the answer, and the answer looked at again."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.connect.redact.redactor import Redacted, Redactor
    from mapbench.connect.session import Received, Session
    from mapbench.model.documents import Document
    from mapbench.model.system import SystemFile
    from mapbench.project.project import Project
    from mapbench.schemas.drifted import Comparison
    from mapbench.schemas.infer import Inference
    from mapbench.store.workspace import WorkspaceDatabase
    from mapbench.workspace.views import Opened


@dataclass(frozen=True, slots=True)
class Consent:
    """Variables whose values would go to a host that they have not been allowed to go to yet."""

    system: str
    host: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """What a dataset answered. `received` has the real records, which stay in memory; `kept` what may be kept of them.

    `pinned` is the schema that it was compared with, `raw` the last page as it may be shown, redacted.
    """

    reference: str
    received: Received = field(repr=False)
    redactor: Redactor = field(repr=False)
    kept: Redacted = field(repr=False)
    inference: Inference = field(repr=False)
    pinned: dict[str, Any] | None = field(repr=False)
    comparison: Comparison | None
    keys: tuple[str, ...]
    raw: str | None = field(repr=False, default=None)

    @property
    def real(self) -> list[Any]:
        """The records as they came."""
        return self.received.exchange.records

    @property
    def status(self) -> int:
        return self.received.exchange.answers[-1].status

    @property
    def seconds(self) -> float:
        return sum(answer.seconds for answer in self.received.exchange.answers)

    @property
    def size(self) -> int:
        return sum(answer.size for answer in self.received.exchange.answers)

    @property
    def body(self) -> str:
        """The last page as it came."""
        return self.received.exchange.answers[-1].body.decode("utf-8", "replace")


def needed_consent(
    workspace: Opened, reference: str, environment: Mapping[str, str] = os.environ
) -> tuple[Consent, ...]:
    """What has to be allowed before a dataset is asked, one for each host; empty where all of it is. Sends nothing.

    Raises ConnectError for a variable that is not set and whatever else keeps a request from being sent.
    """
    from mapbench.connect.http.consent import Consents, lacking_consent
    from mapbench.connect.http.endpoint import endpoint_of
    from mapbench.workspace.stored_requests import stored_dataset

    document, system, name = asked(workspace.project, reference)
    stored = stored_dataset(workspace, reference, environment)
    reached = stored or endpoint_of(document, system, [name], environment, workspace.folder)
    lacking = lacking_consent(Consents(), workspace.folder, reached)
    return tuple(Consent(reached.system, one.shown, one.variables) for one in lacking)


class Sending:
    """One request on its way, in a thread of its own. `allowed` is what a person has just said yes to; `tell` hears of retries.

    `again` is the number of a request that was sent before, and is sent once more as it was; `behind` is the answer whose next page is
    asked for, and of which the new answer is all.
    """

    def __init__(
        self,
        workspace: Opened,
        reference: str,
        allowed: Sequence[Consent] = (),
        tell: Callable[[str], None] = lambda _text: None,
        again: int | None = None,
        behind: Answered | None = None,
    ) -> None:
        self.workspace = workspace
        self.reference = reference
        self._allowed = allowed
        self._again = again
        self._behind = behind.received.exchange if behind is not None else None
        self._tell = tell
        self._session: Session | None = None
        self._stopped = False

    def run(self) -> Answered:
        """Sends, and looks at the answer. Raises ConnectError and other MapbenchErrors, OSError, and CancelledError after `cancel`."""
        from mapbench.connect.history import remembered
        from mapbench.connect.session import Session, Wishes

        project = self.workspace.project
        document, system, name = asked(project, self.reference)
        with _database(self.workspace) as database:
            again = remembered(database, self.reference, self._again) if self._again is not None else None
            wishes = Wishes(pages=1, patience=0.0, everything=True, again=again, behind=self._behind)
            self._session = Session(
                database, self.workspace.folder, _named(project, self.workspace), wishes,
                tell=self._tell, ask=self._says, schemas=lambda dataset: _pinned(project, dataset),
            )  # fmt: skip
            if self._stopped:
                self._session.cancel()
            received = self._session.receive(document, system, [name])[name]
            if isinstance(received, Exception):
                raise received
            self._note(database, received, project, system.datasets[name].key)
            made = Answered(
                self.reference, received, self._session.redactor, received.redacted, received.inference, None, None,
                tuple(system.datasets[name].key), next((one.body for one in database.requests.latest(self.reference, 1)), None),
            )  # fmt: skip
        return compared(made, _pinned(project, self.reference))

    def _note(
        self, database: WorkspaceDatabase, received: Received, project: Project, keys: Sequence[str]
    ) -> None:
        """Which fields the answer lacks, and since when, before anything of it is kept in the project."""
        from mapbench.connect.capture import fixture_names
        from mapbench.drift.evidence import Evidence
        from mapbench.drift.looking import note
        from mapbench.workspace.open_mapping import forget

        records = received.redacted.records
        seen = Evidence("endpoint", dict(zip(fixture_names(records, keys), records, strict=True)))
        linked = project.schema(self.reference)
        schema = linked.fields if linked is not None else None
        if note(database, self.workspace.folder, self.reference, schema, seen):
            forget()

    def cancel(self) -> None:
        """Gives up: nothing more is sent, and `run` raises CancelledError."""
        self._stopped = True
        if self._session is not None:
            self._session.cancel()

    def _says(self, system: str, host: str, variables: tuple[str, ...]) -> bool:
        return Consent(system, host, variables) in self._allowed


def compared(answer: Answered, pinned: dict[str, Any] | None) -> Answered:
    """The answer held against a pinned schema."""
    from mapbench.schemas.drifted import compare

    found = compare(pinned, answer.inference, answer.kept.records) if pinned and answer.kept.records else None
    return replace(answer, pinned=pinned, comparison=found)


def looked_again(workspace: Opened, answer: Answered) -> Answered:
    """The answer after the project changed: what is classified by now is redacted, also in the samples that were kept.

    Raises LoadError for a schema that is broken by now.
    """
    from mapbench.connect.redact.classified import said_by
    from mapbench.connect.session import keep_samples, learn

    pinned = _pinned(workspace.project, answer.reference)
    if pinned == answer.pinned:
        return answer
    kept, inference = learn(answer.redactor, answer.real, said_by(pinned))
    if kept.records != answer.kept.records:
        with _database(workspace) as database:
            keep_samples(database, answer.reference, kept.records, answer.keys)
        answer = replace(answer, raw=None)
    return compared(replace(answer, kept=kept, inference=inference), pinned)


def asked(project: Project, reference: str) -> tuple[Document, SystemFile, str]:
    """System file and name of a dataset. Raises MapbenchError where there is none, LoadError where its file is broken."""
    system, _, name = reference.partition(".")
    document, model = project.system(system)
    if name not in model.datasets:
        raise MapbenchError(f"{system} has no dataset {name!r}.", "Look at the system again.")
    return document, model, name


def _pinned(project: Project, reference: str) -> dict[str, Any] | None:
    linked = project.schema(reference)
    return linked.raw if linked is not None else None


def _named(project: Project, workspace: Opened) -> str:
    return str(project.file.model.project) if project.file.model else workspace.folder.name


def _database(workspace: Opened) -> WorkspaceDatabase:
    from mapbench.store.workspace import WorkspaceDatabase

    try:
        return WorkspaceDatabase.open(workspace.folder)
    except OSError:
        return WorkspaceDatabase.in_memory()
