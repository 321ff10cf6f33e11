"""Values as people read them: text in quotes, numbers, null, absence; and records as trees of lines that fold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Line, Part
from mapbench.tui.safe import safe

At = tuple[str | int, ...]


def shown(value: Any) -> Part:
    """A scalar with the style it has everywhere; of an object or list, how many it holds."""
    if isinstance(value, dict):
        return f"{len(value):,} field{'' if len(value) == 1 else 's'}", "muted"
    if isinstance(value, list):
        return f"{len(value):,} item{'' if len(value) == 1 else 's'}", "muted"
    if value is None:
        return "null", "muted italic"
    if isinstance(value, str):
        return f'"{safe(value)}"', "wire-2"
    if isinstance(value, bool):
        return str(value).lower(), "wire-0"
    return str(value), "wire-0"


def tree_lines(
    value: Any, folded: frozenset[At] = frozenset(), noted: Mapping[At, tuple[str, str]] | None = None
) -> list[Line]:
    """A record as lines of two cells (name, value), each with its path as key.

    `noted` gives a mark and a ground to the line at a path: `("~", "warn-bg")`.
    """
    return list(_lines(value, (), folded, noted or {}))


def _lines(value: Any, at: At, folded: frozenset[At], noted: Mapping[At, tuple[str, str]]) -> Iterator[Line]:
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, child in entries:
        path = (*at, name)
        yield _line(path, child, folded, noted)
        if path not in folded:
            yield from _lines(child, path, folded, noted)


def _line(path: At, value: Any, folded: frozenset[At], noted: Mapping[At, tuple[str, str]]) -> Line:
    holds = isinstance(value, dict | list) and bool(value)
    chevron = f"{mark('folded' if path in folded else 'unfolded')} " if holds else ""
    sign, ground = noted.get(path, ("", ""))
    colour = {"+": "ok", "-": "error", "~": "warn"}.get(sign, "muted")
    name: list[Part] = [(f"{sign or ' '} ", colour)] if noted else []
    name.append(("  " * (len(path) - 1) + chevron, "muted"))
    name.append((safe(str(path[-1]), 80), "strong bold" if holds else "text"))
    return Line((tuple(name), shown(value)), path, ground)
