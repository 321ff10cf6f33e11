"""How tests type a command: `mapbench("run", "m.yaml", stdin=b"…")` gives its exit code and what it wrote."""

import io
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest


class Answer(NamedTuple):
    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture
def mapbench(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Runs a command line in this process, in the current folder."""
    from mapbench.cli.main import run

    def type_(*argv: object, stdin: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        code = run([str(word) for word in argv])
        return Answer(code, *capsys.readouterr())

    return type_
