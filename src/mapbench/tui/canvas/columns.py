"""Verticals from left to right: few crossings where the demands leave a choice, then as few columns as needed."""

from __future__ import annotations

from mapbench.tui.canvas.lanes import Piece


def columns(pieces: list[Piece], after: list[int], room: int) -> dict[Piece, int]:
    """The column of each vertical, from 0; more than `room` columns where it does not go with fewer."""
    standing = [piece for piece in pieces if not piece.flat]
    ordered = _ordered(standing, after)
    best = _in_order(ordered, after)
    for pack in (_packed, _filled, _filled_from_right):
        if max(best.values(), default=0) < room:
            break
        found = pack(ordered, after)
        if max(found.values()) < max(best.values()):
            best = found
    return best


def _crossings(left: Piece, right: Piece) -> int:
    """How often two verticals' wires cross if one stands left of the other."""
    sources, targets = _bits(right.sources), _bits(left.targets)
    if left.via >= 0 and left.joins is not right:
        targets |= 1 << left.via
    return (sources & left.span & ~left.rows).bit_count() + (targets & right.span & ~right.rows).bit_count()


def _bits(rows: list[int]) -> int:
    bits = 0
    for row in rows:
        bits |= 1 << row
    return bits


def _ordered(pieces: list[Piece], after: list[int]) -> list[Piece]:
    """An order that keeps all demands; of those that may come next, the one that saves most crossings."""
    extra: dict[Piece, dict[Piece, int]] = {piece: {} for piece in pieces}
    for at, one in enumerate(pieces):
        for other in pieces[at + 1 :]:
            if one.span & other.span:
                more = _crossings(one, other) - _crossings(other, one)
                if more:
                    extra[one][other], extra[other][one] = more, -more
    score = {piece: sum(others.values()) for piece, others in extra.items()}
    left, ordered = list(pieces), []
    while left:
        blocked = 0
        for piece in left:
            blocked |= after[piece.number]
        free = [piece for piece in left if not blocked >> piece.number & 1]
        chosen = min(free, key=lambda piece: (score[piece], piece.number))
        left.remove(chosen)
        ordered.append(chosen)
        for other, more in extra[chosen].items():
            score[other] += more
    return ordered


def _in_order(ordered: list[Piece], after: list[int]) -> dict[Piece, int]:
    """A column right of all earlier verticals that overlap."""
    found: dict[Piece, int] = {}
    for piece in ordered:
        found[piece] = max(
            (
                column + 1
                for other, column in found.items()
                if other.span & piece.span or after[other.number] >> piece.number & 1
            ),
            default=0,
        )
    return found


def _packed(ordered: list[Piece], after: list[int]) -> dict[Piece, int]:
    """The first column that the demands allow and that is free over the whole span."""
    found: dict[Piece, int] = {}
    taken: list[int] = []
    for piece in ordered:
        column = max(
            (column + 1 for other, column in found.items() if after[other.number] >> piece.number & 1),
            default=0,
        )
        while column < len(taken) and taken[column] & piece.span:
            column += 1
        taken += [0] * (column + 1 - len(taken))
        taken[column] |= piece.span
        found[piece] = column
    return found


def _filled(ordered: list[Piece], after: list[int]) -> dict[Piece, int]:
    """Column by column, each with as many as fit of those that may stand there; those that the longest chain waits for first.

    Source: the constrained left-edge algorithm of channel routing, Hashimoto and Stevens, 1971.
    """
    chain = _chains(ordered, after)
    left, found, column = list(ordered), dict[Piece, int](), 0
    while left:
        blocked = 0
        for piece in left:
            blocked |= after[piece.number]
        free = [piece for piece in left if not blocked >> piece.number & 1]
        taken = 0
        for piece in sorted(free, key=lambda one: (-chain[one.number], one.span & -one.span)):
            if not taken & piece.span:
                taken |= piece.span
                found[piece] = column
        left = [piece for piece in left if piece not in found]
        column += 1
    return found


def _filled_from_right(ordered: list[Piece], after: list[int]) -> dict[Piece, int]:
    """The same from the last column on: who has to stand right becomes who has to stand left."""
    before = [0] * len(after)
    for piece in ordered:
        for other in ordered:
            if after[piece.number] >> other.number & 1:
                before[other.number] |= 1 << piece.number
    found = _filled(ordered, before)
    last = max(found.values(), default=0)
    return {piece: last - column for piece, column in found.items()}


def _chains(pieces: list[Piece], after: list[int]) -> dict[int, int]:
    """How many have to stand behind one another right of each piece, itself counted; by its number."""
    found: dict[int, int] = {}

    def chain(number: int) -> int:
        if number not in found:
            right, longest = after[number], 0
            while right:
                lowest = right & -right
                longest = max(longest, chain(lowest.bit_length() - 1))
                right ^= lowest
            found[number] = longest + 1
        return found[number]

    for piece in pieces:
        chain(piece.number)
    return found
