"""The last gate before the network: a name is resolved once, its addresses are looked at, and one of those is used.

Looking first and letting the library resolve again would leave a moment in which the name may change its meaning.
"""

from __future__ import annotations

import ssl

import httpx

from mapbench.connect.http.addresses import Resolver, is_forbidden, is_forbidden_name, is_loopback, resolve
from mapbench.connect.http.refusals import ForbiddenAddress, PlainHttp, UnfitProxy
from mapbench.connect.http.route import Proxy, Route, as_httpx, untrusted


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends requests to allowed addresses only. Raises ForbiddenAddress and PlainHttp before anything is sent."""

    def __init__(
        self, system: str, route: Route, insecure: bool = False, resolver: Resolver = resolve
    ) -> None:
        self._system = system
        self._route = route
        self._insecure = insecure
        self._resolver = resolver
        self._ways: dict[tuple[Proxy | None, bool], httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            proxy = self._route.proxy_for(str(request.url))
        except ValueError:
            raise UnfitProxy(self._system) from None
        if proxy is not None:
            return await self._through(proxy, request)
        addresses = await self._addresses(request.url)
        for address in addresses[:-1]:
            try:
                return await self._send(request, address)
            except httpx.ConnectError:
                continue
        return await self._send(request, addresses[-1])

    async def aclose(self) -> None:
        for way in self._ways.values():
            await way.aclose()

    def _way(self, proxy: Proxy | None, url: httpx.URL) -> httpx.AsyncHTTPTransport:
        secure = url.scheme == "https" or (proxy is not None and proxy.origin.startswith("https:"))
        if (proxy, secure) not in self._ways:
            # Reading the usual certificates takes its time; without TLS none is trusted.
            context = self._route.context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            through = as_httpx(proxy, context) if proxy is not None else None
            self._ways[proxy, secure] = httpx.AsyncHTTPTransport(
                verify=context, trust_env=False, proxy=through
            )
        return self._ways[proxy, secure]

    async def _through(self, proxy: Proxy, request: httpx.Request) -> httpx.Response:
        """Lets a proxy find the host, so only what the address itself says can be looked at, and what it means here."""
        await self._looked_at(httpx.URL(proxy.origin), must_exist=True)
        await self._looked_at(request.url, must_exist=False)
        if request.url.scheme != "https" and not self._insecure and not proxy.is_here:
            raise PlainHttp(self._system, request.url.host)
        try:
            return await self._way(proxy, request.url).handle_async_request(request)
        except httpx.ConnectError as error:
            if untrusted(error):
                raise
            raise httpx.ProxyError("nobody answers there") from error

    async def _looked_at(self, url: httpx.URL, must_exist: bool) -> list[str]:
        """The addresses of a host, none of them forbidden. Raises ForbiddenAddress; ConnectError where there are none."""
        host = url.host
        if is_forbidden_name(host):
            raise ForbiddenAddress(self._system, host, host)
        try:
            addresses = await self._resolver(host, url.port or (443 if url.scheme == "https" else 80))
        except OSError as error:
            if must_exist:
                raise httpx.ConnectError(f"no address for {host}") from error
            return []
        for address in addresses:
            if is_forbidden(address):
                raise ForbiddenAddress(self._system, host, address)
        if not addresses and must_exist:
            raise httpx.ConnectError(f"no address for {host}")
        return addresses

    async def _addresses(self, url: httpx.URL) -> list[str]:
        addresses = await self._looked_at(url, must_exist=True)
        if url.scheme != "https" and not self._insecure and not all(map(is_loopback, addresses)):
            raise PlainHttp(self._system, url.host)
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
        return await self._way(None, request.url).handle_async_request(direct)
