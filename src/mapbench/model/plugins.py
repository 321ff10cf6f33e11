"""Keeps pydantic from asking every installed distribution for plugins: none is wanted, and asking is 20 ms of each start."""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType
from typing import Any

_NAME = "importlib.metadata"


def ask_for_none() -> None:
    """Switches plugins off, and lets `importlib.metadata` be loaded when somebody really asks it something."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if _NAME not in sys.modules:
        sys.modules[_NAME] = importlib.metadata = _Later(_NAME)


class _Later(ModuleType):
    """Stands in for `importlib.metadata`, and gives way to it at the first question."""

    def entry_points(self, **asked: Any) -> Any:
        return _loaded().entry_points(**asked)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_loaded(), name)


def _loaded() -> Any:
    if isinstance(sys.modules.get(_NAME), _Later):
        del sys.modules[_NAME]
    return importlib.import_module(_NAME)
