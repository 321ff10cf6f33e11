"""Ctrl-C between two batches: what is being written is finished first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import Any, Self, TypeVar

Item = TypeVar("Item")


class Interrupts:
    """While this is entered, Ctrl-C waits for the batch at work; while input is awaited, or pressed twice, it does not."""

    def __init__(self) -> None:
        self._pressed = False
        self._waiting = False
        self._before: Any = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._on_press)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def between(self, batches: Iterable[Item]) -> Iterator[Item]:
        """The batches; raises KeyboardInterrupt between two of them if Ctrl-C was pressed."""
        batches = iter(batches)
        while True:
            self._waiting = True
            try:
                if self._pressed:
                    raise KeyboardInterrupt
                batch = next(batches)
            except StopIteration:
                return
            finally:
                self._waiting = False
            yield batch

    def _on_press(self, _signal: int, _frame: FrameType | None) -> None:
        if self._waiting or self._pressed:
            raise KeyboardInterrupt
        self._pressed = True
