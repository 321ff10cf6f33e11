"""Specification sheets in the workbench: one goes out, one comes back, each proposal accepted or refused."""

import openpyxl
from tests.tui.small_project import on_project, text_of, until, write_project

from mapbench.tui.ask import Ask, Choose
from mapbench.tui.lines import Lines
from mapbench.tui.map.place import MapPlace
from mapbench.tui.proposing import Decide

PATH = "mappings/shop-order.yaml"


async def shown(bench, pilot, kind):
    await until(pilot, lambda: isinstance(bench.screen, kind))
    return bench.screen


async def asked(bench, pilot, way, file):
    """Map, the way out or back, and the form with a file, sent."""
    await pilot.press("S")
    await shown(bench, pilot, Choose)
    await pilot.press(way)
    card = await shown(bench, pilot, Ask)
    card.query_one("#field-file").value = str(file)
    await pilot.pause()
    await pilot.press("enter")


def edit(path):
    book = openpyxl.load_workbook(path)
    sheet = book["Rules"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    rows = {row[0].value: row[0].row for row in sheet.iter_rows()}
    sheet.cell(rows["status"], columns["note"]).value = "as agreed"
    sheet.cell(rows["total"], columns["formula"]).value = "nmber(value)"
    sheet.cell(rows["order_id"], columns["owner"]).value = "order-ops"
    book.save(path)


async def test_a_sheet_goes_out_and_what_was_changed_in_it_is_accepted_one_by_one(tmp_path):
    folder, file = write_project(tmp_path), tmp_path / "sheet.xlsx"
    before = (folder / PATH).read_text()
    async with on_project(folder) as (pilot, bench):
        bench.go("map", mapping="shop-order")
        await until(pilot, lambda: bench.query(MapPlace) and bench.query_one(MapPlace).seen)
        await asked(bench, pilot, "o", file)
        await until(pilot, file.exists)
        edit(file)
        await asked(bench, pilot, "b", file)
        card = await shown(bench, pilot, Decide)
        assert [one.name for one in card.found.changes] == ["order_id:owner", "status:note"]
        said = text_of(card.query_one(Lines))
        assert "nothing > as agreed" in said
        assert "Unknown function nmber" in said
        await pilot.press("down", "space", "w")
        await until(pilot, lambda: "as agreed" in (folder / PATH).read_text())
        await until(pilot, lambda: bench.workspace.steps[-1].name == "Accept 1 proposal for shop-order")
        assert (folder / PATH).read_text().count("owner: order-ops") == before.count("owner: order-ops")
        await pilot.press("u")
        await until(pilot, lambda: (folder / PATH).read_text() == before)


async def test_all_are_accepted_at_once_and_an_unchanged_sheet_proposes_nothing(tmp_path):
    folder, file = write_project(tmp_path), tmp_path / "sheet.xlsx"
    async with on_project(folder, (80, 24)) as (pilot, bench):
        bench.go("map", mapping="shop-order")
        await until(pilot, lambda: bench.query(MapPlace) and bench.query_one(MapPlace).seen)
        await asked(bench, pilot, "o", file)
        await until(pilot, file.exists)
        await asked(bench, pilot, "b", file)
        await until(pilot, lambda: not isinstance(bench.screen, Ask | Choose))
        assert not isinstance(bench.screen, Decide)
        edit(file)
        await asked(bench, pilot, "b", file)
        await shown(bench, pilot, Decide)
        await pilot.press("a", "w")
        await until(pilot, lambda: "as agreed" in (folder / PATH).read_text())
        assert "owner: order-ops" in (folder / PATH).read_text().partition("rules:")[2]
