"""Jump mode."""

import pytest
from tests.tui.pretend import Bench
from textual.containers import Horizontal
from textual.widgets import Input

from mapbench.tui.jump import Jump, targets_of
from mapbench.tui.lines import Line, Lines
from mapbench.tui.pane import Pane


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


async def two_rows(bench):
    """Two panes side by side above a form of two fields."""
    await bench.open_place("map", {})
    await bench.place.remove_children("*")
    form = Pane(Lines(), Input(id="name"), Input(id="age"), id="form")
    await bench.place.mount(Horizontal(Pane(Lines(), id="a"), Pane(Lines(id="b-list"), id="b")), form)
    bench.place.query_one("#b-list", Lines).show([Line(("one",), 1)])


async def test_places_have_digits_panes_and_fields_letters_by_rows(bench):
    async with bench.run_test(size=(120, 40)) as pilot:
        await two_rows(bench)
        await pilot.pause()
        targets = targets_of(bench)
        assert [target.key for target in targets] == [*"12345", "q", "w", "a", "s", "d"]
        pane = bench.place.query_one("#b")
        assert (targets[6].x, targets[6].y) == (pane.region.x + 1, pane.region.y)


async def test_a_key_goes_there(bench):
    async with bench.run_test(size=(120, 40)) as pilot:
        await two_rows(bench)
        await pilot.pause()
        await pilot.press("ctrl+o", "w")
        await pilot.pause()
        assert bench.focused.id == "b-list"
        await pilot.press("ctrl+o", "s")
        await pilot.pause()
        assert bench.focused.id == "name"
        await pilot.press("ctrl+o", "1")
        await pilot.pause()
        await bench.workers.wait_for_complete()
        assert bench.place_id == "overview"


async def test_escape_stays_and_other_keys_do_nothing(bench):
    async with bench.run_test() as pilot:
        await pilot.press("ctrl+o", "m")
        assert isinstance(bench.screen, Jump)
        await pilot.press("escape")
        assert not isinstance(bench.screen, Jump)
        assert bench.place_id == "overview"


async def test_a_click_on_a_badge_goes_there(bench):
    async with bench.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+o")
        target = bench.screen.targets[2]
        await pilot.click(offset=(target.x + 1, target.y))
        await bench.workers.wait_for_complete()
        assert bench.place_id == "map"
