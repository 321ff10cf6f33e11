"""Steps back and forth, and what others change."""

import asyncio
import threading

import pytest
from tests.tui.pretend import Bench, Step

from mapbench.errors import MapbenchError
from mapbench.tui.steps import Steps


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def toasts(bench):
    return [(toast.title, toast.message) for toast in bench._notifications]


async def test_undo_and_redo_say_which_step_it_was(bench):
    async with bench.run_test() as pilot:
        await bench.do("Link a to b").wait()
        await pilot.press("u", "U", "U")
        await bench.workers.wait_for_complete()
    assert toasts(bench) == [
        ("", "Undone: Link a to b"),
        ("", "Done again: Link a to b"),
        ("", "There is nothing to redo."),
    ]


async def test_a_refused_command_is_a_toast_and_no_step(bench):
    async with bench.run_test():
        assert await bench.do("refused").wait() is None
    assert toasts(bench) == [("That cannot be.", "Try another.")]
    assert bench.workspace.steps == ()


async def test_the_list_of_steps_goes_to_any_of_them(bench):
    async with bench.run_test() as pilot:
        for name in ("one", "two", "three"):
            await bench.do(name).wait()
        await pilot.press("H")
        assert isinstance(bench.screen, Steps)
        await pilot.press("down", "down", "enter")
        await bench.workers.wait_for_complete()
        assert bench.workspace.done == 1
        await pilot.press("H")
        await pilot.press("home", "enter")
        await bench.workers.wait_for_complete()
        assert bench.workspace.done == 3
    assert [text for _, text in toasts(bench)] == ["Undone: 2 steps", "Done again: 2 steps"]


async def test_every_visited_place_hears_of_a_step(bench):
    async with bench.run_test() as pilot:
        heard = []
        bench.place.changed = heard.append
        await pilot.press("3")
        await pilot.pause()
        step = await bench.do("one").wait()
    assert heard == [step]


async def test_files_that_changed_outside_are_told(bench):
    async with bench.run_test() as pilot:
        bench.workspace.outside = [Step(1, "mappings/x.yaml changed outside")]
        bench.look_outside()
        await pilot.app.workers.wait_for_complete()
    assert toasts(bench) == [("Changed outside", "mappings/x.yaml changed outside")]


async def test_what_was_found_is_told_though_somebody_asked_again_meanwhile(bench):
    looking, asked_again = threading.Event(), threading.Event()

    def notice(wait=True):
        if looking.is_set():
            return None
        looking.set()
        asked_again.wait()
        return Step(1, "mappings/x.yaml changed outside")

    bench.workspace.notice = notice
    async with bench.run_test() as pilot:
        bench.look_outside()
        await asyncio.to_thread(looking.wait)
        bench.look_outside()
        asked_again.set()
        await pilot.app.workers.wait_for_complete()
    assert toasts(bench) == [("Changed outside", "mappings/x.yaml changed outside")]


async def test_steps_are_done_in_the_order_they_were_asked_for_and_all_before_it_is_left(bench):
    async with bench.run_test() as pilot:
        for name in ("one", "two", "three"):
            bench.do(name)
        await pilot.press("u", "ctrl+q")
    assert ([step.name for step in bench.workspace.steps], bench.workspace.done) == (
        ["one", "two", "three"],
        2,
    )


async def test_a_command_may_be_made_and_refused_when_its_turn_has_come(bench):
    def made(workspace):
        if workspace.done == 2:
            raise MapbenchError("The mapping changed a moment ago.", "Look again.")
        return f"after {workspace.done}"

    async with bench.run_test():
        heard = []
        for _ in range(3):
            bench.do(made, lambda step: heard.append(step.name))
        await bench.workers.wait_for_complete()
    assert heard == ["after 0", "after 1"]
    assert toasts(bench) == [("The mapping changed a moment ago.", "Look again.")]


async def test_the_same_trouble_with_files_is_said_once(bench):
    def refused(wait=True):
        raise MapbenchError("The workspace database cannot be used.", "Move it away.")

    bench.workspace.notice = refused
    async with bench.run_test():
        for _ in range(3):
            bench.look_outside()
            await bench.workers.wait_for_complete()
    assert toasts(bench) == [("The workspace database cannot be used.", "Move it away.")]
