import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.workspace.edited import contents, copy_of_storefront
from tests.workspace.killed import told

from mapbench.workspace.workspace import Workspace

ROOT = Path(__file__).parents[2]
FEW, ALL = 8, 50


def run(folder, lines):
    command = [sys.executable, "-m", "tests.workspace.killed", str(folder), str(lines)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def begun(place, lines):
    """A copy of the example, what it held, and the process that died in it."""
    place.mkdir()
    folder = copy_of_storefront(place)
    return contents(folder), folder, run(folder, lines)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What a process that nobody kills tells after each step, and how many lines of the journal it runs."""
    done = run(copy_of_storefront(tmp_path_factory.mktemp("whole")), 0)
    *told_, last = done.stdout.splitlines()
    return told_, int(last.removeprefix("lines "))


@pytest.mark.parametrize(
    "point", [pytest.param(n, marks=[] if n < FEW else [pytest.mark.long]) for n in range(ALL)]
)
def test_a_killed_process_leaves_the_last_finished_step(tmp_path, whole, point):
    expected, lines = whole
    at = random.Random(point).randrange(1, lines)
    before, folder, killed = begun(tmp_path / "first", at)
    while (
        killed.returncode == 0
    ):  # a busy machine tries locks more often, so that a quiet run has fewer lines
        at = at * 2 // 3
        before, folder, killed = begun(tmp_path / str(at), at)
    acknowledged = killed.stdout.splitlines()
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert acknowledged == expected[: len(acknowledged)]
    with Workspace.open(folder) as workspace:
        # What was finished and not told yet may be there as well, whole.
        assert told(workspace) in expected[len(acknowledged) - 1 : len(acknowledged) + 1]
        assert [name for name in contents(folder) if name.endswith(".new")] == []
        assert not any(step.name.endswith("changed outside") for step in workspace.steps)
        while workspace.undo():
            pass
        assert contents(folder) == before
