"""The workbench in a box: no animation, nobody's settings, and no failure that the screen outlives unseen."""

import asyncio
import inspect
from pathlib import Path

import pytest
from textual.app import App

from mapbench.tui.trouble import StaysUp


@pytest.fixture(autouse=True)
def nobodys(monkeypatch, tmp_path_factory) -> Path:
    """A home of its own for each test; returns its folder for settings."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    for name in ("NO_COLOR", "COLORFGBG", "EDITOR", "VISUAL", "MAPBENCH_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    # A toast that a test looks for is still there on a slow machine.
    monkeypatch.setattr(App, "NOTIFICATION_TIMEOUT", 3600)
    return home / "config" / "mapbench"


@pytest.fixture(autouse=True)
def troubles(monkeypatch):
    """What the workbench outlived; a test that expects trouble empties the list."""
    seen: list[BaseException] = []
    said = StaysUp.trouble

    def trouble(self, error):
        seen.append(error)
        said(self, error)

    monkeypatch.setattr(StaysUp, "trouble", trouble)
    yield seen
    assert seen == []


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """A test that is a coroutine runs in an event loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in wanted}))
    return True
