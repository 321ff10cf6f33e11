"""What opening the workbench costs, in a pseudo-terminal of 140 x 45, and how long a key waits; rows of `workbench.py`.

Opening is the CPU of the whole process from its start until a word stands on the screen. The longest turn is the longest time that
the thread of the screen spends on one thing, so that a key has to wait for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCREEN = (140, 45)
OPEN_BAR, TURN_BAR, KEY_BAR = 2.0, 0.1, 0.2
_PATIENCE = 60
#: What, seconds of CPU, and the bar where there is one.
Row = tuple[str, float, float | None]


def rows(folder: Path) -> Iterator[Row]:
    """From the start to the first paint, to Overview and to Map; then a few minutes' worth of keys."""
    painted, overview = opened(folder, (rb"Overview", b""), (rb"Landscape.*system", b""))
    _, shown = opened(folder, (rb"Overview", b"3"), (rb"g0", b""))
    yield "mapbench DIR, first paint", painted, None
    yield "mapbench DIR, Overview shown", overview, OPEN_BAR
    yield "mapbench DIR, straight to Map", shown, OPEN_BAR
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(TEXTUAL_ANIMATIONS="none", XDG_CONFIG_HOME=home)
        key, turn = asyncio.run(keys(folder))
    yield "key to preview, all threads", key, KEY_BAR
    yield "longest turn of the screen", turn, TURN_BAR


def opened(folder: Path, *stages: tuple[bytes, bytes]) -> list[float]:
    """The CPU of a workbench when each pattern was first on the screen; what stands behind it is typed then."""
    with tempfile.TemporaryDirectory() as home:
        process, terminal = pty.fork()
        if process == 0:
            os.environ.update(TERM="xterm-256color", TEXTUAL_ANIMATIONS="none", XDG_CONFIG_HOME=home)
            os.execv(sys.executable, [sys.executable, "-m", "mapbench", str(folder)])  # ourselves
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", SCREEN[1], SCREEN[0], 0, 0))
        try:
            return [_reached(process, terminal, *stage) for stage in stages]
        finally:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(terminal)


def _reached(process: int, terminal: int, pattern: bytes, typed: bytes) -> float:
    seen = b""
    while not re.search(pattern, seen, re.DOTALL):
        if not select.select([terminal], [], [], _PATIENCE)[0]:
            raise RuntimeError(f"the workbench never showed {pattern!r}")
        seen += os.read(terminal, 1 << 16)
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    os.write(terminal, typed)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def turns() -> Iterator[list[float]]:
    """The CPU of this thread for each callback of the event loop."""
    spent: list[float] = []
    handle: Any = asyncio.events.Handle
    run = handle._run

    def timed(self: Any) -> Any:
        before = time.thread_time()
        try:
            return run(self)
        finally:
            spent.append(time.thread_time() - before)

    handle._run = timed
    try:
        yield spent
    finally:
        handle._run = run


async def keys(folder: Path) -> tuple[float, float]:
    """The CPU from a key in a formula to its preview, the least of a few; and the longest turn while Map is worked in."""
    from mapbench.tui.app import Workbench
    from mapbench.tui.drawing import settled
    from mapbench.tui.pauses import short_pauses
    from mapbench.workspace.workspace import Workspace

    bench = Workbench(Workspace.open(folder))
    with contextlib.closing(bench), short_pauses():
        async with bench.run_test(size=SCREEN) as pilot:
            bench.go("map", target=("g0", "f1"))
            await settled(bench, pilot)
            with turns() as spent:
                await pilot.press("j", "j", "pagedown", "pageup", "k", "k", "right_square_bracket", "e")
                await settled(bench, pilot)
                found = [await _typed(bench, pilot, letter) for letter in "+value"]
            return min(found), max(spent)


async def _typed(bench: Any, pilot: Any, letter: str) -> float:
    before = time.process_time()
    await pilot.press({"+": "plus"}.get(letter, letter))
    await bench.workers.wait_for_complete()
    return time.process_time() - before
