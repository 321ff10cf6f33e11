"""Pydantic's plugins are not looked for, and whoever asks for metadata of distributions still gets it."""

import subprocess
import sys

import pytest

LOADED = (
    "import sys\n"
    "from mapbench.model.documents import Document\n"
    "from mapbench.model.loading import load\n"
    "load('project', Document.parse('project: p'))\n"
)


def answer(program: str) -> str:
    command = [sys.executable, "-c", LOADED + program]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_reading_a_file_looks_at_no_distribution():
    assert answer("print('email.message' in sys.modules)") == "False"


@pytest.mark.parametrize(
    "ask",
    [
        "import importlib.metadata; print(importlib.metadata.version('pydantic'))",
        "from importlib.metadata import version; print(version('pydantic'))",
        "from importlib.metadata import entry_points; entry_points(group='x'); from importlib.metadata import version; print(version('pydantic'))",
        "import importlib; print(importlib.import_module('importlib.metadata').version('pydantic'))",
    ],
)
def test_who_asks_is_answered(ask):
    from importlib.metadata import version

    assert answer(ask) == version("pydantic")
