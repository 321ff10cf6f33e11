"""Time zones by their IANA names, and local times that a change of the clocks skips or repeats."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, Final

from mapbench.engine.functions.arguments import not_text
from mapbench.engine.values import Failure

#: Entries of a zone folder that mean something else on each machine, or count leap seconds.
_REFUSED: Final = ("posix/", "right/", "localtime", "posixrules", "Factory")


def zone(name: str) -> tzinfo:
    """The zone of an IANA name. Raises `Failure("bad-text")` with the nearest name as its hint."""
    found = _zone(name)
    if found is None:
        raise Failure(
            "bad-text", "There is no time zone of that name.", expected="an IANA name such as Europe/Berlin or UTC", actual=name,
            hint=_nearest(name),
        )  # fmt: skip
    return found


@lru_cache(maxsize=1024)
def _zone(name: str) -> tzinfo | None:
    if name in {"UTC", "Etc/UTC"}:
        return UTC
    from zoneinfo import ZoneInfo

    if name.startswith(_REFUSED):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


@lru_cache(maxsize=256)
def _nearest(name: str) -> str:
    from difflib import get_close_matches
    from zoneinfo import available_timezones

    names = {known.lower(): known for known in sorted(available_timezones())}
    cities = {known.rpartition("/")[2]: known for known in names}
    wanted = name[:64].strip().lower().replace(" ", "_")
    near = get_close_matches(wanted, names, 1) or [
        cities[city] for city in get_close_matches(wanted, cities, 1)
    ]
    return f"Did you mean {names[near[0]]}?" if near else "Names look like Europe/Berlin; UTC is UTC."


def zone_argument(function: str, name: Any) -> tzinfo:
    """The zone given to a function by name. Raises `Failure`."""
    if type(name) is not str:
        raise not_text(function, zone=name)
    return zone(name)


def localized(local: datetime, name: str) -> datetime:
    """A time on the clocks of a zone. One that comes twice is the first; one that the clocks skip fails, `bad-date`."""
    there = local.replace(tzinfo=zone(name))
    if is_skipped(there):
        raise Failure(
            "bad-date", "The clocks of the zone skip this time, as summer time begins.", expected="a time that there was",
            actual=local, hint="Check the zone; a time in UTC has no such gaps.",
        )  # fmt: skip
    return there


def is_skipped(local: datetime) -> bool:
    """Whether the clocks of its zone jump over a time."""
    first, second = local.utcoffset(), local.replace(fold=1).utcoffset()
    return first is not None and second is not None and first < second


def settled(local: datetime) -> datetime:
    """A time after arithmetic on the clock's face: one that the clocks skip moves on by the length of the gap."""
    if local.tzinfo is None or local.tzinfo is UTC or not is_skipped(local):
        return local
    return local.astimezone(UTC).astimezone(local.tzinfo)
