"""Where the wires of a window run: which can be drawn, and the corners of each."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from mapbench.tui.canvas.columns import columns
from mapbench.tui.canvas.lanes import Piece, Verticals
from mapbench.tui.canvas.nets import Net, Wire, nets

#: A cell of the gutter: column from 0, row from 0; column -1 and `width` are the ports, row -1 and `height` the borders.
Point = tuple[int, int]

#: A broken wire shows that in its third cell; verticals keep right of it where there is room.
CUT = 2


@dataclass(frozen=True, slots=True)
class Leg:
    """One wire from one of its sources to its target: the corners in the order of reading. An end in row -1 or `height` is off screen."""

    wire: Wire
    source: int
    points: tuple[Point, ...]

    @property
    def state(self) -> str:
        """mapped, suggested or broken."""
        return self.wire.state_from(self.source)


@dataclass(frozen=True, slots=True)
class Routes:
    """All legs that can be read, and the wires that are not drawn because there is no room for them."""

    width: int
    height: int
    legs: tuple[Leg, ...] = ()
    undrawn: tuple[Hashable, ...] = ()


def route(wires: Iterable[Wire], width: int, height: int) -> Routes:
    """Routes wires through a gutter of `width` columns between the ports."""
    found = nets(wires, height)
    if width < 3 or height < 1:
        return Routes(width, height, (), _ids(found))
    return _Router(found, width, height).routes()


class _Router:
    """Drops the least important nets until the rest fits."""

    def __init__(self, found: list[Net], width: int, height: int) -> None:
        self.width, self.height = width, height
        self.nets = sorted(found, key=self._simple)
        self.undrawn: list[Net] = []
        self.first = 1
        if any(wire.state == "broken" for net in found for wire in net.wires) and width > 2 * CUT + 4:
            self.first = CUT + 1

    @property
    def last(self) -> int:
        """The last column for a vertical: right of it there is room to say in the border how many wires are not drawn."""
        count = len(_ids(self.undrawn))
        return max(self.first, self.width - 2 - (len(str(count)) if count else 0))

    @property
    def room(self) -> int:
        """How many verticals can stand side by side."""
        return self.last - self.first + 1

    def routes(self) -> Routes:
        kept, verticals = self.nets, self._place(self.nets)
        if any(self._selected(net) for net in self.undrawn):
            kept = sorted(kept, key=lambda net: (not self._selected(net), self._simple(net)))
            verticals = self._place(kept)
        at = columns(verticals.pieces, verticals.after, self.room)
        for _ in range(8):
            over = max(at.values(), default=-1) + 1 - self.room
            if over <= 0:
                break
            dropped = sorted(self._in_the_way(at), key=self._importance)[-over:]
            kept = [net for net in self._placed(verticals) if net not in dropped]
            lost = [*self.undrawn, *dropped]
            verticals = self._place(kept)
            self.undrawn += lost
            at = columns(verticals.pieces, verticals.after, self.room)
        return self._drawn(verticals, at)

    def _in_the_way(self, at: dict[Piece, int]) -> list[Net]:
        """The nets of which some have to go: those that pass the fullest row, where that has more verticals than columns."""
        passing = [[piece.net for piece in at if piece.span >> row & 1] for row in range(self.height)]
        fullest = max(passing, key=len)
        return list(dict.fromkeys(fullest if len(fullest) > self.room else [piece.net for piece in at]))

    def _place(self, wanted: list[Net]) -> Verticals:
        """First everything that goes with one vertical, then the rest taken apart."""
        self.undrawn = []
        verticals = Verticals(self.height)
        hard = [net for net in wanted if not verticals.place(net)]
        for net in hard:
            parts = net.apart(self.height) if len(net.targets) > 1 else [net]
            for part in parts:
                direct = len(parts) > 1 and verticals.place(part)
                if not (direct or verticals.place_split(part) or verticals.place_bent(part)):
                    self.undrawn.append(part)
        return verticals

    def _placed(self, verticals: Verticals) -> list[Net]:
        return sorted(dict.fromkeys(piece.net for piece in verticals.pieces), key=self._simple)

    def _drawn(self, verticals: Verticals, at: dict[Piece, int]) -> Routes:
        lost: dict[Net, None] = {}
        while more := [
            piece.net for piece, column in at.items() if column >= self.room and piece.net not in lost
        ]:
            lost.update(dict.fromkeys(more))
            self.undrawn += dict.fromkeys(more)
        x = _spread(at, self.first, self.last, self.width)
        legs: list[Leg] = []
        for piece in verticals.pieces:
            if piece.net not in lost:
                legs += self._legs(piece, x)
        legs.sort(key=lambda leg: leg.wire.weight, reverse=True)
        return Routes(self.width, self.height, tuple(legs), _ids(self.undrawn))

    def _legs(self, piece: Piece, x: dict[Piece, int]) -> Iterable[Leg]:
        outside = [row for row in piece.net.sources if not 0 <= row < self.height]
        rows = set(piece.sources) | set(outside if piece.up or piece.down else ())
        if piece.joins is not None:
            rows = set(piece.sources)
        for wire in piece.net.wires:
            for row in wire.sources:
                if row in rows and (row not in outside or 0 <= wire.target < self.height):
                    yield Leg(wire, row, self._points(piece, row, wire.target, x))

    def _points(self, piece: Piece, source: int, target: int, x: dict[Piece, int]) -> tuple[Point, ...]:
        if source == target and piece.joins is None:
            return ((-1, source), (self.width, source))
        column = x[piece]
        points = (
            [(-1, source), (column, source)]
            if 0 <= source < self.height
            else [(column, self._border(source))]
        )
        if piece.joins is not None:
            column = x[piece.joins]
            points += [(x[piece], piece.via), (column, piece.via)]
        if 0 <= target < self.height:
            return (*points, (column, target), (self.width, target))
        return (*points, (column, self._border(target)))

    def _border(self, row: int) -> int:
        return -1 if row < 0 else self.height

    def _simple(self, net: Net) -> tuple[bool, int, int]:
        """Straight wires first, then those of one source: what follows them can be taken apart more easily."""
        return not net.straight, len(net.sources), min(net.sources)

    def _selected(self, net: Net) -> bool:
        return any(wire.selected for wire in net.wires)

    def _importance(self, net: Net) -> tuple[bool, bool, int, int]:
        rows = net.sources | net.targets
        outside = any(not 0 <= row < self.height for row in rows)
        strongest = min(wire.weight for wire in net.wires)
        return strongest[0], outside, strongest[1], max(rows) - min(rows)


def _ids(found: Iterable[Net]) -> tuple[Hashable, ...]:
    return tuple(dict.fromkeys(wire.id for net in found for wire in net.wires))


def _spread(at: dict[Piece, int], first: int, last: int, width: int) -> dict[Piece, int]:
    """Columns of the gutter: in its middle, one to three apart, as room allows."""
    lanes = max(at.values(), default=0) + 1
    step = max(1, min(3, (width - 1 - first) // lanes))
    start = max(first, (width - (lanes - 1) * step) // 2)
    start = max(first, min(start, last - (lanes - 1) * step))
    return {piece: start + column * step for piece, column in at.items()}
