"""What the palette's prefixes look for in the open project: fields, mappings, fixtures, findings and functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Input, TextArea

from mapbench.tui.finding import Found

if TYPE_CHECKING:
    from mapbench.tui.app import Workbench
    from mapbench.workspace.views import Hit
    from mapbench.workspace.workspace import Workspace


def things(workspace: Workspace, text: str) -> tuple[list[Found], int]:
    """What fits a text with its prefix, best first, and how many of the kind there are. May take a while: findings."""
    from mapbench.workspace.reading import search

    hits = search(workspace, text)
    return [Found(hit.name, hit.area, hit.sentence, "", hit, hit.matched) for hit in hits.found], hits.total


async def go_to(bench: Workbench, hit: Hit) -> None:
    """Goes to what was found; a function goes into the formula that is being typed, else onto the clipboard."""
    if hit.kind == "function":
        _take(bench, f"{hit.thing['function']}(")
        return
    place, thing = _place_of(hit, bench.place_id)
    await bench.open_place(place, thing)


def _place_of(hit: Hit, here: str) -> tuple[str, dict[str, Any]]:
    if hit.kind == "fixture" and here == "dry_run":
        return "dry_run", hit.thing
    if "mapping" in hit.thing:
        return "map", hit.thing
    return "overview", hit.thing


def _take(bench: Workbench, text: str) -> None:
    focused = bench.frame.focused
    if isinstance(focused, Input):
        focused.insert_text_at_cursor(text)
    elif isinstance(focused, TextArea):
        focused.insert(text)
    else:
        bench.copy(text)
