"""The requests of a dataset that were sent before: walked through, sent again, handed on as curl."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from mapbench.tui.card import Card, CardLines
from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Column, Line, Lines
from mapbench.tui.safe import safe

if TYPE_CHECKING:
    from mapbench.workspace.past_requests import Past

_ROWS: Final = 8
_ANSWER: Final = 12


class History(Card[int | None]):
    """Lists requests, newest first, with the answer of the one under the cursor; the number of one to send again, or None."""

    DEFAULT_CSS = """
    History > .card { width: 110; }
    History .asked { color: $strong; height: 1; text-wrap: nowrap; text-overflow: ellipsis; margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[Any]] = [
        Binding("right_square_bracket", "walk(1)", "Request before that", show=False, id="history.older"),
        Binding("left_square_bracket", "walk(-1)", "Request after that", show=False, id="history.newer"),
        Binding("c", "curl", "Copy as curl", show=False, id="history.curl"),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("[", "newer"),
        ("]", "older"),
        ("enter", "send again"),
        ("c", "copy as curl"),
        ("esc", "close"),
    )

    def __init__(self, reference: str, past: list[Past], curl: Callable[[int], None]) -> None:
        super().__init__(f"Asked before: {reference}")
        self.past = past
        self.curl = curl

    def inside(self) -> ComposeResult:
        """The requests, then what the one under the cursor asked, and its answer as it was kept."""
        yield CardLines(Column(6), Column(20), Column(26), Column())
        yield Static("", classes="asked", id="asked")
        yield CardLines(Column())

    def on_mount(self) -> None:
        """The cursor is on the newest."""
        listed, answer = self.query(CardLines)
        listed.styles.height = min(len(self.past), _ROWS)
        answer.styles.height = _ANSWER
        answer.can_focus = False
        listed.show([_row(number, one) for number, one in enumerate(self.past)], 0)
        listed.focus()
        self._draw(0)

    @on(Lines.Moved)
    def _moved(self, event: Lines.Moved) -> None:
        if event.lines is self.query(CardLines).first():
            self._draw(event.key)

    @on(Lines.Chosen)
    def _chosen(self, event: Lines.Chosen) -> None:
        one = self.past[event.key]
        if one.refusal:
            self.app.notify(f"Request {one.number} cannot be sent again: {one.refusal}.", markup=False)
            return
        self.dismiss(one.number)

    def action_walk(self, by: int) -> None:
        """To the request before or after."""
        listed = self.query(CardLines).first()
        at = min(max((listed.key or 0) + by, 0), len(self.past) - 1)
        listed.show([_row(number, one) for number, one in enumerate(self.past)], at)
        self._draw(at)

    def action_curl(self) -> None:
        """Puts the request under the cursor on the clipboard."""
        self.curl(self.past[self.query(CardLines).first().key or 0].number)

    def _draw(self, at: int) -> None:
        one = self.past[at]
        self.query_one("#asked", Static).update(safe(one.asked, 400))
        lines = [(safe(text, 400), "text") for text in (one.answer or "").splitlines()]
        kept = lines or [("Its answer was too large to be kept, or no JSON." if one.good else "Nothing was kept of it.", "muted")]  # fmt: skip
        self.query(CardLines).last().show([Line((line,), number) for number, line in enumerate(kept)])


def _row(number: int, one: Past) -> Line:
    meaning, colour = ("ok", "ok") if one.good else ("error", "error")
    word = (f"{mark(meaning)} ", colour), (safe(one.word, 24), "text")
    return Line(((str(one.number), "muted"), (one.at, "text"), word, (safe(one.asked, 200), "muted")), number)
