"""A system file's connection, with every variable filled in and nothing sent yet."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mapbench.connect.http.addresses import host_of, origin_of
from mapbench.connect.http.durations import seconds_of
from mapbench.connect.http.refusals import BadConnection, MissingVariable, WrittenSecret
from mapbench.connect.http.variables import Filled, Secrets, UnsetVariable, fill, is_reference
from mapbench.model.documents import Document, KeyPath
from mapbench.model.system import Auth, SystemFile

_SECRET_HEADER = re.compile(r"authorization|cookie|token|secret|password|api-?key", re.IGNORECASE)
#: A shorter secret could be a word of the data by chance.
_LONG = 8
#: Seconds an answer may take where nothing is said.
TIMEOUT = 30.0
#: Which keys of each kind of auth carry a secret, and which only a name.
_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "none": ((), ()),
    "bearer": (("token",), ()),
    "basic": (("password",), ("username",)),
    "header": (("value",), ("name",)),
    "query": (("value",), ("name",)),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a system is and what goes with every request.

    `secrets` are the values that are never shown, `keys` those of them that prove who asks and are no data either;
    `variables` are those the environment gave a value for.
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

    @property
    def origin(self) -> str:
        return origin_of(self.url)

    @property
    def host(self) -> str:
        return host_of(self.url)


def endpoint_of(
    document: Document, system: SystemFile, datasets: Iterable[str], environment: Mapping[str, str]
) -> Endpoint:
    """The endpoint of a system, with the requests of some datasets.

    Raises ConnectError: no HTTP, a variable that is not set, a secret in the file.
    """
    connection = system.connection
    if connection is None or connection.type != "http" or not connection.url:
        kind = f"by {connection.type}" if connection and connection.type != "http" else "nowhere"
        raise BadConnection(
            system.system,
            f"{system.system} is reached {kind}: it has no HTTP connection.",
            "Requests need `connection: {type: http, url: …}`; files are read with `mapbench run`.",
            document.position(("connection",)),
        )
    reading = _Reading(document, system.system, environment)
    url = reading.fill(("connection", "url"), connection.url).text
    headers = {name: reading.header(name, text) for name, text in connection.headers.items()}
    params = reading.authorize(connection.auth, headers)
    reading.check(url, headers)
    requests = {name: reading.request(name, system.datasets[name].request) for name in datasets}
    quota = connection.quota
    return Endpoint(
        system.system,
        url,
        headers,
        params,
        Secrets(reading.secrets),
        Secrets(reading.keys),
        frozenset(reading.taken),
        tuple(reading.credentials),
        (quota.requests, seconds_of(str(quota.per))) if quota else None,
        seconds_of(connection.timeout) if connection.timeout else TIMEOUT,
        requests,
    )


class _Reading:
    """Fills texts in and remembers which variables they took, and which values are secret."""

    def __init__(self, document: Document, system: str, environment: Mapping[str, str]) -> None:
        self._document = document
        self._system = system
        self._environment = environment
        self.taken: set[str] = set()
        self.secrets: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.credentials: list[str] = []

    def fill(self, key: KeyPath, text: str) -> Filled:
        try:
            filled = fill(text, self._environment)
        except UnsetVariable as unset:
            raise MissingVariable(self._system, unset.name, self._document.position(key)) from None
        self.taken |= filled.taken
        # An address is no secret; everything else that a person keeps out of the file may be one.
        self.secrets |= {name: value for name, value in filled.values.items() if "://" not in value}
        return filled

    def header(self, name: str, text: str) -> str:
        if _SECRET_HEADER.search(name) and not is_reference(text):
            place = self._document.position(("connection", "headers", name))
            raise WrittenSecret(self._system, name, place)
        return self.fill(("connection", "headers", name), text).text

    def request(self, dataset: str, text: str | None) -> str:
        return self.fill(("datasets", dataset, "request"), text or "").text

    def authorize(self, auth: Auth | None, headers: dict[str, str]) -> dict[str, str]:
        """Adds what proves who asks to the headers; gives the query parameters that do."""
        if auth is None:
            return {}
        if auth.type not in _PARTS:
            self._refuse(
                f"{auth.type} is not supported yet.", "Use bearer, basic, header or query.", ("type",)
            )
        secret, plain = _PARTS[auth.type]
        parts = {key: self._part(auth, key, secret=key in secret) for key in (*secret, *plain)}
        match auth.type:
            case "bearer":
                headers["Authorization"] = f"Bearer {parts['token']}"
            case "basic":
                pair = f"{parts['username']}:{parts['password']}"
                encoded = base64.b64encode(pair.encode()).decode()
                headers["Authorization"] = f"Basic {encoded}"
                self.secrets["credentials"] = encoded
            case "header":
                headers[parts["name"]] = parts["value"]
            case "query":
                return {parts["name"]: parts["value"]}
        return {}

    def _part(self, auth: Auth, key: str, secret: bool) -> str:
        text: str | None = getattr(auth, key)
        if not text:
            self._refuse(f"The {auth.type} auth needs `{key}`.", f"Write {key} below `auth`.", ())
            return ""
        if secret and not is_reference(text):
            place = self._document.position(("connection", "auth", key))
            raise WrittenSecret(self._system, key, place)
        filled = self.fill(("connection", "auth", key), text)
        if key != "name":
            self.credentials += filled.values
        if secret:
            self.keys |= {name: value for name, value in filled.values.items() if len(value) >= _LONG}
        return filled.text

    def check(self, url: str, headers: dict[str, str]) -> None:
        """Refuses an address that is none or holds a password, and headers that would not stay one line."""
        place = ("connection", "url")
        try:
            origin_of(url)
        except ValueError:
            shown = Secrets(self.secrets).scrub(url)
            self._refuse(f"{shown!r} is no address to send requests to.", "Write http(s)://host/…", place, "")
        if "@" in url.partition("://")[2].partition("/")[0]:
            self._refuse(
                "The address holds a user name or password.", "Write `auth: {type: basic, …}`.", place, ""
            )
        for name, value in headers.items():
            if not f"{name}{value}".isascii() or not f"{name}{value}".isprintable():
                key = ("connection", "auth" if value not in name else "headers")
                self._refuse(
                    f"The header {name} holds a line break or a character that headers cannot have.",
                    "Check the variable it comes from.", key, "",
                )  # fmt: skip

    def _refuse(self, message: str, hint: str, key: KeyPath, below: str = "auth") -> None:
        path = ("connection", below, *key) if below else key
        raise BadConnection(self._system, message, hint, self._document.position(path))
