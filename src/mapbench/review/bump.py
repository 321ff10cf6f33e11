"""The bump that a change asks for, with its reasons: the maximum over schemas, rules, behaviour and governance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from mapbench.review.behaviour import Behaviour
from mapbench.review.downstream import Downstream
from mapbench.review.edits import CAUSES, Edit
from mapbench.review.judging import Judged, Level, judge
from mapbench.review.outcomes import Compared, How, OutcomeChange
from mapbench.review.versions import LEVELS, Decided

_HOWS: Final[dict[How, tuple[Decided, str]]] = {
    "gone": ("major", "is newly absent"),
    "null": ("major", "is newly null"),
    "retyped": ("major", "has another type"),
    "value": ("minor", "has another value"),
    "filled": ("minor", "has a value where it had none"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a bump. "undecided": nobody knows what it does; "error": behaviour that nothing explains.

    `about` is the edit's name, the target field or the mapping; `owner` who has to be asked, where somebody is named.
    """

    level: Level
    about: str
    text: str
    owner: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"level": self.level, "about": self.about, "text": self.text, "owner": self.owner}


@dataclass(frozen=True, slots=True)
class Bump:
    """What is asked for: the level that is decided ("none" where nothing changed), and every reason, the gravest first."""

    level: Decided | Literal["none"]
    reasons: tuple[Reason, ...]

    @property
    def undecided(self) -> tuple[Reason, ...]:
        """What nothing exercised."""
        return tuple(one for one in self.reasons if one.level == "undecided")

    @property
    def errors(self) -> tuple[Reason, ...]:
        """Changes of behaviour without a change that could be the cause."""
        return tuple(one for one in self.reasons if one.level == "error")

    def as_json(self) -> dict[str, Any]:
        return {
            "level": self.level,
            "undecided": bool(self.undecided),
            "reasons": [one.as_json() for one in self.reasons],
        }


def bump_of(
    edits: tuple[Edit, ...], behaviour: Behaviour, downstream: Iterable[Downstream], targets: frozenset[str]
) -> Bump:
    """The bump of a change. `targets` are the targets that the new version has rules for."""
    found = [
        *_drifted(behaviour),
        *_behaviour(behaviour.compared, edits),
        *_downstream(downstream),
        *_edits(edits, behaviour, targets),
    ]
    order: tuple[Level, ...] = ("error", "undecided", "major", "minor", "patch")
    reasons = sorted(dict.fromkeys(found), key=lambda one: order.index(one.level))
    decided = [level for level in reversed(LEVELS) if any(one.level == level for one in reasons)]
    return Bump(decided[0] if decided else "patch" if reasons else "none", tuple(reasons))


def _edits(edits: tuple[Edit, ...], behaviour: Behaviour, targets: frozenset[str]) -> Iterator[Reason]:
    whole = {(one.part, one.subject) for one in edits if one.kind in ("add", "remove") and not one.key}
    for number, edit in enumerate(edits):
        said: Judged = judge(edit, behaviour.exercised.get(number, 0), targets, whole)
        yield Reason(said.level, edit.name, said.text)


def _drifted(behaviour: Behaviour) -> Iterator[Reason]:
    """What the packages wrote down of the same fixtures differs, and nothing that is in them could be why."""
    if behaviour.drifted:
        first, count = behaviour.drifted[0], len(behaviour.drifted)
        fixtures = f"{count:,} fixture{'' if count == 1 else 's'}"
        yield Reason("error", "golden.jsonl", f"another outcome of {fixtures}, {first} for one, and nothing changed that could be why")  # fmt: skip


def _behaviour(compared: Compared, edits: tuple[Edit, ...]) -> Iterator[Reason]:
    explained = any(one.part in CAUSES for one in edits)
    for field in compared.fields.values():
        for how, count in field.hows.items():
            level, text = _HOWS[how]
            said = f"{text} in {count:,} of {counted(compared.records)}"
            if explained:
                yield Reason(level, field.field, said, field.owner)
            else:
                yield Reason(
                    "error", field.field, f"{said}, and nothing changed that could be why", field.owner
                )
    for change in compared.outcomes.values():
        level = outcome_level(change)
        yield Reason(level if explained else "error", *_told(change))


def counted(records: int) -> str:
    """A number of records."""
    return f"{records:,} record{'' if records == 1 else 's'}"


def outcome_level(change: OutcomeChange) -> Decided:
    """How grave it is that records have another outcome."""
    if change.was == change.now:
        return "minor"
    if change.now == "rejected" or change.was == "accepted":
        return "major"
    return "minor"


def outcome_words(change: OutcomeChange) -> str:
    """What became of the records."""
    if change.was == change.now:
        return f"{change.now} for another reason"
    words = {"none": "not there"}
    was, now = (words.get(one, one) for one in (change.was, change.now))
    return f"{was} before, {now} now"


def _told(change: OutcomeChange) -> tuple[str, str, str | None]:
    error = change.error
    why = f" ({error.code})" if error is not None else ""
    text = f"{counted(change.records)} {outcome_words(change)}{why}"
    return error.target if error is not None else "$", text, error.owner if error is not None else None


def _downstream(downstream: Iterable[Downstream]) -> Iterator[Reason]:
    for one in downstream:
        if one.refused:
            yield Reason("undecided", f"mapping {one.mapping}", f"it cannot be run: {one.refused}", one.owner)
        for change in one.compared.outcomes.values():
            target, text, owner = _told(change)
            yield Reason(outcome_level(change), f"mapping {one.mapping}, {target}", text, owner or one.owner)
        for field in one.compared.fields.values():
            text = f"comes out differently in {counted(field.records)}"
            yield Reason("minor", f"mapping {one.mapping}, {field.field}", text, field.owner or one.owner)
