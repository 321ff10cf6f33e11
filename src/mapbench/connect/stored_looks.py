"""A first look at a dataset in files or a database: some records, how long it took, whether there are more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from mapbench.connect.http.answers import Answer
from mapbench.connect.http.calls import Call
from mapbench.connect.http.consent import Ask, Consents, require_consent
from mapbench.connect.http.exchange import Exchange
from mapbench.connect.http.failures import ConnectError
from mapbench.connect.http.gate import Tell
from mapbench.connect.records import records_of
from mapbench.connect.stored import Lying, Stored, stored_of
from mapbench.errors import MapbenchError
from mapbench.store.requests import LONGEST_BODY, SentRequest

if TYPE_CHECKING:
    from mapbench.connect.session import Wishes

#: How many records are looked at where nobody says how many.
LOOKED_AT: Final = 100


class Reading(Call):
    """What was read in place of a request."""

    __slots__ = ()

    @property
    def method(self) -> str:
        return "READ"


class Unreadable(ConnectError):
    """A file that cannot be opened or read on."""

    code = "unreadable"


@dataclass(frozen=True)
class Look:
    """A look at one dataset. `stopped` says whether somebody has given up meanwhile."""

    lying: Lying
    wishes: Wishes
    tell: Tell
    ask: Ask | None
    stopped: Callable[[], bool]

    def exchange(self) -> Exchange:
        """The records, as an answer to a request. Raises ConnectError, and CancelledError where somebody gave up."""
        if self.wishes.again is not None:
            raise self.lying.refuse(f"Nothing is ever sent to {self.lying.system.system}, so nothing can be sent again.", "Look at it anew, without --replay.", "connection")  # fmt: skip
        wanted = self.wishes.records or LOOKED_AT
        stored = stored_of(self.lying, wanted + 1)
        require_consent(Consents(), self.lying.project, stored, allow=self.wishes.allow, ask=self.ask)
        result = Exchange(stored.reference, Reading(stored.shown), self.lying.dataset.records or "$")
        begun = time.perf_counter()
        try:
            self._read(stored, result, wanted)
        except ConnectError:
            raise
        except MapbenchError as error:
            raise Unreadable(stored.system, error.message, error.hint, error.place) from None
        except OSError as error:
            message = f"'{error.filename or stored.shown}' cannot be read: {error.strerror or error}."
            raise Unreadable(stored.system, message, "Check who may read it.") from None
        body = orjson.dumps(result.records)
        result.answers.append(Answer(stored.shown, 0, {}, body, time.perf_counter() - begun, {}))
        return result

    def _read(self, stored: Stored, result: Exchange, wanted: int) -> None:
        bad, first = 0, ""
        for record in records_of(stored.chunks()):
            if self.stopped():
                raise asyncio.CancelledError
            if len(result.records) == wanted:
                result.more = True
                break
            if record.value is not None:
                result.records.append(record.value)
            elif record.error is not None:
                bad, first = bad + 1, first or record.error.message
        if bad:
            self.tell(
                f"{stored.reference}: {bad:,} records cannot be read and were left out; the first: {first}"
            )


def remembered(found: Exchange, redacted: list[Any]) -> SentRequest:
    """What is remembered of a look: the records as they may be kept."""
    answer = found.answers[-1]
    body = orjson.dumps(redacted)
    kept = body.decode() if len(body) <= LONGEST_BODY else None
    return SentRequest(
        found.dataset, found.call.method, found.call.url, None, None, round(answer.seconds, 3), answer.size,
        len(found.records), {}, kept,
    )  # fmt: skip


def failed(reference: str, error: ConnectError) -> SentRequest:
    """What is remembered of a look that failed."""
    return SentRequest(reference, "READ", "", None, error.code)
