"""How many requests each system was sent lately, counted across processes and datasets.

The last span is cut into slots and requests are counted per slot, so that in no span of that length, wherever it begins,
more than the quota is sent. A bucket that refills steadily would allow nearly twice as many.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from mapbench.store.database import writing

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

#: Into how many slots a span is cut: a request is forgotten at most one slot later than it could be.
SLOTS = 60


@dataclass(frozen=True, slots=True)
class Grant:
    """Whether a request may be sent now: `wait` is 0, or the seconds until one may; `left` more may follow it."""

    wait: float
    left: int


class Quotas:
    """Requests sent per system, and how long a system asked to be left alone. Times are seconds since the epoch."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, system: str, requests: int, span: float, now: float) -> Grant:
        """Counts one request against a quota of `requests` in any `span` seconds, unless there is none left."""
        with writing(self._database) as connection:
            paused = _pause(connection, system, now)
            used = _used(connection, system, span, now)
            if paused or used >= requests:
                return Grant(max(paused, _free_in(connection, system, requests, span, now)), requests - used)
            connection.execute(
                "INSERT INTO quotas VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET used = used + 1",
                [system, _slot(now, span)],
            )
        return Grant(0.0, requests - used - 1)

    def left(self, system: str, requests: int, span: float, now: float) -> int:
        """How many requests may be sent now."""
        with writing(self._database) as connection:
            return max(requests - _used(connection, system, span, now), 0)

    def renewed(self, system: str, span: float, now: float) -> float:
        """The seconds until no request of the last span counts any more; 0 where none does."""
        with writing(self._database) as connection:
            _used(connection, system, span, now)
            row = connection.execute("SELECT max(slot) FROM quotas WHERE system = ?", [system]).fetchone()
        return max((row[0] + SLOTS + 1) * span / SLOTS - now, 0.0) if row[0] is not None else 0.0

    def pause(self, system: str, until: float) -> None:
        """Lets no request of a system pass before `until`."""
        with writing(self._database) as connection:
            connection.execute("INSERT OR REPLACE INTO pauses VALUES (?, ?)", [system, until])

    def paused(self, system: str, now: float) -> float:
        """The seconds a system still has to be left alone; 0 where it has not."""
        with writing(self._database) as connection:
            return _pause(connection, system, now)


def _slot(now: float, span: float) -> int:
    return floor(now * SLOTS / span)


def _used(connection: sqlite3.Connection, system: str, span: float, now: float) -> int:
    """The requests that still count; those that do not, and those of a clock that was put back, are forgotten."""
    current = _slot(now, span)
    connection.execute(
        "DELETE FROM quotas WHERE system = ? AND NOT slot BETWEEN ? AND ?",
        [system, current - SLOTS, current],
    )
    row = connection.execute("SELECT total(used) FROM quotas WHERE system = ?", [system]).fetchone()
    return int(row[0])


def _free_in(connection: sqlite3.Connection, system: str, requests: int, span: float, now: float) -> float:
    """The seconds until enough of the oldest requests no longer count."""
    slots = connection.execute(
        "SELECT slot, used FROM quotas WHERE system = ? ORDER BY slot", [system]
    ).fetchall()
    counting, free = sum(used for _, used in slots), now
    for slot, used in slots:
        if counting < requests:
            break
        counting -= used
        free = (slot + SLOTS + 1) * span / SLOTS
    return max(free - now, 0.0)


def _pause(connection: sqlite3.Connection, system: str, now: float) -> float:
    row = connection.execute("SELECT until FROM pauses WHERE system = ?", [system]).fetchone()
    return max(float(row[0]) - now, 0.0) if row else 0.0
