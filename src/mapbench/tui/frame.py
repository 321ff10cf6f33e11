"""The frame around every place: two header rows above, the keys that work here below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

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
#: Below so many columns, only the active place keeps its whole word.
_NARROW: Final = 70


class Key(NamedTuple):
    """A key as it is shown, what it does, and the name by which it is pressed."""

    shown: str
    does: str
    press: str


class Row(Horizontal):
    """One header row: something left, something right; the right end gives way where both do not fit."""

    DEFAULT_CSS = """
    Row { height: 1; width: 1fr; padding: 0 1; background: $background; }
    Row.-first { background: $raised; }
    Row > .left { width: auto; }
    Row > .right { width: 1fr; padding: 0 0 0 2; text-align: right; text-wrap: nowrap; text-overflow: ellipsis; color: $muted; }
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

    def starts(self) -> dict[str, int]:
        """Where each place's tab begins, in cells from the left."""
        starts, at = {}, 1
        for place_id, word in self._words().items():
            starts[place_id] = at
            at += len(word) + 5
        return starts

    def _words(self) -> dict[str, str]:
        bench = cast("Workbench", self.app)
        narrow = bench.size.width < _NARROW
        return {
            place_id: label if not narrow or place_id == bench.place_id else label.split()[0][:8]
            for place_id, label in bench.labels()
        }

    def _tabs(self, active: str) -> list[Any]:
        parts: list[Any] = []
        for number, (place_id, word) in enumerate(self._words().items(), 1):
            here = place_id == active
            style = "bold $strong on $raised2" if here else "$muted"
            key = "bold $accent on $raised2" if here else "$muted"
            parts += [(f" {number} ", key), (f"{word} ", style), (" ", "")]
        return parts

    def on_click(self, event: Click) -> None:
        """Goes to the place under the pointer."""
        for place_id, start in reversed(self.starts().items()):
            if event.x >= start:
                if event.x < start + len(self._words()[place_id]) + 5:
                    cast("Workbench", self.app).go(place_id)
                return


class Keys(Static):
    """The last row: at most six keys of what has the focus, then `^p commands` and `f1 help`."""

    DEFAULT_CSS = """
    Keys { height: 1; width: 1fr; background: $raised; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hits: list[tuple[int, int, str]] = []

    def show(self, keys: list[Key], last: list[Key]) -> None:
        """Draws keys with what they do, as many as fit; the last ones always, on the right."""
        end = Content("  ").join([self._part(key) for key in last])
        room = self.size.width - 2 - end.cell_length
        parts, used = [], 0
        self._hits = []
        for key in keys[:_KEYS_SHOWN]:
            part = self._part(key)
            if used + part.cell_length + 2 > room:
                break
            self._hits.append((used, used + part.cell_length, key.press))
            parts += [part, Content("  ")]
            used += part.cell_length + 2
        at = room
        for key in last:
            width = self._part(key).cell_length
            self._hits.append((at, at + width, key.press))
            at += width + 2
        self.update(Content("").join([*parts, Content(" " * max(room - used, 0)), end]))

    def _part(self, key: Key) -> Content:
        return Content.assemble((key.shown, "bold $accent"), f" {key.does}")

    def on_click(self, event: Click) -> None:
        """A click on a key presses it."""
        for start, end, press in self._hits:
            if start <= event.x - 1 < end:
                self.app.simulate_key(press)


def first_row(project: str, place: Place | None) -> tuple[Content, Content]:
    """What the first row says: project and thing left, the place's facts right; on a small screen the thing alone."""
    thing = place.thing() if place is not None else ""
    small = place is not None and place.small
    left: list[Any] = [("mapbench", "bold $strong"), "  "]
    left += [] if small and thing else [(project or "no project", "$muted")]
    left += [("" if small else " / ", "$muted"), (thing, "$strong")] if thing else []
    return Content.assemble(*left), parted(place.facts() if place is not None else [], 1 if small else 2)


def parted(parts: list[Content], room: int = 1) -> Content:
    """Facts in one line, with a dot and some room between them."""
    blank = " " * room
    return Content.assemble((f"{blank}{mark('middot')}{blank}", "$muted")).join(
        [one for one in parts if one.plain]
    )


def keys_of(bindings: dict[str, Any], display: Callable[[Binding], str]) -> list[Key]:
    """The keys of the focused chain that want to be shown, nearest first, each action once, as they were declared."""
    near = {node: number for number, node in enumerate(dict.fromkeys(one.node for one in bindings.values()))}
    shown = [one for one in bindings.values() if one.binding.show and one.enabled]
    shown.sort(key=lambda one: (near[one.node], _declared_at(one.node, one.binding)))
    found: dict[str, Key] = {}
    for active in shown:
        binding: Binding = active.binding
        found.setdefault(binding.action, Key(display(binding), binding.description, binding.key))
    return list(found.values())


def _declared_at(node: object, binding: Binding) -> int:
    """Where in its class a binding stands; those of the classes it is made from come after."""
    declared = [one for owner in type(node).__mro__ for one in vars(owner).get("BINDINGS", ())]
    return next(
        (n for n, one in enumerate(declared) if getattr(one, "id", None) == binding.id), len(declared)
    )
