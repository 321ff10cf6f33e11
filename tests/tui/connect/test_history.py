"""Requests of the past in the workbench: walked through, sent again, and copied as curl."""

import pytest
from tests.cli.connect.values import CLIENT, KEYS
from tests.tui.connect.conftest import arrive, send, settled
from textual.widgets import Static

from mapbench.tui.app import Workbench
from mapbench.tui.connect.history import History
from mapbench.tui.connect.request import RequestLine
from mapbench.tui.lines import Lines
from mapbench.workspace.workspace import Workspace

SIZE = (120, 40)
DESK = """\
system: desk
owner: crm-team
role: engagement
tier: operational
connection:
  type: http
  url: ${CRM_URL}/v2
  auth: {type: oauth2, token_url: "${CRM_URL}/oauth/token", client_id: "${CRM_CLIENT_ID}", client_secret: "${CRM_CLIENT_SECRET}"}
datasets:
  contact:
    request: POST /contacts/search
    body: {limit: 3, updated_since: "{since}"}
    records: $.data[*]
    key: [id]
    incremental: {field: updated, first: 0}
"""


@pytest.fixture
def copied(bench, monkeypatch):
    texts = []
    monkeypatch.setattr(bench, "copy_to_clipboard", texts.append)
    return texts


async def past(bench, pilot):
    await pilot.press("a")
    await settled(bench, pilot)
    return bench.screen


def chosen(card):
    lines = card.query(Lines).first()
    return card.past[lines.key].number


async def test_nothing_asked_yet_says_so(bench, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        await arrive(bench, pilot)
        await past(bench, pilot)
        assert not isinstance(bench.screen, History)


async def test_requests_are_walked_through_and_sent_again(bench, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        await send(bench, pilot)
        await send(bench, pilot)
        card = await past(bench, pilot)
        assert [one.word for one in card.past] == ["200, 10 records", "200, 10 records"]
        newest = chosen(card)
        await pilot.press("right_square_bracket")
        assert chosen(card) == newest - 1
        assert str(card.query_one("#asked", Static).render()).startswith(
            f"GET {endpoints.origin}/shopify/orders.json"
        )
        await pilot.press("left_square_bracket", "left_square_bracket")
        assert chosen(card) == newest
        asked = len(endpoints.requests)
        await pilot.press("enter")
        await settled(bench, pilot)
        assert len(endpoints.requests) == asked + 1
        assert place.seen_here().answer.status == 200
        assert len((await past(bench, pilot)).past) == 3


async def test_what_is_shown_of_an_answer_is_redacted(bench, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        await arrive(bench, pilot, "crm.contact")
        await send(bench, pilot)
        card = await past(bench, pilot)
        assert "@example.com" in card.past[0].answer
        assert [key for key in KEYS.values() if key in repr(card.past) + card.past[0].answer] == []


async def test_a_request_and_one_of_the_past_are_copied_as_curl(bench, endpoints, copied):
    async with bench.run_test(size=SIZE) as pilot:
        await arrive(bench, pilot)
        await pilot.press("c")
        await settled(bench, pilot)
        assert "Authorization: Bearer $SHOPIFY_TOKEN" in copied[0]
        assert endpoints.requests == []
        await send(bench, pilot)
        await past(bench, pilot)
        await pilot.press("c")
        await settled(bench, pilot)
        assert copied[1] == copied[0]
        assert KEYS["SHOPIFY_TOKEN"] not in "".join(copied)


async def test_oauth_and_body_stand_in_the_request(folder, endpoints, monkeypatch):
    endpoints.keys |= CLIENT
    endpoints.reset()
    for name, value in CLIENT.items():
        monkeypatch.setenv(name, value)
    (folder / "systems/desk.yaml").write_text(DESK)
    bench = Workbench(Workspace.open(folder))
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot, "desk.contact")
        text = str(place.query_one(RequestLine).render())
        host = endpoints.origin.removeprefix("http://")
        assert text.startswith(f"POST  {endpoints.origin}/crm/v2/contacts/search")
        assert f"auth oauth2 from {host}" in text
        assert 'new by updated   body {"limit": 3, "updated_since": "{since}"}' in text
        await send(bench, pilot)
        assert (place.seen_here().failure, len(place.seen_here().answer.real)) == (None, 3)
    bench.close()
