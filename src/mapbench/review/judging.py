"""What one edit asks for by itself; what it does to values is the behaviour's to tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from mapbench.engine.values import MISSING
from mapbench.review.edits import Edit
from mapbench.review.rules import SAID

Level = Literal["patch", "minor", "major", "undecided", "error"]
#: Words in governance that others rely on.
_RELIED_ON: Final = frozenset(
    {"owner", "tier", "sla", "classification", "system_of_record", "clearance", "timeliness"}
)


@dataclass(frozen=True, slots=True)
class Judged:
    """The level of an edit, and why, after the edit's name."""

    level: Level
    text: str


def judge(edit: Edit, exercised: int, targets: frozenset[str], whole: set[tuple[Any, str]]) -> Judged:
    """What an edit asks for. `exercised` counts the records that reach it, `targets` are those with a rule in the new version,
    `whole` the parts that came or went as a whole.
    """
    if edit.part == "rule":
        return _rule(edit, exercised, targets)
    if edit.part == "parameter":
        return _parameter(edit, exercised)
    if edit.part == "target":
        return _target(edit, exercised)
    if edit.part == "source":
        return _source(edit, exercised)
    if edit.part == "governance":
        relied = _RELIED_ON & set(f"{edit.subject}.{edit.key}".split("."))
        return Judged("minor", f"another {min(relied)}") if relied else Judged("patch", "only said")
    if edit.part in ("test", "fixture"):
        return Judged("patch", "nothing that runs")
    if edit.part == "mapping":
        return _mapping(edit, exercised)
    if edit.part == "lookup" and edit.key == "owner":
        return Judged("minor", "another owner")
    if edit.kind != "change" and (edit.part, edit.subject) in whole and edit.part != "assertion":
        return Judged("patch", "what uses it is told by itself")
    return _tried(exercised)


def _tried(exercised: int) -> Judged:
    """An edit whose effect only samples tell."""
    if exercised:
        records = f"{exercised:,} record{'' if exercised == 1 else 's'}"
        return Judged("patch", f"exercised by {records}; what changed there is told as behaviour")
    return Judged("undecided", "no fixture exercises it")


def _rule(edit: Edit, exercised: int, targets: frozenset[str]) -> Judged:
    if edit.key in SAID:
        return Judged("patch", "only said")
    was, now = (value if isinstance(value, dict) else {} for value in (edit.was, edit.now))
    if edit.kind == "move":
        gone = str(edit.was)
        return Judged("major", f"the target {gone} is gone") if _gone(gone, targets) else _tried(exercised)
    if "unmapped" in was and (edit.kind == "remove" or "unmapped" in now):
        return Judged("patch", "it made nothing")
    if edit.kind == "remove" or "unmapped" in now:
        if edit.kind == "add":
            return Judged("patch", "it makes nothing")
        return Judged("major", "the target is gone") if _gone(edit.subject, targets) else _tried(exercised)
    if (edit.kind == "add" or "unmapped" in was) and not edit.subject.endswith("*"):
        return Judged("minor", "the target is new") if exercised else _tried(0)
    return _tried(exercised)


def _gone(target: str, targets: frozenset[str]) -> bool:
    """Whether nothing can make a target any more: no rule for it, inside it or around it, no spread beside it."""
    if target.endswith("*"):
        return False
    parts = target.split(".")
    above = {".".join(parts[:count]) for count in range(1, len(parts))}
    spreads = {"*", *(f"{one}.*" for one in above)}
    return not any(one == target or one.startswith(f"{target}.") or one in spreads for one in targets)


def _parameter(edit: Edit, exercised: int) -> Judged:
    was, now = (value if isinstance(value, dict) else {} for value in (edit.was, edit.now))
    if edit.kind == "remove":
        return Judged("major", "the parameter is gone")
    if "default" not in now and (edit.kind == "add" or "default" in was):
        return Judged("major", "a required parameter is new")
    if edit.kind == "add":
        return Judged("minor", "the parameter is new")
    if was.get("type", "string") != now.get("type", "string"):
        return Judged("major", "the parameter has another type")
    if "default" not in was or was.get("default") == now.get("default"):
        return Judged("patch", "nobody has to give anything else")
    return _tried(exercised)


def _mapping(edit: Edit, exercised: int) -> Judged:
    if edit.subject == "title":
        return Judged("patch", "only said")
    if edit.subject == "source":
        return Judged("major", "a required source is new")
    if edit.subject == "target":
        return Judged("major", "all targets are gone, and others new")
    return _tried(exercised)


def _target(edit: Edit, exercised: int) -> Judged:
    if edit.direction == "undetermined":
        return Judged("undecided", "what it does to the values that fit cannot be determined")
    loosens = edit.direction in ("loosens", "both")
    if edit.key == "field":
        return (
            Judged("minor", "the field is new")
            if edit.kind == "add"
            else Judged("major", "the field is gone")
        )
    if edit.key == "schema":
        return (
            Judged("major", "nothing is promised any more")
            if loosens
            else Judged("minor", "more is promised")
        )
    if loosens and edit.key in _PROMISES:
        return Judged("major", _PROMISES[edit.key])
    if edit.direction != "loosens" and not exercised:
        return _tried(0)
    return Judged("minor", "other values fit")


_PROMISES: Final = {
    "type": "the field has another type", "null": "the field is newly nullable", "required": "the field is newly optional",
    "items: type": "the items have another type", "items: null": "the items are newly nullable",
}  # fmt: skip


def _source(edit: Edit, exercised: int) -> Judged:
    required = edit.key == "required" and edit.now is True
    if required or (edit.key == "field" and edit.now is not MISSING and str(edit.now).endswith("required")):
        return Judged("major", "a required source is new")
    if edit.direction == "undetermined":
        return Judged("undecided", "what it does to the values that fit cannot be determined")
    return _tried(exercised)
