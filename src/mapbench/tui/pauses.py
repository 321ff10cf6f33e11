"""What makes a key wait though nothing is being worked on: Python's garbage collection, and other threads."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: New objects before the youngest are looked at, and how often that happens before older ones are: a look at all the objects of
#: a large project takes half a second, and would come several times a second by Python's own measure.
_COLLECTIONS: Final = (5_000, 10, 200)
#: Seconds that a thread which works may keep one that was asked something waiting. A key passes through some thirty of these turns.
_TURN: Final = 0.001


@contextmanager
def short_pauses() -> Iterator[None]:
    """Keeps the pauses of the screen's thread short while the block runs."""
    thresholds, turn = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(*_COLLECTIONS)
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(turn)
