"""A schema from a file in the workbench: form, the part that is meant, what changes; one step that undoes."""

import json

import pytest
from tests.cli.test_importing import API
from tests.tui.small_project import on_project, until, write_project

from mapbench.project.project import Project
from mapbench.tui.app import Workbench
from mapbench.tui.ask import Ask, Choose, Confirm
from mapbench.tui.map.place import MapPlace

SIZE = (120, 40)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "api.json").write_text(json.dumps(API))
    return write_project(tmp_path)


async def shown(bench, pilot, kind):
    """The card of a kind, once it is there."""
    await until(pilot, lambda: isinstance(bench.screen, kind))
    return bench.screen


async def connect(bench, pilot):
    bench.go("connect")
    await until(pilot, lambda: bench.place_id == "connect")
    await pilot.press("i")
    await shown(bench, pilot, Ask)


async def asked(bench, pilot, folder, **values):
    """The form, filled in and sent."""
    for name, value in {"file": str(folder.parent / "api.json"), **values}.items():
        bench.screen.query_one(f"#field-{name}").value = value
    bench.screen.query_one("#field-records").focus()
    await pilot.pause()
    await pilot.press("enter")


async def test_an_operation_is_chosen_shown_and_pinned_as_one_step(folder):
    async with on_project(folder) as (pilot, bench):
        await connect(bench, pilot)
        await asked(bench, pilot, folder, dataset="bazaar.sale")
        card = await shown(bench, pilot, Choose)
        assert [choice.name for choice in card.choices] == ["GET /sales", "GET /sales/{id}"]
        await pilot.press("enter")
        card = await shown(bench, pilot, Confirm)
        assert card.sentence == "Pin 3 fields as the schema of bazaar.sale?"
        assert card.details == (
            "from the answer of GET /sales (listSales)",
            "records: $.sales[*] (a guess)",
            "It is the first one.",
        )
        assert not (folder / "schemas/bazaar.sale.json").exists()
        await pilot.press("enter")
        await until(pilot, lambda: (folder / "schemas/bazaar.sale.json").exists() and bench.workspace.done)
        assert bench.workspace.steps[-1].name == "Import the schema of bazaar.sale"
        assert "bazaar" in bench.workspace.project.systems
        await pilot.press("u")
        await until(pilot, lambda: not (folder / "systems/bazaar.yaml").exists())
        assert not (folder / "schemas/bazaar.sale.json").exists()


async def test_what_becomes_of_the_pin_is_shown_first(folder):
    path = folder / "schemas/shop.order.json"
    before = path.read_bytes()
    async with on_project(folder) as (pilot, bench):
        bench.go("map", mapping="shop-order")
        await until(pilot, lambda: bench.query(MapPlace) and bench.query_one(MapPlace).seen)
        await pilot.press("i")
        card = await shown(bench, pilot, Ask)
        assert card.query_one("#field-dataset").value == "shop.order"
        await asked(bench, pilot, folder, part="getSale")
        card = await shown(bench, pilot, Confirm)
        assert "+ refund_of new" in card.details
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(bench.screen, Confirm))
        assert path.read_bytes() == before


async def test_what_cannot_be_read_is_said_and_nothing_else_happens(folder, monkeypatch):
    (folder.parent / "api.json").write_text("{")
    said = []
    async with on_project(folder) as (pilot, bench):
        monkeypatch.setattr(bench, "say", said.append)
        await connect(bench, pilot)
        await asked(bench, pilot, folder, dataset="bazaar.sale")
        await until(pilot, lambda: said)
        assert "is not closed" in str(said[0])
        assert not isinstance(bench.screen, Confirm | Choose)


async def test_the_form_says_what_is_wrong_with_its_fields(folder):
    async with on_project(folder) as (pilot, bench):
        await connect(bench, pilot)
        await asked(bench, pilot, folder, dataset="Shop", file="nope.json")
        said = bench.screen.query_one("#said-file")
        await until(pilot, lambda: "There is no such file." in str(said.render()))
        assert "Write SYSTEM.DATASET" in str(bench.screen.query_one("#said-dataset").render())


async def test_the_first_run_makes_a_project_around_a_document(tmp_path):
    (tmp_path / "api.json").write_text(json.dumps(API))
    folder = tmp_path / "new"
    folder.mkdir()
    bench = Workbench(None, folder)
    async with bench.run_test(size=SIZE) as pilot:
        await pilot.press("i")
        card = await shown(bench, pilot, Ask)
        card.query_one("#field-file").value = str(tmp_path / "api.json")
        card.query_one("#field-file").focus()
        await pilot.pause()
        await pilot.press("enter")
        await shown(bench, pilot, Confirm)
        await pilot.press("enter")
        await until(pilot, lambda: bench.screen.query("#field-dataset"))
        await asked(bench, pilot, folder, dataset="bazaar.sale", part="listSales")
        await shown(bench, pilot, Confirm)
        await pilot.press("enter")
        await until(pilot, (folder / "systems/bazaar.yaml").exists)
    bench.close()
    assert Project.open(folder).pinned() == ["bazaar.sale", "shop.order"]
