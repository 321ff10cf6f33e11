"""What the workbench outlives."""

import pytest
from tests.tui.pretend import Bench

from mapbench.errors import MapbenchError
from mapbench.tui.app import Workbench
from mapbench.tui.ask import Tell


@pytest.fixture
def bench(tmp_path):
    (tmp_path / ".mapbench").mkdir()
    return Bench(tmp_path)


def fails():
    secret = "tok-123"
    raise KeyError(secret)


async def test_a_worker_that_fails_is_said_and_the_screen_stays(bench, troubles):
    async with bench.run_test() as pilot:
        with pytest.raises(Exception, match="tok-123"):
            await bench.run_worker(fails, thread=True).wait()
        await pilot.pause()
        assert isinstance(bench.screen, Tell)
        assert bench.screen.sentence == "mapbench failed inside (KeyError). Please report it."
        await pilot.press("escape")
        await pilot.press("3")
        await pilot.pause()
        assert bench.place_id == "map"
    troubles.clear()


async def test_the_log_names_the_place_and_no_value(bench, troubles, tmp_path):
    async with bench.run_test():
        with pytest.raises(Exception, match="tok-123"):
            await bench.run_worker(fails, thread=True).wait()
    log = tmp_path / ".mapbench" / "workbench.log"
    assert "test_trouble.py" in log.read_text()
    assert "builtins.KeyError" in log.read_text()
    assert "tok-123" not in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    troubles.clear()


async def test_an_action_that_fails_is_said_with_its_hint(bench, troubles, monkeypatch):
    def refuse(self):
        raise MapbenchError("The disk is full.", "Make room.")

    monkeypatch.setattr(Workbench, "action_copy", refuse)
    async with bench.run_test() as pilot:
        await pilot.press("y")
        await pilot.pause()
        assert (bench.screen.sentence, bench.screen.hint) == ("The disk is full.", "Make room.")
    troubles.clear()


async def test_what_the_system_refuses_names_the_file(bench, troubles, tmp_path):
    async with bench.run_test() as pilot:
        with pytest.raises(Exception, match="directory"):
            await bench.run_worker(tmp_path.read_bytes, thread=True).wait()
        await pilot.pause()
        assert bench.screen.sentence == f"The system refused '{tmp_path}': Is a directory."
    troubles.clear()


def test_the_end_that_could_not_be_helped_is_a_sentence(bench, monkeypatch):
    ended = {}
    monkeypatch.setattr(Bench, "is_headless", False)
    monkeypatch.setattr(bench, "exit", lambda **said: ended.update(said))
    bench._exception = KeyError("tok-123")
    bench._fatal_error()
    assert ended["return_code"] == 2
    assert ended["message"].startswith(
        "error: mapbench failed inside (KeyError). Please report it.\n  hint: "
    )
    assert "tok-123" not in ended["message"]
