"""One pane alone: what stands beside it in its place steps aside until the key is pressed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapbench.tui.canvas.canvas import MappingCanvas
from mapbench.tui.pane import Pane

if TYPE_CHECKING:
    from textual.widget import Widget

    from mapbench.tui.place import Place


def toggle(place: Place, focused: Widget | None) -> None:
    """Gives the pane with the focus the whole place, or all of them their room again."""
    stepped = list(place.query(".-aside, .-alone"))
    for one in stepped:
        one.remove_class("-aside", "-alone")
    if stepped or focused is None or place not in focused.ancestors:
        return
    around = focused.ancestors_with_self
    pane = next((at for at, one in enumerate(around) if isinstance(one, Pane | MappingCanvas)), len(around))
    for node in around[pane : around.index(place)]:
        node.add_class("-alone")
        for sibling in node.parent.children if node.parent is not None else ():
            if sibling is not node:
                sibling.add_class("-aside")
