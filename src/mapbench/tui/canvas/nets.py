"""The wires of a window, gathered into nets that share a vertical."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

#: Which of several wires goes first where not all can be drawn, and shows where they share cells: later is weaker.
_STATES = {"broken": 0, "mapped": 1, "suggested": 2}


@dataclass(frozen=True, slots=True)
class Wire:
    """A link as a window sees it: rows count from the first row shown and may lie outside.

    `top` is what has to be added for the source's row in the whole pane; `gone` are the rows of sources that broke the link.
    """

    id: Hashable
    sources: tuple[int, ...]
    target: int
    state: str = "mapped"
    selected: bool = False
    top: int = 0
    gone: frozenset[int] = frozenset()

    def state_from(self, source: int | None) -> str:
        """The state of the part that comes from one source row: a field that is still there is not broken by another."""
        if self.state == "broken" and self.gone and source is not None and source not in self.gone:
            return "mapped"
        return self.state

    @property
    def weight(self) -> tuple[bool, int]:
        """Sorts wires: the selected first, then broken, mapped, suggested."""
        return not self.selected, _STATES.get(self.state, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """Rows that are all joined with each other: every source with every target. Rows outside the window stay as they are."""

    sources: frozenset[int]
    targets: frozenset[int]
    wires: tuple[Wire, ...]

    @property
    def straight(self) -> bool:
        """Whether it needs no vertical."""
        return len(self.sources) == 1 and self.sources == self.targets

    def apart(self, height: int) -> list[Net]:
        """The same with a net for each target inside the window, and one for all those outside."""
        inside = [row for row in sorted(self.targets) if 0 <= row < height]
        groups = [frozenset((row,)) for row in inside]
        outside = self.targets.difference(inside)
        return [
            Net(self.sources, group, tuple(wire for wire in self.wires if wire.target in group))
            for group in [*groups, *([outside] if outside else [])]
        ]


def nets(wires: Iterable[Wire], height: int) -> list[Net]:
    """Wires with the same target share a net, and so do targets with the same sources.

    Of a wire whose target is outside the window only the sources inside are drawn; one with no end inside is left out.
    """
    by_target: dict[int, tuple[set[int], list[Wire]]] = {}
    for wire in wires:
        inside = 0 <= wire.target < height
        rows = [row for row in wire.sources if inside or 0 <= row < height]
        if rows:
            sources, members = by_target.setdefault(wire.target, (set(), []))
            sources.update(rows)
            members.append(wire)
    by_sources: dict[frozenset[int], tuple[set[int], list[Wire]]] = {}
    for target, (found, members) in by_target.items():
        targets, together = by_sources.setdefault(frozenset(found), (set(), []))
        targets.add(target)
        together.extend(members)
    return [
        Net(sources, frozenset(targets), tuple(members)) for sources, (targets, members) in by_sources.items()
    ]
