"""Work that takes its time: a bar in the second row after 300 ms, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from textual.content import Content
from textual.timer import Timer
from textual.worker import Worker

from mapbench.tui.glyphs import mark
from mapbench.tui.turns import InTurn

_CELLS: Final = 12
_FEW_CELLS: Final = 5
_NARROW: Final = 100
_PATIENCE: Final = 0.3
_TICK: Final = 0.2

Amount = Callable[[], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Work:
    """A worker, what it does in words, and how far it is (done, all) where that is known."""

    worker: Worker[Any]
    what: str
    amount: Amount | None = None


class Works(InTurn):
    """An application that shows what it is busy with."""

    def __init__(self) -> None:
        super().__init__()
        self._works: list[Work] = []
        self._shown: list[Work] = []
        self._ticks = 0
        self._timer: Timer | None = None

    def busy(self, worker: Worker[Any], what: str, amount: Amount | None = None) -> None:
        """Watches a worker: where it takes longer than 300 ms, a bar says `what` it does, and esc cancels it."""
        if any(one.worker is worker for one in self._works):
            return
        work = Work(worker, what, amount)
        self._works.append(work)
        self.set_timer(_PATIENCE, lambda: self.show_work(work))

    def show_work(self, work: Work) -> None:
        """Puts a work on the bar, if it still goes on."""
        if not work.worker.is_finished:
            self._shown.append(work)
            if self._timer is None:
                self._timer = self.set_interval(_TICK, self._tick)
            self.redraw_frame()

    @property
    def works(self) -> list[Work]:
        """What goes on right now, shown or not."""
        self._works = [work for work in self._works if not work.worker.is_finished]
        return self._works

    def action_cancel_work(self) -> None:
        """Cancels what was begun last; what it did so far is dropped."""
        going = self.works
        if going:
            going[-1].worker.cancel()
            self.notify(f"Cancelled: {going[-1].what}", markup=False)
            self._tick()

    def bar(self) -> Content:
        """The bar of the work shown last; empty where nothing takes long."""
        going = [work for work in self._shown if not work.worker.is_finished]
        if not going:
            return Content("")
        cells = _CELLS if self.size.width >= _NARROW else _FEW_CELLS
        return bar_of(going[-1], self._ticks if self.animation_level != "none" else 0, cells)

    def redraw_frame(self) -> None:
        """Draws the header rows again."""

    def _tick(self) -> None:
        self._ticks += 1
        self._shown = [work for work in self._shown if not work.worker.is_finished]
        if not self._shown and self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.redraw_frame()


def bar_of(work: Work, ticks: int, cells: int = _CELLS) -> Content:
    """A bar that fills where the amount is known, else one that moves; then what goes on, and the key that stops it."""
    rest = Content.assemble((" esc", "bold $accent"), " cancel")
    if work.amount is None:
        before = ticks % (cells - 3)
        parts = [("━" * before, "$hairline"), (mark("full") * 4, "$accent")]
        bar = Content.assemble(*parts, ("━" * (cells - 4 - before), "$hairline"))
        return Content.assemble(bar, (f" {work.what}", "$muted"), rest)
    done, everything = work.amount()
    full = cells * done // everything if everything else 0
    bar = Content.assemble((mark("full") * full, "$accent"), ("━" * (cells - full), "$hairline"))
    return Content.assemble(bar, (f" {work.what} {done:,}/{everything:,}", "$muted"), rest)
