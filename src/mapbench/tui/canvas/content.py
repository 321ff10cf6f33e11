"""What the canvas shows: the fields of two schemas and the links between them.

It knows neither projects nor files: whoever owns the canvas turns what it has into a `CanvasContent`.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

#: Names from the root; "*" for the items of a list, "{}" for the keys of a map.
Path = tuple[str, ...]

SOURCE, TARGET = "source", "target"

#: What a mark says. An empty mark of a field is found from its links.
MARKS = ("mapped", "constant", "unmapped", "open", "suggested", "broken", "skipped")

#: Which of several links of one field decides its mark.
_FIRST = ("broken", "mapped", "suggested")


@dataclass(frozen=True, slots=True)
class CanvasField:
    """A row of a pane, in schema order, depth first.

    `kind` is leaf, object or list; `type` the word shown; `gone` says since when a field is missing that rules still name ("" if
    unknown), and is None where the schema has it. `mark` is one of `MARKS` or empty; `rule` the kind of rule that writes a target;
    `about` what the border says about it beyond path, type and required.
    """

    path: Path
    name: str
    depth: int
    kind: str = "leaf"
    type: str = ""
    required: bool = False
    gone: str | None = None
    mark: str = ""
    rule: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class CanvasLink:
    """One rule or one suggestion: the fields it reads and the field it writes.

    `state` is mapped, suggested or broken; `note` says why a suggestion is made. `gone` are those of `sources` that broke it;
    when it is empty all sources of a broken link count.
    """

    id: Hashable
    sources: tuple[Path, ...]
    target: Path
    state: str = "mapped"
    note: str = ""
    gone: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What a pane's title counts, over leaves: done of total, and how many need a person (gone, or required and open)."""

    done: int
    total: int
    wrong: int


@dataclass(frozen=True)
class CanvasContent:
    """Two schemas and the links between them; names are what the titles begin with."""

    source: tuple[CanvasField, ...] = ()
    target: tuple[CanvasField, ...] = ()
    links: tuple[CanvasLink, ...] = ()
    source_name: str = ""
    target_name: str = ""
    source_counts: Counts | None = None
    target_counts: Counts | None = None
    by_end: dict[tuple[str, Path], tuple[CanvasLink, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[tuple[str, Path], list[CanvasLink]] = {}
        for link in self.links:
            found.setdefault((TARGET, link.target), []).append(link)
            for path in dict.fromkeys(link.sources):
                found.setdefault((SOURCE, path), []).append(link)
        object.__setattr__(self, "by_end", {end: tuple(links) for end, links in found.items()})

    def fields(self, side: str) -> tuple[CanvasField, ...]:
        """The fields of one side."""
        return self.source if side == SOURCE else self.target

    def links_at(self, side: str, path: Path) -> tuple[CanvasLink, ...]:
        """The links that read (source) or write (target) a field."""
        return self.by_end.get((side, path), ())

    def mark(self, side: str, field: CanvasField) -> str:
        """The mark of a field, one of `MARKS`; empty for an object or list without a link of its own."""
        if field.mark:
            return field.mark
        if field.gone is not None:
            return "broken"
        states = {_state_at(link, side, field.path) for link in self.links_at(side, field.path)}
        found = next((state for state in _FIRST if state in states), "")
        if found or field.kind != "leaf":
            return found
        return "open" if side == TARGET and field.required else "unmapped"

    @cached_property
    def suggested(self) -> int:
        """How many links are suggestions."""
        return sum(link.state == "suggested" for link in self.links)

    def below(self, side: str, path: Path) -> tuple[CanvasField, ...]:
        """The fields below one of this side, as long as the side has it; else none."""
        start = self._index[side].get(path)
        if start is None:
            return ()
        fields, depth, end = self.fields(side), self.fields(side)[start].depth, start + 1
        while end < len(fields) and fields[end].depth > depth:
            end += 1
        return fields[start + 1 : end]

    @cached_property
    def _index(self) -> dict[str, dict[Path, int]]:
        return {side: {one.path: at for at, one in enumerate(self.fields(side))} for side in (SOURCE, TARGET)}

    def counts(self, side: str) -> Counts:
        """What the title of a pane counts: as given, or else from the marks of the leaves."""
        given = self.source_counts if side == SOURCE else self.target_counts
        return given or self._counted[side]

    @cached_property
    def _counted(self) -> dict[str, Counts]:
        return {side: self._count(side) for side in (SOURCE, TARGET)}

    def _count(self, side: str) -> Counts:
        leaves = [one for one in self.fields(side) if one.kind == "leaf"]
        there = [one for one in leaves if one.gone is None]
        marks = [self.mark(side, one) for one in there]
        done = sum(mark in {"mapped", "constant"} for mark in marks)
        wrong = len(leaves) - len(there) if side == SOURCE else marks.count("open")
        return Counts(done, len(there), wrong)


def _state_at(link: CanvasLink, side: str, path: Path) -> str:
    """A source that is still there is not broken by another source of the same rule that is gone."""
    if link.state == "broken" and side == SOURCE and link.gone and path not in link.gone:
        return "mapped"
    return link.state
