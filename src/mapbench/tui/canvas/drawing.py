"""Routes as cells: which character stands where, and whose it is."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from mapbench.tui.canvas.routing import CUT, Leg, Routes
from mapbench.tui.canvas.strokes import HEAVY, LIGHT, code, cut, stroke

#: How many colours wires take turns with.
HUES = 4


class Ink(NamedTuple):
    """What decides the colour of a cell: the state of its wire, the colour of its source row, and whether it is selected."""

    state: str
    hue: int
    selected: bool


class Cell(NamedTuple):
    """One character of the gutter and the wire it belongs to."""

    char: str
    ink: Ink
    wire: Hashable


@dataclass(slots=True)
class Drawing:
    """The gutter between the ports, row by row; None where nothing is drawn.

    `left` and `right` are the rows with a port, each with the ink of its wire; `above` and `below` the columns in which a wire
    leaves the window; `undrawn` counts wires that found no room.
    """

    width: int
    rows: list[list[Cell | None]]
    left: dict[int, Ink] = field(default_factory=dict)
    right: dict[int, Ink] = field(default_factory=dict)
    above: dict[int, Cell] = field(default_factory=dict)
    below: dict[int, Cell] = field(default_factory=dict)
    undrawn: int = 0


def draw(routes: Routes, *, plain: bool = False) -> Drawing:
    """Draws routes; of wires that share a cell the last leg decides whose it is."""
    return _Sheet(routes, plain).drawing()


class _Sheet:
    """Arms and owners of all cells: of horizontals and verticals apart, since unrelated ones only cross."""

    def __init__(self, routes: Routes, plain: bool) -> None:
        self.routes, self.plain = routes, plain
        self.width, self.height = routes.width, routes.height
        cells = self.width * self.height
        self.up, self.right = bytearray(cells), bytearray(cells)
        self.down, self.left = bytearray(cells), bytearray(cells)
        self.solid_across, self.solid_along = bytearray(cells), bytearray(cells)
        self.across: list[int] = [-1] * cells
        self.along: list[int] = [-1] * cells
        self.joints: set[int] = set()
        self.inks = [_ink(leg) for leg in routes.legs]

    def drawing(self) -> Drawing:
        for number, leg in enumerate(self.routes.legs):
            self._trace(number, leg)
        width = self.width
        found = Drawing(
            width,
            [[self._cell(at) for at in range(row * width, (row + 1) * width)] for row in range(self.height)],
            undrawn=len(self.routes.undrawn),
        )
        for number, leg in enumerate(self.routes.legs):
            self._ends(found, number, leg)
            if leg.state == "broken":
                self._cut(found, number, leg)
        return found

    def _trace(self, number: int, leg: Leg) -> None:
        weight = HEAVY if leg.wire.selected else LIGHT
        solid = leg.state == "mapped"
        points = leg.points
        for (x, y), (next_x, next_y) in pairwise(points):
            if y == next_y:
                self._across(number, y, x, next_x, weight, solid)
            else:
                self._along(number, x, min(y, next_y), max(y, next_y), weight, solid)
        self.joints.update(
            y * self.width + x for x, y in points if 0 <= x < self.width and 0 <= y < self.height
        )

    def _across(self, number: int, row: int, first: int, last: int, weight: int, solid: bool) -> None:
        base, width = row * self.width, self.width
        left, right, across = self.left, self.right, self.across
        for x in range(max(first, 0), min(last + 1, width)):
            at = base + x
            across[at] = number
            if x > first and left[at] < weight:
                left[at] = weight
            if x < last and right[at] < weight:
                right[at] = weight
            if solid:
                self.solid_across[at] = 1

    def _along(self, number: int, x: int, first: int, last: int, weight: int, solid: bool) -> None:
        up, down, along = self.up, self.down, self.along
        for y in range(max(first, 0), min(last + 1, self.height)):
            at = y * self.width + x
            along[at] = number
            if y > first and up[at] < weight:
                up[at] = weight
            if y < last and down[at] < weight:
                down[at] = weight
            if solid:
                self.solid_along[at] = 1

    def _cell(self, at: int) -> Cell | None:
        across, along = self.across[at], self.along[at]
        if across < 0 and along < 0:
            return None
        if across >= 0 and along >= 0 and at in self.joints:
            arms = code(self.up[at], self.right[at], self.down[at], self.left[at])
            return self._of(max(across, along), arms, solid=True)
        if along < 0 or (across >= 0 and self._over(across, along)):
            return self._of(
                across, code(0, self.right[at], 0, self.left[at]), solid=bool(self.solid_across[at])
            )
        return self._of(along, code(self.up[at], 0, self.down[at], 0), solid=bool(self.solid_along[at]))

    def _over(self, across: int, along: int) -> bool:
        """At a crossing the vertical stays whole, unless only the horizontal is selected."""
        return self.inks[across].selected and not self.inks[along].selected

    def _of(self, number: int, arms: int, *, solid: bool) -> Cell:
        return Cell(
            stroke(arms, dashed=not solid, plain=self.plain),
            self.inks[number],
            self.routes.legs[number].wire.id,
        )

    def _ends(self, found: Drawing, number: int, leg: Leg) -> None:
        ink, (first, last) = self.inks[number], (leg.points[0], leg.points[-1])
        for side, (x, y), port in ((found.left, first, -1), (found.right, last, self.width)):
            if x == port:
                side[y] = ink
            else:
                (found.above if y < 0 else found.below)[x] = Cell(self._arrow(y < 0), ink, leg.wire.id)

    def _arrow(self, up: bool) -> str:
        return ("^" if up else "v") if self.plain else ("▴" if up else "▾")

    def _cut(self, found: Drawing, number: int, leg: Leg) -> None:
        """Marks a broken wire once: in its third cell, or else where it runs alone."""
        cells = [
            (x, y) for x, y in _cells(leg, self.width, self.height) if self._alone(y * self.width + x, number)
        ]
        if cells:
            x, y = next((cell for cell in cells if cell[0] == CUT and cell[1] == leg.source), cells[0])
            found.rows[y][x] = Cell(cut(self.plain), self.inks[number], leg.wire.id)

    def _alone(self, at: int, number: int) -> bool:
        return at not in self.joints and {self.across[at], self.along[at]} == {-1, number}


def _ink(leg: Leg) -> Ink:
    return Ink(leg.state, (leg.source + leg.wire.top) % HUES, leg.wire.selected)


def _cells(leg: Leg, width: int, height: int) -> Iterator[tuple[int, int]]:
    for (x, y), (next_x, next_y) in pairwise(leg.points):
        for column in range(max(0, min(x, next_x)), min(width - 1, max(x, next_x)) + 1):
            for row in range(max(0, min(y, next_y)), min(height - 1, max(y, next_y)) + 1):
                yield column, row
