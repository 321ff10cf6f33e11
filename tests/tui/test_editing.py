"""Steps back and forth, and what others change."""

import pytest
from tests.tui.pretend import Bench, Step

from mapbench.tui.steps import Steps


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def toasts(bench):
    return [(toast.title, toast.message) for toast in bench._notifications]


async def test_undo_and_redo_say_which_step_it_was(bench):
    async with bench.run_test() as pilot:
        bench.do("Link a to b")
        await pilot.press("u")
        await pilot.press("U")
        await pilot.press("U")
    assert toasts(bench) == [
        ("", "Undone: Link a to b"),
        ("", "Done again: Link a to b"),
        ("", "There is nothing to redo."),
    ]


async def test_a_refused_command_is_a_toast_and_no_step(bench):
    async with bench.run_test():
        assert bench.do("refused") is None
    assert toasts(bench) == [("That cannot be.", "Try another.")]
    assert bench.workspace.steps == ()


async def test_the_list_of_steps_goes_to_any_of_them(bench):
    async with bench.run_test() as pilot:
        for name in ("one", "two", "three"):
            bench.do(name)
        await pilot.press("H")
        assert isinstance(bench.screen, Steps)
        await pilot.press("down", "down", "enter")
        assert bench.workspace.done == 1
        await pilot.press("H")
        await pilot.press("home", "enter")
        assert bench.workspace.done == 3
    assert [text for _, text in toasts(bench)] == ["Undone: 2 steps", "Done again: 2 steps"]


async def test_every_visited_place_hears_of_a_step(bench):
    async with bench.run_test() as pilot:
        heard = []
        bench.place.changed = heard.append
        await pilot.press("3")
        await pilot.pause()
        step = bench.do("one")
    assert heard == [step]


async def test_files_that_changed_outside_are_told(bench):
    async with bench.run_test():
        bench.workspace.outside = [Step(1, "mappings/x.yaml changed outside")]
        bench.look_outside()
    assert toasts(bench) == [("Changed outside", "mappings/x.yaml changed outside")]
