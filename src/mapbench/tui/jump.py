"""Jump mode: a letter on every pane and field in sight, digits for the places; one key goes there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from mapbench.tui.pane import Pane

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench

_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BADGE: Final = 3


@dataclass(frozen=True, slots=True)
class Target:
    """Where a key goes: a badge at (x, y) of the screen, and a widget to focus or the name of a place."""

    key: str
    x: int
    y: int
    goes: Widget | str


class Jump(ModalScreen[Widget | str | None]):
    """Badges over the screen; the answer is where to go, None to stay."""

    DEFAULT_CSS = """
    Jump { background: $background 45%; }
    Jump > .badge {
        position: absolute; width: 3; height: 1; text-align: center;
        background: $accent; color: $on-accent; text-style: bold;
    }
    Jump > .prompt {
        position: absolute; dock: bottom; height: 1; width: 1fr; text-align: center; background: $raised; color: $text;
    }
    """
    BINDINGS: ClassVar[list[Any]] = [Binding("escape,ctrl+o", "stay", "Stay", show=False, id="jump.stay")]

    def __init__(self, targets: list[Target]) -> None:
        super().__init__()
        self.targets = targets

    def compose(self) -> ComposeResult:
        for target in self.targets:
            badge = Static(Content(target.key), classes="badge")
            badge.styles.offset = (target.x, target.y)
            yield badge
        jump = Content.assemble(("jump to:", "bold $strong"), " press a key    ")
        yield Static(jump + Content.assemble(("esc", "bold $accent"), " stays here"), classes="prompt")

    def action_stay(self) -> None:
        """Goes nowhere."""
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Goes where the key says; a key without a badge does nothing."""
        for target in self.targets:
            if event.character == target.key:
                event.stop()
                self.dismiss(target.goes)

    def on_click(self, event: events.Click) -> None:
        """A click on a badge goes there, one elsewhere stays."""
        x, y = event.screen_x, event.screen_y
        hit = (one for one in self.targets if one.y == y and one.x <= x < one.x + _BADGE)
        self.dismiss(next((target.goes for target in hit), None))


def targets_of(bench: Workbench) -> list[Target]:
    """Every badge for the screen as it is: places on row 2, panes on their titles, fields before their values."""
    return [*_places(bench), *_lettered(_spots(bench))]


def _places(bench: Workbench) -> Iterable[Target]:
    from mapbench.tui.frame import PlaceTabs

    tabs = bench.frame.query_one(PlaceTabs)
    starts = tabs.starts()
    for number, (place_id, start) in enumerate(starts.items(), 1):
        yield Target(str(number), tabs.region.x + start, tabs.region.y, place_id)


@dataclass(frozen=True, slots=True)
class _Spot:
    band: int
    left: int
    x: int
    y: int
    widget: Widget


def _spots(bench: Workbench) -> list[_Spot]:
    place = bench.place
    if place is None:
        return []
    titled: set[Widget] = set()
    seen = (one for one in place.query("*") if one.focusable and one.region.area)
    found = [_spot(widget, titled) for widget in seen if place.region.overlaps(widget.region)]
    return sorted(found, key=lambda spot: (spot.band, spot.left, spot.y, spot.x))


def _spot(widget: Widget, titled: set[Widget]) -> _Spot:
    pane = next((one for one in widget.ancestors_with_self if isinstance(one, Pane)), None)
    region = widget.region
    if pane is None:
        return _Spot(region.y, region.x, region.x + bool(widget.styles.border_top[0]), region.y, widget)
    box = pane.region
    if pane not in titled:
        titled.add(pane)
        return _Spot(box.y, box.x, box.x + 1, box.y, widget)
    x = region.x - _BADGE if region.x - _BADGE > box.x else region.x
    return _Spot(box.y, box.x, x, region.y, widget)


def _lettered(spots: list[_Spot]) -> Iterable[Target]:
    bands = sorted({spot.band for spot in spots})
    free = [list(row) for row in _ROWS]
    for spot in spots:
        row = min(bands.index(spot.band), len(free) - 1)
        letters = free[row] or next((letters for letters in free if letters), [])
        if not letters:
            return
        yield Target(letters.pop(0), spot.x, spot.y, spot.widget)
