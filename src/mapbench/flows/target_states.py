"""What became of every target in accepted outputs: a value or one of the five states, item by item in short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from mapbench.engine.program import Collection, Object, Program, Scope
from mapbench.engine.values import MISSING

if TYPE_CHECKING:
    from mapbench.engine.outcomes import Outcome

_EMPTY = {"": "empty text", "[]": "empty list", "{}": "empty object"}


class TargetState(Struct, frozen=True):
    """A target, how often it came to which state, its value where it has one place only (else MISSING), what was softened."""

    target: str
    states: tuple[tuple[str, int], ...]
    value: Any = MISSING
    softened: tuple[str, ...] = ()


def target_states(program: Program, outcomes: Sequence[Outcome]) -> list[TargetState]:
    """The states of all targets of a program in the accepted ones of these outcomes, in target order.

    A target in a list counts once per item; inside an object that is not there it has no state.
    """
    accepted = [outcome for outcome in outcomes if outcome.status == "accepted"]
    softened = {
        (each.target, f"{each.code}: {each.how}") for outcome in accepted for each in outcome.softened
    }
    return [
        TargetState(
            target,
            tuple(Counter(map(state_of, values)).items()),
            values[0] if len(values) == 1 else MISSING,
            tuple(sorted(words for name, words in softened if name == target)),
        )
        for target, values in _values(program.scope, [outcome.output for outcome in accepted])
    ]


def state_of(value: Any) -> str:
    """value, missing, null, empty text, empty list or empty object."""
    if value is MISSING or value is None:
        return "missing" if value is MISSING else "null"
    return "value" if value or isinstance(value, int | float) else _EMPTY.get(str(value), "value")


def _values(scope: Scope, places: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Every target with its values, MISSING among them; `places` are the objects that the scope has made."""
    for rule in scope.rules:
        values = [_at(place, rule.names) for place in places]
        yield rule.target, values
        if isinstance(rule.body, Object):
            yield from _values(rule.body.scope, [value for value in values if isinstance(value, dict)])
        elif isinstance(rule.body, Collection) and rule.body.scope is not None:
            yield from _values(rule.body.scope, [item for value in values for item in _items(value)])


def _at(place: dict[str, Any], names: tuple[str, ...]) -> Any:
    here: Any = place
    for name in names:
        if not isinstance(here, dict) or name not in here:
            return MISSING
        here = here[name]
    return here


def _items(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
