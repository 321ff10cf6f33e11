"""Map."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from mapbench.tui.pane import Hatch, Pane
from mapbench.tui.place import Place


class MapPlace(Place):
    """Map."""

    place_id: ClassVar[str] = "map"
    label: ClassVar[str] = "Map"

    def compose(self) -> ComposeResult:
        with Pane():
            yield Hatch("Nothing to show yet", "", ("1", "overview"))
