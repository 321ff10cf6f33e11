"""The way to a host: directly or through a proxy, and whose certificates are trusted there.

A proxy that a project names is a host like others: what goes to it is asked for. One of the environment is its owner's own.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from mapbench.connect.http.addresses import host_of, is_loopback, origin_of
from mapbench.connect.http.reading import Reading
from mapbench.connect.http.variables import is_reference
from mapbench.model.system import Connection

if TYPE_CHECKING:
    import httpx

_ENVIRONMENT: Final = {"https": ("https_proxy", "all_proxy"), "http": ("http_proxy", "all_proxy")}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy's origin and its credentials; `variables` are those whose values go to it, where a project names it."""

    origin: str
    login: tuple[str, str] | None = field(default=None, repr=False)
    variables: frozenset[str] = frozenset()

    @property
    def host(self) -> str:
        return host_of(self.origin)

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine."""
        return is_here(self.origin)


@dataclass(frozen=True, slots=True)
class Route:
    """What a connection says of the way; `certificates` are the text of its `ca`, trusted besides the usual ones."""

    proxy: Proxy | None = None
    certificates: str = field(default="", repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def proxy_for(self, url: str) -> Proxy | None:
        """The proxy on the way to an address: the project's, else the environment's, which is never used to this machine."""
        if self.proxy is not None:
            return self.proxy
        parts = urlsplit(url)
        found = {name.lower(): value for name, value in self.environment.items() if name.lower().endswith("_proxy") and value}  # fmt: skip
        if is_here(url) or _is_excepted(parts.hostname or "", parts.port, found.get("no_proxy", "")):
            return None
        text = next((found[name] for name in _ENVIRONMENT[parts.scheme] if name in found), "")
        return _proxy(text if "://" in text else f"http://{text}") if text else None

    def context(self) -> ssl.SSLContext:
        """What certificates are checked with."""
        import httpx

        made = httpx.create_ssl_context(trust_env=False)
        if self.certificates:
            made.load_verify_locations(cadata=self.certificates)
        return made

    def terms(self) -> str:
        """What a consent to send something depends on besides the host: a proxy and certificates of the project's choice."""
        words = [f"through {self.proxy.origin}"] if self.proxy is not None else []
        if self.certificates:
            words.append(f"trusting {hashlib.sha256(self.certificates.encode()).hexdigest()[:16]}")
        return " ".join(words)


def route_of(reading: Reading, connection: Connection, folder: Path) -> Route:
    """The way that a connection describes; `ca` is relative to the project's folder. Raises ConnectError."""
    proxy, certificates = None, ""
    if connection.proxy:
        key = ("connection", "proxy")
        taken: set[str] = set()
        url = reading.fill(key, connection.proxy, taken).text
        try:
            proxy = _proxy(url, frozenset(taken))
        except ValueError:
            reading.refuse(
                "The proxy is no address of one.", "Write proxy: http://host:3128, or https://…", key
            )
        password = connection.proxy.partition("://")[2].rpartition("@")[0].partition(":")[2]
        if password and not is_reference(password):
            reading.refuse("The password of the proxy stands in the file.", 'Write proxy: "http://${PROXY_USER}:${PROXY_PASSWORD}@host:3128", and change the password: files are shared.', key)  # fmt: skip
        if proxy.login:
            reading.secrets |= {"proxy user": proxy.login[0], "proxy password": proxy.login[1]}
    if connection.ca:
        certificates = _certificates(reading, connection.ca, folder)
    return Route(proxy, certificates, reading.environment)


def is_here(url: str) -> bool:
    """Whether an address says in itself that it is this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return is_loopback(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def as_httpx(proxy: Proxy, context: ssl.SSLContext) -> httpx.Proxy:
    """The proxy as the library takes it."""
    import httpx

    secure = context if proxy.origin.startswith("https:") else None
    return httpx.Proxy(proxy.origin, auth=proxy.login, ssl_context=secure)


def untrusted(error: BaseException) -> ssl.SSLError | None:
    """What TLS did not like, where that is behind an error."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    return cause


def _is_excepted(host: str, port: int | None, no_proxy: str) -> bool:
    """Whether NO_PROXY names a host: itself or a domain above it, also with its port, a network of addresses, or `*`."""
    for entry in no_proxy.lower().replace(",", " ").split():
        name, _, number = entry.rpartition(":") if entry.count(":") == 1 else (entry, "", "")
        if number and number != str(port):
            continue
        bare = name.removeprefix("*").removeprefix(".")
        if not bare or host == bare or host.endswith(f".{bare}") or _is_in(host, bare):
            return True
    return False


def _is_in(host: str, network: str) -> bool:
    try:
        return ip_address(host) in ip_network(network.strip("[]"), strict=False)
    except ValueError:
        return False


def _proxy(url: str, taken: frozenset[str] = frozenset()) -> Proxy:
    parts = urlsplit(url)
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Proxy(origin_of(url), login, taken)


def _certificates(reading: Reading, text: str, folder: Path) -> str:
    key = ("connection", "ca")
    name = reading.fill(key, text, set()).text
    try:
        found = (folder / name).read_text("ascii")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=found)
    except FileNotFoundError:
        reading.refuse(
            f"There are no certificates at '{name}'.", "Name a PEM file, relative to the project.", key
        )
    except (OSError, ValueError):
        reading.refuse(f"The file '{name}' holds no certificates that can be read.", "It has to be PEM: -----BEGIN CERTIFICATE-----.", key)  # fmt: skip
    return found
