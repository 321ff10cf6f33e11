"""A request as a curl command that anybody may see: secrets stand in it as variables of the shell, never as values."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from mapbench.connect.http.calls import Call, Value, call_of
from mapbench.connect.http.endpoint import endpoint_of
from mapbench.connect.http.pages import first_page
from mapbench.connect.http.reading import Reading
from mapbench.connect.http.variables import REFERENCE, Filled, addressed

if TYPE_CHECKING:
    from pathlib import Path

    from mapbench.model.documents import Document
    from mapbench.model.system import Auth, Connection, SystemFile

#: What means something to a shell between double quotes.
_SPECIAL: Final = re.compile(r'[\\"$`!]')
_QUOTED_REFERENCE: Final = re.compile(r"%24%7B[A-Za-z_][A-Za-z0-9_]*(?:%3A-[^}]*?)?%7D")
#: Takes the token out of the answer of a token endpoint without another program.
_CUT_OUT: Final = """sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p'"""


class _Referring(Reading):
    """Leaves every variable a name but those that hold an address."""

    def fill(self, key: Any, text: str, taken: set[str] | None = None) -> Filled:
        return Filled(addressed(text, self.environment))


def dataset_as_curl(
    document: Document,
    system: SystemFile,
    name: str,
    environment: Mapping[str, str],
    folder: Path,
    since: Value | None = None,
) -> str:
    """The request for the first page of a dataset. Raises ConnectError where it cannot be read."""
    endpoint = endpoint_of(document, system, [name], environment, folder, reading=_Referring)
    dataset = system.datasets[name]
    call = first_page(call_of(endpoint, document, name, dataset, since), dataset.pagination)
    return as_curl(system, call, environment)


def as_curl(system: SystemFile, call: Call, environment: Mapping[str, str]) -> str:
    """A call in whose address and body variables stand by name, with all that its connection sends along."""
    connection = system.connection
    assert connection is not None
    url = _QUOTED_REFERENCE.sub(lambda match: unquote(match[0]), call.url)
    options = list(_options(connection, system.system, call, environment))
    first = _fetches_token(connection, system.system, environment)
    return first + " \\\n  ".join([f"curl {_shell(url)}", *options])


def _options(
    connection: Connection, system: str, call: Call, environment: Mapping[str, str]
) -> Iterator[str]:
    yield from _proves(connection.auth, system, call)
    for name, text in connection.headers.items():
        yield f"--header {_shell(f'{name}: {text}')}"
    yield "--header 'Accept: application/json'"
    yield from _way(connection, environment)
    if call.body is not None:
        yield "--header 'Content-Type: application/json'"
        yield f"--data {_shell(json.dumps(call.body, ensure_ascii=False))}"


def _proves(auth: Auth | None, system: str, call: Call) -> Iterator[str]:
    match auth.type if auth is not None else "none":
        case "bearer":
            yield f"--header {_shell(f'Authorization: Bearer {auth and auth.token}')}"
        case "basic":
            yield f"--user {_shell(f'{auth and auth.username}:{auth and auth.password}')}"
        case "header":
            yield f"--header {_shell(f'{auth and auth.name}: {auth and auth.value}')}"
        case "query":
            pair = _shell(f"{auth and auth.name}={auth and auth.value}")
            yield f"--get --data-urlencode {pair}" if call.body is None else f"--url-query {pair}"
        case "oauth2":
            yield f'--header "Authorization: Bearer ${_token_variable(system)}"'


def _way(connection: Connection, environment: Mapping[str, str]) -> Iterator[str]:
    if connection.proxy:
        yield f"--proxy {_shell(connection.proxy)}"
    if connection.ca:
        yield f"--cacert {_shell(connection.ca)}"


def _fetches_token(connection: Connection, system: str, environment: Mapping[str, str]) -> str:
    auth = connection.auth
    if auth is None or auth.type != "oauth2":
        return ""
    words = [f"curl --silent {_shell(addressed(auth.token_url or '', environment))}"]
    if auth.client_auth == "client_secret_post":
        words += [f"--data-urlencode {_shell(f'client_id={auth.client_id}')}"]
        words += [f"--data-urlencode {_shell(f'client_secret={auth.client_secret}')}"]
    else:
        words.append(f"--user {_shell(f'{auth.client_id}:{auth.client_secret}')}")
    words.append("--data grant_type=client_credentials")
    for key, text in (("scope", auth.scope), ("audience", auth.audience)):
        if text:
            words.append(f"--data-urlencode {_shell(f'{key}={text}')}")
    words += _way(connection, environment)
    return f"{_token_variable(system)}=$({' '.join(words)} | {_CUT_OUT})\n"


def _token_variable(system: str) -> str:
    return f"{system}_access_token".replace("-", "_").upper()


def _shell(text: str) -> str:
    """One word of a shell in which only the variables mean something."""
    if not REFERENCE.search(text):
        return shlex.quote(text)
    parts: list[tuple[str, bool]] = []
    at = 0
    for match in REFERENCE.finditer(text):
        parts += [
            (text[at : match.start()], False),
            (_variable(match, text[match.end() : match.end() + 1]), True),
        ]
        at = match.end()
    parts.append((text[at:], False))
    if not any(_SPECIAL.search(part) for part, is_variable in parts if not is_variable):
        return f'"{"".join(part for part, _ in parts)}"'
    return "".join(f'"{part}"' if is_variable else shlex.quote(part) for part, is_variable in parts if part)


def _variable(match: re.Match[str], after: str) -> str:
    name, default = match.groups()
    if default is not None:
        escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", default)
        return f"${{{name}:-{escaped}}}"
    return f"${{{name}}}" if after.isalnum() or after == "_" else f"${name}"
