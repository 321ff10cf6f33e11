"""Dry run."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from mapbench.tui.pane import Hatch, Pane
from mapbench.tui.place import Place


class ThePlace(Place):
    """Dry run."""

    place_id: ClassVar[str] = "dry_run"
    label: ClassVar[str] = "Dry run"

    def compose(self) -> ComposeResult:
        with Pane():
            yield Hatch("Nothing to show yet", "", ("1", "overview"))
