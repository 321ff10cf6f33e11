"""Mapping-level groups: neighbouring records of equal keys become one record, in flat memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from mapbench.engine.comparisons import identity
from mapbench.engine.outcomes import Outcome
from mapbench.engine.values import MISSING, Failure

if TYPE_CHECKING:
    from mapbench.engine.mapper import Mapper

Group = tuple[int, int, dict[str, Any], Outcome | None]


def groups(mapper: Mapper, records: Iterable[tuple[int, Any]]) -> Iterator[Group]:
    """(index of the first, how many records, the group, an outcome instead of it where it could not be made)."""
    if mapper.program.group_all:
        yield from _everything(records)
        return
    closed: set[bytes] = set()
    current: tuple[Any, int, list[Any], Any] | None = None
    for index, record in records:
        try:
            values = mapper.group_key(record)
        except Exception as error:  # noqa: BLE001 - a record's failure is its outcome, whatever it is
            yield index, 1, {}, mapper.refused(error)
            continue
        mark = identity(values)
        if current is not None and current[0] == mark:
            current[2].append(record)
            continue
        if current is not None:
            closed.add(_digest(current[0]))
            yield _closed(mapper, current)
        if _digest(mark) in closed:
            current = None
            yield index, 1, {}, mapper.refused(_not_grouped(values))
            continue
        current = (mark, index, [record], values)
    if current is not None:
        yield _closed(mapper, current)


def _everything(records: Iterable[tuple[int, Any]]) -> Iterator[Group]:
    gathered = list(records)
    if gathered:
        yield gathered[0][0], len(gathered), {"key": [], "items": [record for _, record in gathered]}, None


def _closed(mapper: Mapper, current: tuple[Any, int, list[Any], Any]) -> Group:
    _, first, items, values = current
    key = (
        [None if value is MISSING else value for value in values]
        if mapper.program.group_is_list
        else values[0]
    )
    record = {"items": items} if key is MISSING else {"key": key, "items": items}
    return first, len(items), record, None


def _digest(mark: Any) -> bytes:
    """Sixteen bytes in place of a key, so that remembering closed groups costs little however long the keys are."""
    return blake2b(repr(mark).encode(errors="surrogatepass"), digest_size=16).digest()


def _not_grouped(values: list[Any]) -> Failure:
    return Failure(
        "not-grouped",
        "The key of this record came back after its group had closed.",
        expected="records of one key next to each other",
        actual=values,
        hint="Sort the input by the group's formulas, or use group_all.",
    )
