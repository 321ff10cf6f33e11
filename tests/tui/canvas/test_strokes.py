import unicodedata

import pytest

from mapbench.tui.canvas.strokes import _ARMS_FULL, code, cut, stroke

ARMS = [
    (up, right, down, left) for up in range(3) for right in range(3) for down in range(3) for left in range(3)
]
ARMS.remove((0, 0, 0, 0))
NAMES = ("UP", "RIGHT", "DOWN", "LEFT")


def said(arms):
    """Each arm with its weight, as the name of the character says."""
    words = unicodedata.name(_ARMS_FULL[code(*arms)]).removeprefix("BOX DRAWINGS ").replace("ARC ", "")
    found, weight, waiting = {}, None, []
    for word in words.split():
        if word in {"LIGHT", "HEAVY"}:
            weight = 1 if word == "LIGHT" else 2
            found.update(dict.fromkeys(waiting, weight))
            weight, waiting = (None, []) if waiting else (weight, [])
        elif word != "AND":
            ways = {"HORIZONTAL": ("LEFT", "RIGHT"), "VERTICAL": ("UP", "DOWN")}.get(word, (word,))
            if weight:
                found.update(dict.fromkeys(ways, weight))
            else:
                waiting += ways
    return tuple(found.get(name, 0) for name in NAMES)


@pytest.mark.parametrize("arms", ARMS)
def test_a_character_has_the_arms_and_weights_of_its_name(arms):
    assert said(arms) == arms


@pytest.mark.parametrize("arms", ARMS)
def test_the_plain_character_has_the_same_arms(arms, arms_of):
    if sum(map(bool, arms)) > 1:
        assert arms_of(stroke(code(*arms), plain=True)) == arms_of(stroke(code(*arms)))


def test_only_straight_strokes_are_dashed():
    chars = "".join(stroke(code(*arms), dashed=True) for arms in [(0, 1, 0, 1), (2, 0, 2, 0), (0, 1, 1, 0)])
    assert chars == "╌╏╭"
    assert stroke(code(1, 0, 1, 0), dashed=True, plain=True) == ":"


def test_a_broken_wire_has_a_cross():
    assert (cut(False), cut(True)) == ("╳", "X")
