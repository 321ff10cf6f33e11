"""The operations of an OpenAPI document (3.0, 3.1), and the schema of what one of them answers or is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from mapbench.errors import MapbenchError
from mapbench.schemas.documents.dialects import Dialect
from mapbench.schemas.documents.references import Library, Spot
from mapbench.schemas.keywords import SchemaError, join_pointer

METHODS: Final = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
_LONGEST: Final = 20


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its id ("" where it has none), method in capitals, path, summary, and where it stands.

    `answers` says whether it answers JSON, `takes` whether it is sent some.
    """

    id: str
    method: str
    path: str
    summary: str
    spot: Spot
    answers: bool = False
    takes: bool = False

    @property
    def request(self) -> str:
        """As a dataset writes it: `GET /orders`."""
        return f"{self.method} {self.path}"


def dialect_of(document: dict[str, Any]) -> Dialect:
    """Which of OpenAPI's dialects a document is written in. Raises SchemaError for a version that is not read."""
    version = str(document.get("openapi", document.get("swagger", "")))
    if version.startswith("3.0"):
        return "openapi-3.0"
    if version.startswith("3."):
        return "openapi-3.1"
    raise SchemaError(
        f"It is written for version {version} of OpenAPI; 3.0 and 3.1 are read.",
        hint="Convert it first: most API tools save a document as OpenAPI 3.",
    )


def server_of(document: dict[str, Any]) -> str:
    """The address of the first server, as far as it is one; "" where none is named."""
    servers = document.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    url = first.get("url") if isinstance(first, dict) else None
    return (
        url.rstrip("/")
        if isinstance(url, str) and url.startswith(("http://", "https://")) and "{" not in url
        else ""
    )


def operations(library: Library, name: str) -> list[Operation]:
    """Every operation of a document, in its order."""
    return list(_operations(library, name))


def _operations(library: Library, name: str) -> Iterator[Operation]:
    document = library.documents[name]
    paths = document.get("paths")
    for path, written in (paths if isinstance(paths, dict) else {}).items():
        spot, item = _followed(library, Spot(name, join_pointer("/paths", path)), written)
        for method in METHODS:
            one = item.get(method) if isinstance(item, dict) else None
            if isinstance(one, dict):
                at = Spot(spot.document, join_pointer(spot.pointer, method))
                told = one.get("summary") or one.get("description") or ""
                yield Operation(
                    str(one.get("operationId") or ""), method.upper(), path, " ".join(str(told).split()), at,
                    _has(answer_spot, library, at), _has(body_spot, library, at),
                )  # fmt: skip


def _has(find: Callable[[Library, Spot], Spot | None], library: Library, operation: Spot) -> bool:
    """Whether an operation has such a schema; a broken reference is told when that operation is chosen."""
    try:
        return find(library, operation) is not None
    except MapbenchError:
        return True


def answer_spot(library: Library, operation: Spot) -> Spot | None:
    """Where the schema of an operation's JSON answer stands: of 200, else of the first 2xx, else of `default`."""
    responses = library.at(operation).get("responses")
    responses = {str(code): one for code, one in responses.items()} if isinstance(responses, dict) else {}
    codes = ["200", *sorted(code for code in responses if code.startswith("2") and code != "200"), "default"]
    for code in codes:
        if code in responses:
            at = Spot(operation.document, join_pointer(operation.pointer, "responses", code))
            found = _content(library, *_followed(library, at, responses[code]))
            if found is not None:
                return found
    return None


def body_spot(library: Library, operation: Spot) -> Spot | None:
    """Where the schema of the JSON that an operation is sent stands."""
    body = library.at(operation).get("requestBody")
    return _content(
        library, *_followed(library, Spot(operation.document, f"{operation.pointer}/requestBody"), body)
    )


def _content(library: Library, spot: Spot, holds: Any) -> Spot | None:
    content = holds.get("content") if isinstance(holds, dict) else None
    for kind, media in (content if isinstance(content, dict) else {}).items():
        plain = kind.partition(";")[0].strip().lower()
        is_json = plain in {"application/json", "*/*", "text/json"} or plain.endswith("+json")
        if is_json and isinstance(media, dict) and isinstance(media.get("schema"), dict | bool):
            return Spot(spot.document, join_pointer(spot.pointer, "content", kind, "schema"))
    return None


def _followed(library: Library, spot: Spot, node: Any) -> tuple[Spot, Any]:
    """A part of the document, or what its reference names; endless references end somewhere."""
    for _ in range(_LONGEST):
        if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
            break
        spot = library.resolve(spot, node["$ref"])
        node = library.at(spot)
    return spot, node
