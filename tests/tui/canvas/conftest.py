"""Follows wires over the characters of a drawing, as a person does who knows nothing of routes."""

import unicodedata

import pytest

UP, RIGHT, DOWN, LEFT = (0, -1), (1, 0), (0, 1), (-1, 0)
WORDS = {
    "UP": {UP},
    "DOWN": {DOWN},
    "LEFT": {LEFT},
    "RIGHT": {RIGHT},
    "HORIZONTAL": {LEFT, RIGHT},
    "VERTICAL": {UP, DOWN},
}
ASCII = {"-": {LEFT, RIGHT}, "=": {LEFT, RIGHT}, ":": {UP, DOWN}}
CUTS = "╳X"


def arms(char):
    """The arms of a character, from its name in Unicode."""
    if char in ASCII:
        return ASCII[char]
    words = unicodedata.name(char).split()
    return set().union(*(WORDS.get(word, set()) for word in words))


class Paper:
    """A drawing as rows of characters, read from left to right."""

    def __init__(self, drawing, rows=None):
        self.drawing = drawing
        self.rows = rows or [[cell.char if cell else " " for cell in row] for row in drawing.rows]
        self.height = len(self.rows)

    def reached(self, x, y, step):
        """The target rows, and columns as ("above", x) or ("below", x), that one comes to; nobody ever goes back to the left."""
        found, seen, todo = set(), set(), [(x, y, step)]
        while todo:
            x, y, step = todo.pop()
            if (x, y, step) in seen:
                continue
            seen.add((x, y, step))
            if x == self.drawing.width:
                assert y in self.drawing.right, "a wire without a port at its end"
                found.add(y)
            elif y in {-1, self.height}:
                side = "above" if y < 0 else "below"
                assert x in getattr(self.drawing, side), "a wire leaves without a mark"
                found.add((side, x))
            else:
                todo += [(x + dx, y + dy, (dx, dy)) for dx, dy in self._on(x, y, step)]
        return found

    def _on(self, x, y, step):
        char, back = self.rows[y][x], (-step[0], -step[1])
        assert char != " ", f"a wire ends in nothing at {x}, {y}"
        if char in CUTS:
            return {step}
        there = arms(char)
        if back not in there:
            assert step not in there, f"a wire runs into the side of another at {x}, {y}"
            return {step}
        return there - {back, LEFT}

    def from_source(self, row):
        return self.reached(0, row, RIGHT) if row in self.drawing.left else set()

    def __str__(self):
        return "\n".join("".join(row) for row in self.rows)


@pytest.fixture
def paper():
    return Paper


@pytest.fixture(scope="session")
def paper_class():
    return Paper


@pytest.fixture(scope="session")
def arms_of():
    return arms
