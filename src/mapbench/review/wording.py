"""Edits, values and verdicts in words, the same for every rendering. What others wrote goes through the sink's escaping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mapbench.engine.values import MISSING, shorten
from mapbench.review.edits import Edit
from mapbench.review.outcomes import Compared
from mapbench.trials.golden import exact_json

_SIGNS: Final = {"add": "+", "remove": "-", "change": "~", "move": ">"}
#: White space at an end of a text, which nobody sees otherwise.
_SPACE: Final = "·"


def sign(edit: Edit) -> str:
    """One character for what was done."""
    return _SIGNS[edit.kind]


def value(found: Any) -> str:
    """A value with its type in view: text in quotes, its outer spaces as `·`; a list or object as JSON; absence in words."""
    if found is MISSING:
        return "missing"
    if isinstance(found, str):
        inner = found.strip(" ")
        if not inner:
            return f'"{_SPACE * len(found)}"'
        before = len(found) - len(found.lstrip(" "))
        after = len(found) - len(found.rstrip(" "))
        return f'"{_SPACE * before}{shorten(inner)}{_SPACE * after}"'
    try:
        return str(shorten(exact_json(found).decode(), 120))
    except TypeError:
        return str(shorten(str(found), 120))


def said(found: Any) -> str:
    """What a rule or another part says, in one line."""
    if isinstance(found, Mapping):
        return ", ".join(f"{key} {_bare(one)}" for key, one in found.items())
    return value(found)


def _bare(found: Any) -> str:
    return str(shorten(found, 120)) if isinstance(found, str) else value(found)


def edit_lines(edit: Edit) -> tuple[str, ...]:
    """What was and what is, as lines beginning with - and +; of a move, one line."""
    if edit.kind == "move":
        return (f"from {edit.was}",)
    lines = []
    if edit.was is not MISSING:
        lines.append(f"- {said(edit.was)}")
    if edit.now is not MISSING:
        lines.append(f"+ {said(edit.now)}")
    return tuple(lines)


def heading(edit: Edit) -> str:
    """The edit in one line."""
    direction = f" ({edit.direction})" if edit.direction is not None else ""
    return f"{edit.subject}" + (f" {edit.key}" if edit.key else "") + direction


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def summary(compared: Compared) -> str:
    """How many records come out differently."""
    if not compared.records:
        return "No fixture was run: what it does is not known."
    if not compared.changed:
        return f"Behaves alike on {counted(compared.records, 'record')}."
    verb = "comes" if compared.changed == 1 else "come"
    return f"{compared.changed:,} of {counted(compared.records, 'record')} {verb} out differently."
