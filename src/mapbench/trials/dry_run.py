"""A dry run: every fixture of a mapping's source through the mapping, no output written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from mapbench.engine.grouping import groups
from mapbench.engine.incoming import refusal
from mapbench.engine.mapper import Mapper
from mapbench.engine.outcomes import Outcome
from mapbench.engine.values import Failure
from mapbench.errors import MapbenchError
from mapbench.trials.coverage import fired
from mapbench.trials.given import fixture_values


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one record of a fixture (of one item, or of a group of `records` records)."""

    fixture: str
    index: int
    outcome: Outcome
    records: int = 1

    @property
    def name(self) -> str:
        """`1001.json`, or `day.csv#3` for a record that is not the first; `/2` for an item."""
        item = "" if self.outcome.item is None else f"/{self.outcome.item}"
        return f"{self.fixture}{f'#{self.index}' if self.index else ''}{item}"

    @property
    def digest(self) -> str:
        """A short sum of the outcome; equal outcomes have equal ones."""
        return hashlib.sha256(orjson.dumps(self.as_json(), default=str)).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """The outcome as JSON: an output, errors or a reason."""
        outcome = self.outcome
        shown: dict[str, Any] = {"fixture": self.fixture, "index": self.index}
        if outcome.item is not None:
            shown["item"] = outcome.item
        shown["status"] = outcome.status
        if outcome.status == "accepted":
            shown["output"] = outcome.output
        if outcome.errors:
            shown["errors"] = [error.as_json() for error in outcome.errors]
        if outcome.reason is not None:
            shown["reason"] = outcome.reason
        if outcome.softened:
            shown["softened"] = [
                {"code": one.code, "target": one.target, "how": one.how} for one in outcome.softened
            ]
        return shown


@dataclass(slots=True)
class DryRun:
    """What became of all fixtures, in their order; `fired` are the targets whose rules gave something."""

    trials: list[Trial] = field(default_factory=list)
    fired: set[str] = field(default_factory=set)

    def count(self, status: str) -> int:
        """How many records (items, under a mapping-level `each`) were accepted, rejected or skipped."""
        return sum(trial.records for trial in self.trials if trial.outcome.status == status)

    @property
    def read(self) -> int:
        return sum(trial.records for trial in self.trials)

    @property
    def softened(self) -> int:
        return sum(trial.records for trial in self.trials if trial.outcome.softened)

    def by_rule(self) -> list[tuple[str, str, str | None, int]]:
        """Errors as (target, code, owner, how many), the most frequent first."""
        found = Counter((error.target, error.code, error.owner) for error in self._errors())
        ranked = sorted(found.items(), key=lambda one: (-one[1], str(one[0])))
        return [(*key, count) for key, count in ranked]

    def by_owner(self) -> list[tuple[str | None, int]]:
        """Errors by who has to act, the most frequent first."""
        found = Counter(error.owner for error in self._errors())
        return sorted(found.items(), key=lambda one: (-one[1], str(one[0])))

    def digests(self) -> dict[str, str]:
        """A short sum of every outcome by the record's name."""
        return {trial.name: trial.digest for trial in self.trials}

    def _errors(self) -> Iterator[Any]:
        return (error for trial in self.trials for error in trial.outcome.errors)


def fixtures_of(folder: Path | None, source: str | None) -> list[Path]:
    """The captured samples of a mapping's source, by name; [] where there are none."""
    if folder is None or source is None:
        return []
    return sorted(path for path in (folder / "fixtures" / source).glob("*.*") if path.is_file())


def dry_run(
    mapper: Mapper, fixtures: Iterable[Path], advance: Callable[[int], None] = lambda _one: None
) -> DryRun:
    """Runs every fixture, each as an input of its own; `advance` is told of each that is done. Nothing is raised."""
    done = DryRun()
    for path in fixtures:
        for trial, gave in _trials(mapper, path):
            done.trials.append(trial)
            done.fired |= gave
        advance(1)
    return done


def _trials(mapper: Mapper, path: Path) -> Iterator[tuple[Trial, set[str]]]:
    program = mapper.program
    try:
        values = fixture_values(path.name, path.read_bytes())
        records = values if isinstance(values, list) else [values]
    except (Failure, MapbenchError, ValueError) as error:
        yield Trial(path.name, 0, _unread(error, program.owner)), set()
        return
    if not (program.group or program.group_all):
        for index, record in enumerate(records):
            yield from _traced(mapper, path.name, index, record, 1)
        return
    for first, count, group, failed in groups(mapper, enumerate(records)):
        if failed is not None:
            yield Trial(path.name, first, failed, count), set()
        else:
            yield from _traced(mapper, path.name, first, group, count)


def _traced(
    mapper: Mapper, name: str, index: int, record: Any, count: int
) -> Iterator[tuple[Trial, set[str]]]:
    if not isinstance(record, dict):
        failure = Failure("bad-input", "The record has to be an object.")
        yield Trial(name, index, _unread(failure, mapper.program.owner)), set()
        return
    traced = mapper.trace(record)
    gave = fired(traced)
    for outcome in traced.outcomes:
        yield Trial(name, index, outcome, count), gave


def _unread(error: Exception, owner: str | None) -> Outcome:
    if not isinstance(error, Failure):
        message = error.message if isinstance(error, MapbenchError) else "The fixture is no JSON."
        error = Failure("bad-input", message)
    return Outcome("rejected", errors=(refusal(error, owner),))
