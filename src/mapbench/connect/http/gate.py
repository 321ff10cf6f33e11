"""The gate in front of a system: its quota over all datasets and processes, and the rest it asks for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from mapbench.connect.http.failures import RateLimited, span_text
from mapbench.store.quotas import Quotas

#: Seconds we wait before we rather say how long it would take.
LONGEST = 120.0

Tell = Callable[[str], None]


def silent(_text: str) -> None:
    """Tells nobody."""


class Gate:
    """Lets one request pass at a time; waits, and says so, where the quota is used up.

    `clock` gives seconds since the epoch, `sleep` waits; both can be replaced where time must not pass.
    """

    def __init__(
        self,
        quotas: Quotas,
        system: str,
        quota: tuple[int, float] | None,
        *,
        tell: Tell = silent,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        longest: float = LONGEST,
    ) -> None:
        self._quotas = quotas
        self._system = system
        self._quota = quota
        self._tell = tell
        self._clock = clock
        self._sleep = sleep
        self._longest = longest

    async def enter(self) -> None:
        """Returns when a request may be sent, which is then counted. Raises RateLimited where that takes too long."""
        while wait := self._wait():
            if wait > self._longest:
                message = f"{self._why()}; it is free again in {span_text(wait)}."
                raise RateLimited(self._system, wait, message, ours=True)
            self._tell(f"{self._why()}; waiting {span_text(wait)}")
            await self._sleep(wait)

    def pause(self, seconds: float) -> None:
        """Keeps everybody from the system for so long, as it asked."""
        self._quotas.pause(self._system, self._clock() + seconds)

    def left(self) -> int | None:
        """How many requests may be sent now; None where the quota is unknown."""
        if self._quota is None:
            return None
        return self._quotas.left(self._system, *self._quota, self._clock())

    def _wait(self) -> float:
        now = self._clock()
        if self._quota is None:
            return self._quotas.paused(self._system, now)
        return self._quotas.take(self._system, *self._quota, now).wait

    def _why(self) -> str:
        if self._quota is None or self._quotas.paused(self._system, self._clock()):
            return f"{self._system} asked to be left alone"
        requests, span = self._quota
        return f"{self._system} allows {requests:,} requests in {span_text(span)}, which are used up"
