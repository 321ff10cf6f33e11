"""What is done with an answer: captured, pinned, re-bound, classified; each a step that undoes."""

import json

import pytest
from tests.cli.connect.values import assert_nowhere, personal_values
from tests.tui.connect.conftest import arrive, send, settled
from textual.widgets import Static

from mapbench.project.project import Project
from mapbench.tui.app import Workbench
from mapbench.tui.ask import Ask, Choose, Confirm
from mapbench.tui.connect.panes import CapturePane, SchemaPane
from mapbench.tui.connect.request import RequestPane
from mapbench.workspace.workspace import Workspace

SIZE = (120, 40)
RENAMED = "shop_customer_id"


def contents(folder):
    files = (path for path in folder.rglob("*") if path.is_file() and ".mapbench" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def fill(bench, **values):
    for name, value in values.items():
        bench.screen.query_one(f"#field-{name}").value = value


@pytest.fixture
def renamed(folder):
    """The project as it was before the CRM called a field `shop_customer_id`."""
    found = [*folder.glob("schemas/crm.contact.json"), *folder.glob("fixtures/crm.contact/*.json"), *folder.glob("mappings/*.yaml")]  # fmt: skip
    for path in found:
        path.write_text(path.read_text().replace(RENAMED, "shop_ref"))
    bench = Workbench(Workspace.open(folder))
    yield bench
    bench.close()


async def test_a_capture_is_redacted_one_step_and_undone(bench, folder):
    for path in folder.glob("fixtures/shopify.order/*.json"):
        path.unlink()
    before = contents(folder)
    async with bench.run_test(size=SIZE) as pilot:
        bench.look_outside()
        await settled(bench, pilot)
        place = await arrive(bench, pilot)
        await send(bench, pilot)
        assert contents(folder) == before
        assert str(place.query_one("#file", Static).render()).endswith("w writes it")
        await pilot.press("w")
        await settled(bench, pilot)
        after = contents(folder)
        (new,) = set(after) - set(before)
        assert new.startswith("fixtures/shopify.order/820001001")
        assert bench.workspace.steps[-1].name.startswith("Capture the fixture 820001001")
        assert "stands there already" in str(place.query_one("#file", Static).render())
        shown = {line.cells[0][0]: line.cells[1][0] for line in place.query_one(CapturePane).lines.lines}
        assert json.loads(after[new])["email"] == shown["email"]
        assert_nowhere(personal_values(), [folder / "fixtures" / "shopify.order"])
        await pilot.press("u")
        await settled(bench, pilot)
        assert contents(folder) == before


async def test_where_no_key_names_a_fixture_the_key_that_gives_one_is_shown(bench, folder):
    file = folder / "systems/shopify.yaml"
    file.write_text(file.read_text().replace("    key: [id]\n", "", 1))
    async with bench.run_test(size=SIZE) as pilot:
        bench.look_outside()
        await settled(bench, pilot)
        place = await arrive(bench, pilot)
        await send(bench, pilot)
        assert str(place.query_one("#file", Static).render()).endswith("w writes it, e gives it a key")


async def test_every_record_is_captured_after_a_yes(bench, folder):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot, "netsuite.invoice")
        await send(bench, pilot)
        for path in (folder / "fixtures" / "netsuite.invoice").iterdir():
            path.unlink()
        bench.look_outside()
        await settled(bench, pilot)
        await pilot.press("W")
        await pilot.pause()
        assert isinstance(bench.screen, Confirm)
        await pilot.press("enter")
        await settled(bench, pilot)
        assert (
            len(list((folder / "fixtures" / "netsuite.invoice").iterdir()))
            == len(place.seen_here().texts)
            == 10
        )
        assert_nowhere(personal_values(), [folder / "fixtures" / "netsuite.invoice"])


async def test_records_go_round(bench):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        await send(bench, pilot)
        await pilot.press("[")
        assert "record 10 of 10" in str(place.query_one(CapturePane).border_title)
        await pilot.press("]", "]")
        assert "record 2 of 10" in str(place.query_one(CapturePane).border_title)


async def test_new_fields_are_marked_until_the_schema_is_pinned(bench, folder):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        await send(bench, pilot)
        signs = {row.path: row.sign for row in place.seen_here().rows if row.sign}
        assert signs["customer", "metafields"] == "+"
        assert "new" in str(place.query_one(SchemaPane).border_title)
        await pilot.press("p")
        await pilot.pause()
        assert isinstance(bench.screen, Confirm)
        assert "+ customer.metafields" in bench.screen.details
        await pilot.press("enter")
        await settled(bench, pilot)
        assert "metafields" in Project.open(folder).schema("shopify.order").raw["properties"]
        assert [row for row in place.seen_here().rows if row.sign] == []
        await pilot.press("u")
        await settled(bench, pilot)
        assert {row.path: row.sign for row in place.seen_here().rows if row.sign} == signs


