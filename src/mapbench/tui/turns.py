"""Keys in turn: each is done with, the focus moved and what it opened open, before the next one goes anywhere.

Textual hands a key to what has the focus when it arrives. A key that is typed right behind one that moves the focus, as fast fingers
and slow lines do, would still go to the old place.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

from textual import events
from textual.dom import DOMNode
from textual.errors import NoWidget
from textual.worker import Worker

from mapbench.tui.trouble import StaysUp

#: What waits for its turn; other input only where something stands before it.
_TURNS: Final = (events.Key, events.Paste, events.MouseDown, events.MouseUp)
#: A message may be answered by another one: so many times nothing may have moved until a key counts as done with.
_QUIET: Final = 3
#: Seconds between two looks whether somebody who was asked is still there.
_LOOK: Final = 0.1
#: Seconds that keys wait for work before esc gives it, and them, up.
_PATIENCE: Final = 0.3


class InTurn(StaysUp):
    """An application in which nothing that is typed ahead is lost, or goes where it was not meant to."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Event] = deque()
        self._taking: asyncio.Task[None] | None = None
        self._leading: set[Worker[Any]] = set()
        #: Since when keys wait for work, by the clock of the event loop; None while they do not.
        self.waits_since: float | None = None
        self._given_up = asyncio.Event()

    @property
    def typed_ahead(self) -> bool:
        """Whether something that was typed is not done with yet."""
        return self._taking is not None and not self._taking.done()

    def lead(self, worker: Worker[Any]) -> None:
        """Keys wait until a worker is finished: it moves the focus, or changes what they are about."""
        self._leading.add(worker)

    async def on_event(self, event: events.Event) -> None:
        """Lets what is typed wait for its turn; everything else goes on as it comes."""
        own = isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded
        if not own or not (isinstance(event, _TURNS) or self._typed):
            await super().on_event(event)
            return
        if isinstance(event, events.Key) and event.key == "escape" and self._waits_long():
            self._typed.clear()
            self._given_up.set()
        self._typed.append(event)
        if not self.typed_ahead:
            self._taking = asyncio.create_task(self._take())

    async def _take(self) -> None:
        while self._typed:
            event = self._typed.popleft()
            to: list[DOMNode] = []
            await self._through(self, lambda event=event, to=to: self._hand_over(event, to))  # type: ignore[misc]
            if isinstance(event, _TURNS):
                await self._rise(to)
                await self._settle()

    async def _hand_over(self, event: events.Event, to: list[DOMNode]) -> None:
        to += self._chain(event)
        await super().on_event(event)

    def _chain(self, event: events.Event) -> list[DOMNode]:
        """Whom an event goes to, and who is around that."""
        node: DOMNode = self.focused or self.screen
        if isinstance(event, events.MouseEvent):
            try:
                node = self.mouse_captured or self.get_widget_at(event.x, event.y)[0]
            except NoWidget:
                node = self.screen
        return list(node.ancestors_with_self)

    async def _settle(self) -> None:
        """Waits until nothing moves any more."""
        quiet, before = 0, None
        while quiet < _QUIET and self.is_running:
            if await self._led():
                quiet = 0
            await self._rise((self.focused or self.screen).ancestors_with_self)
            now = (self.screen, self.focused)
            quiet = quiet + 1 if now == before else 0
            before = now

    async def _led(self) -> bool:
        """Waits for the work that keys are behind; whether there was any."""
        self._leading = {one for one in self._leading if not one.is_finished}
        if not self._leading:
            return False
        self.waits_since = asyncio.get_running_loop().time()
        self._given_up.clear()
        given_up = asyncio.create_task(self._given_up.wait())
        # Not cancelled where it is given up: that would end the work itself.
        led = asyncio.gather(*(one.wait() for one in self._leading), return_exceptions=True)
        await asyncio.wait((led, given_up), return_when=asyncio.FIRST_COMPLETED)
        given_up.cancel()
        self.waits_since = None
        if self._given_up.is_set():
            self._leading.clear()
        return True

    def _waits_long(self) -> bool:
        since = self.waits_since
        return since is not None and asyncio.get_running_loop().time() - since > _PATIENCE

    async def _rise(self, chain: Iterable[DOMNode]) -> None:
        """Waits until each of a chain, from the inside, has done with what it was sent so far."""
        for node in chain:
            await self._through(node)

    async def _through(self, node: DOMNode, then: Callable[[], Awaitable[None]] | None = None) -> None:
        """Waits until a node has done with what it was sent so far, and lets it do something behind that."""
        done = asyncio.get_running_loop().create_future()

        async def reached() -> None:
            try:
                if then is not None:
                    await then()
            finally:
                if not done.done():
                    done.set_result(None)

        if node.call_later(reached):
            while not done.done() and (node.is_attached or (node is self and self.is_running)):
                await asyncio.wait({done}, timeout=_LOOK)
