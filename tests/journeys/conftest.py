"""Projects and terminals for the journeys. Without tmux there is no terminal to drive, and they say so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.journeys.terminal import TMUX, Terminal


@pytest.fixture
def bench(tmp_path_factory) -> Iterator[Callable[..., Terminal]]:
    """Opens the installed `mapbench` in a folder, in a terminal of its own: `bench(folder, "demo", size=(80, 24))`."""
    if TMUX is None:
        pytest.skip("tmux, in which the workbench would be driven, is not on this machine")
    opened: list[Terminal] = []

    def open_in(folder: Path, *words: str, size: tuple[int, int] = (120, 40), **env: str) -> Terminal:
        terminal = Terminal(tmp_path_factory.mktemp("home"), folder, *words, size=size, env=env)
        opened.append(terminal)
        return terminal

    yield open_in
    for terminal in opened:
        terminal.close()
