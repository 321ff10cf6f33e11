"""Texts of others in one line that does no harm."""

from __future__ import annotations

from typing import Final

from mapbench.tui.glyphs import mark

_LONGEST: Final = 400
#: Control characters and direction marks as visible stand-ins: a value must not steer the terminal.
_UNSAFE: Final = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "␡",
    **dict.fromkeys(range(0x80, 0xA0), "�"),
    **dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029], "�"),
}


def safe(text: str, longest: int = _LONGEST) -> str:
    """A text in one line that does no harm to the terminal; a long one ends in `…`."""
    short = text if len(text) <= longest else text[:longest] + mark("more")
    return short.translate(_UNSAFE)
