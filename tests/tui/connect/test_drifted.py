"""Connect after an endpoint changed: several renames in one step, and what it said another day."""

import json

import pytest
from tests.tui.connect.conftest import arrive, send, settled

from mapbench.drift.looking import departed
from mapbench.tui.app import Workbench
from mapbench.tui.ask import Choose
from mapbench.tui.map.place import MapPlace
from mapbench.workspace.workspace import Workspace

SIZE = (120, 40)
#: What the CRM calls two fields now, and what it called them when they were pinned.
BEFORE = {"shop_customer_id": "shop_ref", "lifecycle": "stage"}


@pytest.fixture
def before(folder):
    """The project as it was before the CRM renamed two fields."""
    found = [*folder.glob("schemas/crm.contact.json"), *folder.glob("fixtures/crm.contact/*.json"), folder / "mappings/crm-contact.yaml"]  # fmt: skip
    for path in found:
        text = path.read_text()
        for now, was in BEFORE.items():
            text = text.replace(f"source: {now}", f"source: {was}").replace(f'"{now}"', f'"{was}"')
        path.write_text(text)
    bench = Workbench(Workspace.open(folder))
    yield bench
    bench.close()


async def test_several_renames_are_re_bound_in_one_step_without_losing_a_rule(before, folder):
    mapping = folder / "mappings/crm-contact.yaml"
    rules = mapping.read_text().count("- target:")
    async with before.run_test(size=SIZE) as pilot:
        await arrive(before, pilot, "crm.contact")
        await send(before, pilot)
        await pilot.press("b")
        await pilot.pause()
        assert isinstance(before.screen, Choose)
        await pilot.press("enter")
        await pilot.pause()
        assert "shop_ref: 1.00, same values (3 of 3)" in before.screen.details
        await pilot.press("enter")
        await settled(before, pilot)
        assert before.workspace.steps[-1].name.startswith("Re-bind ")
        assert "and 1 more in crm.contact" in before.workspace.steps[-1].name
    text = mapping.read_text()
    assert [f"source: {now}" in text and f"source: {was}" not in text for now, was in BEFORE.items()] == [True, True]  # fmt: skip
    assert text.count("- target:") == rules


async def test_the_canvas_knows_what_the_endpoint_has_just_answered(before, folder):
    async with before.run_test(size=SIZE) as pilot:
        before.go("map", mapping="crm-contact")
        await settled(before, pilot)
        place = before.query_one(MapPlace)
        assert not any(rule.gone for rule in place.view.rules)
        await arrive(before, pilot, "crm.contact")
        await send(before, pilot)
        before.go("map", mapping="crm-contact")
        await settled(before, pilot)
        assert {rule.gone for rule in place.view.rules if rule.gone} == {(("shop_ref",),), (("stage",),)}
        assert {one.new for one in place.view.renames} == {("shop_customer_id",), ("lifecycle",)}


async def test_what_it_answered_another_day_is_told_without_asking_again(before, folder, endpoints):
    async with before.run_test(size=SIZE) as pilot:
        await arrive(before, pilot, "crm.contact")
        await send(before, pilot)
    assert ("shop_ref",) in departed(folder, "crm.contact")
    asked = len(endpoints.requests)
    later = Workbench(Workspace.open(folder))
    async with later.run_test(size=SIZE) as pilot:
        place = await arrive(later, pilot, "shopify.order")
        words = {view.id: (view.health, view.word) for view in place.views}
        assert words["crm"] == ("error", "drift")
        assert len(endpoints.requests) == asked
    later.close()


async def test_of_a_field_that_nothing_replaces_it_is_said_what_to_do(folder):
    pin, mapping = folder / "schemas/crm.contact.json", folder / "mappings/crm-contact.yaml"
    schema = json.loads(pin.read_text())
    schema["properties"]["fax"] = {"type": "string"}
    schema["required"] = [*schema.get("required", []), "fax"]
    pin.write_text(json.dumps(schema))
    mapping.write_text(mapping.read_text().replace("source: lifecycle", "source: fax"))
    bench = Workbench(Workspace.open(folder))
    async with bench.run_test(size=SIZE) as pilot:
        await arrive(bench, pilot, "crm.contact")
        await send(bench, pilot)
        await pilot.press("b")
        await pilot.pause()
        assert any(
            one.message.startswith("Nothing new resembles fax. In Map, b shows")
            for one in bench._notifications
        )
    bench.close()
