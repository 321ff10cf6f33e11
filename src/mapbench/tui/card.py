"""A card over the screen: the box of every modal. The screen behind it steps back."""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypeVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.screen import ModalScreen

from mapbench.tui.lines import Column, Lines

Answer = TypeVar("Answer")
_GAP: Final = "   "


class Card(ModalScreen[Answer]):
    """A modal with one box in the middle; esc, or a click beside it, closes it without an answer.

    A click on a key in its lower border presses that key.
    """

    DEFAULT_CSS = """
    Card { align: center middle; background: $background 45%; }
    Card > .card {
        width: 66; max-width: 100%; height: auto; max-height: 100%;
        background: $raised; border: round $accent; padding: 0 1;
        border-title-color: $accent; border-title-style: bold; border-title-background: $raised;
        border-subtitle-color: $text; border-subtitle-background: $raised;
        border-subtitle-align: right;
    }
    Card .muted { color: $muted; }
    Card .strong { color: $strong; text-style: bold; }
    Card .error { color: $error; }
    Card Lines { background: $raised; scrollbar-background: $raised; }
    Card Static { height: auto; width: 1fr; background: $raised; }
    """
    BINDINGS: ClassVar[list[Any]] = [Binding("escape", "close", "Close", show=False, id="card.close")]

    #: The keys of the card, for its lower border: key, what it does.
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (("esc", "close"),)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.card_title = title
        self.keys = self.KEYS

    def compose(self) -> ComposeResult:
        with Vertical(classes="card") as card:
            card.border_title = Content(self.card_title)
            card.border_subtitle = keys_line(self.keys)
            yield from self.inside()

    def inside(self) -> ComposeResult:
        """What stands in the box."""
        yield from ()

    def action_close(self) -> None:
        """Closes without an answer."""
        self.dismiss(None)

    def on_click(self, event: Click) -> None:
        """A click beside the box closes it; one on a key of its border presses that."""
        box = self.query_one(".card").region
        if not box.contains(event.screen_x, event.screen_y):
            self.action_close()
        elif event.screen_y == box.bottom - 1:
            pressed = key_at(self.keys, event.screen_x - (box.right - 3))
            if pressed:
                self.app.simulate_key(pressed)


class CardLines(Lines):
    """A list in a card."""

    def __init__(self, *columns: Column, header: tuple[str, ...] = ()) -> None:
        super().__init__(*columns, header=header)
        self.ground = "raised"


def keys_line(keys: tuple[tuple[str, str], ...]) -> Content:
    """Keys with what they do, in one line."""
    parts = [Content.assemble((key, "bold $accent"), f" {does}") for key, does in keys]
    return Content(_GAP).join(parts)


def key_at(keys: tuple[tuple[str, str], ...], before_end: int) -> str:
    """The name of the key that stands so many cells before the end of its line (-1: the last cell), "" for none."""
    at = 0
    for key, does in reversed(keys):
        start = at - cell_len(f"{key} {does}")
        if start <= before_end < at:
            return {"esc": "escape", "?": "question_mark"}.get(key, key)
        at = start - len(_GAP)
    return ""
