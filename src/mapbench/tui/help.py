"""What a widget says of itself under F1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Help:
    """The help of a widget: what it is for, its marks (a mark, or its name in `glyphs.MARKS`; what it means), the mouse, and the same on the command line.

    Its keys are its bindings, so that help cannot say other ones.
    """

    title: str
    what: str
    more: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    mouse: str = ""
    command: str = ""
