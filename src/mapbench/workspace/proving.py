"""What a request needs from the environment and how it proves who asks: by name, never by value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from mapbench.model.system import Auth, Connection, Dataset

#: Where a variable's value comes from.
Source = Literal["environment", "default", "missing"]
_SECRETS: Final = ("token", "password", "value", "client_secret")
_NOT_KEPT: Final = "written in the file!"


def references(auth: Auth | None) -> list[str]:
    """What proves who asks, by name only: a secret that stands in the file is not repeated here."""
    from mapbench.connect.http.variables import is_reference

    found: list[str] = []
    for key in ("name", "username", "client_id", *_SECRETS) if auth is not None else ():
        text = getattr(auth, key)
        if text:
            found.append(text if key == "name" or is_reference(text) else _NOT_KEPT)
    return found


def auth_text(auth: Auth | None, environment: Mapping[str, str]) -> str:
    """How it is proved who asks, in a word; of OAuth2 with the host that gives the tokens."""
    from mapbench.connect.http.addresses import host_of
    from mapbench.connect.http.variables import addressed

    if auth is None or auth.type != "oauth2":
        return auth.type if auth is not None else "none"
    try:
        return f"oauth2 from {host_of(addressed(auth.token_url or '', environment))}"
    except ValueError:
        return "oauth2"


def body_text(dataset: Dataset) -> str:
    """What a POST sends, as the file says it: JSON with variables by name."""
    return json.dumps(dataset.body, ensure_ascii=False) if dataset.body is not None else ""


def variables_of(
    connection: Connection | None, dataset: Dataset, environment: Mapping[str, str]
) -> list[tuple[str, Source]]:
    """The variables that may be secret, and where the value of each comes from."""
    from mapbench.connect.http.variables import REFERENCE

    auth = connection.auth if connection is not None else None
    texts = (
        [getattr(auth, key) or "" for key in ("username", "client_id", *_SECRETS)] if auth is not None else []
    )
    texts += [*connection.headers.values(), connection.proxy or ""] if connection is not None else []
    texts.append(body_text(dataset))
    found: dict[str, Source] = {}
    for name, default in (match.groups() for text in texts for match in REFERENCE.finditer(text)):
        found[name] = "environment" if environment.get(name) else "missing" if default is None else "default"
    return list(found.items())
