"""Overview."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from mapbench.tui.pane import Hatch, Pane
from mapbench.tui.place import Place


class OverviewPlace(Place):
    """Overview."""

    place_id: ClassVar[str] = "overview"
    label: ClassVar[str] = "Overview"

    def compose(self) -> ComposeResult:
        with Pane():
            yield Hatch("Nothing to show yet", "", ("1", "overview"))
