"""Readings with their fields renamed: a path keeps its filters and indexes, a formula everything but the names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from mapbench.engine import paths as p
from mapbench.language.collections import LEVEL
from mapbench.language.paths import parse_path
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY
from mapbench.workspace.filters import with_renamed
from mapbench.workspace.formula_fields import renamed
from mapbench.workspace.readings import Reading
from mapbench.workspace.scopes import Scope, read_path
from mapbench.workspace.views import Path

#: From the place of a field in the record to its new place; the same place where it is not renamed.
Rename = Callable[[Path], Path]
_MARKS = (ANY_ITEM, ANY_KEY)


def renaming(pairs: tuple[tuple[Path, Path], ...], prefix: Path = ()) -> Rename:
    """What renames fields, and all below them, by the longest path that fits; `prefix` leads to the fields in the record."""
    by_old = {prefix + old: prefix + new for old, new in pairs}

    def rename(place: Path) -> Path:
        for size in range(len(place), len(prefix), -1):
            if place[:size] in by_old:
                return by_old[place[:size]] + place[size:]
        return place

    return rename


def rewritten(reading: Reading, rename: Rename, inside: Rename | None = None) -> str:
    """The text of a reading after a renaming. `inside` says where the items around it are afterwards; left out: renamed too."""
    scope, around = reading.scope, inside or rename
    if reading.kind == "formula":
        return renamed(reading.text, reading.names, rename)
    if reading.kind == "name":
        place = (*(scope.item or ()), reading.text)
        return rename(place)[-1] if rename(place)[:-1] == around(place[:-1]) else reading.text
    level = LEVEL.fullmatch(reading.text) if reading.kind == "level" else None
    text = level[1] if level else reading.text
    path = _path(text, scope, rename, around)
    return f"{path} as {level[2]}" if level else path


def _path(text: str, scope: Scope, rename: Rename, around: Rename) -> str:
    place = read_path(text, scope)
    if place is None:
        return text
    path, new = parse_path(text), rename(place)
    old = _with_filters(path, scope, rename)
    item = None if scope.item is None or path.absolute else around(scope.item)
    if new == place and item == (None if path.absolute else scope.item):
        return text if old == path.segments else p.describe(p.Path("", path.absolute, old))
    kept = [segment for segment in old if not isinstance(segment, p.Name)]
    lead: tuple[p.Segment, ...] = ()
    if scope.grouped and not path.absolute:
        lead, kept = old[:2], kept[1:]
    absolute = item is None or new[: len(item)] != item
    segments = _segments(new if absolute else new[len(item or ()) :], kept)
    if not absolute:
        segments = (*lead, *segments)
        return text if segments == path.segments else p.describe(p.Path("", False, segments))
    return p.describe(p.Path("", True, segments))


def _with_filters(path: p.Path, scope: Scope, rename: Rename) -> tuple[p.Segment, ...]:
    """The segments of a path with the fields renamed that its filters read."""
    found: list[p.Segment] = []
    for place, segment in enumerate(path.segments):
        if isinstance(segment, p.Filter):
            before = replace(path, text="", segments=path.segments[: place + 1])
            candidates = read_path(p.describe(before), scope)
            segment = with_renamed(segment, candidates, rename) if candidates else segment  # noqa: PLW2901
        found.append(segment)
    return tuple(found)


def _segments(steps: Path, kept: Sequence[p.Segment]) -> tuple[p.Segment, ...]:
    """The steps as segments, with the selectors that were there wherever there are as many."""
    marks = sum(step in _MARKS for step in steps)
    selectors = iter(kept if len(kept) == marks else [p.Wildcard()] * marks)
    return tuple(next(selectors) if step in _MARKS else p.Name(step) for step in steps)
