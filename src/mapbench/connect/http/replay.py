"""A request that was sent before, sent again as it was: the same address and body, with today's credentials."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mapbench.connect.http.addresses import origin_of
from mapbench.connect.http.calls import Call
from mapbench.connect.http.failures import ConnectError
from mapbench.connect.http.variables import REFERENCE

if TYPE_CHECKING:
    from mapbench.connect.http.endpoint import Endpoint
    from mapbench.store.requests import SentRequest


class NotReplayable(ConnectError):
    """A request that is remembered, but not as it was sent, or that went elsewhere."""

    code = "replay"


def call_again(endpoint: Endpoint, sent: SentRequest) -> Call:
    """The call that a remembered request was. Raises NotReplayable.

    Only values that the connection uses anyway are filled in: what a history asks for, nobody has allowed.
    """
    system, name = endpoint.system, f"Request {sent.id} of {sent.dataset}"
    if sent.altered:
        message = f"{name} had personal values in its address or body, which were not kept."
        raise NotReplayable(system, message, f"Ask anew: mapbench connect {sent.dataset}")
    url = _filled(sent.url, endpoint, name, lambda value: quote(value, safe=""))
    try:
        elsewhere = origin_of(url) != endpoint.origin
    except ValueError:
        elsewhere = True
    if elsewhere:
        message = f"{name} went to another address than {endpoint.host}, where {system} is now."
        raise NotReplayable(system, message, f"Ask anew: mapbench connect {sent.dataset}")
    body = json.loads(sent.sent) if sent.sent else None
    return Call(url, _template(body, endpoint, name))


def _template(value: Any, endpoint: Endpoint, name: str) -> Any:
    if isinstance(value, str):
        return _filled(value, endpoint, name, lambda text: text)
    if isinstance(value, list):
        return [_template(item, endpoint, name) for item in value]
    if isinstance(value, dict):
        return {key: _template(item, endpoint, name) for key, item in value.items()}
    return value


def _filled(text: str, endpoint: Endpoint, name: str, written: Callable[[str], str]) -> str:
    def value(match: Any) -> str:
        found = endpoint.values.get(match[1])
        if found is None:
            message = f"{name} used the variable {match[1]}, which {endpoint.system} no longer uses."
            raise NotReplayable(endpoint.system, message, f"Ask anew: mapbench connect {endpoint.system}")
        return written(found)

    return REFERENCE.sub(value, text)