async def test_a_renamed_field_is_guessed_by_its_values_and_re_bound(renamed, folder):
    async with renamed.run_test(size=SIZE) as pilot:
        place = await arrive(renamed, pilot, "crm.contact")
        await send(renamed, pilot)
        (guess,) = [one for one in place.seen_here().renames if one.files]
        assert (guess.old, guess.new, guess.reason) == (("shop_ref",), (RENAMED,), "same values (3 of 3)")
        assert guess.strength > 0.9
        assert "shop_ref → shop_customer_id?" in str(place.query_one("#guess", Static).render())
        assert {row.path: row.sign for row in place.seen_here().rows}["shop_ref",] == "-"
        assert next(one for one in place.views if one.id == "crm").word == "drift"
        await pilot.press("b")
        await pilot.pause()
        assert guess.files[0] in renamed.screen.details
        await pilot.press("enter")
        await settled(renamed, pilot)
        assert RENAMED in (folder / guess.files[0]).read_text()
        assert "shop_ref" not in (folder / guess.files[0]).read_text()
        assert "no rule reads it" in str(place.query_one("#guess", Static).render())


async def test_what_is_classified_is_redacted_from_then_on(bench, folder):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        await send(bench, pilot)
        assert place.seen_here().masked[0]["gateway"] == "shopify_payments"
        place.query_one(SchemaPane).lines.select(("gateway",))
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(bench.screen, Choose)
        await pilot.press("s")
        await settled(bench, pilot)
        line = next(one for one in (folder / "schemas/shopify.order.json").read_text().splitlines() if '"gateway"' in one)  # fmt: skip
        assert line.strip() == '"gateway": {"type": ["string", "null"], "x-classification": "secret"},'
        assert place.seen_here().masked[0]["gateway"] == "••••"
        assert "shopify_payments" not in dict(place.seen_here().texts)["1001"]
        assert "gateway" in [row.path for row in place.seen_here().capture()]


async def test_the_request_is_edited_as_one_step(bench, folder, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        place = await arrive(bench, pilot)
        await pilot.press("e")
        await pilot.pause()
        fill(bench, request="GET /orders.json?limit=3", records="$.orders[*]", key="name")
        bench.screen._finish()
        await settled(bench, pilot)
        assert bench.workspace.steps[-1].name == "Edit the request of shopify.order"
        assert "limit=3" in str(place.query_one(RequestPane).line.render())
        await send(bench, pilot)
        assert len(place.seen_here().masked) == 3
        await pilot.press("u")
        await settled(bench, pilot)
        assert "limit=3" not in (folder / "systems/shopify.yaml").read_text()


async def test_from_an_address_to_a_captured_fixture(bench, folder, endpoints):
    async with bench.run_test(size=SIZE) as pilot:
        await arrive(bench, pilot)
        bench.go("connect", new=True)
        await settled(bench, pilot)
        assert isinstance(bench.screen, Ask)
        fill(bench, url=f"curl '{endpoints.origin}/crm/contacts?limit=2&api_key=very-secret-9'")
        await pilot.press("enter")
        await settled(bench, pilot)
        fill(bench, id="people", dataset="person", variable="CRM_KEY")
        bench.screen._finish()
        await settled(bench, pilot)
        text = (folder / "systems/people.yaml").read_text()
        assert "very-secret-9" not in text
        assert 'auth: {type: query, name: api_key, value: "${CRM_KEY}"}' in text
        assert bench.place.reference == "people.person"
        await send(bench, pilot)
        await pilot.press("w")
        await settled(bench, pilot)
        assert len(list((folder / "fixtures/people.person").iterdir())) == 1
        assert_nowhere(personal_values(), [folder / "fixtures/people.person"])
        assert bench.place._dataset().word == "no pin"


async def test_a_project_without_systems_says_the_next_step(folder):
    for path in (folder / "systems").iterdir():
        path.unlink()
    bench = Workbench(Workspace.open(folder))
    async with bench.run_test(size=SIZE) as pilot:
        bench.go("connect")
        await settled(bench, pilot)
        assert bench.place.has_class("-bare")
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(bench.screen, Ask)
    bench.close()
