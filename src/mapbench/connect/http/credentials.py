"""How a request proves who sends it: headers, query parameters, or a token that is fetched first."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Final

from mapbench.connect.http.addresses import host_of, origin_of
from mapbench.connect.http.reading import Reading
from mapbench.connect.http.variables import Secrets
from mapbench.model.system import Auth

#: Which keys of each kind of auth carry a secret, and which only a name.
_PARTS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "none": ((), ()),
    "bearer": (("token",), ()),
    "basic": (("password",), ("username",)),
    "header": (("value",), ("name",)),
    "query": (("value",), ("name",)),
    "oauth2": ((), ()),
}


@dataclass(frozen=True, slots=True)
class TokenClient:
    """Who asks for OAuth2 tokens, and where; `variables` are those whose values go there, `method` is OAuth2's name for how."""

    url: str = field(repr=False)
    id: str = field(repr=False)
    secret: str = field(repr=False)
    method: str
    parameters: dict[str, str]
    variables: frozenset[str]
    credentials: tuple[str, ...]

    @property
    def origin(self) -> str:
        return origin_of(self.url)

    @property
    def host(self) -> str:
        return host_of(self.url)


def authorize(reading: Reading, auth: Auth | None, headers: dict[str, str]) -> dict[str, str]:
    """Adds what proves who asks to the headers; gives the query parameters that do. Raises ConnectError."""
    if auth is None:
        return {}
    secret, plain = _PARTS[auth.type]
    parts = {key: _part(reading, auth, key, secret=key in secret) for key in (*secret, *plain)}
    match auth.type:
        case "bearer":
            headers["Authorization"] = f"Bearer {parts['token']}"
        case "basic":
            pair = f"{parts['username']}:{parts['password']}"
            encoded = base64.b64encode(pair.encode()).decode()
            headers["Authorization"] = f"Basic {encoded}"
            reading.secrets["credentials"] = encoded
        case "header":
            headers[parts["name"]] = parts["value"]
        case "query":
            return {parts["name"]: parts["value"]}
    return {}


def token_client(reading: Reading, auth: Auth | None) -> TokenClient | None:
    """Who fetches tokens, for the auth `oauth2`; None for all others. Raises ConnectError."""
    if auth is None or auth.type != "oauth2":
        return None
    taken: set[str] = set()
    place = ("connection", "auth")
    url = _part(reading, auth, "token_url", taken=taken)
    try:
        origin_of(url)
    except ValueError:
        shown = Secrets(reading.secrets).scrub(url)
        reading.refuse(f"{shown!r} is no address to fetch tokens from.", "Write token_url: https://host/…", (*place, "token_url"))  # fmt: skip
    if "@" in url.partition("://")[2].partition("/")[0]:
        reading.refuse("The address of the tokens holds a user name or password.", "Write client_id and client_secret.", (*place, "token_url"))  # fmt: skip
    number = _part(reading, auth, "client_id", taken=taken)
    secret = _part(reading, auth, "client_secret", secret=True, taken=taken)
    if not f"{number}{secret}".isascii() or not f"{number}{secret}".isprintable():
        reading.refuse("The client's id or secret holds a line break or a letter beyond ASCII.", "Check the variables they come from.", place)  # fmt: skip
    parameters = {
        key: reading.fill((*place, key), text, taken).text
        for key in ("scope", "audience")
        if (text := getattr(auth, key))
    }
    encoded = base64.b64encode(f"{number}:{secret}".encode()).decode()
    reading.secrets["credentials"] = encoded
    return TokenClient(
        url,
        number,
        secret,
        auth.client_auth or "client_secret_basic",
        parameters,
        frozenset(taken),
        tuple(dict.fromkeys(reading.credentials)),
    )


def _part(
    reading: Reading, auth: Auth, key: str, *, secret: bool = False, taken: set[str] | None = None
) -> str:
    text: str | None = getattr(auth, key)
    place = ("connection", "auth")
    if not text:
        reading.refuse(f"The {auth.type} auth needs `{key}`.", f"Write {key} below `auth`.", place)
    if secret:
        return reading.secret((*place, key), text, taken)
    filled = reading.fill((*place, key), text, taken)
    if key not in ("name", "token_url"):
        reading.credentials += filled.values
    return filled.text
