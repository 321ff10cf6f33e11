"""What the palette finds for a text, best first, with the letters that matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from textual.fuzzy import FuzzySearch

from mapbench.tui.entries import Entry, all_entries, node_of

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench


@dataclass(frozen=True, slots=True)
class Found:
    """A line of the palette. `name` begins with a muted part of `area` characters; `matched` are positions in it."""

    name: str
    area: int
    sentence: str
    key: str
    thing: Any
    matched: tuple[int, ...] = ()


def commands(bench: Workbench, text: str) -> tuple[list[Found], int]:
    """The commands that fit a text, and how many there are. Nothing typed: used last, then what is near the cursor."""
    entries = all_entries(bench)
    if not text.strip():
        return [_found(bench, entry, ()) for entry in by_use(bench, entries)], len(entries)
    scored = [(*_search().match(text.strip(), entry.text), entry) for entry in by_use(bench, entries)]
    best = sorted((one for one in scored if one[0] > 0), key=lambda one: -one[0])
    return [_found(bench, entry, matched) for _, matched, entry in best], len(entries)


def by_use(bench: Workbench, entries: list[Entry]) -> list[Entry]:
    """What was used last, then what belongs to the focused widget, to its place, to the rest."""
    used = {entry_id: number for number, entry_id in enumerate(reversed(bench.used))}
    focused = bench.frame.focused
    chain = [type(node) for node in focused.ancestors_with_self] if focused is not None else []

    def nearness(entry: Entry) -> tuple[int, int]:
        if entry.id in used:
            return 0, used[entry.id]
        near = next((n for n, owner in enumerate(chain) if issubclass(owner, entry.owner)), None)
        if near is not None and entry.place:
            return 1, near
        return (2 if entry.place == bench.place_id else 3), 0

    return sorted(entries, key=nearness)


def _found(bench: Workbench, entry: Entry, matched: Sequence[int]) -> Found:
    keys = bench.keys_of(entry.id, entry.keys)
    sentence = entry.sentence
    node = node_of(bench, entry) if entry.place == bench.place_id else None
    says = getattr(node, "says", None)
    if callable(says):
        sentence = says(entry.id) or sentence
    return Found(entry.text, len(entry.area) + 2, sentence, keys, entry, tuple(matched))


@cache
def _search() -> FuzzySearch:
    return FuzzySearch()


def parts(found: Found) -> list[tuple[str, str]]:
    """The name as parts with styles: its area muted, the rest bold, matched letters accent and underlined."""
    styled: list[tuple[str, str]] = []
    for at, letter in enumerate(found.name):
        style = "muted" if at < found.area else "strong bold"
        if at in found.matched:
            style = "accent underline" if at < found.area else "accent bold underline"
        if styled and styled[-1][1] == style:
            styled[-1] = (styled[-1][0] + letter, style)
        else:
            styled.append((letter, style))
    return styled
