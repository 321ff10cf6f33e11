"""What a review says, as the place Package lists it: paths that differ, rules, everything else, and who reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from mapbench.engine.values import MISSING
from mapbench.workspace.dry_runs import Change

if TYPE_CHECKING:
    from mapbench.review.downstream import Downstream, Reader
    from mapbench.review.edits import Edit
    from mapbench.review.outcomes import Example, Source
    from mapbench.review.review import Review

Sign = Literal["+", "-", "~"]
_SIGNS: Final[dict[str, Sign]] = {"add": "+", "remove": "-"}


@dataclass(frozen=True, slots=True)
class PathChange:
    """One target path that comes out differently: in which records, and what the first of them gave before and now.

    `sources` are what its rule read there, `causes` the edits that it comes from, in words, `owner` whom to ask.
    """

    target: str
    records: tuple[str, ...]
    example: Change
    sources: tuple[Source, ...] = ()
    causes: tuple[str, ...] = ()
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that is new, gone or different, with what it says before and now, as one line each."""

    sign: Sign
    target: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class OtherChange:
    """An edit of anything but a rule: the part it belongs to, what of it, and what was and is, in words."""

    sign: Sign
    part: str
    about: str
    said: str
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class ReaderChange:
    """What becomes of a mapping that reads the entity: `said` is "" where nothing does; `bad` where records are lost there."""

    mapping: str
    owner: str | None
    said: str
    bad: bool


def path_changes(review: Review | None) -> tuple[PathChange, ...]:
    """The paths that differ and the outcomes that changed, the most frequent first."""
    if review is None:
        return ()
    compared = review.behaviour.compared
    found = [
        PathChange(one.field, _fixtures(one.names), _change(one.examples[0]), one.examples[0].sources, one.causes, one.owner)
        for one in compared.fields.values()
    ]  # fmt: skip
    for change in compared.outcomes.values():
        error = change.error
        target = error.target if error is not None else "$"
        example = Change("~", (), "outcome", change.was, change.now)
        owner = error.owner if error is not None else review.new.manifest.owner
        found.append(
            PathChange(target, _fixtures(change.names), example, change.sources, change.causes, owner)
        )
    return tuple(sorted(found, key=lambda one: (-len(one.records), one.target)))


def rule_changes(review: Review | None) -> tuple[RuleChange, ...]:
    """The rules that are edited, by target."""
    from mapbench.review.wording import differing, said

    found = []
    for edit in review.edits if review is not None else ():
        if edit.part == "rule":
            was, now = ("" if one is MISSING else said(one) for one in differing(edit.was, edit.now))
            sign = _SIGNS.get(edit.kind, "~")
            found.append(
                RuleChange(sign, edit.subject, f"{edit.key} {was}".strip(), f"{edit.key} {now}".strip())
            )
    return tuple(sorted(found, key=lambda one: one.target))


def other_changes(review: Review | None) -> tuple[OtherChange, ...]:
    """Everything else that is edited: schemas with their direction, tables, functions, governance, tests, samples."""
    edits = review.edits if review is not None else ()
    return tuple(_other(one) for one in edits if one.part != "rule")


def reader_changes(review: Review | None, reading: Iterable[Reader | Downstream]) -> tuple[ReaderChange, ...]:
    """Each mapping that reads what this one writes, also those that nothing happens to."""
    from mapbench.review.bump import outcome_level, outcome_words

    happened = {one.mapping: one for one in review.downstream} if review is not None else {}
    found = []
    for reader in reading:
        one = happened.get(reader.mapping)
        if one is None:
            found.append(ReaderChange(reader.mapping, reader.owner, "", bad=False))
            continue
        said = [f"it cannot be run: {one.refused}"] if one.refused else []
        said += [
            f"{change.error.code if change.error else outcome_words(change)}, {_records(change.records)}"
            for change in one.compared.outcomes.values()
        ]
        said += [f"{field.field} in {_records(field.records)}" for field in one.compared.fields.values()]
        bad = bool(one.refused) or any(outcome_level(change) == "major" for change in one.compared.outcomes.values())  # fmt: skip
        found.append(ReaderChange(reader.mapping, reader.owner, "; ".join(said), bad))
    return tuple(found)


def _records(count: int) -> str:
    return f"{count:,} record{'' if count == 1 else 's'}"


def _other(edit: Edit) -> OtherChange:
    from mapbench.review.wording import edit_lines

    part = {"source": "source schema", "target": "target schema"}.get(edit.part, edit.part)
    about = edit.subject + (f" {edit.key}" if edit.key and edit.key != "field" else "")
    lines = edit_lines(edit) if edit.part not in ("test", "fixture") else ()
    said = " → ".join(line[2:] for line in lines)
    said = lines[0] if len(lines) == 1 and edit.kind == "change" else said
    return OtherChange(_SIGNS.get(edit.kind, "~"), part, about, said, edit.direction)


def _fixtures(names: list[str]) -> tuple[str, ...]:
    """Records as a dry run calls them: without the folder of their dataset."""
    return tuple(name.partition("/")[2] or name for name in names)


def _change(one: Example) -> Change:
    sign: Any = "+" if one.was is MISSING else "-" if one.now is MISSING else "~"
    return Change(sign, (), one.path, one.was, one.now)
