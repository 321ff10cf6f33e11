"""Verticals from left to right: few crossings where the demands leave a choice, then as few columns as needed."""

from __future__ import annotations

from mapbench.tui.canvas.lanes import Piece


def columns(pieces: list[Piece], after: list[int], room: int) -> dict[Piece, int]:
    """The column of each vertical, from 0; more than `room` columns where it does not go with fewer."""
    standing = [piece for piece in pieces if not piece.flat]
    ordered = _ordered(standing, after)
    wide = _in_order(ordered, after)
    return wide if max(wide.values(), default=0) < room else _packed(ordered, after)


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
