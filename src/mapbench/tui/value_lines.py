"""Values as people read them: text in quotes, numbers, null, absence; and records as trees of lines that fold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Line, Part

At = tuple[str | int, ...]
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
