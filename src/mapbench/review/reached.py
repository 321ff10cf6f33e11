"""Which targets an outcome reached: those whose rules gave a value or an error."""

from __future__ import annotations

from typing import Any

from mapbench.engine.outcomes import Outcome
from mapbench.review.places import joined


class Reached:
    """Reads outcomes; what it learns of one object's names it knows of all objects like it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}

    def targets(self, outcome: Outcome | None) -> set[str]:
        """The targets that an outcome reached: "" for the record itself, "$" for an output; none where there is no outcome."""
        if outcome is None:
            return set()
        found = {one.target for one in outcome.errors} | {one.target for one in outcome.softened}
        if outcome.status == "accepted":
            found.add("$")
            self._add(outcome.output, "", found)
        return found | {""}

    def _add(self, value: Any, prefix: str, found: set[str]) -> None:
        if isinstance(value, list):
            for one in value:
                if isinstance(one, list | dict):
                    self._add(one, prefix, found)
        elif isinstance(value, dict):
            key = prefix, tuple(value)
            targets = self._known.get(key)
            if targets is None:
                targets = self._known[key] = tuple(joined(prefix, name) for name in value)
            found.update(targets)
            for target, one in zip(targets, value.values(), strict=True):
                if isinstance(one, list | dict):
                    self._add(one, target, found)
