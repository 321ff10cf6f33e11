"""What is not there yet, or no more: the way on is said, its key works, and so does a click on it."""

from tests.tui.small_project import on_project, until, write_project

from mapbench.tui.ask import Choose, Confirm
from mapbench.tui.card import key_at
from mapbench.tui.dry_run.place import DryRunPlace
from mapbench.tui.map.place import MapPlace
from mapbench.tui.package.place import PackagePlace
from mapbench.tui.pane import Hatch


def without_mapping(folder):
    project = write_project(folder)
    (project / "mappings/shop-order.yaml").unlink()
    (project / "tests/shop-order.yaml").unlink()
    return project


async def test_without_a_mapping_map_makes_one_and_the_focus_goes_to_its_fields(tmp_path):
    async with on_project(without_mapping(tmp_path)) as (pilot, bench):
        await pilot.press("3")
        await until(pilot, lambda: isinstance(bench.place, MapPlace) and isinstance(bench.focused, Hatch))
        await pilot.press("n", "enter", "enter", "enter", "enter")
        await until(pilot, lambda: bench.place.mapping == "shop-order" and bench.place.view)
        await until(pilot, lambda: bench.focused in bench.place.canvas.panes.values())
        await pilot.press("u")
        await until(pilot, lambda: bench.place.mapping == "" and isinstance(bench.focused, Hatch))
        assert [toast for toast in bench._notifications if toast.severity == "error"] == []


async def test_a_mapping_that_comes_and_goes_is_followed_by_every_place(tmp_path):
    async with on_project(without_mapping(tmp_path)) as (pilot, bench):
        await pilot.press("3", "n", "enter", "enter", "enter", "enter")
        await until(pilot, lambda: bench.workspace.done == 1)
        for key, place in (("4", DryRunPlace), ("5", PackagePlace)):
            await pilot.press(key)
            await until(pilot, lambda place=place: isinstance(bench.place, place) and bench.place.mapping)
            await pilot.press("u")
            await until(pilot, lambda: bench.place.has_class("-empty") and bench.focused is not None)
            assert (bench.place.mapping, bench.place.thing()) == ("", "")
            await pilot.press("U")
            await until(pilot, lambda: bench.place.mapping and not bench.place.has_class("-empty"))
            await until(pilot, lambda: bench.focused in bench.screen.focus_chain)
        assert [toast for toast in bench._notifications if toast.severity == "error"] == []


async def test_a_click_on_a_next_step_takes_it(tmp_path):
    async with on_project(without_mapping(tmp_path)) as (pilot, bench):
        await pilot.press("3")
        await until(pilot, lambda: isinstance(bench.focused, Hatch))
        hatch = bench.focused
        row = next(y for y in range(hatch.size.height) if "make one" in hatch.render_line(y).text)
        column = hatch.render_line(row).text.index("make one")
        await pilot.click(hatch, offset=(column, row))
        await until(pilot, lambda: isinstance(bench.screen, Choose))


async def test_a_click_on_a_key_of_a_card_presses_it(tmp_path):
    answers = []
    async with on_project(write_project(tmp_path)) as (pilot, bench):
        for words in ("esc no", "enter write"):
            bench.push_screen(Confirm("Write", "Write it?", yes="write"), answers.append)
            await pilot.pause()
            box = bench.screen.query_one(".card").region
            keys = "enter write   esc no"
            await pilot.click(offset=(box.right - 3 - len(keys) + keys.index(words), box.bottom - 1))
            await until(pilot, lambda: not isinstance(bench.screen, Confirm))
    assert answers == [None, True]


def test_the_keys_of_a_card_are_found_from_its_right_end():
    keys = (("enter", "run"), ("esc", "close"))
    assert [key_at(keys, -at) for at in (1, 9, 10, 12, 13, 21, 22)] == [
        "escape", "escape", "", "", "enter", "enter", "",
    ]  # fmt: skip
