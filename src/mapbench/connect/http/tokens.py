"""OAuth2 client credentials: a token is fetched, used until it expires, and kept in memory and the keyring only."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from mapbench.connect.http.addresses import shown
from mapbench.connect.http.answers import Answer, failure_of, payload_of
from mapbench.connect.http.endpoint import Endpoint
from mapbench.connect.http.failures import ConnectError, TokenRefused
from mapbench.connect.http.refusals import BadConnection
from mapbench.connect.http.variables import Secrets

if TYPE_CHECKING:
    from authlib.oauth2.rfc6749 import OAuth2Token

    from mapbench.connect.http.credentials import TokenClient

#: Sends a POST to the token endpoint: address, headers, body.
Post = Callable[[str, dict[str, str], bytes], Awaitable[Answer]]

_SERVICE: Final = "mapbench oauth2"
#: A keyring that says less of itself may be a plain file.
_TRUSTED: Final = 1
#: Seconds before its end at which a token is fetched anew.
_LEEWAY: Final = 30
#: The tokens of this process, by who asked where for what.
_KEPT: Final[dict[str, dict[str, Any]]] = {}


class Tokens:
    """The token of one client. `post` sends, `system` is whose token it is in messages."""

    def __init__(self, endpoint: Endpoint, client: TokenClient, post: Post) -> None:
        self._endpoint = endpoint
        self._client = client
        self._post = post
        self._name = _digest(client)

    async def current(self) -> str:
        """A token that has not expired, fetched where there is none. Raises ConnectError."""
        kept = _KEPT.get(self._name) or _from_keyring(self._name)
        token = _token(kept) if kept else None
        if token is None or token.is_expired(_LEEWAY):
            token = await self._fetched()
            _into_keyring(self._name, token)
        _KEPT[self._name] = dict(token)
        text = str(token["access_token"])
        # An endpoint may echo it, and errors may repeat what it says.
        name = f"{self._endpoint.system}_access_token".replace("-", "_").upper()
        for secrets in (self._endpoint.secrets, self._endpoint.keys):
            secrets.learn({name: text})
        return text

    def forget(self) -> None:
        """The token is no longer taken."""
        _KEPT.pop(self._name, None)
        _into_keyring(self._name, None)

    async def _fetched(self) -> OAuth2Token:
        from urllib.parse import urlencode

        auth = _client_auth(self._endpoint.system, self._client)
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"grant_type": "client_credentials", **self._client.parameters})
        url, headers, body = auth.prepare("POST", self._client.url, headers, body)
        answer = await self._post(url, headers, body.encode())
        return self._judged(answer)

    def _judged(self, answer: Answer) -> OAuth2Token:
        endpoint = token_endpoint(self._endpoint)
        if answer.status == 429 or answer.status >= 500:
            failure = failure_of(answer, endpoint, time.time())
            assert failure is not None
            raise failure
        try:
            found = payload_of(answer, endpoint)
        except ConnectError:
            if 200 <= answer.status < 300:
                raise
            found = None
        said = found if isinstance(found, dict) else {}
        error = said.get("error")
        if error or not 200 <= answer.status < 300:
            raise self._refused(answer, _text(error, 40), self._scrubbed(said.get("error_description")))
        token = _token(said)
        if token is None:
            raise self._refused(answer, "its answer holds no access_token that can be sent", "")
        return token

    def _refused(self, answer: Answer, error: str, said: str) -> TokenRefused:
        client, system = self._client, self._endpoint.system
        made = TokenRefused(system, answer.status, client.host, client.credentials, error, said)
        if answer.status in (404, 405, 410) or 300 <= answer.status < 400:
            made.hint = f"Check the connection's `token_url`: {self._scrubbed(shown(client.url))}"
        return made

    def _scrubbed(self, text: Any) -> str:
        return _text(self._endpoint.secrets.scrub(text) if isinstance(text, str) else "", 120)


def token_endpoint(endpoint: Endpoint) -> Endpoint:
    """The same under the name that messages have for whoever gives tokens, whose answers are the one place for secrets."""
    return replace(endpoint, system=f"the token endpoint of {endpoint.system}", keys=Secrets({}))


def _client_auth(system: str, client: TokenClient) -> Any:
    try:
        from authlib.oauth2.auth import ClientAuth
    except ImportError:
        raise BadConnection(
            system, "The auth oauth2 needs Authlib, which is not installed.", "Install mapbench[oauth]."
        ) from None
    return ClientAuth(client.id, client.secret, client.method)


def _token(found: dict[str, Any]) -> OAuth2Token | None:
    """A bearer token with its end; None where it is none, or would not be one line of a header."""
    from authlib.oauth2.rfc6749 import OAuth2Token

    text, kind = found.get("access_token"), found.get("token_type") or "bearer"
    if not isinstance(text, str) or not text or not text.isascii() or not text.isprintable() or " " in text:
        return None
    if not isinstance(kind, str) or kind.lower() != "bearer":
        return None
    plain = {"access_token": text, "token_type": "Bearer"}
    until = {key: found[key] for key in ("expires_at", "expires_in") if found.get(key) is not None}
    try:
        return OAuth2Token({**plain, **until})
    except (TypeError, ValueError, OverflowError):
        return OAuth2Token(plain)


def _digest(client: TokenClient) -> str:
    parts = [client.url, client.id, client.secret, client.method, *sorted(client.parameters.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _text(value: Any, longest: int) -> str:
    text = " ".join("".join(char if char.isprintable() else " " for char in str(value or "")).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _keyring() -> Any:
    """The keyring of the platform; None where there is none, or only one that keeps a file."""
    try:
        import keyring

        return keyring if float(keyring.get_keyring().priority) >= _TRUSTED else None
    except Exception:  # noqa: BLE001  # a keyring may fail in any way of its backend's; then there is none
        return None


def _from_keyring(name: str) -> dict[str, Any] | None:
    if (ring := _keyring()) is None:
        return None
    try:
        found = json.loads(ring.get_password(_SERVICE, name) or "null")
    except Exception:  # noqa: BLE001  # as above
        return None
    return found if isinstance(found, dict) else None


def _into_keyring(name: str, token: OAuth2Token | None) -> None:
    """Keeps a token for the next run, or forgets it; one without an end is not kept."""
    if (ring := _keyring()) is None:
        return
    try:
        if token is not None and token.get("expires_at"):
            ring.set_password(_SERVICE, name, json.dumps(token))
        else:
            ring.delete_password(_SERVICE, name)
    except Exception:  # noqa: BLE001  # as above
        return
