"""What the first example of a change was made from: the source values that its rule read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from mapbench.engine.values import MISSING
from mapbench.errors import MapbenchError
from mapbench.review.outcomes import Compared, Source

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper

#: How many changes are followed back, and how many source values are told of each.
_FOLLOWED: Final = 20
_TOLD: Final = 3


def follow(found: Compared, records: Mapping[str, tuple[Any, int | None]], mapper: Mapper) -> None:
    """Notes the source values at the first example of each change. `records` are the records that changed, by name, each with
    the item that its outcome is of, where one record has several.

    A mapping that groups has no such record: nothing is noted.
    """
    if mapper.program.group or mapper.program.group_all:
        return
    reading = _Reading(records, mapper)
    for change in list(found.fields.values())[:_FOLLOWED]:
        first = change.examples[0]
        rule = change.rule or change.field
        change.examples[0] = replace(first, sources=reading.sources(first.record, rule))
    for outcome in list(found.outcomes.values())[:_FOLLOWED]:
        if outcome.error is not None:
            outcome.sources = reading.sources(outcome.names[0], outcome.error.target)


class _Reading:
    """The steps of records, each traced once."""

    def __init__(self, records: Mapping[str, tuple[Any, int | None]], mapper: Mapper) -> None:
        self.records = records
        self.mapper = mapper
        self.known: dict[str, tuple[Any, ...]] = {}

    def sources(self, name: str, target: str) -> tuple[Source, ...]:
        if name not in self.records:
            return ()
        record, item = self.records[name]
        if name not in self.known:
            try:
                self.known[name] = self.mapper.trace(record).steps
            except (MapbenchError, RecursionError):
                self.known[name] = ()
        at = () if item is None else (item,)
        found = {
            step.text: step.value
            for step in self.known[name]
            if step.part == "source"
            and step.target == target
            and step.item == at
            and step.value is not MISSING
        }
        return tuple(found.items())[:_TOLD]
