"""The five kinds of pages: where the next one is, and when there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from mapbench.connect.http.answers import Answer
from mapbench.connect.http.calls import Call
from mapbench.engine.path_code import read
from mapbench.language.paths import parse_path
from mapbench.model.system import Pagination

#: Where a cursor usually is, and the parameter that takes it, for a pagination that does not say.
_CURSORS: Final = (
    ("paging.next.after", "after"),
    ("next_cursor", "cursor"),
    ("nextCursor", "cursor"),
    ("meta.next_cursor", "cursor"),
    ("pagination.next_cursor", "cursor"),
    ("response_metadata.next_cursor", "cursor"),
    ("next_page_token", "page_token"),
    ("nextPageToken", "pageToken"),
)
#: Where the address of the next page usually is.
_ADDRESSES: Final = (
    "next",
    "links.next",
    "_links.next.href",
    "paging.next.link",
    "next_page_url",
    "['@odata.nextLink']",
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came: what was asked, its answer, its payload, and how many records it holds."""

    call: Call
    answer: Answer
    payload: Any
    records: int


def first_page(call: Call, pagination: Pagination | None) -> Call:
    """The request for the first page: with the size of a page, where the pagination names one."""
    if pagination is None or pagination.size is None:
        return call
    default = "per_page" if pagination.type == "page" else "limit"
    name = pagination.size_parameter or default
    return call.with_parameter(name, pagination.size, in_body=in_body(call, pagination))


def next_page(page: Page, pagination: Pagination | None) -> Call | None:
    """The request for the next page, whose address may be relative, as the page gives it; None after the last one."""
    if pagination is None:
        return None
    match pagination.type:
        case "link":
            return _linked(page, page.answer.links.get("next"))
        case "body":
            return _linked(page, _address(page.payload, pagination.next))
        case "cursor":
            return _cursor(page, pagination)
        case "page" | "offset":
            return _counted(page, pagination)
    return None


def in_body(call: Call, pagination: Pagination) -> bool:
    """Whether the parameters of pages go into the body."""
    return isinstance(call.body, dict) and pagination.place != "query"


def with_parameter(url: str, name: str, value: object) -> str:
    """The address with a query parameter set, in place of one that is there."""
    parts = urlsplit(url)
    others = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*others, (name, str(value))])))


def _linked(page: Page, address: str | None) -> Call | None:
    return replace(page.call, url=address) if address else None


def _asked(page: Page) -> Call:
    return replace(page.call, url=page.answer.url)


def _address(payload: Any, path: str | None) -> str | None:
    found = next((value for one in ([path] if path else _ADDRESSES) if (value := _at(payload, one))), None)
    return found if isinstance(found, str) else None


def _cursor(page: Page, pagination: Pagination) -> Call | None:
    ways = [(pagination.next, pagination.parameter or "cursor")] if pagination.next else _CURSORS
    for path, parameter in ways:
        value = _at(page.payload, path)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            call = _asked(page)
            return call.with_parameter(
                pagination.parameter or parameter, value, in_body=in_body(call, pagination)
            )
    return None


def _counted(page: Page, pagination: Pagination) -> Call | None:
    """The next page by its number, or by how many records come before it; a page that is not full is the last."""
    if page.records == 0 or (pagination.size is not None and page.records < pagination.size):
        return None
    if _at(page.payload, "hasMore") is False or _at(page.payload, "has_more") is False:
        return None
    numbered = pagination.type == "page"
    name = pagination.parameter or ("page" if numbered else "offset")
    call = _asked(page)
    inside = in_body(call, pagination)
    given = call.parameter(name, in_body=inside)
    here = int(given) if given.isdecimal() else int(numbered)
    return call.with_parameter(name, here + (1 if numbered else page.records), in_body=inside)


def _at(payload: Any, path: str | None) -> Any:
    return read(parse_path(path), payload, payload) if path and isinstance(payload, dict) else None
