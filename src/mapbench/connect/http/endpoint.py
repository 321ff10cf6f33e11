"""A system file's connection, with every variable filled in and nothing sent yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mapbench.connect.http.addresses import host_of, origin_of
from mapbench.connect.http.credentials import TokenClient, authorize, token_client
from mapbench.connect.http.durations import seconds_of
from mapbench.connect.http.reading import Reading
from mapbench.connect.http.refusals import BadConnection
from mapbench.connect.http.route import Route, route_of
from mapbench.connect.http.variables import Secrets
from mapbench.model.documents import Document
from mapbench.model.system import Connection, SystemFile

#: Seconds an answer may take where nothing is said.
TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Destination:
    """A host that values of variables go to, and which variables those are.

    `terms` tells consents to one origin apart that were given for different ways to it.
    """

    host: str
    origin: str
    variables: tuple[str, ...]
    terms: str = ""

    @property
    def named(self) -> str:
        """What a consent is remembered under."""
        return f"{self.origin} {self.terms}".rstrip()

    @property
    def shown(self) -> str:
        """The host as people are asked about it."""
        return f"{self.host} ({self.terms})" if self.terms else self.host


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a system is and what goes with every request.

    `secrets` are the values that are never shown, `keys` those of them that prove who asks and are no data either;
    `variables` are those the environment gave a value for and that go to the system, `values` what all variables hold that
    are no address; `bodies` are what datasets post, as data; `client` fetches tokens.
    """

    system: str
    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    params: dict[str, str] = field(repr=False)
    secrets: Secrets
    keys: Secrets
    variables: frozenset[str]
    credentials: tuple[str, ...]
    quota: tuple[int, float] | None
    timeout: float
    requests: dict[str, str] = field(repr=False)
    bodies: dict[str, Any] = field(repr=False, default_factory=dict)
    client: TokenClient | None = field(repr=False, default=None)
    route: Route = field(repr=False, default_factory=Route)
    values: dict[str, str] = field(repr=False, default_factory=dict)

    @property
    def origin(self) -> str:
        return origin_of(self.url)

    @property
    def host(self) -> str:
        return host_of(self.url)

    def destinations(self) -> list[Destination]:
        """Every host that a value of the environment, or a token got with one, would go to."""
        terms, client, proxy = self.route.terms(), self.client, self.route.proxy
        names = self.variables
        if client is not None and (given := client.variables & set(client.credentials)):
            names |= {f"the token got with {' and '.join(sorted(given))}"}
        found = [Destination(self.host, self.origin, tuple(sorted(names)), terms)]
        if client is not None:
            found.append(Destination(client.host, client.origin, tuple(sorted(client.variables)), terms))
        if proxy is not None:
            # Whoever passes plain HTTP on can read it.
            read = {one for to in found if to.origin.startswith("http:") for one in to.variables}
            found.append(Destination(proxy.host, proxy.origin, tuple(sorted(proxy.variables | read))))
        return _merged(found)


def endpoint_of(
    document: Document,
    system: SystemFile,
    datasets: Iterable[str],
    environment: Mapping[str, str],
    folder: Path | None = None,
    reading: type[Reading] = Reading,
) -> Endpoint:
    """The endpoint of a system, with the requests of some datasets; `folder` is the project's, `reading` fills texts in.

    Raises ConnectError: no HTTP, a variable that is not set, a secret in the file, certificates that cannot be read.
    """
    connection = _reached(document, system)
    read = reading(document, system.system, environment)
    url = read.fill(("connection", "url"), connection.url or "").text
    headers = {name: read.header(name, text) for name, text in connection.headers.items()}
    params = authorize(read, connection.auth, headers)
    client = token_client(read, connection.auth)
    _check(read, url, headers)
    requests, bodies = dict[str, str](), dict[str, Any]()
    for name in datasets:
        dataset, place = system.datasets[name], ("datasets", name)
        requests[name] = read.fill((*place, "request"), dataset.request or "").text
        bodies[name] = read.template((*place, "body"), dataset.body)
    route = route_of(read, connection, folder or Path())
    quota = connection.quota
    return Endpoint(
        system.system, url, headers, params, Secrets(read.secrets), Secrets(read.keys), frozenset(read.taken),
        tuple(read.credentials), (quota.requests, seconds_of(str(quota.per))) if quota else None,
        seconds_of(connection.timeout) if connection.timeout else TIMEOUT, requests, bodies, client, route,
        dict(read.secrets),
    )  # fmt: skip


def _reached(document: Document, system: SystemFile) -> Connection:
    connection = system.connection
    if connection is not None and connection.type == "http" and connection.url:
        return connection
    kind = f"by {connection.type}" if connection and connection.type != "http" else "nowhere"
    raise BadConnection(
        system.system,
        f"{system.system} is reached {kind}: it has no HTTP connection.",
        "Requests need `connection: {type: http, url: …}`; files and databases are read with `connect` and `run`.",
        document.position(("connection",)),
    )


def _merged(found: Iterable[Destination]) -> list[Destination]:
    """One destination per origin and terms, without those that get nothing."""
    merged: dict[tuple[str, str], Destination] = {}
    for one in found:
        known = merged.get((one.origin, one.terms))
        names = {*one.variables, *(known.variables if known else ())}
        if names:
            merged[one.origin, one.terms] = Destination(one.host, one.origin, tuple(sorted(names)), one.terms)
    return list(merged.values())


def _check(reading: Reading, url: str, headers: dict[str, str]) -> None:
    """Refuses an address that is none or holds a password, and headers that would not stay one line."""
    place = ("connection", "url")
    try:
        origin_of(url)
    except ValueError:
        shown = Secrets(reading.secrets).scrub(url)
        reading.refuse(f"{shown!r} is no address to send requests to.", "Write http(s)://host/…", place)
    if "@" in url.partition("://")[2].partition("/")[0]:
        reading.refuse("The address holds a user name or password.", "Write `auth: {type: basic, …}`.", place)
    for name, value in headers.items():
        if not f"{name}{value}".isascii() or not f"{name}{value}".isprintable():
            reading.refuse(
                f"The header {name} holds a line break or a character that headers cannot have.",
                "Check the variable it comes from.", ("connection", "auth" if value not in name else "headers"),
            )  # fmt: skip
