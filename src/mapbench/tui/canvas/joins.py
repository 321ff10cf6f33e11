"""Which rows the links join: counterparts, and the wires of a window."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasContent, CanvasLink
from mapbench.tui.canvas.nets import Wire
from mapbench.tui.canvas.rows import Rows


class Joins:
    """The links of a content as rows of both sides; `refresh` after folding or filtering.

    A folded field takes the wires of everything below it. A link whose field is in no row has no wire on that side.
    """

    def __init__(self, content: CanvasContent, source: Rows, target: Rows) -> None:
        self.content = content
        self.rows = {SOURCE: source, TARGET: target}
        self._ends = [_ends(link, source, target) for link in content.links]
        self._at: dict[tuple[str, int], list[int]] = {}
        self._joined: list[tuple[tuple[int, ...], int]] = []
        self._number = {link.id: number for number, link in enumerate(content.links)}
        self.refresh()

    def refresh(self) -> None:
        """Finds the rows of all links again."""
        source, target = self.rows[SOURCE].row, self.rows[TARGET].row
        at: dict[tuple[str, int], list[int]] = {}
        self._joined = []
        for number, (reads, writes) in enumerate(self._ends):
            rows = {source[one] for one in reads} - {-1}
            row = target[writes] if writes >= 0 else -1
            self._joined.append((tuple(sorted(rows)), row))
            for one in rows:
                at.setdefault((SOURCE, one), []).append(number)
            if row >= 0:
                at.setdefault((TARGET, row), []).append(number)
        self._at = at

    def links_at(self, side: str, row: int) -> list[CanvasLink]:
        """The links that end in a row."""
        return [self.content.links[number] for number in self._at.get((side, row), ())]

    def counterparts(self, side: str, row: int) -> list[int]:
        """The rows of the other side that are joined to a row, from top to bottom."""
        found: set[int] = set()
        for number in self._at.get((side, row), ()):
            sources, target = self._joined[number]
            found.update((target,) if side == SOURCE else sources)
        return sorted(found - {-1})

    def fields_joined(self, side: str, row: int) -> list[int]:
        """The fields of the other side that are joined to a row, folded away or not, in schema order."""
        found: set[int] = set()
        for number in self._at.get((side, row), ()):
            reads, writes = self._ends[number]
            found.update((writes,) if side == SOURCE else reads)
        return sorted(found - {-1})

    def joined_to(self, hits: dict[str, set[int]]) -> dict[str, set[int]]:
        """For fields of both sides, every field of a link that has one of them."""
        found: dict[str, set[int]] = {SOURCE: set(), TARGET: set()}
        for reads, writes in self._ends:
            if writes in hits[TARGET] or not hits[SOURCE].isdisjoint(reads):
                found[SOURCE].update(reads)
                found[TARGET].add(writes)
        found[TARGET].discard(-1)
        return found

    def rows_of(self, link: Hashable) -> tuple[tuple[int, ...], int]:
        """The source rows and the target row (-1 for none) of a link."""
        number = self._number.get(link)
        return ((), -1) if number is None else self._joined[number]

    def wires(
        self,
        tops: tuple[int, int],
        height: int,
        selected: Iterable[Hashable] = (),
        only: Iterable[Hashable] | None = None,
    ) -> list[Wire]:
        """The wires that end in a window of both panes; `tops` are the first rows shown of source and target."""
        numbers: set[int] = set()
        for side, top in zip((SOURCE, TARGET), tops, strict=True):
            for row in range(top, top + height):
                numbers.update(self._at.get((side, row), ()))
        heavy, kept = set(selected), None if only is None else set(only)
        wires = []
        for number in sorted(numbers):
            link, (sources, target) = self.content.links[number], self._joined[number]
            if target < 0 or not sources or (kept is not None and link.id not in kept):
                continue
            gone = self._gone_rows(link)
            rows = tuple(row - tops[0] for row in sources)
            wires.append(
                Wire(
                    link.id,
                    rows,
                    target - tops[1],
                    link.state,
                    link.id in heavy,
                    tops[0],
                    gone and _below(gone, tops[0]),
                )
            )
        return wires

    def _gone_rows(self, link: CanvasLink) -> frozenset[int]:
        if link.state != "broken":
            return frozenset()
        return frozenset(self.rows[SOURCE].row_of(path) for path in link.gone or link.sources)


def _below(rows: Iterable[int], top: int) -> frozenset[int]:
    return frozenset(row - top for row in rows)


def _ends(link: CanvasLink, source: Rows, target: Rows) -> tuple[tuple[int, ...], int]:
    reads = tuple(source.index[path] for path in dict.fromkeys(link.sources) if path in source.index)
    return reads, target.index.get(link.target, -1)
