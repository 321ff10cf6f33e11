"""Map: linking, editing, previewing and explaining by keyboard."""

from tests.tui.small_project import on_project, text_of, until, write_project

from mapbench.tui.map.formula_field import FormulaField
from mapbench.tui.map.place import MapPlace
from mapbench.tui.map.preview_pane import PreviewPane
from mapbench.tui.map.rule_pane import RulePane


async def at(pilot, bench, *target):
    """Goes to a target on the canvas, and gives the place once its rule was tried."""
    bench.go("map", mapping="shop-order", target=target)
    await until(pilot, lambda: bench.query(MapPlace) and bench.query_one(MapPlace).seen)
    place = bench.query_one(MapPlace)
    await until(pilot, lambda: place.target == target)
    return place


def written(folder):
    return (folder / "mappings" / "shop-order.yaml").read_text()


async def test_a_marked_source_is_linked_and_undone(tmp_path):
    folder = write_project(tmp_path)
    before = written(folder)
    async with on_project(folder) as (pilot, bench):
        place = await at(pilot, bench, "email")
        place.canvas.select("source", ("email",))
        place.to_canvas()
        await pilot.press("space")
        place.canvas.select("target", ("email",))
        place.to_canvas()
        await pilot.press("enter")
        await until(pilot, lambda: "target: email" in written(folder))
        await until(pilot, lambda: place.rule is not None and place.rule.kind == "copy")
        assert place.rule.sources == (("email",),)
        await pilot.press("u")
        await until(pilot, lambda: written(folder) == before)


