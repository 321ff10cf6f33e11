"""Which vertical must stand left of which, so that a drawing can be read one way only.

A wire runs from the left: along its source row, down or up a vertical, along its target row. Whoever follows it never goes back to
the left. Two rules make that reading certain:

- what leaves a row turns before anything that arrives at the row;
- a vertical that can be entered from more than one source is the last one on each of its source rows: else one could come in by
  one source and leave along the row of another.

Where that is impossible a net is taken apart: into one vertical for each target, then with a vertical of its own for one source,
then with doglegs through free rows. What fits nowhere is not drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from mapbench.tui.canvas.nets import Net

#: How many rows are tried for a dogleg, the nearest first.
_TRIED = 24


class Piece:
    """A vertical: the rows that come in from the left, those that go out to the right, and whether it leaves the window.

    A piece with `joins` is a dogleg: at row `via` it goes right to the vertical that it joins. A flat piece is a straight wire.
    """

    __slots__ = (
        "down",
        "flat",
        "full",
        "joins",
        "net",
        "number",
        "rows",
        "sources",
        "span",
        "strict",
        "targets",
        "up",
        "via",
    )

    def __init__(
        self,
        net: Net,
        sources: Iterable[int],
        targets: Iterable[int],
        height: int,
        *,
        strict: bool,
        vias: Iterable[int] = (),
    ) -> None:
        sources, targets, vias = tuple(sources), tuple(targets), tuple(vias)
        self.net, self.number = net, -1
        self.full = net.sources
        self.sources = [row for row in sources if 0 <= row < height]
        self.targets = [row for row in targets if 0 <= row < height]
        self.up = any(row < 0 for row in (*sources, *targets))
        self.down = any(row >= height for row in (*sources, *targets))
        self.strict = strict
        self.joins: Piece | None = None
        self.via = -1
        joints = {*self.sources, *self.targets, *vias}
        self.flat = (
            len(joints) == 1 and not vias and self.sources == self.targets and not (self.up or self.down)
        )
        self.rows = _mask(joints)
        self.span = _span(0 if self.up else min(joints), height - 1 if self.down else max(joints))


class Verticals:
    """The pieces that are placed, and for each the set of those that must stand right of it, as bits."""

    def __init__(self, height: int) -> None:
        self.height = height
        self.pieces: list[Piece] = []
        self.after: list[int] = []
        self._leaving: dict[int, list[Piece]] = defaultdict(list)
        self._arriving: dict[int, list[Piece]] = defaultdict(list)
        self._via: dict[int, Piece] = {}

    def place(self, net: Net) -> bool:
        """Places a net with one vertical, if that leaves the drawing readable."""
        return self._all([Piece(net, net.sources, net.targets, self.height, strict=len(net.sources) > 1)])

    def place_split(self, net: Net) -> bool:
        """Gives one source of a net its own vertical, left of that of the others."""
        inside = [row for row in sorted(net.sources) if 0 <= row < self.height]
        if len(net.sources) < 2:
            return False
        for row in [row for row in inside if row in net.targets] or inside:
            rest = net.sources - {row}
            first = Piece(net, (row,), net.targets, self.height, strict=False)
            if self._all([first, Piece(net, rest, net.targets, self.height, strict=True)], before=first):
                return True
        return False

    def place_bent(self, net: Net) -> bool:
        """Leads those sources of a net that cannot join its vertical directly through free rows."""
        inside = [row for row in sorted(net.sources) if 0 <= row < self.height]
        bent = [row for row in inside if not self._joins_directly(net, row)]
        return any(self._bend(net, choice, []) for choice in ([bent] if bent else [[row] for row in inside]))

    def _joins_directly(self, net: Net, row: int) -> bool:
        kept = len(self.pieces), self.after[:]
        outside = [one for one in net.sources if not 0 <= one < self.height]
        piece = Piece(net, (row, *outside), net.targets, self.height, strict=len(net.sources) > 1)
        fits = self._all([piece])
        self._take_back(*kept)
        return fits

    def _bend(self, net: Net, bent: list[int], vias: list[int]) -> bool:
        if len(vias) == len(bent):
            return self._all(self._doglegs(net, bent, vias))
        row = bent[len(vias)]
        near = sorted((one for one in range(self.height) if one not in vias), key=lambda one: abs(one - row))
        tried = [one for one in near if self._free(one, net)][:_TRIED]
        if len(vias) + 1 < len(bent):
            tried = tried[:2]
        return any(self._bend(net, bent, [*vias, one]) for one in tried)

    def _doglegs(self, net: Net, bent: list[int], vias: list[int]) -> list[Piece]:
        direct = net.sources.difference(bent)
        trunk = Piece(net, direct, net.targets, self.height, strict=len(net.sources) > 1, vias=vias)
        pieces = [trunk]
        for row, via in zip(bent, vias, strict=True):
            dogleg = Piece(net, (row,), (), self.height, strict=False, vias=(via,))
            dogleg.joins, dogleg.via = trunk, via
            pieces.append(dogleg)
        return pieces

    def _free(self, row: int, net: Net) -> bool:
        if row in net.sources or row in net.targets or row in self._via:
            return False
        return not any(row in piece.targets for piece in self._leaving.get(row, ()))

    def _all(self, pieces: list[Piece], before: Piece | None = None) -> bool:
        """Adds all pieces, or none; `before` stands left of those that follow it."""
        kept = len(self.pieces), self.after[:]
        for piece in pieces:
            demands = self._demands(piece)
            if demands is not None and before is not None and piece is not before:
                demands.append((before, piece))
            if demands is None or not self._add(piece, demands):
                self._take_back(*kept)
                return False
        return True

    def _add(self, piece: Piece, demands: list[tuple[Piece, Piece]]) -> bool:
        piece.number = len(self.pieces)
        self.pieces.append(piece)
        self.after.append(0)
        for row in piece.sources:
            self._leaving[row].append(piece)
        for row in piece.targets:
            self._arriving[row].append(piece)
        if piece.joins is not None:
            self._via[piece.via] = piece
        for left, right in demands:
            if not left.flat and not right.flat:
                self.after[left.number] |= 1 << right.number
        touched = (piece, piece.joins) if piece.joins is not None else (piece,)
        return not any(self._reaches_itself(one.number) for one in touched)

    def _take_back(self, count: int, after: list[int]) -> None:
        for piece in reversed(self.pieces[count:]):
            for row in piece.sources:
                self._leaving[row].remove(piece)
            for row in piece.targets:
                self._arriving[row].remove(piece)
            if piece.joins is not None:
                del self._via[piece.via]
        del self.pieces[count:]
        self.after = after

    def _reaches_itself(self, number: int) -> bool:
        own, seen, front = 1 << number, 0, self.after[number]
        while front:
            lowest = front & -front
            if lowest == own:
                return True
            seen |= lowest
            front = (front | self.after[lowest.bit_length() - 1]) & ~seen
        return False

    def _demands(self, piece: Piece) -> list[tuple[Piece, Piece]] | None:
        """Which piece must stand left of which if this one comes in; None where nothing helps."""
        found: list[tuple[Piece, Piece]] = []
        for row in piece.sources:
            if not self._leaves(piece, row, found):
                return None
        for row in piece.targets:
            found += [(other, piece) for other in self._leaving.get(row, ()) if other.net is not piece.net]
            if row in self._via:
                found.append((self._via[row].joins or piece, piece))
        if piece.joins is not None:
            found.append((piece, piece.joins))
            found += [(other, piece) for other in self._leaving.get(piece.via, ())]
            found += [(piece.joins, other) for other in self._arriving.get(piece.via, ())]
        return found

    def _leaves(self, piece: Piece, row: int, found: list[tuple[Piece, Piece]]) -> bool:
        straight = row in piece.targets
        if row in self._via:
            if straight:
                return False
            found.append((piece, self._via[row]))
        found += [(piece, other) for other in self._arriving.get(row, ()) if other.net is not piece.net]
        for other in self._leaving.get(row, ()):
            if other.net is piece.net:
                continue
            if piece.strict and not piece.full <= other.full:
                if row in other.targets:
                    return False
                found.append((other, piece))
            if other.strict and not other.full <= piece.full:
                if straight:
                    return False
                found.append((piece, other))
        return True


def _mask(rows: Iterable[int]) -> int:
    mask = 0
    for row in rows:
        mask |= 1 << row
    return mask


def _span(first: int, last: int) -> int:
    return (1 << (last + 1)) - (1 << first)
