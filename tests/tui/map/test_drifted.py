"""Map after an endpoint renamed a field and dropped another: ghosts with their day, guesses as dashed wires, r re-binds."""

import json

from tests.tui.small_project import on_project, until, write_project

from mapbench.drift.evidence import Evidence
from mapbench.drift.looking import note
from mapbench.project.project import Project
from mapbench.store.workspace import WorkspaceDatabase
from mapbench.tui.ask import Choose
from mapbench.tui.map.place import MapPlace
from mapbench.tui.overview.panes import MappingsPane
from mapbench.tui.overview.place import OverviewPlace

DATASET = "shop.order"


def answered(folder, change):
    """The endpoint gave the fixtures with a change made to each, on the 14th of November."""
    paths = sorted(folder.glob(f"fixtures/{DATASET}/*.json"))
    records = {path.stem: change(json.loads(path.read_text())) for path in paths}
    at = "2026-11-14T08:00:00+00:00"
    with WorkspaceDatabase.open(folder) as database:
        database.samples.put(DATASET, records, at)
        schema = Project.open(folder).schema(DATASET).fields
        note(database, folder, DATASET, schema, Evidence("endpoint", records, at))


def drifted(record):
    renamed = {{"status": "state", "items": "lines"}.get(name, name): value for name, value in record.items()}
    return {name: value for name, value in renamed.items() if name != "total"}


def written(folder):
    return (folder / "mappings/shop-order.yaml").read_text()


async def arrive(pilot, bench, *target):
    bench.go("map", mapping="shop-order", target=target)
    await until(pilot, lambda: bench.query(MapPlace) and bench.query_one(MapPlace).seen)
    place = bench.query_one(MapPlace)
    await until(pilot, lambda: place.target == target)
    place.to_canvas()
    return place


async def test_gone_fields_are_ghosts_in_their_place_and_their_rules_stay_broken(tmp_path):
    folder = write_project(tmp_path)
    answered(folder, drifted)
    async with on_project(folder) as (pilot, bench):
        place = await arrive(pilot, bench, "status")
        rows = {row.path: row for row in place.view.source_fields}
        assert (rows["status",].gone, rows["status",].type) == ("since 14 Nov", "gone")
        assert rows["items", "*", "sku"].gone == "since 14 Nov"
        assert [path for path in rows if len(path) == 1][3] == ("status",)
        broken = {".".join(rule.target) for rule in place.view.rules if rule.gone}
        assert broken == {"status", "total", "lines", "lines.*.sku"}
        links = {link.target: link for link in place.seen.content.links if link.state == "suggested"}
        assert links["status",].sources == (("state",),)
        assert links["status",].note.startswith("1.00 same values")
        assert links["lines", "*", "sku"].sources == (("lines", "*", "sku"),)
        assert ("total",) not in links
        assert {("state",), ("lines",), ("lines", "*", "sku")} <= set(rows)


async def test_r_re_binds_a_field_with_everything_that_its_rule_says(tmp_path):
    folder = write_project(tmp_path)
    answered(folder, drifted)
    async with on_project(folder) as (pilot, bench):
        place = await arrive(pilot, bench, "status")
        await pilot.press("r")
        await until(pilot, lambda: "source: state, lookup: {paid: PAID, open: OPEN}" in written(folder))
        await until(pilot, lambda: place.rule is not None and not place.rule.gone)
        assert place.rule.sources == (("state",),)
        await pilot.press("u")
        await until(pilot, lambda: "source: status" in written(folder))


async def test_a_guess_is_accepted_as_a_suggestion_is(tmp_path):
    folder = write_project(tmp_path)
    answered(folder, drifted)
    async with on_project(folder) as (pilot, bench):
        await arrive(pilot, bench, "status")
        await pilot.press("a")
        await until(pilot, lambda: "source: state" in written(folder))


async def test_the_children_of_a_list_that_was_renamed_are_offered_too(tmp_path):
    folder = write_project(tmp_path)
    answered(folder, drifted)
    async with on_project(folder) as (pilot, bench):
        await arrive(pilot, bench, "lines", "*", "sku")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(bench.screen, Choose))
        await pilot.press("enter")
        await until(pilot, lambda: "each: lines[*]" in written(folder))
        assert "- {target: sku, source: sku}" in written(folder)


async def test_of_two_gone_fields_of_a_rule_each_goes_to_its_own(tmp_path):
    folder = write_project(tmp_path)
    mapping = written(folder).replace("source: {spent: spent}", "source: {spent: spent, state: status}")
    mapping = mapping.replace("when: spent >= 1000,", "when: spent >= 1000 and state != null,")
    (folder / "mappings/shop-order.yaml").write_text(mapping)
    names = {"status": "status_now", "spent": "spent_now"}
    answered(folder, lambda record: {names.get(name, name): value for name, value in record.items()})
    async with on_project(folder) as (pilot, bench):
        place = await arrive(pilot, bench, "segment")
        place.canvas.select("source", ("status",))
        place.to_canvas()
        await pilot.press("r")
        await until(pilot, lambda: isinstance(bench.screen, Choose))
        await pilot.press("enter")
        await until(pilot, lambda: "source: {spent: spent, state: status_now}" in written(folder))
        assert "source: status_now, lookup" in written(folder)


async def test_overview_says_how_many_changes_break_something(tmp_path):
    folder = write_project(tmp_path)
    answered(folder, drifted)
    async with on_project(folder) as (pilot, bench):
        bench.go("overview")
        await until(pilot, lambda: bench.query(OverviewPlace) and bench.query_one(OverviewPlace).status and bench.query_one(OverviewPlace).status.checked)  # fmt: skip
        place = bench.query_one(OverviewPlace)
        (row,) = place.status.mappings
        assert (row.drift.state, row.drift.breaking) == ("drift", 3)
        (line, *_) = place.query_one(MappingsPane).lines.lines
        assert line.cells[-1] == ("✗ 3", "error")
        assert "MB503" in {one.code for one in place.status.decisions}
