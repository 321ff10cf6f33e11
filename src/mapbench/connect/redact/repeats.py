"""What was redacted in one place and stands in a text of another: `Ring Bob before noon` beside `first_name: Bob`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Final

from mapbench.connect.redact.standins import StandIns
from mapbench.connect.redact.vocabulary import Kind

_TOKEN: Final = re.compile(r"[^\W_]+")
_NAME_WORD: Final = re.compile(r"[^\W\d_]{3,}")
#: A shorter value would be found in texts that have nothing to do with it.
_SHORTEST: Final = 6


class Repeats:
    """Values that were redacted, found again by the first word of each, so that many of them cost no more than few.

    Words of names count only in texts of several words: a colour `Green` stays what it is beside a Ms Green.
    """

    def __init__(self, standins: StandIns) -> None:
        self._standins = standins
        self._whole: dict[str, tuple[Kind, str]] = {}
        self._starts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._words: set[str] = set()

    def remember(self, kind: Kind, old: str, new: str) -> None:
        """Keeps a value and its stand-in: whole where it is long enough to be itself, and the words of names."""
        old, new = old.strip(), new.strip()
        first = _TOKEN.search(old)
        alone = kind in ("name", "address") and " " not in old
        if first and not alone and len(old) >= _SHORTEST and old not in self._whole:
            self._whole[old] = (kind, new)
            self._starts[first[0]].append((old, first.start()))
        if kind == "name":
            self._words.update(
                form for word in _NAME_WORD.findall(old) for form in (word, word.upper(), word.title())
            )

    def replaced(self, text: str, found: Callable[[Kind], None]) -> str:
        """The text with whatever was remembered replaced; `found` is told the kind of each."""
        pieces: list[str] = []
        at = 0
        several = len(_TOKEN.findall(text)) > 1
        for match in _TOKEN.finditer(text):
            if match.start() < at:
                continue
            old, offset = self._whole_at(text, match.start(), match[0])
            kind, new = self._whole.get(old, ("name", ""))
            if not old and several and match[0] in self._words:
                old, new = match[0], self._standins.word(match[0])
            if old:
                pieces += [text[at : match.start() - offset], new]
                at = match.start() - offset + len(old)
                found(kind)
        return "".join([*pieces, text[at:]]) if pieces else text

    def _whole_at(self, text: str, at: int, word: str) -> tuple[str, int]:
        """The longest value that stands here as a whole, and by how much its beginning lies before its first word."""
        fitting = [
            (value, offset)
            for value, offset in self._starts.get(word, ())
            if at >= offset and text.startswith(value, at - offset) and _ends(text, at - offset + len(value))
        ]
        return max(fitting, key=lambda one: len(one[0]), default=("", 0))


def _ends(text: str, at: int) -> bool:
    return not (text[at - 1].isalnum() and text[at : at + 1].isalnum())
