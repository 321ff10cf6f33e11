"""Re-binding a field that is gone: one rule, or with one answer every rule that reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapbench.errors import MapbenchError
from mapbench.tui.ask import Choice, Choose
from mapbench.tui.canvas.messages import AcceptWanted, MoveEnd
from mapbench.tui.map.wording import dotted

if TYPE_CHECKING:
    from mapbench.tui.map.edits import Edits
    from mapbench.workspace.commands.rebinding import RebindFields
    from mapbench.workspace.views import MappingView, Path, RuleView


def accepted_rename(place: Edits, event: AcceptWanted) -> bool:
    """Takes a rename that is drawn as a suggestion; False where the event is about something else."""
    from mapbench.tui.map.content import renames_of

    link, view = event.link, place.view
    if not isinstance(link, tuple) or link[:1] != ("renamed",) or view is None:
        return False
    rule = next((one for one in view.rules if one.at == link[2:]), None)
    found = renames_of(rule, view) if rule is not None else []
    if rule is not None and link[1] < len(found):
        rename, new = found[link[1]]
        old = (*rename.old, *new[len(rename.new) :])
        place.post_message(MoveEnd(rule.at, "source", new, old))
    return True


def asked_for_all(place: Edits, event: MoveEnd) -> bool:
    """Asks whether every other rule that reads a gone field reads the new one, too; False where no other does."""
    from mapbench.workspace.commands.rebinding import ResourceRule

    view, workspace = place.view, place.workspace
    rule = next((one for one in view.rules if one.at == event.link), None) if view is not None else None
    if view is None or workspace is None or rule is None or event.old not in rule.gone or view.source is None:
        return False
    event.path = _own(event, rule, view)
    old, new = _widest(event.old, event.path, place)
    every = _every(place, view.source, old, new)
    others = [
        one for one in view.rules if one.at != rule.at and any(gone[: len(old)] == old for gone in one.gone)
    ]
    if every is None:
        return False
    files = sorted(every.changes(workspace.project))
    if not others and sum(not name.startswith("tests/") for name in files) == 1:
        place.bench.do(every)
        return True
    here = len(others) + 1
    choices = [
        Choice("all", f"every rule that reads {dotted(old)}", f"{here} here; {', '.join(files)}"),
        Choice(
            "one",
            f"only the rule of {dotted(rule.target)}",
            f"{dotted(event.old)} becomes {dotted(event.path)}",
        ),
    ]
    one = ResourceRule(place.mapping, rule.at, event.old, event.path)

    def chosen(which: str | None) -> None:
        if which == "all":
            place.bench.do(every)
        elif which == "one":
            place._do(one, rule.at)

    place.bench.push_screen(Choose(f"Re-bind {dotted(old)} to {dotted(new)}", "", choices, "all"), chosen)
    return True


def _own(event: MoveEnd, rule: RuleView, view: MappingView) -> Path:
    """Where the end goes: of a rule with several gone fields each has its own guess, and the canvas knows only that there are some."""
    from mapbench.tui.map.content import renames_of

    guesses = {(*one.old, *new[len(one.new) :]): new for one, new in renames_of(rule, view)}
    return guesses.get(event.old, event.path) if event.path in guesses.values() else event.path


def _widest(old: Path, new: Path, place: Edits) -> tuple[Path, Path]:
    """The field around that was renamed, where the new path lies in its new place just as the old one did."""
    for one in place.view.renames if place.view is not None else ():
        below = old[len(one.old) :]
        if old[: len(one.old)] == one.old and new == (*one.new, *below):
            return one.old, one.new
    return old, new


def _every(place: Edits, dataset: str, old: Path, new: Path) -> RebindFields | None:
    from mapbench.workspace.commands.rebinding import RebindFields

    command = RebindFields(dataset, ((old, new),))
    try:
        changed = command.changes(place.workspace.project) if place.workspace is not None else {}
    except MapbenchError:
        return None
    return command if changed else None
