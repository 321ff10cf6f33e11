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
    assert system.connection is not None
    return _Command(system.connection, system.system, environment).of(call)


class _Command:
    """Writes the commands of one connection; `defaults` are those of variables that have to be set before."""

    def __init__(self, connection: Connection, system: str, environment: Mapping[str, str]) -> None:
        self._connection = connection
        self._environment = environment
        self._token = f"{system}_access_token".replace("-", "_").upper()
        self._defaults: dict[str, str] = {}

    def of(self, call: Call) -> str:
        url = _QUOTED_REFERENCE.sub(lambda match: unquote(match[0]), call.url)
        lines = " \\\n  ".join([f"curl {self._word(url)}", *self._options(call)])
        first = self._fetches_token()
        sets = "".join(f"{name}=${{{name}:-{shlex.quote(text)}}}\n" for name, text in self._defaults.items())
        return sets + first + lines

    def _options(self, call: Call) -> Iterator[str]:
        connection = self._connection
        if connection.auth is not None:
            yield from self._proves(connection.auth, call)
        for name, text in connection.headers.items():
            yield f"--header {self._word(f'{name}: {text}')}"
        yield "--header 'Accept: application/json'"
        yield from self._way()
        if call.body is not None:
            yield "--header 'Content-Type: application/json'"
            yield f"--data {self._word(json.dumps(call.body, ensure_ascii=False))}"

    def _proves(self, auth: Auth, call: Call) -> Iterator[str]:
        match auth.type:
            case "bearer":
                yield f"--header {self._word(f'Authorization: Bearer {auth.token}')}"
            case "basic":
                yield f"--user {self._word(f'{auth.username}:{auth.password}')}"
            case "header":
                yield f"--header {self._word(f'{auth.name}: {auth.value}')}"
            case "query":
                pair = self._word(f"{auth.name}={auth.value}")
                yield f"--get --data-urlencode {pair}" if call.body is None else f"--url-query {pair}"
            case "oauth2":
                yield f'--header "Authorization: Bearer ${self._token}"'

    def _way(self) -> Iterator[str]:
        if self._connection.proxy:
            yield f"--proxy {self._word(self._connection.proxy)}"
        if self._connection.ca:
            yield f"--cacert {self._word(self._connection.ca)}"

    def _fetches_token(self) -> str:
        auth = self._connection.auth
        if auth is None or auth.type != "oauth2":
            return ""
        words = [f"curl --silent {self._word(addressed(auth.token_url or '', self._environment))}"]
        if auth.client_auth == "client_secret_post":
            words += [f"--data-urlencode {self._word(f'client_id={auth.client_id}')}"]
            words += [f"--data-urlencode {self._word(f'client_secret={auth.client_secret}')}"]
        else:
            words.append(f"--user {self._word(f'{auth.client_id}:{auth.client_secret}')}")
        words.append("--data grant_type=client_credentials")
        for key, text in (("scope", auth.scope), ("audience", auth.audience)):
            if text:
                words.append(f"--data-urlencode {self._word(f'{key}={text}')}")
        words += self._way()
        return f"{self._token}=$({' '.join(words)} | {_CUT_OUT})\n"

    def _word(self, text: str) -> str:
        """One word of a shell in which only the variables mean something."""
        if not REFERENCE.search(text):
            return shlex.quote(text)
        parts: list[tuple[str, bool]] = []
        at = 0
        for match in REFERENCE.finditer(text):
            after = text[match.end() : match.end() + 1]
            parts += [(text[at : match.start()], False), (self._variable(match, after), True)]
            at = match.end()
        parts.append((text[at:], False))
        if not any(_SPECIAL.search(part) for part, is_variable in parts if not is_variable):
            return f'"{"".join(part for part, _ in parts)}"'
        return "".join(
            f'"{part}"' if is_variable else shlex.quote(part) for part, is_variable in parts if part
        )

    def _variable(self, match: re.Match[str], after: str) -> str:
        name, default = match.groups()
        if default is not None and shlex.quote(default) == default:
            return f"${{{name}:-{default}}}"
        if default is not None:
            # Shells disagree about quotes in there.
            self._defaults[name] = default
        return f"${{{name}}}" if after.isalnum() or after == "_" else f"${name}"