async def test_a_rule_is_deleted_from_the_canvas(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        place = await at(pilot, bench, "status")
        place.to_canvas()
        await pilot.press("d")
        await until(pilot, lambda: "status" not in written(folder))
        await until(pilot, lambda: place.rule is None)


async def test_the_preview_follows_what_is_typed_and_keeps_its_values_while_it_is_broken(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        place = await at(pilot, bench, "order_id")
        preview = place.query_one(PreviewPane)
        await until(pilot, lambda: preview.shown is not None and len(preview.shown.rows) == 3)
        await pilot.press("e")
        line = place.query_one(FormulaField).line
        line.value = 'text(value) + "!"'
        await until(pilot, lambda: "1!" in text_of(preview.lines))
        line.value = "text(valu"
        await until(pilot, lambda: preview.stale)
        assert "1!" in text_of(preview.lines)
        assert written(folder).count("text(value)\n") == 1


async def test_what_is_wrong_is_marked_and_its_correction_taken(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        place = await at(pilot, bench, "order_id")
        await pilot.press("e")
        field = place.query_one(FormulaField)
        field.line.value = "text(vale)"
        field.line.cursor_position = 0
        await until(pilot, lambda: field.fault is not None)
        assert (field.fault.start, field.fault.end, field.fault.correction) == (5, 9, "value")
        await pilot.press("tab")
        await until(pilot, lambda: field.line.value == "text(value)" and field.fault is None)


async def test_a_name_is_completed_and_a_function_explained(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        place = await at(pilot, bench, "order_id")
        await pilot.press("e")
        field = place.query_one(FormulaField)
        field.line.value = "trim_s"
        field.line.cursor_position = 6
        await until(pilot, lambda: field.offers)
        await pilot.press("tab")
        await until(pilot, lambda: field.line.value == "trim_start()")
        assert field.assist.call(field.line.value, field.line.cursor_position).signature[0] == "trim_start("


async def test_enter_keeps_the_formula_and_escape_does_not(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        place = await at(pilot, bench, "order_id")
        line = place.query_one(FormulaField).line
        await pilot.press("e")
        line.value = "text(value).upper()"
        await pilot.press("escape")
        await until(pilot, lambda: line.value == "text(value)")
        await pilot.press("e")
        line.value = "text(value).upper()"
        await pilot.press("enter")
        await until(pilot, lambda: "formula: text(value).upper()" in written(folder))


async def test_the_branches_of_cases_are_counted_edited_moved_and_deleted(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        place = await at(pilot, bench, "segment")
        body = place.query_one(RulePane).query_one("#body")
        await until(pilot, lambda: "every line is reached" in text_of(body))
        await pilot.press("e", "J")
        await until(pilot, lambda: written(folder).index("silver") < written(folder).index("gold"))
        await until(pilot, lambda: "line 2 is reached by no fixture" in text_of(body))
        await pilot.press("d")
        await until(pilot, lambda: "gold" not in written(folder))
        await pilot.press("up", "enter")
        await until(pilot, lambda: place.query_one(RulePane).editing)
        await pilot.press("0", "enter", "s", "enter")
        await until(pilot, lambda: "spent >= 1000" in written(folder) and "silvers" in written(folder))


async def test_a_collection_says_how_many_items_each_stage_leaves(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        place = await at(pilot, bench, "lines")
        body = place.query_one(RulePane).query_one("#body")
        await until(pilot, lambda: "-1" in text_of(body) and "1 left" in text_of(body))
        assert "line.qty > 0" in text_of(body)


async def test_explain_shows_each_step_and_the_other_fixtures(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        place = await at(pilot, bench, "total")
        await pilot.press("x")
        from mapbench.tui.map.explain_pane import ExplainPane

        explain = place.query_one(ExplainPane)
        await until(pilot, lambda: "number(value)" in text_of(explain.lines))
        await pilot.press("down")
        await until(pilot, lambda: "2.json" in text_of(explain.lines))


async def test_another_fixture_brings_other_values(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        place = await at(pilot, bench, "order_id")
        place.to_canvas()
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: place.values is not None and place.values.fixture == "2.json")
        assert place.values.target[("order_id",)].text == "2"


async def test_constant_formula_and_reason_for_a_target_without_a_source(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        await at(pilot, bench, "channel")
        await pilot.press("c", *"web", "enter")
        await until(
            pilot,
            lambda: (
                "{target: channel, constant: web}" in written(folder) or "constant: web" in written(folder)
            ),
        )
        await at(pilot, bench, "note")
        await pilot.press("minus", *"later", "enter")
        await until(pilot, lambda: "unmapped: later" in written(folder))


async def test_what_comes_out_is_recorded_as_a_test(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        await at(pilot, bench, "order_id")
        await pilot.press("t", "enter")
        await until(
            pilot,
            lambda: (
                "shop.order/1.json" in (folder / "tests/shop-order.yaml").read_text().split("a paid order")[1]
            ),
        )
        await until(
            pilot, lambda: "order_id" in (folder / "tests/shop-order.yaml").read_text().split("name: '1'")[-1]
        )


async def test_on_a_small_screen_preview_and_explain_take_the_place_of_the_rule(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder, (80, 24)) as (pilot, bench):
        place = await at(pilot, bench, "order_id")
        place.to_canvas()
        shown = lambda: [pane.display for pane in place.query("RulePane, PreviewPane, ExplainPane")]  # noqa: E731
        await until(pilot, lambda: shown() == [True, False, False])
        await pilot.press("p")
        await until(pilot, lambda: shown() == [False, True, False])
        await pilot.press("x")
        await until(pilot, lambda: shown() == [False, False, True])


async def test_a_broken_mapping_is_still_shown(tmp_path):
    folder = write_project(
        tmp_path,
        **{
            "mappings/shop-order.yaml": "mapping: shop-order\nsource: shop.order\ntarget: order@1\nrules: [{target: order_id, source: gone_field}, {\n"
        },
    )
    async with on_project(folder) as (pilot, bench):
        bench.go("map", mapping="shop-order")
        await until(pilot, lambda: bench.query(MapPlace) and bench.query_one(MapPlace).seen)
        assert bench.query_one(MapPlace).view.problems


async def test_without_a_source_schema_the_pane_names_the_next_step(tmp_path):
    project = write_project(tmp_path)
    (project / "schemas/shop.order.json").unlink()
    for file in (project / "fixtures/shop.order").iterdir():
        file.unlink()
    mapping = "mapping: shop-order\nversion: 1.0.0\nowner: order-ops\nsource: shop.order\ntarget: order@1\nrules: []\n"
    (project / "mappings/shop-order.yaml").write_text(mapping)
    async with on_project(project) as (pilot, bench):
        bench.go("map", mapping="shop-order")
        await until(pilot, lambda: bench.frame.query(MapPlace) and bench.frame.query_one(MapPlace).seen)
        pane = bench.frame.query_one(MapPlace).canvas.panes["source"]
        await until(
            pilot,
            lambda: any("No source schema yet" in pane.render_line(y).text for y in range(pane.size.height)),
        )


async def test_a_pane_takes_the_whole_place_and_gives_it_back(tmp_path):
    folder = write_project(tmp_path)
    async with on_project(folder) as (pilot, bench):
        place = await at(pilot, bench, "total")
        await pilot.press("p", "z")
        preview = place.query_one(PreviewPane)
        await until(pilot, lambda: preview.region.height == place.region.height)
        assert (preview.region.width, place.canvas.display) == (place.region.width, False)
        await pilot.press("z")
        await until(pilot, lambda: place.canvas.display and preview.region.width < place.region.width)
