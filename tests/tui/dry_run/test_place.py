"""Dry run: outcomes, changes, errors, and the way to the rule."""

from tests.tui.small_project import on_project, text_of, until, write_project

from mapbench.tui.dry_run.panes import ChangedPane, ErrorsPane, FixturesPane, ValuePane
from mapbench.tui.dry_run.place import DryRunPlace
from mapbench.tui.map.place import MapPlace
from mapbench.workspace.commands.rules import EditRule


async def ran(pilot, bench):
    """The place once it ran."""
    bench.go("dry_run", mapping="shop-order")
    await until(pilot, lambda: bench.query(DryRunPlace) and bench.query_one(DryRunPlace).ran)
    place = bench.query_one(DryRunPlace)
    await until(pilot, lambda: place.name_shown)
    return place


async def test_every_record_has_an_outcome_and_nothing_is_lost(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        place = await ran(pilot, bench)
        outcomes = [
            row.split()[1:3] for row in text_of(place.query_one(FixturesPane).lines).splitlines()[1:4]
        ]
        assert outcomes == [["✓", "accepted"], ["✓", "accepted"], ["✗", "rejected"]]
        assert "2 accepted + 1 rejected + 0 skipped = 3 read" in text_of(place.query_one(ErrorsPane).lines)


async def test_enter_on_an_error_goes_to_its_rule_with_the_record(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        place = await ran(pilot, bench)
        place.query_one(ErrorsPane).lines.focus()
        await pilot.press("enter")
        await until(pilot, lambda: bench.place_id == "map" and bench.query_one(MapPlace).seen)
        there = bench.query_one(MapPlace)
        await until(pilot, lambda: (there.target, there.fixture) == (("total",), "3.json"))


async def test_after_an_edit_it_says_what_was_and_what_is(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        place = await ran(pilot, bench)
        bench.do(EditRule("shop-order", ("rules", 0), {"formula": 'text(value) + "!"'}))
        await until(pilot, lambda: "±1" in text_of(place.query_one(FixturesPane).lines))
        said = text_of(place.query_one(ChangedPane).query_one("Lines"))
        assert 'was  "1"' in said
        assert 'now  "1!"' in said


async def test_only_rejected_records_on_a_key(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        place = await ran(pilot, bench)
        await pilot.press("x")
        rows = text_of(place.query_one(FixturesPane).lines).split("\n")[1:]
        assert [row for row in rows if row.strip()] == [rows[0]]
        assert "3" in rows[0]


async def test_input_and_output_stand_side_by_side(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        place = await ran(pilot, bench)
        before, after = (text_of(pane.lines) for pane in place.query(ValuePane))
        assert '"paid"' in before
        assert '"PAID"' in after


async def test_a_mapping_without_fixtures_names_the_next_step(tmp_path):
    folder = write_project(tmp_path)
    for file in (folder / "fixtures/shop.order").iterdir():
        file.unlink()
    async with on_project(folder) as (pilot, bench):
        bench.go("dry_run", mapping="shop-order")
        await until(pilot, lambda: bench.query(DryRunPlace) and bench.query_one(DryRunPlace).ran)
        assert bench.query_one(DryRunPlace).has_class("-empty")
