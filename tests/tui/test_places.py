"""Going from place to place: the focus and the mapping come along."""

from tests.tui.small_project import MAPPING, on_project, until, write_project

from mapbench.tui.canvas.pane import FieldPane
from mapbench.tui.dry_run.panes import ErrorsPane
from mapbench.tui.dry_run.place import DryRunPlace
from mapbench.tui.map.place import MapPlace
from mapbench.tui.overview.panes import MappingsPane
from mapbench.tui.package.panes import ReleasePane
from mapbench.tui.package.place import PackagePlace


async def went(pilot, bench, place):
    """The place of a kind, once it is in view and shows a mapping."""
    await until(pilot, lambda: isinstance(bench.place, place) and bench.focused is not None)
    return bench.place


async def to_errors(pilot, bench):
    """Dry run with the focus on its errors."""
    await pilot.press("4")
    place = await went(pilot, bench, DryRunPlace)
    await until(pilot, lambda: place.ran is not None and place.query_one(ErrorsPane).lines.key)
    place.query_one(ErrorsPane).lines.focus()
    await pilot.pause()
    return place


async def test_from_an_error_the_focus_comes_to_its_target_also_where_the_map_was_seen_before(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        await pilot.press("3")
        await until(pilot, lambda: bench.query(MapPlace) and bench.query_one(MapPlace).view)
        await pilot.press("down", "down")
        for _ in range(2):
            await to_errors(pilot, bench)
            await pilot.press("enter")
            place = await went(pilot, bench, MapPlace)
            await until(pilot, lambda place=place: place.fixture == "3.json" and place.path == ("total",))
            assert isinstance(bench.focused, FieldPane)
            assert (place.side, bench.focused.side, place.rule.target) == ("target", "target", ("total",))


async def test_an_error_of_a_target_without_a_rule_leads_to_that_target(tmp_path):
    text = MAPPING.replace("- target: order_id\n  source: id\n  formula: text(value)\n", "")
    async with on_project(write_project(tmp_path, **{"mappings/shop-order.yaml": text})) as (pilot, bench):
        dry_run = await to_errors(pilot, bench)
        errors = dry_run.query_one(ErrorsPane).lines
        errors.select(next(line.key for line in errors.lines if line.key and line.key[0] == "order_id"))
        await pilot.press("enter")
        place = await went(pilot, bench, MapPlace)
        await until(pilot, lambda: place.path == ("order_id",))
        assert (place.side, place.rule) == ("target", None)


async def test_a_place_gives_the_focus_back_to_what_had_it(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        dry_run = await to_errors(pilot, bench)
        await pilot.press("5")
        await went(pilot, bench, PackagePlace)
        assert bench.focused is bench.query_one(ReleasePane).lines
        await pilot.press("4")
        await went(pilot, bench, DryRunPlace)
        assert bench.focused is dry_run.query_one(ErrorsPane).lines


async def test_the_mapping_under_the_cursor_of_overview_is_the_one_that_other_places_show(tmp_path):
    other = MAPPING.replace("mapping: shop-order", "mapping: second-order")
    async with on_project(write_project(tmp_path, **{"mappings/second-order.yaml": other})) as (pilot, bench):
        mappings = bench.query_one(MappingsPane).lines
        await until(pilot, lambda: len([line for line in mappings.lines if line.key]) == 2)
        for mapping in ("shop-order", "second-order"):
            mappings.select(mapping)
            await pilot.pause()
            await pilot.press("4")
            place = await went(pilot, bench, DryRunPlace)
            assert place.mapping == mapping
            await pilot.press("1")
            await until(pilot, lambda: bench.focused is mappings)
            assert mappings.key == mapping


async def test_enter_on_a_target_goes_into_its_rule_or_says_how_to_make_one(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        await pilot.press("3")
        await until(pilot, lambda: bench.query(MapPlace) and bench.query_one(MapPlace).view)
        place = bench.query_one(MapPlace)
        place.canvas.select("target", ("total",))
        await pilot.press("enter")
        await until(pilot, lambda: bench.focused is place.query_one("FormulaInput"))
        await pilot.press("escape")
        place.canvas.select("target", ("note",))
        await pilot.press("enter")
        await pilot.pause()
        assert [toast.title for toast in bench._notifications] == ["note has no rule yet"]
