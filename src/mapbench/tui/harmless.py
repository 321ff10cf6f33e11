"""The last thing that happens to every line: what a terminal would obey, or write backwards, is left out."""

from __future__ import annotations

import re
from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

#: Control characters of both sets, marks of direction, separators of lines; none of them takes a cell.
_OBEYED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Harmless(LineFilter):
    """Leaves out of texts what steers a terminal, whichever widget drew it; the width of a line stays as it is."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without such characters."""
        if not any(_OBEYED.search(text) for text, _, control in segments if control is None):
            return segments
        return [
            segment if segment.control is not None else Segment(_OBEYED.sub("", segment.text), segment.style)
            for segment in segments
        ]
