"""The requests that were sent and what came back: no credentials, and bodies only as they were redacted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from mapbench.store.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

#: How many requests of a dataset are remembered.
KEPT: Final = 200
#: A body longer than this is not kept.
LONGEST_BODY: Final = 256 * 1024
#: The only headers kept, by how their names begin; nothing that proves who somebody is.
_HEADERS: Final = (
    "content-type",
    "content-length",
    "date",
    "etag",
    "last-modified",
    "retry-after",
    "ratelimit",
    "x-ratelimit",
)


@dataclass(frozen=True, slots=True)
class SentRequest:
    """One request. `url` has variables by name, `body` is redacted, `code` names what went wrong; `id` is 0 before it is kept.

    `sent` is what a POST sent, redacted, too; `altered` says that something was, so that it cannot be sent again as it was.
    """

    dataset: str
    method: str
    url: str
    status: int | None = None
    code: str | None = None
    seconds: float = 0.0
    size: int = 0
    records: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    at: str = ""
    id: int = 0
    sent: str | None = None
    altered: bool = False


class Requests:
    """The last requests of every dataset."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, sent: SentRequest) -> int:
        """Keeps a request, forgets the oldest ones of its dataset, and returns its id."""
        row = _row(sent)
        columns = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        with writing(self._database) as connection:
            cursor = connection.execute(f"INSERT INTO requests ({columns}) VALUES ({marks})", row)  # noqa: S608  # names of ours
            connection.execute(
                "DELETE FROM requests WHERE dataset = :dataset AND id <= (SELECT id FROM requests"
                " WHERE dataset = :dataset ORDER BY id DESC LIMIT 1 OFFSET :kept)",
                {"dataset": sent.dataset, "kept": KEPT},
            )
        return int(cursor.lastrowid or 0)

    def latest(self, dataset: str, limit: int = 20) -> list[SentRequest]:
        """The last requests of a dataset, newest first."""
        rows = self._database.query(
            "SELECT * FROM requests WHERE dataset = ? ORDER BY id DESC LIMIT ?", [dataset, limit]
        )
        return [_sent(row) for row in rows]

    def find(self, dataset: str, number: int) -> SentRequest | None:
        """One request of a dataset by its id; None where it is not remembered."""
        rows = self._database.query("SELECT * FROM requests WHERE dataset = ? AND id = ?", [dataset, number])
        return next(map(_sent, rows), None)


def _sent(row: dict[str, Any]) -> SentRequest:
    return SentRequest(**{**row, "headers": json.loads(row["headers"]), "altered": bool(row["altered"])})


def _row(sent: SentRequest) -> dict[str, Any]:
    kept = {name.lower(): value for name, value in sent.headers.items() if name.lower().startswith(_HEADERS)}
    body = sent.body if sent.body is not None and len(sent.body) <= LONGEST_BODY else None
    return {
        "at": sent.at or datetime.now(UTC).isoformat(timespec="milliseconds"),
        "dataset": sent.dataset,
        "method": sent.method,
        "url": sent.url,
        "status": sent.status,
        "code": sent.code,
        "seconds": sent.seconds,
        "size": sent.size,
        "records": sent.records,
        "headers": json.dumps(kept),
        "body": body,
        "sent": sent.sent,
        "altered": int(sent.altered),
    }
