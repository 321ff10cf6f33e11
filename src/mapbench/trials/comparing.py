"""What was expected against what came: one difference per target path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mapbench.engine.values import MISSING

#: Keys of objects and positions in lists, from the record on.
Path = tuple[str | int, ...]
#: Kinds of values that are equal where Python says so.
_PLAIN = frozenset({str, int, float, bool, type(None)})


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the output is not as expected; either side may be MISSING."""

    path: Path
    expected: Any
    actual: Any

    @property
    def target(self) -> str:
        """The target path without indexes."""
        return ".".join(part for part in self.path if isinstance(part, str)) or "$"

    @property
    def shown(self) -> str:
        """The path with indexes: `lines[1].qty`."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return "".join(parts).removeprefix(".") or "$"


def differences(expected: Any, actual: Any, exact: bool = False, path: Path = ()) -> Iterator[Difference]:
    """Objects are compared in the keys named (`exact`: in all keys), lists in length and element by element.

    Numbers are equal by value (an exact one as JSON writes it); true is no number; null and missing are two things.
    """
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, one in expected.items():
            other = actual.get(key, MISSING)
            if type(one) is not type(other) or type(one) not in _PLAIN or one != other:
                yield from differences(one, other, exact, (*path, key))
        if exact:
            yield from (
                Difference((*path, key), MISSING, actual[key]) for key in actual if key not in expected
            )
    elif isinstance(expected, list) and isinstance(actual, list):
        for at in range(max(len(expected), len(actual))):
            one = expected[at] if at < len(expected) else MISSING
            other = actual[at] if at < len(actual) else MISSING
            yield from differences(one, other, exact, (*path, at))
    elif not _same(expected, actual):
        yield Difference(path, expected, actual)


def present(target: str, output: Any) -> Iterator[Difference]:
    """Where a target path that must not be there is there after all, in every element of the lists on its way."""
    from mapbench.language.paths import parse_target

    yield from _present(parse_target(target), output, ())


def _present(names: tuple[str, ...], value: Any, path: Path) -> Iterator[Difference]:
    if isinstance(value, list):
        for at, member in enumerate(value):
            yield from _present(names, member, (*path, at))
    elif not names:
        yield Difference(path, MISSING, value)
    elif isinstance(value, dict) and names[0] in value:
        inner = value[names[0]]
        if len(names) == 1:
            yield Difference((*path, names[0]), MISSING, inner)
        else:
            yield from _present(names[1:], inner, (*path, names[0]))


def _same(expected: Any, actual: Any) -> bool:
    if _is_number(expected) and _is_number(actual):
        return bool(_plain(expected) == _plain(actual))
    return type(expected) is type(actual) and bool(expected == actual)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _plain(number: Any) -> Any:
    # A YAML file can say a fraction in binary only: 1.60 is what a decimal 1.60 is written as.
    if isinstance(number, Decimal):
        return int(number) if number == number.to_integral_value() else float(number)
    return number
