"""What a review says and in which order, before anybody knows where it is shown.

A text is made of our words and of words that others wrote; only the latter can be hostile, so they are kept apart to the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from mapbench.engine.values import MISSING
from mapbench.review.bump import outcome_level, outcome_words
from mapbench.review.edits import Edit, Part
from mapbench.review.outcomes import Compared, FieldChange, OutcomeChange, Source
from mapbench.review.review import Review
from mapbench.review.wording import counted, edit_lines, sign, summary, value

Style = Literal["plain", "add", "remove", "change", "good", "bad", "muted"]
_STYLES: Final[dict[str, Style]] = {"+": "add", "-": "remove", "~": "change", ">": "change"}
_PARTS: Final[tuple[tuple[str, tuple[Part, ...]], ...]] = (
    ("Rules", ("mapping", "parameter", "let", "rule", "function", "assertion")),
    ("Schemas", ("target", "source")),
    ("Lookups", ("lookup",)),
    ("Governance", ("governance",)),
    ("Tests and fixtures", ("test", "fixture")),
)
#: The titles of all sections, the most important first.
SECTIONS: Final = (
    "Why",
    "Behaviour",
    "Downstream",
    *(title for title, _ in _PARTS),
    "Coverage",
    "Made records",
)
_REASONS: Final = 5
_MADE: Final = 3
#: Up to so many characters what was and what is stand in the line of the edit.
_SHORT: Final = 34


class Foreign(str):
    """A text that somebody else wrote."""

    __slots__ = ()


Text = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a mark in front, our words and foreign ones; `depth` 1 belongs to the row above it."""

    text: Text
    mark: str = ""
    depth: int = 0
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Section:
    """A title with its rows; one that is `whole` is never cut."""

    title: str
    rows: tuple[Row, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A review: the verdict first, then sections, the most important first."""

    mapping: str
    verdict: Row
    sections: tuple[Section, ...]


def page_of(found: Review) -> Page:
    """The layout of a review; sections without anything to say are left out."""
    compared = found.behaviour.compared
    owner = found.new.manifest.owner
    behaviour = [Row((summary(compared),)), *_compared(compared, owner)] if found.differs else []
    sections = [
        Section("Why", tuple(_reasons(found))),
        Section("Behaviour", tuple(behaviour)),
        Section("Downstream", tuple(_downstream(found))),
        *(
            Section(
                title, tuple(_edits(one for one in found.edits if one.part in parts)), title == "Governance"
            )
            for title, parts in _PARTS
        ),
        Section("Coverage", tuple(_coverage(found))),
        Section("Made records", tuple(_made(found)) if found.differs else ()),
    ]
    return Page(found.mapping, _verdict(found), tuple(one for one in sections if one.rows))


def _verdict(found: Review) -> Row:
    bump = found.bump
    if not found.differs:
        return Row(("no change, version ", Foreign(found.new.version)), style="good")
    declared: Text = ("; declared ", Foreign(found.old.version), " → ", Foreign(found.new.version))
    if bump.errors:
        return Row(("behaviour changed and nothing else did", *declared), style="bad")
    if bump.undecided:
        least = "" if bump.level == "none" else f", at least {bump.level}"
        return Row((f"undecided{least}", *declared), style="bad")
    if bump.level == "none":
        return Row(("nothing changed but the version", *declared), style="good")
    if found.old.version == found.new.version:
        return Row(
            (f"{bump.level} required, to ", found.needed, "; still declared ", Foreign(found.new.version)),
            style="change",
        )
    if found.sufficient:
        return Row((f"{bump.level} required", *declared, ": enough"), style="good")
    return Row((f"{bump.level} required", *declared, ": too low, needs ", found.needed), style="bad")


def _reasons(found: Review) -> Iterator[Row]:
    levels = [one.level for one in found.bump.reasons]
    if not levels or levels[0] == "patch":
        return
    for level in ("error", "undecided", found.bump.level):
        deciding = [one for one in found.bump.reasons if one.level == level and level != "patch"]
        for reason in deciding[:_REASONS]:
            owner: Text = (" (ask ", Foreign(reason.owner), ")") if reason.owner else ()
            yield Row((f"{reason.level}: ", Foreign(reason.about), ": ", Foreign(reason.text), *owner))
        if len(deciding) > _REASONS:
            yield Row((f"… and {len(deciding) - _REASONS} more of that level",), style="muted")


def _compared(compared: Compared, owner: str | None = None) -> Iterator[Row]:
    for outcome in sorted(compared.outcomes.values(), key=lambda one: -one.records):
        yield from _outcome(outcome, owner)
    for field in sorted(compared.fields.values(), key=lambda one: (-one.records, one.field)):
        yield from _field(field, compared.records, owner)


def _outcome(change: OutcomeChange, owner: str | None) -> Iterator[Row]:
    error = change.error
    bad = outcome_level(change) == "major"
    mark: tuple[str, Style] = (
        ("!", "bad") if bad else ("~", "change") if change.was == change.now else ("*", "good")
    )
    what: Text = (f"{counted(change.records, 'record')}: {outcome_words(change)}",)
    if error is not None:
        what = (*what, ", ", Foreign(error.target), f" {error.code}")
        owner = error.owner or owner
    yield Row((*what, *_because(change.causes, owner)), mark[0], style=mark[1])
    for name in change.examples[:1]:
        yield Row((Foreign(name), *_happened(change), *_from(change.sources)), depth=1)


def _happened(change: OutcomeChange) -> Text:
    """What the first record of an outcome said before and says now, as far as it said something."""
    error = change.error
    message: Text = (" ", Foreign(error.message)) if error is not None else (f" {change.was}",)
    if change.given is MISSING:
        return message
    given: Text = (Foreign(value(change.given)),)
    return (*message, " → ", *given) if change.now == "accepted" else (" ", *given, f" → {change.now}", *((":", *message) if error else ()))  # fmt: skip


def _field(change: FieldChange, total: int, owner: str | None) -> Iterator[Row]:
    hows = {
        "gone": "newly absent",
        "null": "newly null",
        "retyped": "another type",
        "filled": "newly there",
        "value": "",
    }
    said = ", ".join(f"{hows[how]} in {count:,}" for how, count in change.hows.items() if hows[how])
    text: Text = (
        Foreign(change.field),
        f" in {change.records:,} of {total:,}" + (f" ({said})" if said else ""),
    )
    yield Row((*text, *_because(change.causes, change.owner or owner)), "~", style="change")
    for one in change.examples:
        row: Text = (Foreign(one.record), " ", Foreign(value(one.was)), " → ", Foreign(value(one.now)))
        yield Row((*row, *_from(one.sources)), depth=1)


def _from(sources: tuple[Source, ...]) -> Text:
    parts: Text = tuple(
        part for name, found in sources for part in (", ", Foreign(name), " ", Foreign(value(found)))
    )
    return (", from ", *parts[1:]) if parts else ()


def _because(causes: tuple[str, ...], owner: str | None) -> Text:
    shown: Text = tuple(part for cause in causes[:3] for part in (", ", Foreign(cause)))[1:]
    because: Text = ("; because of ", *shown) if shown else ()
    more: Text = (f" and {len(causes) - 3} more",) if len(causes) > 3 else ()
    ask: Text = ("; ask ", Foreign(owner)) if owner else ("; nobody to ask",)
    return (*because, *more, *ask)


def _made(found: Review) -> Iterator[Row]:
    """What records made from the source schema show: in one line, and what no fixture shows."""
    made, shown = found.behaviour.made, found.behaviour.compared
    if not made.records:
        return
    if not made.changed:
        yield Row(
            (f"Alike on {counted(made.records, 'record')} made from the source schema.",), style="muted"
        )
        return
    told = f"{made.changed:,} of {counted(made.records, 'record')} made from the source schema"
    yield Row((f"{told} {'comes' if made.changed == 1 else 'come'} out differently; nobody sent them, so they count for no bump.",), style="muted")  # fmt: skip
    beyond = Compared(
        made.records, made.changed,
        {name: one for name, one in made.fields.items() if name not in shown.fields},
        {key: one for key, one in made.outcomes.items() if key not in shown.outcomes and one.was == "accepted"},
    )  # fmt: skip
    rows = list(_compared(beyond, found.new.manifest.owner))
    heads = [row for row in rows if not row.depth]
    if heads:
        yield Row(("No fixture shows this; capture one that does:",))
        yield from rows[: _MADE * 2]
    if len(heads) > _MADE:
        yield Row((f"… and {len(heads) - _MADE} more of that kind",), style="muted")


def _downstream(found: Review) -> Iterator[Row]:
    for one in found.downstream:
        if one.refused:
            yield Row((Foreign(one.mapping), " cannot be run: ", Foreign(one.refused)), "!", style="bad")
            continue
        owner: Text = (" (", Foreign(one.owner), ")") if one.owner else ()
        yield Row((Foreign(one.mapping), *owner, ": ", summary(one.compared)))
        yield from _compared(one.compared, one.owner)


def _edits(edits: Iterable[Edit]) -> Iterator[Row]:
    for edit in edits:
        mark = sign(edit)
        direction: Text = (f" ({edit.direction})",) if edit.direction is not None else ()
        lines = edit_lines(edit)
        head: Text = (Foreign(edit.name), *direction)
        if all(len(line) <= _SHORT for line in lines) and edit.kind != "move":
            yield Row((*head, *_in_line(edit, lines)), mark, style=_STYLES[mark])
            continue
        yield Row(head, mark, style=_STYLES[mark])
        for line in lines:
            of_side = line[0] in "+-"
            text = line[2:] if of_side else line
            yield Row((Foreign(text),), line[0] if of_side else "", 1, _STYLES.get(line[0], "muted"))


def _in_line(edit: Edit, lines: tuple[str, ...]) -> Text:
    """What was and what is, after the head of an edit; that a change is from or to nothing is said."""
    sides = [Foreign(line[2:]) for line in lines]
    if edit.kind == "change" and len(sides) == 1:
        if MISSING not in (edit.was, edit.now):
            return (f": {lines[0][0]} ", *sides)
        return (": missing → ", *sides) if edit.was is MISSING else (": ", *sides, " → missing")
    return _joined(sides)


def _joined(sides: list[Foreign]) -> Text:
    return (": ", *[part for side in sides for part in (" → ", side)][1:]) if sides else ()


def _coverage(found: Review) -> Iterator[Row]:
    idle = [one for number, one in enumerate(found.edits) if _idle(found, number, one)]
    for edit in idle:
        yield Row(("no fixture exercises ", Foreign(edit.name)), "?", style="bad")


def _idle(found: Review, number: int, edit: Edit) -> bool:
    undecided = {reason.about for reason in found.bump.undecided}
    return edit.name in undecided and not found.behaviour.exercised.get(number, 0)
