"""Which line of `cases` decides how often, and a collection in sentences with the items that each stage leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace as changed
from typing import Any, Final

from msgspec.structs import replace

from mapbench.engine import expressions as x
from mapbench.engine import program as p
from mapbench.workspace.fixture_looks import found_fixture
from mapbench.workspace.one_rule import RefusedError, ready, trying
from mapbench.workspace.open_mapping import open_mapping
from mapbench.workspace.shown import line
from mapbench.workspace.views import At, Opened

_ONE: Final = p.Formula("1", x.Constant(1))


def decided(workspace: Opened, mapping: str, at: At) -> tuple[int, ...]:
    """How many fixtures, or items in them, each line of `cases` decides; the otherwise line last.

    () for a rule without `cases`, and for one that is refused. Raises MapbenchError for a mapping that is none.
    """
    opened = open_mapping(workspace, mapping)
    with opened.lock:
        try:
            one = trying(opened, at).one
            body = one.rule.body
            if not isinstance(body, p.Value) or not body.cases:
                return ()
            lines = tuple(p.Case(case.when, number) for number, case in enumerate(body.cases))
            counting = replace(body, cases=lines, otherwise=len(lines), lookup=None)
            rule = replace(
                one.rule, body=counting, default=p.NOTHING, order=None, on_error="reject", check=None
            )
            trial = ready(opened, changed(one, rule=rule))
        except RefusedError:
            return ()
        found = Counter(
            turn.result
            for turn in trial.turns(opened.fixtures)
            if turn.error is None and type(turn.result) is int
        )
        return tuple(found[number] for number in range(len(lines) + 1))


def stages(workspace: Opened, mapping: str, at: At, fixture: str) -> tuple[tuple[str, int], ...]:
    """A collection in sentences, in the order of its stages, each with the items (groups, keys) left after it in one fixture.

    A collection inside another counts the items of all. () for another rule, and for one that is refused. Raises MapbenchError for a
    mapping or fixture that is none.
    """
    opened = open_mapping(workspace, mapping)
    with opened.lock:
        sample = found_fixture(opened, fixture.partition("#")[0])
        try:
            one = trying(opened, at).one
            if not isinstance(one.rule.body, p.Collection):
                return ()
            found = []
            for sentence, body in _parts(one.rule.body):
                rule = replace(
                    one.rule,
                    body=body,
                    default=p.NOTHING,
                    order=None,
                    when_empty="keep",
                    on_error="reject",
                    check=None,
                )
                trial = ready(opened, changed(one, rule=rule))
                turns = [turn for turn in trial.turns([sample]) if turn.fixture == fixture]
                found.append((line(sentence), sum(_count(turn.result) for turn in turns)))
            return tuple(found)
        except RefusedError:
            return ()


def _count(value: Any) -> int:
    return len(value) if isinstance(value, list | dict) else 0


def _parts(body: p.Collection) -> Iterator[tuple[str, p.Collection]]:
    """The sentences of a collection, each with a collection that goes no further."""
    lets = (*body.lets, *(body.scope.lets if body.scope is not None else ()))
    now = p.Collection(body.levels, body.nested, formula=_ONE, lets=lets, on_item_error=body.on_item_error)
    yield _loops(body), now
    if body.where is not None:
        now = replace(now, where=body.where)
        yield f"keep where {body.where.text}", now
    if body.sort:
        now = replace(now, sort=body.sort)
        yield f"sort by {', then '.join(map(_order, body.sort))}", now
    if body.unique is not None:
        now = replace(now, unique=body.unique)
        yield f"unique by {body.unique.text}", now
    if body.group:
        now = replace(now, group=body.group, group_is_list=body.group_is_list)
        yield f"group by {' and '.join(one.text for one in body.group)}", now
    if body.limit is not None:
        now = replace(now, limit=body.limit)
        yield f"at most {body.limit}", now
    if body.keyed_by is not None:
        now = replace(now, keyed_by=body.keyed_by, on_duplicate=body.on_duplicate)
        yield f"by the key {body.keyed_by.text}", now


def _loops(body: p.Collection) -> str:
    return "for each " + ", ".join(
        f"{level.name} in {level.path.text.removesuffix('[*]')}" for level in body.levels
    )


def _order(order: p.Order) -> str:
    return f"{order.formula.text.strip()}{' high to low' if order.descending else ''}"
