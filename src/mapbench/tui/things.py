"""What the palette's prefixes look for in the open project: fields, mappings, fixtures, findings and functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapbench.tui.finding import Found

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench


def things(bench: Workbench, kind: str, text: str) -> tuple[list[Found], int]:
    """The things of a kind that fit a text, best first, and how many of the kind there are."""
    return [], 0
