"""The items of a collection in one fixture: what each becomes, and what leaves it out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from mapbench.engine import program as p
from mapbench.engine.values import MISSING
from mapbench.workspace.deciding import stages
from mapbench.workspace.fixture_looks import found_fixture
from mapbench.workspace.one_rule import RefusedError, Trying, Turn, trying
from mapbench.workspace.open_mapping import open_mapping
from mapbench.workspace.previews import Judge
from mapbench.workspace.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mapbench.workspace.open_mapping import OpenMapping
    from mapbench.workspace.views import At, Opened, Shown

#: Items of one look, and targets of each.
MOST_ITEMS: Final = 50
MOST_TARGETS: Final = 3
#: The stages that leave items out, by how their sentences begin.
_LEAVING: Final = ("keep where", "unique by", "at most")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item: its number in the list from 1, a value for each column, and its status: accepted, rejected or skipped.

    Of a skipped one `because` names the stage that leaves it out.
    """

    number: int
    values: tuple[Shown, ...]
    status: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class ItemsView:
    """The first items of a collection; `columns` are the first targets in it."""

    columns: tuple[str, ...] = ()
    rows: tuple[ItemRow, ...] = ()


def items(workspace: Opened, mapping: str, at: At, fixture: str) -> ItemsView:
    """What becomes of each item of a collection in a fixture; without rows where items are grouped or looped over in one another.

    Raises MapbenchError for a mapping or fixture that is none.
    """
    left = stages(workspace, mapping, at, fixture)
    opened = open_mapping(workspace, mapping)
    with opened.lock:
        try:
            body = trying(opened, at).one.rule.body
        except RefusedError:
            return ItemsView()
        if not left or not isinstance(body, p.Collection) or body.group or len(body.levels) > 1:
            return ItemsView()
        ready = list(_targets(opened, at))
        sample = found_fixture(opened, fixture.partition("#")[0])
        found = []
        for one in ready:
            turns = (turn for turn in one.turns([sample]) if turn.fixture == fixture)
            found.append({turn.number: turn for turn in turns if turn.reached and turn.number is not None})
        judges = [Judge(opened.readable, one) for one in ready]
        because = _because(left)
        rows = [_row(number, found, judges, because) for number in range(min(left[0][1], MOST_ITEMS))]
        columns = tuple(one.one.rule.names[-1] for one in ready[:MOST_TARGETS])
        return ItemsView(columns, tuple(rows) if found else ())


def _targets(opened: OpenMapping, at: At) -> Iterator[Trying]:
    """The rules of a collection that write a value."""
    number = 0
    while (below := (*at, "rules", number)) in opened.readable.rules:
        number += 1
        try:
            one = trying(opened, below)
        except RefusedError:
            continue
        if isinstance(one.one.rule.body, p.Value) and one.one.rule.names:
            yield one


def _row(number: int, found: list[dict[int, Turn]], judges: list[Judge], because: str) -> ItemRow:
    turns = [turns.get(number) for turns in found]
    values = tuple(shown(MISSING if turn is None else turn.result) for turn in turns[:MOST_TARGETS])
    if all(turn is None for turn in turns):
        return ItemRow(number + 1, values, "skipped", because)
    wrong = any(
        judge.wrong(turn) is not None for judge, turn in zip(judges, turns, strict=True) if turn is not None
    )
    return ItemRow(number + 1, values, "rejected" if wrong else "accepted")


def _because(left: tuple[tuple[str, int], ...]) -> str:
    """The stage that leaves items out, where it is only one."""
    losing = [after[0] for before, after in pairwise(left) if after[1] < before[1]]
    names = [name for sentence in losing for name in _LEAVING if sentence.startswith(name)]
    return names[0] if len(names) == 1 else "left out"
