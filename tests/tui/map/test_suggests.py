"""Map: suggested links are asked for, looked at, accepted, dismissed."""

import re

from tests.tui.map.test_place import at, written
from tests.tui.small_project import MAPPING, on_project, text_of, until, write_project

from mapbench.tui.ask import Ask
from mapbench.tui.lines import Lines
from mapbench.tui.map.rule_pane import RulePane

HEAD = MAPPING[: MAPPING.index("rules:")]


async def suggesting(pilot, bench, *target):
    """Goes to a target and asks for suggestions."""
    place = await at(pilot, bench, *target)
    place.to_canvas()
    await pilot.press("s")
    await until(pilot, lambda: place.offers is not None)
    return place


def suggested(place):
    return {link.target: link.note for link in place.canvas.board.content.links if link.state == "suggested"}


async def test_s_draws_suggestions_and_s_hides_them(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        place = await suggesting(pilot, bench, "email")
        assert suggested(place) == {("email",): "0.93 same name", ("lines", "*", "qty"): "0.93 same name"}
        await pilot.press("s")
        assert suggested(place) == {}


async def test_a_suggestion_stands_in_the_rule_pane_with_reasons_and_alternates(tmp_path):
    async with on_project(write_project(tmp_path, **{"mappings/shop-order.yaml": HEAD})) as (pilot, bench):
        place = await suggesting(pilot, bench, "total")
        shown = text_of(place.query_one(RulePane).query_one("#suggested", Lines))
        assert re.search(r"source +0\.\d\d +← total +text", shown)
        assert re.search(r"why +same name", shown)
        assert "text to number" in shown
        assert re.search(r"formula +decimal\(value\)", shown)
        assert "suits 2 of 3 sample values" in shown


async def test_a_accepts_one_as_one_step_and_undo_brings_the_suggestion_back(tmp_path):
    folder = write_project(tmp_path)
    before = written(folder)
    async with on_project(folder) as (pilot, bench):
        place = await suggesting(pilot, bench, "email")
        await pilot.press("a")
        await until(pilot, lambda: "- target: email\n  source: email\n" in written(folder))
        await until(pilot, lambda: suggested(place) == {("lines", "*", "qty"): "0.93 same name"})
        assert bench.workspace.steps[-1].name == "Link email to email, as suggested"
        await pilot.press("u")
        await until(pilot, lambda: written(folder) == before)
        await until(pilot, lambda: ("email",) in suggested(place))


async def test_shift_a_accepts_all_from_a_strength_on_as_one_step(tmp_path):
    folder = write_project(tmp_path, **{"mappings/shop-order.yaml": HEAD})
    async with on_project(folder) as (pilot, bench):
        place = await suggesting(pilot, bench, "email")
        strong = [one for one in place.open_offers.values() if one.best.strength >= 0.9]
        await pilot.press("A")
        await until(pilot, lambda: isinstance(bench.screen, Ask))
        assert f"{len(strong)} from 0.90 on" in bench.screen.sentence
        await pilot.press("enter")
        await until(pilot, lambda: "- target: email" in written(folder))
        assert bench.workspace.steps[-1].name == f"Accept {len(strong)} suggestions"
        assert bench.workspace.done == 1


async def test_a_strength_that_is_none_is_refused(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        await suggesting(pilot, bench, "email")
        await pilot.press("A")
        await until(pilot, lambda: isinstance(bench.screen, Ask))
        await pilot.press("x", "enter")
        assert isinstance(bench.screen, Ask)


async def test_enter_on_an_alternate_takes_that_one(tmp_path):
    folder = write_project(tmp_path, **{"mappings/shop-order.yaml": HEAD})
    async with on_project(folder) as (pilot, bench):
        place = await suggesting(pilot, bench, "order_id")
        await until(pilot, lambda: place.offer is not None)
        other = place.offer.alternates[0].source[-1] if place.offer.alternates else None
        lines = place.query_one(RulePane).query_one("#suggested", Lines)
        lines.focus()
        await pilot.press("down", "enter") if other else await pilot.press("enter")
        wanted = other or "id"
        await until(pilot, lambda: f"- target: order_id\n  source: {wanted}\n" in written(folder))


async def test_a_on_a_list_accepts_what_is_inside_it(tmp_path):
    folder = write_project(tmp_path, **{"mappings/shop-order.yaml": HEAD})
    async with on_project(folder) as (pilot, bench):
        await suggesting(pilot, bench, "lines")
        await pilot.press("a")
        wanted = "- target: lines\n  each: items[*]\n  rules:\n  - target: sku\n    source: sku\n  - target: qty\n    source: qty\n"
        await until(pilot, lambda: wanted in written(folder))


async def test_d_dismisses_a_suggestion_and_deletes_no_rule(tmp_path):
    folder = write_project(tmp_path)
    before = written(folder)
    async with on_project(folder) as (pilot, bench):
        place = await suggesting(pilot, bench, "email")
        await pilot.press("d")
        await until(pilot, lambda: ("email",) not in suggested(place))
        assert written(folder) == before


async def test_a_source_that_is_suggested_for_a_target_says_so(tmp_path):
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        place = await suggesting(pilot, bench, "email")
        place.canvas.select("source", ("email",))
        await until(pilot, lambda: place.side == "source")
        assert place.offer.target == ("email",)


async def test_where_nothing_can_be_suggested_it_is_said(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        place = await suggesting(pilot, bench, "email")
        for row in list(place.open_offers):
            place.dismissed.add(("shop-order", row))
        place.redraw()
        await pilot.press("A")
        assert any("s suggests links" in one.message for one in bench._notifications)
