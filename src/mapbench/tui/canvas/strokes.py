"""The box characters by their arms."""

from __future__ import annotations

from typing import Final

LIGHT, HEAVY = 1, 2

#: Each character after its arms up, right, down, left: 0 none, 1 light, 2 heavy.
_FULL: Final = """
0101─ 0202━ 1010│ 2020┃ 0201╼ 0102╾ 1020╽ 2010╿
0110╭ 0210┍ 0120┎ 0220┏ 0011╮ 0012┑ 0021┒ 0022┓ 1100╰ 1200┕ 2100┖ 2200┗ 1001╯ 1002┙ 2001┚ 2002┛
1110├ 1210┝ 2110┞ 1120┟ 2120┠ 2210┡ 1220┢ 2220┣ 1011┤ 1012┥ 2011┦ 1021┧ 2021┨ 2012┩ 1022┪ 2022┫
0111┬ 0112┭ 0211┮ 0212┯ 0121┰ 0122┱ 0221┲ 0222┳ 1101┴ 1102┵ 1201┶ 1202┷ 2101┸ 2102┹ 2201┺ 2202┻
1111┼ 1112┽ 1211┾ 1212┿ 2111╀ 1121╁ 2121╂ 2112╃ 2211╄ 1122╅ 1221╆ 2212╇ 1222╈ 2122╉ 2221╊ 2222╋
1000╵ 0100╶ 0010╷ 0001╴ 2000╹ 0200╺ 0020╻ 0002╸
"""
#: For old terminals: square corners, and double strokes for heavy ones, which both arms of a direction share.
_PLAIN: Final = """
0101─ 0202═ 1010│ 2020║
0110┌ 0210╒ 0120╓ 0220╔ 0011┐ 0012╕ 0021╖ 0022╗ 1100└ 1200╘ 2100╙ 2200╚ 1001┘ 1002╛ 2001╜ 2002╝
1110├ 1210╞ 2120╟ 2220╠ 1011┤ 1012╡ 2021╢ 2022╣ 0111┬ 0212╤ 0121╥ 0222╦ 1101┴ 1202╧ 2101╨ 2202╩
1111┼ 1212╪ 2121╫ 2222╬
1000│ 0100─ 0010│ 0001─ 2000║ 0200═ 0020║ 0002═
"""
_DASHES: Final = {"─": "╌", "━": "╍", "│": "╎", "┃": "╏"}
_PLAIN_DASHES: Final = {"─": "-", "═": "=", "│": ":", "║": ":"}
_CUTS: Final = ("╳", "X")  # noqa: RUF001  # the mark of a broken wire


def _table(text: str) -> dict[int, str]:
    return {code(*map(int, word[:4])): word[4] for word in text.split()}


def code(up: int, right: int, down: int, left: int) -> int:
    """The four arms as one number."""
    return up << 6 | right << 4 | down << 2 | left


_ARMS_FULL: Final = _table(_FULL)


def _plain_table() -> dict[int, str]:
    exact, found = _table(_PLAIN), {}
    for arms in _ARMS_FULL:
        up, right, down, left = arms >> 6, arms >> 4 & 3, arms >> 2 & 3, arms & 3
        across, along = max(right, left), max(up, down)
        found[arms] = exact[code(up and along, right and across, down and along, left and across)]
    return found


_ARMS_PLAIN: Final = _plain_table()


def stroke(arms: int, *, dashed: bool = False, plain: bool = False) -> str:
    """The character with these arms (see `code`); only straight ones can be dashed."""
    char = (_ARMS_PLAIN if plain else _ARMS_FULL)[arms]
    if not dashed:
        return char
    return (_PLAIN_DASHES if plain else _DASHES).get(char, char)


def cut(plain: bool) -> str:
    """What stands in a broken wire."""
    return _CUTS[plain]
