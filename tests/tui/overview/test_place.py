"""Overview: what needs a decision, and the way to it."""

from tests.tui.small_project import on_project, text_of, until, write_project

from mapbench.tui.map.place import MapPlace
from mapbench.tui.overview.panes import DecisionsPane, LandscapePane, MappingsPane
from mapbench.tui.overview.place import OverviewPlace


async def checked(pilot, bench):
    """The place once everything was checked."""
    await until(pilot, lambda: bench.query(OverviewPlace) and bench.query_one(OverviewPlace).status)
    place = bench.query_one(OverviewPlace)
    await until(pilot, lambda: place.status.checked)
    return place


async def test_mappings_are_listed_with_owner_coverage_tests_and_findings(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        place = await checked(pilot, bench)
        row = text_of(place.query_one(MappingsPane).lines).splitlines()[1]
        assert row.startswith("▌shop-order")
        assert {"order-ops", "5/9", "✓", "1.0.0*"} <= set(row.split())


async def test_decisions_say_who_has_to_act_worst_first(tmp_path):
    project = write_project(tmp_path)
    text = (project / "systems/shop.yaml").read_text().replace("owner: order-ops\n", "")
    (project / "systems/shop.yaml").write_text(text)
    async with on_project(project) as (pilot, bench):
        place = await checked(pilot, bench)
        levels = [one.level for one in place.status.decisions]
        assert levels == sorted(levels)
        said = text_of(place.query_one(DecisionsPane).lines)
        assert "The system shop has no owner" in said
        assert "MB101" in said
        assert "✗ no owner" in text_of(place.query_one(LandscapePane).query_one("Lines"))


async def test_enter_on_a_decision_goes_to_its_rule(tmp_path):
    project = write_project(tmp_path, **{"tests/shop-order.yaml": "tests: []\n"})
    async with on_project(project) as (pilot, bench):
        place = await checked(pilot, bench)
        number = next(n for n, one in enumerate(place.status.decisions) if one.mapping == "shop-order")
        decisions = place.query_one(DecisionsPane).lines
        decisions.select(number)
        decisions.focus()
        await pilot.press("enter")
        await until(
            pilot, lambda: bench.place_id == "map" and bench.query_one(MapPlace).mapping == "shop-order"
        )


async def test_decisions_are_filtered_by_words_and_mappings_sorted(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        place = await checked(pilot, bench)
        await pilot.press("slash", *"nobody has this", "enter")
        await until(pilot, lambda: place.words == "nobody has this")
        said = text_of(place.query_one(DecisionsPane).lines)
        assert "Nothing needs a decision" in said
        assert f"checked {place.status.day.day} {place.status.day:%b %Y}  c check again" in said
        await pilot.press("s")
        assert place.order == "mapping"


async def test_a_new_mapping_is_made_and_opened(tmp_path):
    project = write_project(tmp_path)
    async with on_project(project) as (pilot, bench):
        await checked(pilot, bench)
        await pilot.press("n")
        await until(pilot, lambda: len(bench.screen_stack) == 2)
        await pilot.press("enter")
        await until(pilot, lambda: bench.screen.query("Choose Lines"))
        await pilot.press("enter")
        await until(pilot, lambda: bench.screen.query("#field-id"))
        bench.screen.query_one("#field-id").value = "shop-order-two"
        await pilot.press("enter", "enter")
        await until(pilot, (project / "mappings/shop-order-two.yaml").exists)
        await until(
            pilot, lambda: bench.place_id == "map" and bench.query_one(MapPlace).mapping == "shop-order-two"
        )


async def test_on_a_small_screen_the_landscape_goes_behind_a_key(tmp_path):
    async with on_project(write_project(tmp_path), (80, 24)) as (pilot, bench):
        place = await checked(pilot, bench)
        assert not place.query_one(LandscapePane).display
        await pilot.press("g")
        await until(pilot, lambda: place.query_one(LandscapePane).display)
        assert "ENGAGEMENT" in text_of(place.query_one(LandscapePane).query_one("Lines"))
