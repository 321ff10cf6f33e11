"""Values as people read them on a screen: one short line, nothing in it that a terminal would obey."""

from __future__ import annotations

import sys
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any, Final

from mapbench.engine.texts import exact_text, iso, number_text
from mapbench.engine.values import MISSING
from mapbench.workspace.views import Shown

LONGEST: Final = 200
ABSENT: Final = Shown("missing", "missing")
_NULL: Final = Shown("null", "null")
_UNSEEN: Final = "�"
#: Joiners stay: scripts and emoji need them.
_KEPT: Final = {0x200C, 0x200D}


def _stand_ins() -> dict[int, str]:
    """What stands for characters that a terminal obeys or that turn a line around: control pictures, else one sign."""
    signs = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡", 0x2028: "␊", 0x2029: "␊"}
    for code in (
        *range(0x80, 0xA0),
        *range(0x600, 0x700),
        *range(0x2000, 0x2100),
        *range(0xD800, 0xE000),
        0xFEFF,
    ):
        if code not in signs and code not in _KEPT and unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs"}:
            signs[code] = _UNSEEN
    return signs | dict.fromkeys(range(0xE0000, 0xE0080), _UNSEEN)


_STAND_INS: Final = _stand_ins()


def line(text: str, longest: int = LONGEST) -> str:
    """A text as one safe line of at most `longest` characters; a longer one ends in an ellipsis."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return cut if cut.isascii() and cut.isprintable() else cut.translate(_STAND_INS)


def shown(value: Any) -> Shown:
    """A value of a record or of a formula as it is shown; of a list or object, how much it holds."""
    if value is None:
        return _NULL
    if value is MISSING:
        return ABSENT
    if isinstance(value, str):
        return Shown(line(value), "text")
    if isinstance(value, bool):
        return Shown("true" if value else "false", "bool")
    if isinstance(value, int | float | Decimal):
        return Shown(line(_number(value)), "number")
    if isinstance(value, list | tuple):
        return Shown(counted(len(value), "item"), "list")
    if isinstance(value, dict):
        return Shown(counted(len(value), "field"), "object")
    return Shown(iso(value) if isinstance(value, date) else line(str(value)), "text")


def failed(message: str) -> Shown:
    """An error in place of a value."""
    return Shown(line(message), "error")


def counted(count: int, noun: str) -> str:
    """`2 items`, `1 item`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _number(value: float | Decimal) -> str:
    if isinstance(value, Decimal):
        return exact_text(value) if value.is_finite() else str(value)
    if isinstance(value, int):
        # Python refuses to spell numbers longer than its limit.
        digits = sys.get_int_max_str_digits() or 4300
        return str(value) if value.bit_length() < 3 * digits else "a whole number beyond all bounds"
    return number_text(value)
