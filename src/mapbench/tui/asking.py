"""Questions that take their time, asked away from the screen: of each subject only the newest one waits for its answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.app import App
from textual.widget import Widget
from textual.worker import Worker

from mapbench.errors import MapbenchError


@dataclass(frozen=True, slots=True)
class _Question:
    look: Callable[[], Any]
    show: Callable[[Any], None]
    refused: Callable[[MapbenchError | OSError], None]


class Asking:
    """What a widget asks. One question of a subject runs at a time, in a thread; a newer one takes the place of one that waits.

    So a key that is held down never leaves a queue of threads behind, and an answer that nobody waits for is not shown.
    """

    def __init__(self, owner: Widget | App[Any]) -> None:
        self._owner = owner
        self._waiting: dict[str, _Question] = {}
        self._going: dict[str, Worker[None]] = {}

    def ask(
        self,
        subject: str,
        look: Callable[[], Any],
        show: Callable[[Any], None],
        refused: Callable[[MapbenchError | OSError], None],
    ) -> Worker[None]:
        """Looks in a thread, then shows on the screen's; what refuses it goes to `refused`. Returns the worker of the subject."""
        self._waiting[subject] = _Question(look, show, refused)
        going = self._going.get(subject)
        if going is None or going.is_finished:
            going = self._owner.run_worker(partial(self._answers, subject), group=subject)
            self._going[subject] = going
        return going

    def drop(self, subject: str) -> None:
        """The subject is of no interest any more: no answer to it is shown."""
        self._waiting.pop(subject, None)
        going = self._going.pop(subject, None)
        if going is not None:
            going.cancel()

    async def _answers(self, subject: str) -> None:
        while (question := self._waiting.pop(subject, None)) is not None:
            try:
                found = await aside(question.look)
            except (MapbenchError, OSError) as error:
                self._tell(subject, question.refused, error)
            else:
                self._tell(subject, question.show, found)
        self._going.pop(subject, None)

    def _tell(self, subject: str, tell: Callable[[Any], None], answer: Any) -> None:
        """Tells an answer, where nobody has asked again meanwhile and the widget is still there."""
        if subject not in self._waiting and self._owner.is_attached and self._owner.app.is_running:
            tell(answer)


async def aside(look: Callable[[], Any]) -> Any:
    """Looks in a thread that nobody waits for when the application is left: what only reads may be given up at any moment."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[Any] = loop.create_future()

    def tell(answer: Any, error: BaseException | None) -> None:
        if found.done():
            return
        if error is None:
            found.set_result(answer)
        else:
            found.set_exception(error)

    def work() -> None:
        answer, failed = None, None
        try:
            answer = look()
        except BaseException as error:  # noqa: BLE001  # it is raised where it was asked
            failed = error
        with suppress(RuntimeError):  # the application was left meanwhile
            loop.call_soon_threadsafe(tell, answer, failed)

    threading.Thread(target=copy_context().run, args=(work,), name="question", daemon=True).start()
    return await found
