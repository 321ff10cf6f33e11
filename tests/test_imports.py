"""What starting and importing may cost, proved in fresh processes."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "argparse",
    "click",
    "httpx",
    "importlib.metadata",
    "jsonpath_ng",
    "pathlib",
    "pydantic",
    "re",
    "ruamel",
}
HEAVY |= {"rich", "sqlite_utils", "textual", "typing"}


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after the code, beyond those it starts with."""
    report = "\nsys.stderr.write(' '.join(sys.modules))"
    full = [
        subprocess.run(
            [sys.executable, "-c", f"import sys\n{c}{report}"], capture_output=True, text=True, check=True
        )
        for c in (code, "")
    ]
    after, before = (set(run.stderr.split()) for run in full)
    return after - before


def test_importing_the_package_imports_nothing_else():
    assert modules_after("import mapbench") == {"mapbench"}


def test_version_is_answered_before_anything_heavy():
    loaded = modules_after("sys.argv = ['mapbench', '--version']\nfrom mapbench.__main__ import main\nmain()")
    assert loaded == {"mapbench", "mapbench.__main__"}


@pytest.mark.parametrize("room", ["errors", "engine", "schemas"])
def test_what_a_runtime_needs_is_light(room):
    loaded = modules_after(f"import mapbench.{room}")
    assert not loaded & (HEAVY - {"argparse", "importlib.metadata", "pathlib", "re", "typing"})


def test_the_command_line_starts_without_what_only_commands_need():
    loaded = modules_after("import mapbench.cli.main")
    assert not loaded & {"httpx", "jsonpath_ng", "pydantic", "rich", "ruamel", "sqlite_utils", "textual"}


def test_version_costs_at_most_three_empty_interpreters():
    script = Path(sys.executable).with_name("mapbench")
    if not script.exists():
        pytest.skip("mapbench is not installed beside this interpreter: make install")
    empty = least_cpu([sys.executable, "-c", ""])
    assert least_cpu([str(script), "--version"]) <= 3 * empty


def least_cpu(command: list[str]) -> float:
    """The least CPU seconds of several runs: what the command costs, without what others do meanwhile."""
    return min(cpu(command) for _ in range(9))


def cpu(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
