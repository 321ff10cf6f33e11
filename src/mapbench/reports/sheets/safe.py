"""Cells that no spreadsheet takes for a formula, and that come back as they were.

In a CSV file an apostrophe in front says that a cell is text. In an XLSX file it is a property of the cell, so that nothing is added;
what XML cannot hold is written as `_x0001_`, as the format itself prescribes.
"""

from __future__ import annotations

import re
from typing import Final

#: Excel's limit for a cell, in UTF-16 units; longer texts are cut, and a cut one that comes back unchanged proposes nothing.
LONGEST: Final = 32_000
_BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "'")
_UNWRITABLE: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\r\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)"
)
_WRITTEN: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def guarded(text: str) -> str:
    """A cell of a CSV file: what a spreadsheet would take for a formula has an apostrophe in front."""
    return f"'{text}" if text.startswith(_BEGINS) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_BEGINS) else text


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula."""
    return text.startswith(_BEGINS)


def escaped(text: str) -> str:
    """A cell of an XLSX file: characters that XML cannot hold by their numbers, and cut at the format's limit."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 1]}…"
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """What `escaped` was given."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text)


def plain(text: str) -> str:
    """A text as it is compared: programs change ends of lines and blanks around a cell without anybody's wish."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
