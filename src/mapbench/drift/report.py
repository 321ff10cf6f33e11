"""The drift of one dataset: what changed, which rules that touches, what may have been renamed, what is broken already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from mapbench.drift.evidence import Evidence
from mapbench.drift.renames import Candidate, Rename, candidate, guessed, values_by_record
from mapbench.drift.uses import Path, Use
from mapbench.schemas.drifted import Comparison, FieldDrift, compare, described, field_text, values_at
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY
from mapbench.store.departures import Departure
from mapbench.trials.spots import settled

if TYPE_CHECKING:
    from mapbench.schemas.fields import Schema

Verdict = Literal["same", "harmless", "drift", "unknown"]
#: Of so many records the values of a gone field are kept.
_KEPT: Final = 20
#: How likely it may be, at most, that a field is missing by chance.
_HARDLY: Final = 0.1


@dataclass(frozen=True)
class Change:
    """A change of a field with the rules that it touches, and the rename that is guessed of a field that is gone.

    One that is in no record is not certainly gone where it is optional and nobody ever saw it.
    """

    drift: FieldDrift
    uses: tuple[Use, ...]
    rename: Rename | None = None
    since: str = ""
    certain: bool = True

    @property
    def matters(self) -> bool:
        """Only what is read can break anything; a field that is new breaks nothing, nor one that may never have been there."""
        return bool(self.uses) and self.certain and self.drift.kind != "added"

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.drift.kind, "path": self.drift.text, "was": self.drift.was or None, "now": self.drift.now or None,
            "matters": self.matters, "certain": self.certain, "since": self.since or None, "rules": [use.as_json() for use in self.uses],
            "rename": self.rename and self.rename.as_json(),
        }  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """A field that rules read and neither the pin nor any record has: since when it is gone, and what it was, "" if unknown."""

    path: Path
    uses: tuple[Use, ...]
    since: str = ""
    was: str = ""
    rename: Rename | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "path": field_text(self.path), "since": self.since or None, "was": self.was or None,
            "rules": [use.as_json() for use in self.uses], "rename": self.rename and self.rename.as_json(),
        }  # fmt: skip


@dataclass(frozen=True)
class DatasetDrift:
    """The drift of a dataset. `unknown` says why nothing can be said ("" where something can), `policy` what `on_drift` is.

    `misfits` counts the records that the pin refuses, `first` says why the first is.
    """

    dataset: str
    policy: str = ""
    evidence: tuple[Evidence, ...] = ()
    changes: tuple[Change, ...] = ()
    broken: tuple[Broken, ...] = ()
    misfits: int = 0
    first: str = ""
    unknown: str = ""

    @property
    def verdict(self) -> Verdict:
        """drift: something that a rule reads; harmless: something else."""
        if self.unknown and not self.broken:
            return "unknown"
        if self.broken or any(one.matters for one in self.changes):
            return "drift"
        return "harmless" if self.changes or self.misfits else "same"

    @property
    def renames(self) -> tuple[Rename, ...]:
        """Every rename that is guessed, those that a rule reads first."""
        read = [one.rename for one in self.changes if one.uses and one.rename is not None]
        read += [one.rename for one in self.broken if one.rename is not None]
        return tuple(dict.fromkeys([*read, *(one.rename for one in self.changes if one.rename is not None)]))

    @property
    def lost(self) -> tuple[str, ...]:
        """The fields that rules read, which are gone and may be nothing that came."""
        gone = [
            one for one in self.changes if one.matters and one.drift.kind == "removed" and one.rename is None
        ]
        return (
            *(one.drift.text for one in gone),
            *(field_text(one.path) for one in self.broken if one.rename is None),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "dataset": self.dataset, "verdict": self.verdict, "on_drift": self.policy, "unknown": self.unknown or None,
            "looked_at": [one.as_json() for one in self.evidence], "changes": [one.as_json() for one in self.changes],
            "broken": [one.as_json() for one in self.broken], "misfits": self.misfits, "first": self.first or None,
        }  # fmt: skip


@dataclass(frozen=True)
class Sides:
    """What a drift is told from: the pin, what came, the uses, and the fields that left before.

    `before` are records of the time when the pin was true, as far as they are known.
    """

    schema: Schema
    evidence: Sequence[Evidence]
    uses: Sequence[Use]
    departed: Mapping[Path, Departure] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def compared(self) -> list[Comparison]:
        """Each evidence against the pin."""
        return [compare(self.schema, one.inference, one.records.values()) for one in self.evidence]

    @cached_property
    def broken(self) -> list[Broken]:
        """Fields that are read, which the pin does not have and no record has either; no rename is guessed yet."""
        return list(_broken(self))


def drift_from(dataset: str, policy: str, sides: Sides) -> DatasetDrift:
    """The drift of a dataset that has a pin and evidence."""
    found = list(found_in(sides))
    gone = [one.path for _, one in found if one.kind == "removed"] + [one.path for one in sides.broken]
    read = frozenset(path for use in sides.uses for path in use.reads)
    renames = {one.old: one for one in renames_of(sides, gone, read)}
    changes = [
        Change(
            one, _touched(sides.uses, one), renames.get(one.path) if one.kind == "removed" else None,
            _since(sides, one.path), is_certain(sides, evidence, one, renames),
        )
        for evidence, one in found
    ]  # fmt: skip
    changes.sort(key=lambda one: not one.matters)
    worst = max(sides.compared, key=lambda one: one.misfits)
    broken = tuple(replace(one, rename=renames.get(one.path)) for one in sides.broken)
    return DatasetDrift(
        dataset, policy, tuple(sides.evidence), tuple(changes), broken, worst.misfits, worst.first
    )


def found_in(sides: Sides) -> Iterator[tuple[Evidence, FieldDrift]]:
    """Each change once, with the evidence that it was found in. What fixtures lack and an answer has is not gone."""
    met: set[FieldDrift] = set()
    for evidence, compared in zip(sides.evidence, sides.compared, strict=True):
        others = [one for one in sides.evidence if one is not evidence]
        for one in compared.changes:
            there = (
                one.kind == "removed"
                and evidence.where == "fixtures"
                and any(e.has(one.path) for e in others)
            )
            if one not in met and not there:
                met.add(one)
                yield evidence, one


def is_certain(sides: Sides, evidence: Evidence, one: FieldDrift, renames: Mapping[Path, Rename]) -> bool:
    """Whether a field that no record has is gone for certain, and not one of those that only some records have.

    It is where it has to be there, where it has been missed before, where a new field may be it, and where by its share of the records
    before it would hardly be missing in all of these.
    """
    if one.kind != "removed" or one.path in sides.departed or one.path in renames:
        return True
    pinned = sides.schema.field(one.path)
    if pinned is not None and pinned.required:
        return True
    before = [record for name, record in sides.before.items() if evidence.records.get(name) != record]
    had = sum(any(True for _ in values_at(record, one.path)) for record in before)
    share = (had + 1) / (len(before) + 2)
    return bool(had) and (1 - share) ** len(evidence.records) <= _HARDLY


def _touched(uses: Iterable[Use], one: FieldDrift) -> tuple[Use, ...]:
    if one.kind != "added":
        return tuple(use for use in uses if use.touches(one.path) is not None)
    return tuple(use for use in uses if any(read[: len(one.path)] == one.path for read in use.reads))


def _since(sides: Sides, path: Path) -> str:
    departed = sides.departed.get(path)
    return departed.since if departed is not None else ""


def _broken(sides: Sides) -> Iterator[Broken]:
    by_path: dict[Path, list[Use]] = {}
    for use in sides.uses:
        for read in use.reads:
            path, lacks = settled(read, sides.schema)
            if lacks and not any(one.has(path) for one in sides.evidence):
                by_path.setdefault(path, []).append(use)
    for path, uses in by_path.items():
        departed = sides.departed.get(path)
        was = str(departed.was.get("what", "")) if departed is not None else ""
        yield Broken(path, tuple(uses), departed.since if departed is not None else "", was)


def renames_of(sides: Sides, gone: Iterable[Path], read: frozenset[Path]) -> list[Rename]:
    """What gone fields may be called now: fields that are new; for those that are pinned no longer, any that nobody reads."""
    wanted = [_gone(sides, path) for path in gone]
    if not wanted:
        return []
    lost = any(sides.schema.field(one.path) is None for one in wanted)
    came: dict[Path, Candidate] = {}
    for evidence in sides.evidence:
        for one in evidence.inference.statistics():
            path = one.path
            new = path[-1] not in (ANY_ITEM, ANY_KEY) and path not in came
            if new and (sides.schema.field(path) is None or (lost and not _is_read(path, read))):
                found = _came(evidence, path)
                came |= {path: found} if found is not None else {}
    return guessed(wanted, came.values())


def _is_read(path: Path, read: frozenset[Path]) -> bool:
    return any(one[: len(path)] == path for one in read)


def _gone(sides: Sides, path: Path) -> Candidate:
    departed, pinned = sides.departed.get(path), sides.schema.field(path)
    was = departed.was if departed is not None else {}
    values = values_by_record(sides.before, path) or was.get("values") or {}
    if pinned is not None:
        return candidate(pinned, values)
    below = frozenset(was.get("below", ()))
    return Candidate(path, frozenset(was.get("types", ())), was.get("format"), below, values)


def _came(evidence: Evidence, path: Path) -> Candidate | None:
    found = evidence.schema.field(path)
    return candidate(found, values_by_record(evidence.records, path)) if found is not None else None


def gone_in(sides: Sides) -> list[Path]:
    """The fields that are gone for certain."""
    found = [(evidence, one) for evidence, one in found_in(sides) if one.kind == "removed"]
    renames = {one.old: one for one in renames_of(sides, [one.path for _, one in found], frozenset())}
    return [one.path for evidence, one in found if is_certain(sides, evidence, one, renames)]


def departure_of(schema: Schema, path: Path, records: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a field that is gone: its kind in words and as a schema has it, its place, and redacted values."""
    gone = schema.field(path)
    assert gone is not None, "only what is pinned can be missing"
    siblings = list(gone.parent.children) if gone.parent is not None else []
    before = siblings[: siblings.index(gone.name)] if gone.name in siblings else []
    one, values = candidate(gone, {}), values_by_record(records, gone.path)
    return {
        "what": described(gone), "types": sorted(one.types), "format": one.form, "below": sorted(one.below),
        "after": before[-1] if before else None, "values": dict(list(values.items())[:_KEPT]),
    }  # fmt: skip
