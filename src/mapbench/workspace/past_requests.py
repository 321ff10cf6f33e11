"""The requests of a dataset that were sent before, as Connect lists them, and any request as a curl command."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mapbench.workspace.sending import asked

if TYPE_CHECKING:
    from mapbench.store.requests import SentRequest
    from mapbench.workspace.views import Opened


@dataclass(frozen=True, slots=True)
class Past:
    """A request that was sent: `word` is what came of it, `answer` the text of it as kept, redacted, None where it was not kept.

    `refusal` says why it cannot be sent again; "" where it can.
    """

    number: int
    at: str
    word: str
    asked: str
    good: bool
    refusal: str
    answer: str | None = field(repr=False)


def past_requests(workspace: Opened, reference: str) -> list[Past]:
    """The last requests of a dataset, newest first. Raises MapbenchError and OSError."""
    from mapbench.connect.history import LISTED
    from mapbench.store.workspace import WorkspaceDatabase

    with WorkspaceDatabase.open(workspace.folder) as database:
        return [_past(one) for one in database.requests.latest(reference, LISTED)]


def curl_of(
    workspace: Opened, reference: str, number: int | None = None, environment: Mapping[str, str] = os.environ
) -> str:
    """The request of a dataset, or one that was sent, for a shell; secrets by name. Raises MapbenchError and OSError."""
    from mapbench.connect.history import remembered, sent_as_curl
    from mapbench.connect.http.curl import dataset_as_curl
    from mapbench.store.workspace import WorkspaceDatabase

    document, system, name = asked(workspace.project, reference)
    if number is None:
        return dataset_as_curl(document, system, name, environment, workspace.folder)
    with WorkspaceDatabase.open(workspace.folder) as database:
        return sent_as_curl(system, remembered(database, reference, number), environment)


def _past(one: SentRequest) -> Past:
    records = f", {one.records:,} record{'' if one.records == 1 else 's'}" if one.code is None else ""
    word = f"{one.status or ''} {one.code or ''}".strip() + records
    refusal = "it had personal values in it, which were not kept" if one.altered else ""
    answer = json.dumps(json.loads(one.body), indent=2, ensure_ascii=False) if one.body else None
    sent = f"  {one.sent}" if one.sent else ""
    at = f"{one.at[:10]} {one.at[11:19]}"
    return Past(one.id, at, word, f"{one.method} {one.url}{sent}", one.code is None, refusal, answer)
