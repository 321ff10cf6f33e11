"""What is asked of a dataset: its address and, of one that is read by a POST, the body; with what is new since when."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

from mapbench.connect.http.addresses import origin_of
from mapbench.connect.http.refusals import BadConnection

if TYPE_CHECKING:
    from mapbench.connect.http.endpoint import Endpoint
    from mapbench.model.documents import Document
    from mapbench.model.system import Dataset

_SINCE: Final = "{since}"
#: How a text says `{since}` without meaning it.
_ESCAPED: Final = ("{{since}}", "\0since\0")
_GONE: Final = object()

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Call:
    """One request: without a `body` (JSON data) a GET, with one a POST that reads."""

    url: str
    body: Any = field(default=None, repr=False)

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"

    @property
    def content(self) -> bytes | None:
        """The body as it is sent."""
        return None if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()

    @property
    def identity(self) -> str:
        """What tells it from others."""
        return self.url if self.body is None else f"{self.url} {json.dumps(self.body, sort_keys=True)}"

    def with_parameter(self, name: str, value: object, *, in_body: bool) -> Call:
        """The same with a parameter set: of the query, or at a dotted path of the body."""
        from mapbench.connect.http.pages import with_parameter

        if not in_body or not isinstance(self.body, dict):
            return replace(self, url=with_parameter(self.url, name, value))
        body = copy.deepcopy(self.body)
        *above, last = name.split(".")
        here = body
        for step in above:
            below = here.get(step)
            here[step] = here = below if isinstance(below, dict) else {}
        here[last] = value
        return replace(self, body=body)

    def parameter(self, name: str, *, in_body: bool) -> str:
        """What a parameter says; "" where it is not there."""
        from urllib.parse import parse_qsl

        if not in_body:
            return dict(parse_qsl(urlsplit(self.url).query)).get(name, "")
        here: Any = self.body
        for step in name.split("."):
            here = here.get(step) if isinstance(here, dict) else None
        return "" if here is None else str(here)


def asked_by(dataset: Dataset) -> tuple[str, str]:
    """Method and path of a dataset's request; a path alone is a GET of it."""
    text = (dataset.request or "").strip()
    method, _, path = text.partition(" ")
    if not path and method.startswith(("/", "http", "$")):
        return "GET", method
    return method.upper() or "GET", path.strip()


def is_read(dataset: Dataset) -> bool:
    """Whether records are asked for, and not sent there: a GET, or a POST with a body."""
    method, path = asked_by(dataset)
    return bool(path) and (method == "GET" or (method == "POST" and dataset.body is not None))


def call_of(
    endpoint: Endpoint, document: Document, name: str, dataset: Dataset, since: Value | None = None
) -> Call:
    """The request for a dataset's first page, of what is new `since` then. Raises BadConnection where it cannot be read."""
    shown = f"{endpoint.system}.{name}"
    place = document.position(("datasets", name, "request"))
    _readable(shown, dataset, place)
    filled = endpoint.requests[name].strip()
    path = filled.partition(" ")[2].strip() or filled
    url = path if "://" in path else f"{endpoint.url.rstrip('/')}/{path.lstrip('/')}"
    incremental = dataset.incremental
    if incremental is not None:
        since = incremental.first if since is None else since
        if not incremental.parameter and not holds_since(filled) and not holds_since(dataset.body):
            raise BadConnection(shown, f"Nothing in the request of {shown} says since when.", "Name the `parameter` of `incremental`, or write {since}.", place)  # fmt: skip
    call = Call(_dated(url, since), _filled(endpoint.bodies.get(name), since))
    if _SINCE in urlsplit(call.url).path:
        raise BadConnection(shown, f"The path of {shown} needs a time to begin with.", "Write `first` below `incremental`, or give --since.", place)  # fmt: skip
    if incremental is not None and incremental.parameter and since is not None:
        call = call.with_parameter(incremental.parameter, since, in_body=False)
    if origin_of(call.url) != endpoint.origin:
        hint = "A dataset on another host belongs to a system of its own."
        raise BadConnection(shown, f"{shown} is not at the address of {endpoint.system}.", hint, place)
    return call


def holds_since(value: Any) -> bool:
    """Whether a template says since when somewhere."""
    if isinstance(value, str):
        return _SINCE in value.replace(*_ESCAPED)
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(holds_since, below))


def _readable(shown: str, dataset: Dataset, place: Any) -> None:
    method, path = asked_by(dataset)
    if not path:
        raise BadConnection(shown, f"{shown} has no request.", "Write `request: GET /path`.", place)
    if method == "GET" and dataset.body is not None:
        raise BadConnection(
            shown, f"{shown} is a GET, which has no body.", "Write `request: POST /path`.", place
        )
    if not is_read(dataset):
        hint = (
            "Only datasets with a GET are asked for, or with a POST and a `body`; records are sent by flows."
        )
        raise BadConnection(shown, f"{shown} is written to ({method}), not read.", hint, place)


def _dated(url: str, since: Value | None) -> str:
    """The address with the time in it, written as addresses need; parameters that want one are left out without it."""
    text = url.replace(*_ESCAPED)
    if since is not None:
        text = text.replace(_SINCE, quote(str(since), safe=""))
    elif _SINCE in text:
        parts = urlsplit(text)
        pairs = [pair for pair in parts.query.split("&") if _SINCE not in pair]
        text = urlunsplit(parts._replace(query="&".join(pairs)))
    return text.replace(_ESCAPED[1], _SINCE)


def _filled(value: Any, since: Value | None) -> Any:
    """JSON data with the time in its texts; a text that is nothing else becomes the time itself."""
    if isinstance(value, str):
        text = value.replace(*_ESCAPED)
        if _SINCE not in text:
            return text.replace(_ESCAPED[1], _SINCE)
        if since is None:
            return _GONE
        return since if text == _SINCE else text.replace(_SINCE, str(since)).replace(_ESCAPED[1], _SINCE)
    if isinstance(value, list):
        return [made for item in value if (made := _filled(item, since)) is not _GONE]
    if isinstance(value, dict):
        filled = ((name, _filled(item, since)) for name, item in value.items())
        return {name: made for name, made in filled if made is not _GONE}
    return value
