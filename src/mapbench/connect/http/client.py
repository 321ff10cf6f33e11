"""One client for one run against one system: redirects, retries, size and time are decided here, not by the library."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final, Self

import httpx

from mapbench import __version__
from mapbench.connect.http.addresses import Resolver, origin_of, resolve, shown
from mapbench.connect.http.answers import Answer, failure_of
from mapbench.connect.http.calls import Call
from mapbench.connect.http.endpoint import Endpoint
from mapbench.connect.http.failures import ConnectError, TooLarge
from mapbench.connect.http.gate import Gate, Tell, silent
from mapbench.connect.http.guard import GuardedTransport
from mapbench.connect.http.refusals import LeavesOrigin
from mapbench.connect.http.retries import retrying
from mapbench.connect.http.tokens import Tokens
from mapbench.connect.http.troubles import told
from mapbench.connect.http.unpacking import ACCEPTED, unpacked

#: The largest body that is read, unpacked.
MAX_BODY: Final = 64 * 2**20
_REDIRECTS: Final = (301, 302, 303, 307, 308)
#: Those after which a POST stays one.
_KEPT_POST: Final = (307, 308)
_MOST_REDIRECTS: Final = 5
#: The largest answer of a token endpoint.
_MAX_TOKEN: Final = 2**20


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
        self._tokens = Tokens(endpoint, endpoint.client, self._post) if endpoint.client else None
        self._http = httpx.AsyncClient(
            transport=GuardedTransport(endpoint.system, endpoint.route, insecure, resolver),
            headers={"Accept": "application/json", "Accept-Encoding": ACCEPTED, "User-Agent": f"mapbench/{__version__}"},
            timeout=self._timeout,
            follow_redirects=False,
            trust_env=False,
        )  # fmt: skip

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def send(self, call: Call) -> Answer:
        """A successful answer, after retries where trying again may help. Raises ConnectError."""
        async for attempt in retrying(self.gate, self._tell):
            with attempt:
                async with self.stream(call) as (answer, pieces):
                    begun = time.monotonic()
                    body = await self._whole(pieces, call.url, self._cap)
                    return replace(answer, body=body, seconds=answer.seconds + time.monotonic() - begun)
        raise AssertionError("the last attempt returns or raises")

    @asynccontextmanager
    async def stream(
        self, call: Call, *, whole: bool = True
    ) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        """A successful answer, its body still to be read in pieces; tried once. Raises ConnectError, also while it is read.

        Not `whole`, the timeout is for each piece, since nobody knows how long a large one takes.
        """
        renewed = False
        for _ in range(_MOST_REDIRECTS + 1):
            await self.gate.enter()
            async with self._asked(call, self._timeout if whole else None) as (answer, pieces):
                if answer.status == 401 and self._tokens is not None and not renewed:
                    renewed = True
                    self._tokens.forget()
                    self._tell(f"{self.endpoint.system} no longer takes its token; another is fetched.")
                    continue
                target = answer.headers.get("location", "")
                if not _goes_on(answer, call) or not target:
                    await self._refuse_failure(answer, pieces)
                    yield answer, pieces
                    return
            call = replace(call, url=self.same_origin(call.url, target, "a redirect"))
        raise ConnectError(
            self.endpoint.system, f"{self._shown(call.url)} redirects again and again.", "Check the address."
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

    async def _refuse_failure(self, answer: Answer, pieces: AsyncIterator[bytes]) -> None:
        if 200 <= answer.status < 300:
            return
        body = await self._whole(pieces, answer.url, self._cap)
        failure = failure_of(replace(answer, body=body), self.endpoint, self._clock())
        if failure:
            raise failure

    @asynccontextmanager
    async def _asked(
        self, call: Call, within: float | None
    ) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        endpoint = self.endpoint
        headers = dict(endpoint.headers)
        if self._tokens is not None:
            headers["Authorization"] = f"Bearer {await self._tokens.current()}"
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        # The credentials of a query are put on last, so that a page's own link need not carry them.
        with told(endpoint, endpoint.system, self._shown(call.url), call.url, self._timeout):
            url = httpx.URL(call.url)
        sent = self._http.build_request(
            call.method, url.copy_merge_params(endpoint.params) if endpoint.params else url, headers=headers, content=call.content
        )  # fmt: skip
        async with self._opened(sent, endpoint.system, call.url, within) as opened:
            yield opened

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """Asks a token endpoint: without the system's own headers, in one answer of moderate size."""
        name = f"the token endpoint of {self.endpoint.system}"
        # Cookies know hosts, not ports: those of the system stay away from here, and the other way round.
        kept, self._http.cookies = self._http.cookies, httpx.Cookies()
        try:
            sent = self._http.build_request("POST", url, headers=headers, content=body)
            async with self._opened(sent, name, url, self._timeout) as (answer, pieces):
                return replace(answer, body=await self._whole(pieces, url, _MAX_TOKEN))
        finally:
            self._http.cookies = kept

    @asynccontextmanager
    async def _opened(
        self, sent: httpx.Request, system: str, url: str, within: float | None
    ) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        """An answer of whatever status, its body still to be read. What goes wrong on the way is told of `system`."""
        started, there = time.monotonic(), self._shown(url)
        with told(self.endpoint, system, there, str(sent.url), self._timeout):
            async with asyncio.timeout(within):
                response = await self._http.send(sent, stream=True)
                try:
                    pieces = unpacked(response.aiter_raw(), response.headers.get("content-encoding", ""))
                    yield _answer(response, url, started), pieces
                finally:
                    await response.aclose()

    async def _whole(self, pieces: AsyncIterator[bytes], url: str, cap: int) -> bytes:
        body = bytearray()
        async for piece in pieces:
            body += piece
            if len(body) > cap:
                raise TooLarge(self.endpoint.system, self._shown(url), cap)
        return bytes(body)

    def _shown(self, url: str) -> str:
        return self.endpoint.secrets.scrub(shown(url))


def _goes_on(answer: Answer, call: Call) -> bool:
    return answer.status in (_REDIRECTS if call.body is None else _KEPT_POST)


def _answer(response: httpx.Response, url: str, started: float) -> Answer:
    links = {rel: link["url"] for rel, link in response.links.items() if rel and link.get("url")}
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(url, response.status_code, headers, b"", time.monotonic() - started, links)
