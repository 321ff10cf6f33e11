"""The last gate before the network: a name is resolved once, its addresses are looked at, and one of those is used.

Looking first and letting the library resolve again would leave a moment in which the name may change its meaning.
"""

from __future__ import annotations

import httpx

from mapbench.connect.http.addresses import Resolver, is_forbidden, is_forbidden_name, is_loopback, resolve
from mapbench.connect.http.refusals import ForbiddenAddress, PlainHttp


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends requests to allowed addresses only. Raises ForbiddenAddress and PlainHttp before anything is sent."""

    def __init__(
        self,
        system: str,
        inner: httpx.AsyncBaseTransport,
        insecure: bool = False,
        resolver: Resolver = resolve,
    ) -> None:
        self._system = system
        self._inner = inner
        self._insecure = insecure
        self._resolver = resolver

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        addresses = await self._addresses(request.url)
        for address in addresses[:-1]:
            try:
                return await self._send(request, address)
            except httpx.ConnectError:
                continue
        return await self._send(request, addresses[-1])

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _addresses(self, url: httpx.URL) -> list[str]:
        host = url.host
        if is_forbidden_name(host):
            raise ForbiddenAddress(self._system, host, host)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            addresses = await self._resolver(host, port)
        except OSError as error:
            raise httpx.ConnectError(f"no address for {host}") from error
        for address in addresses:
            if is_forbidden(address):
                raise ForbiddenAddress(self._system, host, address)
        if not addresses:
            raise httpx.ConnectError(f"no address for {host}")
        if url.scheme != "https" and not self._insecure and not all(map(is_loopback, addresses)):
            raise PlainHttp(self._system, host)
        return addresses

    async def _send(self, request: httpx.Request, address: str) -> httpx.Response:
        # The header `Host` and the name that the certificate must have stay those of the host.
        extensions = {**request.extensions, "sni_hostname": request.url.host}
        direct = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions=extensions,
        )
        return await self._inner.handle_async_request(direct)
