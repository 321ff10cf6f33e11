"""The frame: places, keys, rows, sizes."""

import re

import pytest
from tests.tui.pretend import Bench
from textual.binding import Binding
from textual.widgets import Static

from mapbench.tui.app import Workbench
from mapbench.tui.ask import Tell
from mapbench.tui.frame import Keys, PlaceTabs
from mapbench.tui.palette import Palette

#: The colours of the window that a picture has around it.
WINDOW = {"#ff5f57", "#febc2e", "#28c840", "#c5c8c6"}


class Copies(Static, can_focus=True):
    """A widget with keys, and something to copy."""

    BINDINGS = [  # noqa: RUF012  # as Textual wants it
        Binding(letter, f"app.notify('{letter}')", f"does {letter}", id=f"map.{letter}")
        for letter in "abcdefgh"
    ]

    def copied(self):
        return "totals.net"


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def shown(bench):
    return str(bench.frame.query_one(Keys).content).split("  ")


async def with_copies(bench):
    await bench.open_place("map", {})
    await bench.place.mount(Copies())
    bench.frame.set_focus(bench.place.query_one(Copies))


async def test_a_digit_goes_to_a_place_and_its_tab_is_a_button(bench):
    async with bench.run_test(size=(120, 40)) as pilot:
        await pilot.press("4")
        await bench.workers.wait_for_complete()
        assert bench.place_id == "dry_run"
        start = bench.frame.query_one(PlaceTabs).starts()["connect"]
        await pilot.click(PlaceTabs, offset=(start + 1, 0))
        await bench.workers.wait_for_complete()
        assert bench.place_id == "connect"


async def test_the_last_row_shows_six_keys_then_commands_and_help(bench):
    async with bench.run_test(size=(120, 40)) as pilot:
        await with_copies(bench)
        await pilot.pause()
        keys = [part.strip() for part in shown(bench) if part.strip()]
        assert keys == [*(f"{letter} does {letter}" for letter in "abcdef"), "^p commands", "f1 help"]


async def test_where_there_is_no_room_keys_give_way_but_not_the_last_two(bench):
    async with bench.run_test(size=(60, 20)) as pilot:
        await with_copies(bench)
        await pilot.pause()
        keys = [part.strip() for part in shown(bench) if part.strip()]
        assert keys == ["a does a", "b does b", "c does c", "^p commands", "f1 help"]


async def test_a_click_on_a_key_presses_it(bench):
    async with bench.run_test(size=(120, 40)) as pilot:
        await pilot.click(Keys, offset=(100, 0))
        await pilot.pause()
        assert isinstance(bench.screen, Palette)


async def test_y_copies_what_the_focused_widget_offers(bench):
    async with bench.run_test() as pilot:
        await pilot.press("y")
        await with_copies(bench)
        await pilot.press("y")
        assert bench.clipboard == "totals.net"
        told = [toast.message for toast in bench._notifications]
        assert told == ["There is nothing to copy here.", "totals.net"]


@pytest.mark.parametrize("key", ["ctrl+p", "f1", "ctrl+o", "question_mark", "H"])
async def test_a_tiny_terminal_does_no_harm(bench, key):
    async with bench.run_test(size=(120, 40)) as pilot:
        await bench.do("one").wait()
        await pilot.press(key)
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        await pilot.press("down", "escape")
        await pilot.resize_terminal(120, 40)
        await pilot.press("3")
        await bench.workers.wait_for_complete()
        assert (bench.place_id, bench.troubles) == ("map", [])


async def test_the_first_run_fits_a_tiny_terminal(tmp_path):
    bench = Workbench(None, tmp_path)
    async with bench.run_test(size=(120, 40)) as pilot:
        for size in ((40, 10), (80, 24), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert bench.troubles == []


async def test_without_colours_nothing_coloured_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    bench = Workbench(None, tmp_path)
    async with bench.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        picture = bench.export_screenshot()
    colours = set(re.findall(r"#[0-9a-f]{6}\b", picture)) - WINDOW
    assert [one for one in colours if not one[1:3] == one[3:5] == one[5:7]] == []


async def test_while_a_question_stands_the_frame_behind_still_hears(bench):
    async with bench.run_test() as pilot:
        heard = []
        bench.place.changed = heard.append
        bench.push_screen(Tell("A", "B"))
        await pilot.pause()
        bench.do("one")
        bench.go("map")
        await bench.workers.wait_for_complete()
        assert ([step.name for step in heard], bench.place_id) == (["one"], "map")
