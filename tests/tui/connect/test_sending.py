"""Asking an endpoint from the workbench: never by itself, never without consent, and every failure in a sentence."""

import asyncio

import pytest
from tests.cli.connect.values import KEYS, assert_nowhere, personal_values
from tests.tui.connect.conftest import NOON, arrive, send, settled
from textual.widgets import Static

from mapbench.sandbox.faults import Fault
from mapbench.tui.ask import Confirm
from mapbench.tui.connect.panes import ResponsePane, SchemaPane
from mapbench.tui.connect.place import ConnectPlace
from mapbench.tui.connect.request import RequestPane
from mapbench.tui.connect.systems import SystemsPane

SIZE = (120, 40)


def said(place):
    return str(place.query_one("#failed", Static).render())


def drawn(bench):
    """Everything on the screen as text."""
    screen = bench.screen
    return "\n".join("".join(segment.text for segment in line) for line in screen._compositor.render_strips())


async def test_arriving_sends_nothing(bench, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        assert endpoints.requests == []
        assert place.query_one(ResponsePane).has_class("-empty")
        assert "Not sent yet" in drawn(bench)


async def test_the_first_request_to_a_host_shows_its_variables_and_asks(bench, endpoints, tmp_path):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(bench.screen, Confirm)
        assert [line.strip() for line in bench.screen.details[:2]] == ["SHOPIFY_TOKEN", "SHOP_URL"]
        assert endpoints.requests == []
        await pilot.press("enter")
        await settled(bench, pilot)
        assert len(endpoints.requests) == 1
        assert place.seen_here().answer.status == 200
        await pilot.press("enter")
        await settled(bench, pilot)
        assert len(endpoints.requests) == 2


async def test_a_consent_refused_sends_nothing_and_is_asked_again(bench, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        await pilot.press("enter", "escape")
        await settled(bench, pilot)
        assert endpoints.requests == []
        assert "Nothing was sent: SHOPIFY_TOKEN, SHOP_URL may not go to" in said(place)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(bench.screen, Confirm)


async def test_an_answer_is_drawn_masked_until_v(bench, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        await send(bench, pilot)
        assert "10 records" in str(place.query_one(ResponsePane).border_title)
        assert "200" in str(place.query_one("#said", Static).render())
        tree = place.query_one(ResponsePane).lines
        values = {line.key[-1]: line.cells[1][0] for line in tree.lines if line.key and len(line.key) == 3}
        assert values["email"] == '"b•••@•••"'
        assert not {value for value in personal_values() if value in drawn(bench)}
        await pilot.press("v")
        values = {line.key[-1]: line.cells[1][0] for line in tree.lines if line.key and len(line.key) == 3}
        assert values["email"] == '"bob.miller@example.com"'


async def test_the_text_of_the_answer_is_masked_too(bench):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot, "crm.contact")
        await send(bench, pilot)
        await pilot.press("r")
        text = "\n".join(line.cells[0][0] for line in place.query_one(ResponsePane).lines.lines)
        assert '"next_cursor"' in text
        assert [value for value in personal_values() if value in text] == []


async def test_nothing_real_is_kept_on_disk(bench, tmp_path):
    async with bench.run_test(size=SIZE) as pilot:
        await arrive(bench, pilot)
        await send(bench, pilot)
        await pilot.press("v", "W", "enter")
        await settled(bench, pilot)
    assert_nowhere([*KEYS.values()], [tmp_path])
    assert_nowhere(personal_values(), [tmp_path / "storefront" / ".mapbench"])


FAILURES = [
    ("expired", "401", "does not know who asks", "Check the value of SHOPIFY_TOKEN"),
    ("html", "", 'a web page called "Sign in"', "sign-in page"),
    ("cut", "", "breaks off", "Nothing of it was used"),
    ("500", "500", "failed with status 500", "try again later"),
    ("next-link", "", "a next link", "Credentials stay with one origin"),
]


@pytest.mark.parametrize("case", FAILURES, ids=lambda case: case[0])
async def test_a_failure_is_a_sentence_and_a_way_out(bench, endpoints, case):
    name, status, sentence, hint = case
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        endpoints.faults.append(Fault(name))
        await send(bench, pilot)
        text = " ".join(said(place).split())
        assert text.startswith(f"✗ {status}")
        assert sentence in text
        assert hint in text
        assert "-failed" in place.query_one(ResponsePane).classes


async def test_what_was_shown_stays_and_is_called_stale(bench, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        await send(bench, pilot)
        before = len(place.query_one(ResponsePane).lines.lines)
        endpoints.faults.append(Fault("html", times=1))
        await send(bench, pilot)
        assert "stale" in str(place.query_one(ResponsePane).border_title)
        assert len(place.query_one(ResponsePane).lines.lines) == before
        await send(bench, pilot)
        assert "stale" not in str(place.query_one(ResponsePane).border_title)


async def test_a_system_that_was_asked_too_often_counts_down(bench, endpoints, monkeypatch):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        endpoints.faults.append(Fault("429", times=1))
        await send(bench, pilot)
        assert "Free again in 2 s." in said(place)
        assert next(one for one in place.query_one(SystemsPane).views if one.id == "shopify").word == "quota"
        monkeypatch.setattr(ConnectPlace, "clock", lambda: NOON + 0.5)
        place.tick()
        await pilot.pause()
        assert "Free again in 2 s." in said(place)
        monkeypatch.setattr(ConnectPlace, "clock", lambda: NOON + 3)
        place.tick()
        await pilot.pause()
        assert "It is free again: enter sends." in said(place)


async def test_a_variable_that_is_not_set_is_named_before_anything_is_sent(bench, endpoints, monkeypatch):
    monkeypatch.delenv("SHOPIFY_TOKEN")
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        assert "SHOPIFY_TOKEN not set" in str(place.query_one(RequestPane).line.render())
        await pilot.press("enter")
        await settled(bench, pilot)
        assert "needs the variable SHOPIFY_TOKEN" in said(place)
        assert endpoints.requests == []


async def test_escape_takes_a_request_back(bench, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        await send(bench, pilot)
        endpoints.faults.append(Fault("slow", seconds=60))
        await pilot.press("enter")
        while len(endpoints.requests) < 2:
            await asyncio.sleep(0)
        sending = place.sending
        await pilot.press("escape")
        await settled(bench, pilot)
        assert place.sending is None
        assert sending._stopped
        assert place.seen_here().failure is None


async def test_what_is_written_to_cannot_be_sent_and_what_lies_in_files_is_read(bench, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot, "netsuite.sales-order")
        assert "records are sent there by flows" in str(place.query_one(RequestPane).border_title)
        assert place.query_one(RequestPane).has_class("-refused")
        place = await arrive(bench, pilot, "warehouse.pick-line")
        await pilot.press("enter")
        await settled(bench, pilot)
        assert said(place) == ""
        assert len(place.seen_here().masked) == 9
        assert endpoints.requests == []


async def test_the_quota_left_stands_in_the_second_row(bench):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        assert place.belongs()[0].plain == "quota 40/40 left"
        await send(bench, pilot)
        assert place.belongs()[0].plain.startswith("quota 39/40 left, renews in")


async def test_no_secret_is_ever_drawn(bench):
    async with bench.run_test(size=SIZE) as pilot:
        await arrive(bench, pilot, "netsuite.invoice")
        await send(bench, pilot)
        await pilot.press("v")
        await pilot.pause()
        text = drawn(bench)
        assert "${ERP_PASSWORD}" in text
        assert [value for value in KEYS.values() if value in text] == []


async def test_on_a_small_screen_one_pane_is_in_view_and_systems_are_a_list(bench):
    async with bench.run_test(size=(80, 24)) as pilot:
        place = await arrive(bench, pilot)
        assert not place.query_one(SystemsPane).display
        assert "systems" in place.belongs()[0].plain
        await pilot.press("t")
        assert place.query_one(SchemaPane).display
        assert not place.query_one(ResponsePane).display
        assert "[bold $strong]Schema[/" in str(place.query_one(SchemaPane).border_title)
        await pilot.press("s", "down", "enter")
        await settled(bench, pilot)
        assert place.reference != "shopify.order"


async def test_m_asks_for_the_next_page_alone_and_its_records_join_those_in_view(bench, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        await send(bench, pilot)
        first = list(place.seen_here().answer.real)
        assert " more" in str(place.query_one(ResponsePane).border_title)
        quota = place.quota[0]
        await pilot.press("m")
        await settled(bench, pilot)
        seen = place.seen_here()
        assert len(endpoints.requests) == 2
        assert (seen.answer.real[:10], len(seen.answer.real), seen.record) == (first, 20, 10)
        assert (len(seen.texts), place.quota[0]) == (20, quota - 1)
        while seen.answer.received.exchange.more:
            await pilot.press("m")
            await settled(bench, pilot)
        asked = len(endpoints.requests)
        await pilot.press("m")
        await settled(bench, pilot)
        assert len(endpoints.requests) == asked
        assert [toast.message for toast in bench._notifications][-1] == "There is no next page."
