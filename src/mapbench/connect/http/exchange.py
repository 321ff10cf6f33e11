"""One dataset asked for, page after page, until there are enough records, pages, or no more of either."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mapbench.connect.http.addresses import origin_of, shown
from mapbench.connect.http.answers import Answer, payload_of
from mapbench.connect.http.client import Client
from mapbench.connect.http.endpoint import Endpoint
from mapbench.connect.http.failures import ConnectError, PagesLoop
from mapbench.connect.http.pages import Page, first_page, next_page
from mapbench.connect.http.payload import guessed, records_in
from mapbench.connect.http.refusals import BadConnection
from mapbench.model.documents import Document
from mapbench.model.system import Dataset

#: More pages than anybody wants in one go: something is wrong with them.
MOST_PAGES = 1_000

Record = dict[str, Any]
#: Told of every page or failure: its address, its answer if there is one, its records, the failure if there is one.
Observer = Callable[[str, Answer | None, list[Record], ConnectError | None], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A dataset of a system, and the client to ask for it with."""

    client: Client
    document: Document
    name: str
    dataset: Dataset
    observe: Observer


@dataclass(slots=True)
class Exchange:
    """What a dataset answered. `more` says that there are further pages; `records_path` where the records were."""

    dataset: str
    url: str
    records_path: str = "$"
    records: list[Record] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    more: bool = False
    guessed: bool = False


def request_url(endpoint: Endpoint, document: Document, dataset: str) -> str:
    """The address of a dataset's first page. Raises BadConnection where it cannot be read by a GET."""
    place = document.position(("datasets", dataset, "request"))
    name, text = f"{endpoint.system}.{dataset}", endpoint.requests[dataset].strip()
    method, _, path = text.partition(" ")
    if not path and method.startswith(("/", "http")):
        method, path = "GET", method
    if not text:
        raise BadConnection(name, f"{name} has no request.", "Write `request: GET /path`.", place)
    if method.upper() != "GET":
        hint = "Only datasets with a GET are asked for; records are sent by flows."
        raise BadConnection(name, f"{name} is written to ({method}), not read.", hint, place)
    path = path.strip()
    url = path if "://" in path else f"{endpoint.url.rstrip('/')}/{path.lstrip('/')}"
    if origin_of(url) != endpoint.origin:
        hint = "A dataset on another host belongs to a system of its own."
        raise BadConnection(name, f"{name} is not at the address of {endpoint.system}.", hint, place)
    return url


async def exchange(asked: Asked, *, pages: int, enough: int | None = None) -> Exchange:
    """Asks for at most `pages` pages, or until there are `enough` records.

    Raises ConnectError, which the observer has been told by then.
    """
    client, endpoint, pagination = asked.client, asked.client.endpoint, asked.dataset.pagination
    url: str | None = first_page(request_url(endpoint, asked.document, asked.name), pagination)
    assert url is not None
    result = Exchange(f"{endpoint.system}.{asked.name}", url)
    seen: set[str] = set()
    while url is not None and len(result.answers) < min(pages, MOST_PAGES):
        page = await _page(asked, url, result)
        _refuse_repeats(endpoint, page, url, seen, len(result.answers))
        there = next_page(page, pagination)
        url = client.same_origin(page.answer.url, there, "a next link") if there else None
        if enough is not None and len(result.records) >= enough:
            break
    result.more = url is not None
    return result


async def _page(asked: Asked, url: str, result: Exchange) -> Page:
    answer, path = None, asked.dataset.records
    endpoint = asked.client.endpoint
    try:
        answer = await asked.client.get(url)
        payload = payload_of(answer, endpoint)
        records = records_in(payload, path, endpoint.system, asked.name, asked.document)
    except ConnectError as error:
        asked.observe(url, answer, [], error)
        raise
    asked.observe(url, answer, records, None)
    result.records_path, result.guessed = path or guessed(payload), not path
    result.records += records
    result.answers.append(answer)
    return Page(answer, payload, len(records))


def _refuse_repeats(endpoint: Endpoint, page: Page, url: str, seen: set[str], number: int) -> None:
    """Refuses an address that was asked before, and a full page with the very content of an earlier one."""
    content = hashlib.sha256(page.answer.body).hexdigest() if page.records else url
    if url in seen or content in seen:
        raise PagesLoop(endpoint.system, endpoint.secrets.scrub(shown(url)), number)
    seen |= {url, content}
