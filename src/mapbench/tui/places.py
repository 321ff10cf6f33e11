"""The five places in their order, each imported when it is first visited."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from mapbench.tui.place import Place

#: Name and word of each place; its key is its number.
PLACES: Final[dict[str, str]] = {
    "overview": "Overview",
    "connect": "Connect",
    "map": "Map",
    "dry_run": "Dry run",
    "package": "Package",
}
#: What each place is for, as the palette says it.
ABOUT: Final[dict[str, str]] = {
    "overview": "What needs a decision, and who has to act",
    "connect": "Get real records in, know their shape, keep secrets out",
    "map": "What each target is made of, with its values in sight",
    "dry_run": "What happens to every record, and what changed",
    "package": "May this go out, and what will it do differently",
}


def make_place(place_id: str, opened: bool = True) -> Place:
    """A new widget for a place: `tui/dry_run/place.py` has the class `DryRunPlace`. Without a project: the first run."""
    folder, words = (place_id, PLACES[place_id]) if opened else ("first_run", "First run")
    name = f"{words.title().replace(' ', '')}Place"
    made: Place = getattr(import_module(f"mapbench.tui.{folder}.place"), name)(id=place_id)
    return made
