"""Work that takes its time."""

import asyncio
from types import SimpleNamespace

import pytest
from tests.tui.pretend import Bench

from mapbench.tui.working import Work, bar_of


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


async def forever():
    await asyncio.Event().wait()


async def test_what_takes_long_shows_a_bar_and_escape_cancels_it(bench):
    async with bench.run_test() as pilot:
        worker = bench.run_worker(forever())
        bench.busy(worker, "asking shop")
        bench.show_work(bench.works[0])
        assert bench.bar().plain.endswith("asking shop esc cancel")
        await pilot.press("escape")
        await pilot.pause()
        assert worker.is_cancelled
        assert bench.bar().plain == ""


async def test_what_is_quick_shows_no_bar(bench):
    async def quick():
        return 1

    async with bench.run_test():
        worker = bench.run_worker(quick())
        bench.busy(worker, "asking")
        work = bench.works[0]
        await worker.wait()
        bench.show_work(work)
        assert bench.bar().plain == ""


def test_the_bar_fills_where_the_amount_is_known():
    shown = bar_of(Work(SimpleNamespace(is_finished=False), "running", lambda: (600, 1200)), 0)
    assert shown.plain == "━━━━━━━━━━━━ running 600/1,200 esc cancel"
    assert [span.style for span in shown.spans][:2] == ["$accent", "$hairline"]
