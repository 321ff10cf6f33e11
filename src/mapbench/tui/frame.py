"""The frame around every place: two header rows above, the keys that work here below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.widgets import Static

from mapbench.tui.glyphs import mark

if TYPE_CHECKING:
    from textual.binding import Binding

    from mapbench.tui.app import Workbench
    from mapbench.tui.place import Place

_KEYS_SHOWN: Final = 6
_NARROW: Final = 100


class Row(Horizontal):
    """One header row: something left, something right; the right end gives way where both do not fit."""

    DEFAULT_CSS = """
    Row { height: 1; width: 1fr; padding: 0 1; background: $background; }
    Row.-first { background: $raised; }
    Row > .left { width: auto; }
    Row > .right { width: 1fr; text-align: right; text-wrap: nowrap; text-overflow: ellipsis; color: $muted; }
    """

    def compose(self) -> Any:
        yield Static(classes="left")
        yield Static(classes="right")

    def show(self, left: Content, right: Content) -> None:
        """Puts both ends in."""
        self.query_one(".left", Static).update(left)
        self.query_one(".right", Static).update(right)


class PlaceTabs(Row):
    """The second row: the five places with their keys; a click goes there."""

    def show_places(self, active: str, right: Content) -> None:
        """Marks the active place, and says what belongs to it."""
        self.show(Content.assemble(*self._tabs(active)), right)

    def _tabs(self, active: str) -> list[Any]:
        bench = cast("Workbench", self.app)
        parts: list[Any] = []
        narrow = bench.size.width < _NARROW
        for number, (place_id, label) in enumerate(bench.labels(), 1):
            word = label if not narrow or place_id == active else label.split()[0][:8]
            here = place_id == active
            style = "bold $strong on $raised2" if here else "$muted"
            key = "bold $accent on $raised2" if here else "$muted"
            parts += [(f" {number} ", key), (f"{word} ", style), (" ", "")]
        return parts

    def on_click(self, event: Click) -> None:
        """Goes to the place under the pointer."""
        bench = cast("Workbench", self.app)
        x, at = event.x - 1, 0
        narrow = bench.size.width < _NARROW
        for place_id, label in bench.labels():
            word = label if not narrow or place_id == bench.place_id else label.split()[0][:8]
            width = len(word) + 5
            if at <= x < at + width:
                bench.go(place_id)
                return
            at += width


class Keys(Static):
    """The last row: at most six keys of what has the focus, then `^p commands` and `f1 help`."""

    DEFAULT_CSS = """
    Keys { height: 1; width: 1fr; background: $raised; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def show(self, bindings: list[tuple[str, str]]) -> None:
        """Draws keys with what they do, as many as fit."""
        last = Content.assemble(("^p", "bold $accent"), " commands  ", ("f1", "bold $accent"), " help")
        room = self.size.width - 2 - last.cell_length - 2
        parts, used = [], 0
        for key, does in bindings[:_KEYS_SHOWN]:
            part = Content.assemble((key, "bold $accent"), f" {does}  ")
            if used + part.cell_length > room:
                break
            parts.append(part)
            used += part.cell_length
        gap = " " * max(room - used + 2, 0)
        self.update(Content("").join([*parts, Content(gap), last]))


def first_row(project: str, place: Place | None) -> tuple[Content, Content]:
    """What the first row says: project and thing left, the place's facts right."""
    thing = place.thing() if place is not None else ""
    left: list[Any] = [("mapbench", "bold $strong"), "  ", (project or "no project", "$muted")]
    left += [(" / ", "$muted"), (thing, "$strong")] if thing else []
    return Content.assemble(*left), parted(place.facts() if place is not None else [])


def parted(parts: list[Content]) -> Content:
    """Facts in one line, with a dot between them."""
    return Content.assemble((f"  {mark('middot')}  ", "$muted")).join([one for one in parts if one.plain])


def keys_of(bindings: dict[str, Any], display: Any) -> list[tuple[str, str]]:
    """The keys of the focused chain that want to be shown, each action once, in the order they were declared."""
    found: dict[str, tuple[str, str]] = {}
    for active in bindings.values():
        binding: Binding = active.binding
        if binding.show and active.enabled and binding.action not in found:
            found[binding.action] = (display(binding), binding.description)
    return list(found.values())
