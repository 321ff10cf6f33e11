"""Package: what blocks, what differs, and the export."""

from tests.tui.small_project import on_project, text_of, until, write_project

from mapbench.tui.package.differences import BehaviourPane, RulesPane, VerdictPane
from mapbench.tui.package.panes import ReleasePane
from mapbench.tui.package.place import PackagePlace
from mapbench.workspace.commands.project_files import DeclareVersion
from mapbench.workspace.commands.rules import EditRule

FREE = {"mapbench.yaml": "project: small\nlead: li\nobjective: One\nscope: [order]\nteams:\n- {id: order-ops, name: O, members: [li], support: '#o'}\nchecks: {MB609: off, MB608: off, MB602: off, MB605: off, MB607: off, MB403: off, MB406: off, MB501: off, MB206: off}\n"}  # fmt: skip


async def seen(pilot, bench):
    """The place once it has looked."""
    bench.go("package", mapping="shop-order")
    await until(pilot, lambda: bench.query(PackagePlace) and bench.query_one(PackagePlace).view)
    return bench.query_one(PackagePlace)


async def test_a_failing_test_blocks_the_export_and_says_whose_it_is(tmp_path):
    tests = "tests:\n- {name: wrong, given: {fixture: shop.order/1.json}, expect: {order_id: nine}}\n"
    async with on_project(write_project(tmp_path, **{**FREE, "tests/shop-order.yaml": tests})) as (
        pilot,
        bench,
    ):
        place = await seen(pilot, bench)
        said = text_of(place.query_one(ReleasePane).lines)
        assert "test 'wrong'" in said
        assert "order-ops" in said
        await pilot.press("X")
        await pilot.pause()
        assert len(bench.screen_stack) == 1


async def test_a_first_release_is_exported_and_then_compared_with(tmp_path):
    folder = write_project(tmp_path, **FREE)
    async with on_project(folder) as (pilot, bench):
        place = await seen(pilot, bench)
        assert place.view.blocks == ()
        assert "the first release" in text_of(place.query_one(VerdictPane).lines)
        await pilot.press("X")
        await until(pilot, lambda: len(bench.screen_stack) == 2)
        await pilot.press("enter")
        await until(pilot, (folder / "dist/shop-order-1.0.0.mapkg").exists)
        await until(pilot, lambda: place.view.released and place.view.same)
        bench.do(DeclareVersion("shop-order", "1.1.0"))
        bench.do(EditRule("shop-order", ("rules", 0), {"formula": 'text(value) + "!"'}))
        await until(pilot, lambda: place.view.version == "1.1.0" and place.view.behaviour)
        said = text_of(place.query_one(BehaviourPane).lines)
        assert '"1"' in said
        assert '"1!"' in said
        rules = text_of(place.query_one(RulesPane).lines)
        assert "formula text(value)" in rules


async def test_another_version_is_declared(tmp_path):
    folder = write_project(tmp_path, **FREE)
    async with on_project(folder) as (pilot, bench):
        await seen(pilot, bench)
        await pilot.press("b")
        await until(pilot, lambda: bench.screen.query("#field-version"))
        bench.screen.query_one("#field-version").value = "2.0.0"
        await pilot.press("enter")
        await until(pilot, lambda: "version: 2.0.0" in (folder / "mappings/shop-order.yaml").read_text())


async def test_the_path_under_the_cursor_is_told_with_its_source_and_cause(tmp_path):
    folder = write_project(tmp_path, **FREE)
    async with on_project(folder) as (pilot, bench):
        place = await seen(pilot, bench)
        await pilot.press("X")
        await until(pilot, lambda: len(bench.screen_stack) == 2)
        await pilot.press("enter")
        await until(pilot, lambda: place.view.released and place.view.same)
        bench.do(EditRule("shop-order", ("rules", 0), {"formula": 'text(value) + "!"'}))
        bench.do(EditRule("shop-order", ("rules", 1), {"cases": [{"when": "spent >= 0", "value": "rich"}]}))
        await until(pilot, lambda: len(place.view.behaviour) == 2)
        pane = place.query_one(BehaviourPane)
        pane.lines.focus()
        await pilot.press("home")
        await pilot.pause()
        first = text_of(pane.lines)
        await pilot.press("down")
        await pilot.pause()
        second = text_of(pane.lines)
        assert "because of rule order_id" in first
        assert "because of rule segment" in second
        assert "b declare" not in text_of(place.query_one(VerdictPane).lines)
        assert "1.0.0 → 1.0.0" in text_of(place.query_one(VerdictPane).lines)
