"""A suggestion as lines: its source, how strong it is and why, what its values need, and three other sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Cell, Line
from mapbench.tui.map.rule_lines import written
from mapbench.tui.map.wording import dotted, value_cell

if TYPE_CHECKING:
    from mapbench.suggest.suggesting import Candidate, Suggestion
    from mapbench.workspace.views import FixtureValues, MappingView

#: What a way says of a rule, in the order it is shown.
_KEYS = ("when", "formula", "lookup", "default")


def suggestion_lines(offer: Suggestion, view: MappingView, values: FixtureValues | None) -> list[Line]:
    """The lines of the rule pane; those with a key are what enter takes: ("offer", 0) is the best, then the alternates."""
    return list(_lines(offer, view, values))


def _lines(offer: Suggestion, view: MappingView, values: FixtureValues | None) -> Iterator[Line]:
    from mapbench.workspace.suggesting import row_of

    best = offer.best
    row = row_of(best.source)
    type_ = next((field.type for field in view.source_fields if field.path == row), "")
    sample: Cell = value_cell(values.source[row]) if values is not None and row in values.source else ""
    source = ((f"{mark('from')} {dotted(row)}", "strong"), (f"  {type_}", "muted"))
    yield Line((("source", "muted"), _strength(best), source, sample), ("offer", 0))
    for number, reason in enumerate(best.reasons):
        yield Line((("" if number else "why", "muted"), "", (reason, "text")))
    rule = best.conversion.rule()
    for key in _KEYS:
        if key in rule:
            yield Line(((key, "muted"), "", (written(rule[key]), "text")))
    if offer.alternates:
        yield Line(rule=True)
    for number, other in enumerate(offer.alternates, 1):
        label = "or" if number == 1 else ""
        name = f"{mark('from')} {dotted(row_of(other.source))}"
        yield Line(
            ((label, "muted"), _strength(other), (name, "text"), ("; ".join(other.reasons), "muted")),
            ("offer", number),
        )
    yield Line()
    yield Line(
        (
            (
                ("a", "accent bold"),
                (" accepts it   ", "muted"),
                ("d", "accent bold"),
                (" dismisses it", "muted"),
            ),
        )
    )


def _strength(one: Candidate) -> tuple[str, str]:
    return f"{one.strength:.2f}", "suggest"
