"""The requests that were sent and what came back: listed, compared with what comes now, and as curl."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from mapbench.connect.http.calls import Call
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.model.system import SystemFile
    from mapbench.store.requests import SentRequest
    from mapbench.store.workspace import WorkspaceDatabase

#: How many requests of a dataset are listed.
LISTED: Final = 50


def remembered(workspace: WorkspaceDatabase, dataset: str, number: int) -> SentRequest:
    """A request of a dataset by its number. Raises MapbenchError where it is not remembered."""
    found = workspace.requests.find(dataset, number)
    if found is None:
        message = f"No request {number} of {dataset} is remembered."
        raise MapbenchError(message, f"List those that are: mapbench connect {dataset} --history")
    return found


def history_of(workspace: WorkspaceDatabase, dataset: str) -> list[dict[str, Any]]:
    """The last requests of a dataset, newest first, with their answers as they were kept: redacted, without credentials."""
    return [
        {
            "id": one.id,
            "at": one.at,
            "method": one.method,
            "url": one.url,
            "sent": json.loads(one.sent) if one.sent else None,
            "status": one.status,
            "code": one.code,
            "seconds": one.seconds,
            "size": one.size,
            "records": one.records,
            "headers": one.headers,
            "answer": json.loads(one.body) if one.body else None,
            "replayable": not one.altered,
        }
        for one in workspace.requests.latest(dataset, LISTED)
    ]


def sent_as_curl(system: SystemFile, sent: SentRequest, environment: Mapping[str, str]) -> str:
    """A remembered request as a curl command."""
    from mapbench.connect.http.curl import as_curl

    return as_curl(system, Call(sent.url, json.loads(sent.sent) if sent.sent else None), environment)


def replayed(before: SentRequest, now: SentRequest | None) -> dict[str, Any]:
    """What a request that was sent again says about the answer it had before: `same`, and in a `word` what differs."""
    return {
        "id": before.id,
        "at": before.at,
        "status": before.status,
        "code": before.code,
        "records": before.records,
        **_difference(before, now),
    }


def _difference(before: SentRequest, now: SentRequest | None) -> dict[str, Any]:
    if now is None or (before.status, before.code) != (now.status, now.code):
        return {"same": False, "word": "another answer now"}
    if before.body is None or now.body is None:
        return {"same": None, "word": "its content was not kept, so nobody can say whether it is the same"}
    if before.body == now.body:
        return {"same": True, "word": "the same answer"}
    return {"same": False, "word": "the answer differs"}
