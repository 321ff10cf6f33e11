"""What comparisons mean: equality by kind and content, order within one kind, membership, truth.

Values of different kinds are never equal; `<` with null or missing is false; true is not 1.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from mapbench.engine.operators import exact
from mapbench.engine.values import MISSING, Failure, a_kind, kind

_NUMBERS: Final = frozenset({int, float, Decimal})
_BINARY: Final = frozenset({int, float})


def equal(left: Any, right: Any) -> bool:
    """JSON equality: kinds must agree, true is not 1, 1 equals 1.0, missing equals nothing, lists and objects by content."""
    left_type, right_type = type(left), type(right)
    if left_type is right_type:
        if left_type is list:
            return len(left) == len(right) and all(map(equal, left, right))
        if left_type is dict:
            return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
        if left_type is datetime:
            left, right = moments(left, right)
        return bool(left is not MISSING and left == right)
    if left_type in _NUMBERS and right_type in _NUMBERS:
        if left_type is Decimal or right_type is Decimal:
            return exact(left) == exact(right)
        return bool(left == right)
    if isinstance(left, date) and isinstance(right, date):
        raise _refuse_order(left, right)
    return False


def identity(value: Any) -> Any:
    """A hashable key under which values that are `equal` are the same, and others are not. Missing has one of its own."""
    value_type = type(value)
    if value_type is str or value is None:
        return value
    if value_type is bool:
        return (bool, value)
    if value_type is int:
        return value
    if value_type is float:
        return int(value) if value.is_integer() else exact(value)
    if value_type is Decimal:
        return int(value) if value == value.to_integral_value() and value.adjusted() < 400 else value
    if value_type is list:
        return (list, tuple(map(identity, value)))
    if value_type is dict:
        return (dict, frozenset((key, identity(member)) for key, member in value.items()))
    return (value_type, value)


def _mixed_zones() -> Failure:
    return Failure(
        "type",
        "A time with a zone cannot be compared with a time without one.",
        expected="two times with a zone",
        hint='Give the zone when it is read: datetime(x, pattern, "Europe/Berlin").',
    )


def moments(left: datetime, right: datetime) -> tuple[datetime, datetime]:
    """Two times as Python compares them rightly: in UTC where both have a zone, since it compares clocks within one zone.

    Raises `Failure("type")` when only one has a zone.
    """
    if left.tzinfo is None and right.tzinfo is None:
        return left, right
    if left.tzinfo is None or right.tzinfo is None:
        raise _mixed_zones()
    return left.astimezone(UTC), right.astimezone(UTC)


def _refuse_order(left: Any, right: Any) -> Failure:
    hint = "Convert one side: number(x), text(x), date(x)."
    if isinstance(left, date) and isinstance(right, date):
        hint = "Compare two dates or two times: date(x), datetime(x)."
    return Failure(
        "type",
        f"{a_kind(left).capitalize()} and {a_kind(right)} have no order.",
        expected=kind(left),
        actual=right,
        hint=hint,
    )


def compare(left: Any, right: Any) -> int | None:
    """-1, 0 or 1; None where either side is null or missing. Raises `Failure("type")` for kinds without an order."""
    left_type, right_type = type(left), type(right)
    if left_type in _NUMBERS and right_type in _NUMBERS:
        if left_type is Decimal or right_type is Decimal:
            left, right = exact(left), exact(right)
    elif left is None or right is None or left is MISSING or right is MISSING:
        return None
    elif left_type is not right_type or left_type not in {str, date, datetime, bool} or left_type is bool:
        raise _refuse_order(left, right)
    elif left_type is datetime:
        left, right = moments(left, right)
    return int(left > right) - int(left < right)


def less(left: Any, right: Any) -> bool:
    """`left < right`; false with null or missing."""
    if type(left) in _BINARY and type(right) in _BINARY:
        return bool(left < right)
    if type(left) is str and type(right) is str:
        return left < right
    return compare(left, right) == -1


def less_or_equal(left: Any, right: Any) -> bool:
    """`left <= right`; false with null or missing."""
    if type(left) in _BINARY and type(right) in _BINARY:
        return bool(left <= right)
    if type(left) is str and type(right) is str:
        return left <= right
    return compare(left, right) in (-1, 0)


def greater(left: Any, right: Any) -> bool:
    """`left > right`; false with null or missing."""
    if type(left) in _BINARY and type(right) in _BINARY:
        return bool(left > right)
    if type(left) is str and type(right) is str:
        return left > right
    return compare(left, right) == 1


def greater_or_equal(left: Any, right: Any) -> bool:
    """`left >= right`; false with null or missing."""
    if type(left) in _BINARY and type(right) in _BINARY:
        return bool(left >= right)
    if type(left) is str and type(right) is str:
        return left >= right
    return compare(left, right) in (0, 1)


def is_in(member: Any, container: Any) -> bool:
    """`member in container`: part of a text, element of a list, key of an object; false with null or missing."""
    if container is None or container is MISSING or member is None or member is MISSING:
        return member is None and type(container) is list and None in container
    container_type = type(container)
    if container_type is list:
        return any(equal(member, element) for element in container)
    if container_type is dict and type(member) is str:
        return member in container
    if container_type is str and type(member) is str:
        return member in container
    raise Failure(
        "type",
        f"To look for {a_kind(member)} in {a_kind(container)} has no meaning.",
        expected="a list, an object or a text on the right of in",
        actual=container,
    )


def truth(value: Any) -> bool:
    """A condition: true and false are themselves, null and missing are false, anything else is a `type` failure."""
    if value is True or value is False:
        return bool(value)
    if value is None or value is MISSING:
        return False
    raise Failure(
        "type",
        f"A condition needs true or false, not {a_kind(value)}.",
        expected="true or false",
        actual=value,
        hint='Compare it (x > 0, x == "yes") or read it with boolean(x).',
    )
