"""How CPU and memory are measured, so that figures hold on a busy machine."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

#: Runs one command line of mapbench and says on stderr what its memory came to. The figure is the kernel's for the program
#: itself (VmHWM): the one that a parent is told also counts the parent's own pages before the start.
_WITH_PEAK = """\
import re, resource, sys
try:
    from mapbench.__main__ import main
    sys.exit(main())
finally:
    try:
        with open("/proc/self/status") as status:
            peak = int(re.search(r"VmHWM:\\s*(\\d+)", status.read()).group(1))
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
    print(f"peak {peak} KB", file=sys.stderr)
"""


class Child(NamedTuple):
    """What a subprocess used: CPU in seconds, and how it ended."""

    cpu: float
    code: int


def cpu() -> float:
    """CPU seconds of this process and of the children it has waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def interleaved(contenders: Mapping[str, Callable[[], None]], rounds: int) -> dict[str, float]:
    """The least CPU seconds of each contender over some rounds.

    In every round each runs once, one after the other, so that whatever slows the machine slows all of them.
    """
    best = dict.fromkeys(contenders, float("inf"))
    for _ in range(rounds):
        for name, work in contenders.items():
            before = cpu()
            work()
            best[name] = min(best[name], cpu() - before)
    return best


def child(command: list[str], cwd: Path, times: int) -> Child:
    """Runs a command several times; the least CPU of its runs, and the last exit code."""
    best, code = float("inf"), 0
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        code = subprocess.run(command, cwd=cwd, capture_output=True, check=False).returncode
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return Child(best, code)


def peak(arguments: list[str], cwd: Path, stream: Iterable[bytes]) -> int:
    """The peak memory, in bytes, of mapbench with these arguments reading a stream from stdin.

    Raises RuntimeError where the command fails.
    """
    command = [sys.executable, "-c", _WITH_PEAK, *arguments]
    with subprocess.Popen(
        command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        try:
            for block in stream:
                process.stdin.write(block)
            process.stdin.close()
        except BrokenPipeError:
            pass
        said = process.stderr.read().decode(errors="replace")
    found = re.search(r"peak (\d+) KB", said)
    if found is None or process.returncode:
        raise RuntimeError(
            f"`mapbench {' '.join(arguments)}` ended with {process.returncode}:{os.linesep}{said}"
        )
    return int(found[1]) * 1024
