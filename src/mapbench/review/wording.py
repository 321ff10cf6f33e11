"""Edits, values and verdicts in words, the same for every rendering. What others wrote goes through the sink's escaping."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from mapbench.engine.values import MISSING, shorten
from mapbench.review.edits import Edit, same
from mapbench.review.outcomes import Compared
from mapbench.trials.golden import exact_json

_SIGNS: Final = {"add": "+", "remove": "-", "change": "~", "move": ">"}
#: White space at an end of a text and runs of it inside, which nobody sees otherwise.
_SPACE: Final = "·"
_RUN: Final = re.compile(" {2,}")


def sign(edit: Edit) -> str:
    """One character for what was done."""
    return _SIGNS[edit.kind]


def value(found: Any) -> str:
    """A value with its type in view: text in quotes, spaces that are easily overlooked as `·`; a list or object as JSON; absence in words."""
    if found is MISSING:
        return "missing"
    if isinstance(found, str):
        inner = found.strip(" ")
        if not inner:
            return f'"{_SPACE * len(found)}"'
        before = len(found) - len(found.lstrip(" "))
        after = len(found) - len(found.rstrip(" "))
        seen = _RUN.sub(lambda run: _SPACE * len(run[0]), shorten(inner))
        return f'"{_SPACE * before}{seen}{_SPACE * after}"'
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
    was, now = differing(edit.was, edit.now)
    lines = []
    if was is not MISSING:
        lines.append(f"- {said(was)}")
    if now is not MISSING:
        lines.append(f"+ {said(now)}")
    return tuple(lines)


def differing(was: Any, now: Any) -> tuple[Any, Any]:
    """Of two objects only what differs, at any depth; of two lists of values, such as enums, what only one has; of two lists
    of as many objects those that differ, each narrowed itself.
    """
    if isinstance(was, list) and isinstance(now, list):
        return _differing_items(was, now)
    if not (isinstance(was, Mapping) and isinstance(now, Mapping)):
        return was, now
    pairs = {
        key: differing(was.get(key, MISSING), now.get(key, MISSING))
        for key in {**was, **now}
        if not same(was.get(key, MISSING), now.get(key, MISSING))
    }
    sides = ({key: pair[at] for key, pair in pairs.items() if pair[at] is not MISSING} for at in (0, 1))
    left, right = (side or MISSING for side in sides)
    return left, right


def _differing_items(was: list[Any], now: list[Any]) -> tuple[Any, Any]:
    if not any(isinstance(one, Mapping | list) for one in (*was, *now)):
        gone, come = (
            [one for one in side if not any(same(one, other) for other in opposite)]
            for side, opposite in ((was, now), (now, was))
        )
        return (gone or MISSING, come or MISSING) if gone or come else (was, now)
    if len(was) != len(now):
        return was, now
    pairs = [differing(one, other) for one, other in zip(was, now, strict=True) if not same(one, other)]
    left, right = ([pair[at] for pair in pairs if pair[at] is not MISSING] or MISSING for at in (0, 1))
    return left, right


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
