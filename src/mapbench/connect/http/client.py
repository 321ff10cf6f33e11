"""One client for one run against one system: redirects, retries, size and time are decided here, not by the library."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from typing import Final, Self

import httpx

from mapbench import __version__
from mapbench.connect.http.addresses import Resolver, origin_of, resolve, shown
from mapbench.connect.http.answers import Answer, failure_of
from mapbench.connect.http.endpoint import Endpoint
from mapbench.connect.http.failures import ConnectError, CutOff, TimedOut, TooLarge, Unreachable
from mapbench.connect.http.gate import Gate, Tell, silent
from mapbench.connect.http.guard import GuardedTransport
from mapbench.connect.http.refusals import LeavesOrigin
from mapbench.connect.http.retries import retrying

#: The largest body that is read, unpacked.
MAX_BODY: Final = 64 * 2**20
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_MOST_REDIRECTS: Final = 5


class Client:
    """Asks one system; use it in an `async with` block.

    `timeout` (seconds) bounds a whole answer, `cap` its size unpacked. `insecure` allows plain HTTP beyond loopback.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        gate: Gate,
        *,
        timeout: float | None = None,
        insecure: bool = False,
        cap: int = MAX_BODY,
        tell: Tell = silent,
        resolver: Resolver = resolve,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.endpoint = endpoint
        self.gate = gate
        self._timeout = timeout or endpoint.timeout
        self._cap = cap
        self._tell = tell
        self._clock = clock
        inner = httpx.AsyncHTTPTransport(trust_env=False)
        self._http = httpx.AsyncClient(
            transport=GuardedTransport(endpoint.system, inner, insecure, resolver),
            headers={"Accept": "application/json", "Accept-Encoding": "gzip, deflate",
                     "User-Agent": f"mapbench/{__version__}"} | endpoint.headers,
            timeout=self._timeout,
            follow_redirects=False,
            trust_env=False,
        )  # fmt: skip

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def get(self, url: str) -> Answer:
        """A successful answer, after retries where trying again may help. Raises ConnectError."""
        async for attempt in retrying(self.gate, self._tell):
            with attempt:
                return await self._follow(url)
        raise AssertionError("the last attempt returns or raises")

    async def _follow(self, url: str) -> Answer:
        for _ in range(_MOST_REDIRECTS + 1):
            await self.gate.enter()
            answer = await self._once(url)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                failure = failure_of(answer, self.endpoint, self._clock())
                if failure:
                    raise failure
                return answer
            url = self.same_origin(url, target, "a redirect")
        raise ConnectError(
            self.endpoint.system, f"{self._shown(url)} redirects again and again.", "Check the address."
        )

    def same_origin(self, url: str, target: str, what: str) -> str:
        """The absolute address of a link found at `url`. Raises LeavesOrigin where it leads elsewhere."""
        try:
            there = str(httpx.URL(url).join(target))
            other = origin_of(there)
        except (ValueError, httpx.InvalidURL):
            other, there = "what is no address", ""
        if other != self.endpoint.origin:
            raise LeavesOrigin(
                self.endpoint.system, what, self.endpoint.origin, self.endpoint.secrets.scrub(other)
            )
        return there

    async def _once(self, url: str) -> Answer:
        system, there = self.endpoint.system, self._shown(url)
        try:
            async with asyncio.timeout(self._timeout):
                return await self._read(url)
        except (TimeoutError, httpx.TimeoutException):
            raise TimedOut(system, there, self._timeout) from None
        except httpx.ConnectError as error:
            raise _unreachable(system, self.endpoint, error) from None
        except httpx.DecodingError:
            raise CutOff(system, there, ", or is not packed as it says") from None
        except httpx.TransportError:
            raise CutOff(system, there) from None
        except httpx.InvalidURL:
            raise ConnectError(
                system, f"{there!r} is no address.", "Check the dataset's `request`."
            ) from None

    async def _read(self, url: str) -> Answer:
        started = time.monotonic()
        # The credentials of a query are put on last, so that a page's own link need not carry them.
        with_key = httpx.URL(url).copy_merge_params(self.endpoint.params) if self.endpoint.params else url
        async with self._http.stream("GET", with_key) as response:
            body = bytearray()
            async for block in response.aiter_bytes():
                body += block
                if len(body) > self._cap:
                    raise TooLarge(self.endpoint.system, self._shown(url), self._cap)
            links = {rel: link["url"] for rel, link in response.links.items() if rel and link.get("url")}
            return Answer(
                url,
                response.status_code,
                {name.lower(): value for name, value in response.headers.items()},
                bytes(body),
                time.monotonic() - started,
                links,
            )

    def _shown(self, url: str) -> str:
        return self.endpoint.secrets.scrub(shown(url))


def _unreachable(system: str, endpoint: Endpoint, error: httpx.ConnectError) -> Unreachable:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            message = f"The certificate of {endpoint.host} is not trusted: {getattr(cause, 'verify_message', '') or 'TLS failed'}."
            return Unreachable(system, message, "Check the address; nothing was sent.")
        cause = cause.__cause__ or cause.__context__
    if "no address" in str(error):
        return Unreachable(
            system, f"There is no host {endpoint.host}.", "Check the system's `url`, and the network."
        )
    hint = "Check that it runs, the system's `url`, and the network."
    if endpoint.host.partition(":")[0] in ("127.0.0.1", "localhost"):
        hint = "Is it running? `mapbench endpoints` starts the sample endpoints."
    return Unreachable(system, f"Nobody answers at {endpoint.host}.", hint)
