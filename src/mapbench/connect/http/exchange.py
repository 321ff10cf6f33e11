"""One dataset asked for, page after page, until there are enough records, pages, or no more of either."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mapbench.connect.http.addresses import shown
from mapbench.connect.http.answers import Answer, payload_of
from mapbench.connect.http.calls import Call, Value, call_of
from mapbench.connect.http.client import Client
from mapbench.connect.http.endpoint import Endpoint
from mapbench.connect.http.failures import ConnectError, PagesLoop
from mapbench.connect.http.pages import Page, first_page, next_page
from mapbench.connect.http.payload import guessed, records_in
from mapbench.model.documents import Document
from mapbench.model.system import Dataset, Pagination

#: More pages than anybody wants in one go: something is wrong with them.
MOST_PAGES = 1_000

Record = dict[str, Any]
#: Told of every page or failure: the request, its answer if there is one, its records, the failure if there is one.
Observer = Callable[[Call, Answer | None, Sequence[Any], ConnectError | None], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A dataset of a system, and the client to ask for it with; of what is new `since` then, or `call` and nothing else."""

    client: Client
    document: Document
    name: str
    dataset: Dataset
    observe: Observer
    since: Value | None = None
    call: Call | None = None


@dataclass(slots=True)
class Exchange:
    """What a dataset answered to a request. `more` says that there are further pages, `following` asks for the next of them;
    `records_path` where the records were.
    """

    dataset: str
    call: Call
    records_path: str = "$"
    records: list[Record] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    more: bool = False
    guessed: bool = False
    following: Call | None = field(default=None, repr=False)


async def exchange(
    asked: Asked, *, pages: int, enough: int | None = None, before: Exchange | None = None
) -> Exchange:
    """Asks for at most `pages` pages, or until there are `enough` records; those that came `before` are gone on from.

    Raises ConnectError, which the observer has been told by then.
    """
    client, endpoint, pagination = asked.client, asked.client.endpoint, asked.dataset.pagination
    call: Call | None = asked.call or first_page(
        call_of(endpoint, asked.document, asked.name, asked.dataset, asked.since), pagination
    )
    assert call is not None
    result = Exchange(f"{endpoint.system}.{asked.name}", call)
    seen: set[str] = set()
    if before is not None and before.following is not None:
        call = replace(
            before.following, url=client.same_origin(endpoint.origin, before.following.url, "a next link")
        )
        result.call, result.records, result.answers = before.call, [*before.records], [*before.answers]
        seen = {hashlib.sha256(answer.body).hexdigest() for answer in before.answers}
    last = min(len(result.answers) + pages, MOST_PAGES)
    while call is not None and len(result.answers) < last:
        page = await _page(asked, call, result)
        _refuse_repeats(endpoint, page, seen, len(result.answers))
        call = following(client, page, pagination)
        if enough is not None and len(result.records) >= enough:
            break
    result.more, result.following = call is not None, call
    return result


def following(client: Client, page: Page, pagination: Pagination | None) -> Call | None:
    """The request for the next page, None after the last one. Raises LeavesOrigin where it leads elsewhere."""
    there = next_page(page, pagination)
    if there is None:
        return None
    return replace(there, url=client.same_origin(page.answer.url, there.url, "a next link"))


async def _page(asked: Asked, call: Call, result: Exchange) -> Page:
    answer, path = None, asked.dataset.records
    endpoint = asked.client.endpoint
    try:
        answer = await asked.client.send(call)
        payload = payload_of(answer, endpoint)
        records = records_in(payload, path, endpoint.system, asked.name, asked.document)
    except ConnectError as error:
        asked.observe(call, answer, [], error)
        raise
    asked.observe(call, answer, records, None)
    result.records_path, result.guessed = path or guessed(payload), not path
    result.records += records
    result.answers.append(answer)
    return Page(call, answer, payload, len(records))


def _refuse_repeats(endpoint: Endpoint, page: Page, seen: set[str], number: int) -> None:
    """Refuses a request that was sent before, and a full page with the very content of an earlier one."""
    asked = page.call.identity
    content = hashlib.sha256(page.answer.body).hexdigest() if page.records else asked
    if asked in seen or content in seen:
        raise PagesLoop(endpoint.system, endpoint.secrets.scrub(shown(page.call.url)), number)
    seen |= {asked, content}
