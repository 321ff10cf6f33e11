"""A consistent choice among scored pairs: each source once, each target once, the sum of all strengths as large as it gets."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from heapq import heappop, heappush
from math import inf
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)
S = TypeVar("S", bound=Hashable)


def assigned(pairs: Iterable[tuple[T, S, float]], least: float) -> dict[T, S]:
    """The source of each target that gets one; pairs are (target, source, strength from 0 to 1).

    A target goes without where that, counted as `least`, is better for the whole.
    """
    search = _Search[T, S](pairs, least)
    for target in search.edges:
        search.place(target)
    return {target: source for source, target in search.match.items() if source is not None}


class _Search(Generic[T, S]):
    """Shortest augmenting paths over the pairs there are; each target may also stay with nothing, a column of its own."""

    def __init__(self, pairs: Iterable[tuple[T, S, float]], least: float) -> None:
        self.edges: dict[T, dict[S | None, float]] = {}
        self.rows: dict[T, float] = {}
        self.columns: dict[S, float] = {}
        self.match: dict[S, T] = {}
        for target, source, strength in pairs:
            self.edges.setdefault(target, {None: 1 - least})[source] = 1 - strength

    def place(self, start: T) -> None:
        """Finds the cheapest way to place one more target, moving others where that helps the whole."""
        self.rows[start] = min(cost - self._column(source) for source, cost in self.edges[start].items())
        best: dict[S, float] = {}
        came: dict[S, T] = {}
        done: dict[S, float] = {}
        free, alone = (inf, start), 0
        heap: list[tuple[float, int, S]] = []
        row, so_far = start, 0.0
        while True:
            for source, cost in self.edges[row].items():
                reach = so_far + cost - self.rows[row] - self._column(source)
                if source is None:
                    free = min(free, (reach, row), key=lambda one: one[0])
                elif source not in done and reach < best.get(source, inf):
                    best[source], came[source] = reach, row
                    alone += 1
                    heappush(heap, (reach, alone, source))
            while heap and (heap[0][2] in done or heap[0][0] > best[heap[0][2]]):
                heappop(heap)
            if not heap or free[0] <= heap[0][0]:
                self._settle(start, done, free[0])
                self._shift(free[1], None, came, start)
                return
            so_far, _, source = heappop(heap)
            if source not in self.match:
                self._settle(start, done, so_far)
                self._shift(came[source], source, came, start)
                return
            done[source] = so_far
            row = self.match[source]

    def _column(self, source: S | None) -> float:
        return 0.0 if source is None else self.columns.get(source, 0.0)

    def _settle(self, start: T, done: dict[S, float], length: float) -> None:
        self.rows[start] += length
        for source, reach in done.items():
            self.columns[source] = self._column(source) + reach - length
            self.rows[self.match[source]] += length - reach

    def _shift(self, row: T, column: S | None, came: dict[S, T], start: T) -> None:
        """Along the path back to `start`, each target gives its source to the one before it."""
        had = {target: source for source, target in self.match.items()}
        while True:
            before = had.get(row)
            if before is not None and self.match.get(before) == row:
                del self.match[before]
            if column is not None:
                self.match[column] = row
            if row == start:
                return
            assert before is not None
            column, row = before, came[before]
