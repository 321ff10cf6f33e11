"""Questions that take their time."""

import asyncio
import threading

from tests.tui.pretend import Bench

from mapbench.errors import MapbenchError


def refused(error):
    raise AssertionError(error)


async def test_of_a_subject_one_question_runs_and_only_the_newest_waits(tmp_path):
    bench, gate, asked, shown = Bench(tmp_path), threading.Event(), [], []

    def question(number):
        def look():
            gate.wait(10)
            asked.append(number)
            return number

        return look

    async with bench.run_test() as pilot:
        for number in range(20):
            bench.asking.ask("preview", question(number), shown.append, refused)
            await pilot.pause()
        gate.set()
        await bench.workers.wait_for_complete()
    assert (asked, shown) == ([0, 19], [19])


async def test_what_is_dropped_is_not_shown(tmp_path):
    bench, shown = Bench(tmp_path), []
    async with bench.run_test():
        bench.asking.ask("preview", lambda: 1, shown.append, refused)
        bench.asking.drop("preview")
        bench.asking.ask("other", lambda: 2, shown.append, refused)
        await bench.asking.ask("preview", lambda: 3, shown.append, refused).wait()
    assert sorted(shown) == [2, 3]


async def test_a_refusal_is_told_and_the_next_question_answered(tmp_path):
    bench, shown = Bench(tmp_path), []

    def look():
        raise MapbenchError("Gone.", "Look elsewhere.")

    async with bench.run_test():
        await bench.asking.ask(
            "preview", look, shown.append, lambda error: shown.append(error.message)
        ).wait()
        await bench.asking.ask("preview", lambda: 3, shown.append, refused).wait()
    assert shown == ["Gone.", 3]


async def test_nobody_waits_for_a_question_when_the_application_is_left(tmp_path):
    bench, answered, asked, ended = Bench(tmp_path), threading.Event(), threading.Event(), []

    def look():
        asked.set()
        ended.append(answered.wait(30))

    async with bench.run_test():
        bench.asking.ask("checks", look, print, refused)
        await asyncio.to_thread(asked.wait)
    await asyncio.get_running_loop().shutdown_default_executor()
    assert ended == []
    answered.set()
