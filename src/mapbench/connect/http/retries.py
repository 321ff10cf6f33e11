"""Trying again where that may help: after a 429, a 5xx or a body cut off; never after a refusal, and never for long."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from typing import Final

import stamina
from stamina.instrumentation import set_on_retry_hooks

from mapbench.connect.http.failures import ConnectError, CutOff, RateLimited, ServerFailed
from mapbench.connect.http.gate import Gate, Tell

ATTEMPTS: Final = 3
#: What a system that was asked too often gets, in seconds, where it names no time itself.
_REST: Final = 2.0
_TRANSIENT: Final = (500, 502, 503, 504)


async def retrying(gate: Gate, tell: Tell) -> AsyncIterator[AbstractContextManager[object]]:
    """The attempts of one request, each a block to try it in. A rest that the system asks for is taken at the gate."""
    set_on_retry_hooks(())  # we say ourselves what happens; the library's log would say it twice
    waits = _Waits(gate, tell)
    context = stamina.retry_context(on=waits.before_next, attempts=ATTEMPTS, timeout=None, wait_initial=0.5)
    async for attempt in context:
        waits.attempt = attempt.num
        yield attempt


class _Waits:
    """Decides after each failure whether to try again, and after how long."""

    def __init__(self, gate: Gate, tell: Tell) -> None:
        self._gate = gate
        self._tell = tell
        self.attempt = 1

    def before_next(self, error: Exception) -> bool | float:
        if not isinstance(error, ConnectError) or not _may_pass(error):
            return False
        rest = error.wait if isinstance(error, RateLimited | ServerFailed) else None
        if isinstance(error, RateLimited):
            rest = _REST if rest is None else rest
        if rest is not None:
            self._gate.pause(rest)
        if self.attempt < ATTEMPTS:
            self._tell(f"{error.message} Trying again ({self.attempt + 1} of {ATTEMPTS}).")
        return 0.0 if rest is not None else True


def _may_pass(error: ConnectError) -> bool:
    """Whether the same request may succeed later; a quota of our own that is used up has no answer to wait for."""
    if isinstance(error, ServerFailed):
        return error.status in _TRANSIENT
    return isinstance(error, CutOff) or (isinstance(error, RateLimited) and not error.ours)
