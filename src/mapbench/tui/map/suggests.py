"""Suggested links on the canvas: asked for, drawn as dashed wires, accepted one by one or all above a strength, dismissed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mapbench.tui.ask import Ask, Field
from mapbench.tui.canvas.content import CanvasContent, CanvasLink
from mapbench.tui.canvas.messages import AcceptWanted, DeleteWanted
from mapbench.tui.map.answers import show_values
from mapbench.tui.map.edits import Edits
from mapbench.tui.map.renaming import accepted_rename
from mapbench.tui.map.rule_pane import RulePane

if TYPE_CHECKING:
    from mapbench.suggest.suggesting import Candidate, Suggestion
    from mapbench.tui.canvas.canvas import MappingCanvas
    from mapbench.tui.map.looking import Seen
    from mapbench.workspace.suggesting import Suggested
    from mapbench.workspace.views import Path

#: The strength that `A` offers first.
_STRONG = 0.9
_MIDDLE = 0.75
_KIND = "suggested"


class Suggests(Edits):
    """The suggestions of the Map place. They are looked for again after every step while they are shown."""

    seen: Seen | None

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.suggesting = False
        self.offers: Suggested | None = None
        #: Mapping and row of the suggestions that somebody does not want to see.
        self.dismissed: set[tuple[str, Path]] = set()

    if TYPE_CHECKING:

        @property
        def canvas(self) -> MappingCanvas: ...

        def _show_row(self) -> None: ...

    @property
    def open_offers(self) -> dict[Path, Suggestion]:
        """The suggestions that are shown, by the row of their target."""
        from mapbench.workspace.suggesting import row_of

        if (
            not self.suggesting
            or self.offers is None
            or self.offers.mapping != self.mapping
            or self.view is None
        ):
            return {}
        written = {rule.target for rule in self.view.rules}
        return {
            row: one
            for one in self.offers.found
            if (row := row_of(one.target)) not in written and (self.mapping, row) not in self.dismissed
        }

    @property
    def offer(self) -> Suggestion | None:
        """The suggestion of the cursor's row: for a target, or of a source that no rule reads."""
        from mapbench.workspace.suggesting import row_of

        if self.rule is not None:
            return None
        if self.side == "target":
            return self.open_offers.get(self.path)
        return next((one for one in self.open_offers.values() if row_of(one.best.source) == self.path), None)

    def with_offers(self, content: CanvasContent) -> CanvasContent:
        """The canvas with a dashed wire for each suggestion."""
        from mapbench.workspace.suggesting import row_of

        links = tuple(
            CanvasLink(
                (_KIND, *row),
                (row_of(one.best.source),),
                row,
                _KIND,
                f"{one.best.strength:.2f} {one.best.reasons[0]}",
            )
            for row, one in self.open_offers.items()
            if one.best.reasons
        )
        return replace(content, links=(*content.links, *links)) if links else content

    def redraw(self) -> None:
        """Draws the canvas again: what is suggested has changed."""
        if self.seen is not None:
            self.canvas.show(self.with_offers(self.seen.content))
            show_values(self.canvas, self.seen)
            self._show_row()

    def look_for_links(self) -> None:
        """Asks for the suggestions of the mapping as it is now, away from the screen, where they are shown."""
        from mapbench.workspace.suggesting import suggested

        seen, offers = self.seen, self.offers
        if not self.suggesting or self.workspace is None or seen is None:
            return
        if offers is None or (offers.revision, offers.mapping) != (seen.revision, self.mapping):
            worker = self.ask("suggest", partial(suggested, self.workspace, self.mapping), self._show_offers)
            self.bench.busy(worker, "looking for links")

    def _show_offers(self, found: Suggested) -> None:
        if self.workspace is None or (found.revision, found.mapping) != (
            self.workspace.revision,
            self.mapping,
        ):
            return  # the mapping has changed meanwhile, and is looked at again
        first, self.offers = self.offers is None or self.offers.mapping != found.mapping, found
        self.redraw()
        if first and not self.open_offers:
            said = found.problem.message if found.problem else "No target is open that a source resembles."
            self.bench.notify(said, title="Nothing to suggest", markup=False)

    def action_suggest(self) -> None:
        """Shows suggestions, or hides them again."""
        self.suggesting = not self.suggesting
        if self.suggesting:
            self.look_for_links()
        else:
            self.offers = None
            self.asking.drop("suggest")
        self.redraw()

    def on_accept_wanted(self, event: AcceptWanted) -> None:
        """Makes rules of suggestions: of those named, or of all above a strength that is asked for."""
        event.stop()
        if event.link is None:
            self._ask_strength()
        elif not accepted_rename(self, event):
            rows = [
                link[1:] for link in (event.link, *event.more) if isinstance(link, tuple) and link[0] == _KIND
            ]
            offers = self.open_offers
            self._accept([(offers[row], offers[row].best) for row in rows if row in offers])

    def on_rule_pane_taken(self, event: RulePane.Taken) -> None:
        """Takes the suggestion in the rule pane, or one of its alternates."""
        offer = self.offer
        if offer is not None:
            self._accept([(offer, (offer.best, *offer.alternates)[event.number])])
            self.to_canvas()

    def on_delete_wanted(self, event: DeleteWanted) -> None:
        """Dismisses suggestions; rules are deleted."""
        rows = [link[1:] for link in event.links if isinstance(link, tuple) and link[:1] == (_KIND,)]
        if not rows:
            super().on_delete_wanted(event)
            return
        self.dismissed |= {(self.mapping, row) for row in rows}
        self.redraw()

    def _ask_strength(self) -> None:
        from mapbench.suggest.suggesting import strength_to_accept

        offers = list(self.open_offers.values())
        if not offers:
            self.bench.notify("Nothing is suggested. s suggests links.", markup=False)
            return
        first = strength_to_accept(offers)
        levels = sorted({_STRONG, _MIDDLE, first}, reverse=True)
        counts = ", ".join(f"{_count(offers, least)} from {least:.2f} on" for least in levels)
        field = Field("strength", "from", f"{first:.2f}", "A strength from 0 to 1.", check=_refusal)

        def accept(given: dict[str, str] | None) -> None:
            if given is not None:
                least = float(given["strength"])
                self._accept([(one, one.best) for one in offers if one.best.strength >= least])

        self.bench.push_screen(
            Ask("Accept suggestions", f"{len(offers)} suggested: {counts}.", field), accept
        )

    def _accept(self, chosen: list[tuple[Suggestion, Candidate]]) -> None:
        from mapbench.workspace.commands.accepting import AcceptSuggestions, Link
        from mapbench.workspace.suggesting import row_of

        if not chosen:
            self.bench.notify("No suggestion is that strong.", title="Nothing to accept", markup=False)
            return
        if len(chosen) == 1:
            self.wanted_target = row_of(chosen[0][0].target)
        links = tuple(Link(one.target, source.source, source.conversion) for one, source in chosen)
        self.bench.do(AcceptSuggestions(self.mapping, links))


def _count(offers: list[Suggestion], least: float) -> int:
    return sum(one.best.strength >= least for one in offers)


def _refusal(text: str) -> str:
    try:
        return "" if 0 <= float(text) <= 1 else "A strength is from 0 to 1."
    except ValueError:
        return "A strength is a number such as 0.9."
