"""What two packages wrote down of the same fixtures: whether they behave differently although nothing else changed.

Both versions are run by the mapbench at hand, so that a mapbench which itself changed its mind would show nowhere but here.
"""

from __future__ import annotations

from typing import Any

import orjson

from mapbench.packages.build import GOLDEN
from mapbench.review.edits import same
from mapbench.review.sides import Side, json_value


def drifted(old: Side, new: Side) -> tuple[str, ...]:
    """The fixtures that both have and for which golden.jsonl says another outcome; owners are no part of it.

    Nothing is said where samples that fill a table differ: then it is they.
    """
    if any(
        not same(*(_filling(side, table.dataset or "") for side in (old, new)))
        for table in new.written.tables
        if table.entries is None
    ):
        return ()
    before, after = _by_fixture(old), _by_fixture(new)
    return tuple(
        name
        for name in sorted(before.keys() & after.keys())
        if name in old.fixtures
        and same(*(json_value(side.fixtures.get(name, b"")) for side in (old, new)))
        and not same(before[name], after[name])
    )


def _filling(side: Side, dataset: str) -> dict[str, Any]:
    return {
        name: json_value(content) for name, content in side.fixtures.items() if name.startswith(f"{dataset}/")
    }


def _by_fixture(side: Side) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for line in side.files.get(GOLDEN, b"").splitlines():
        try:
            outcome = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(outcome, dict):
            found.setdefault(str(outcome.get("fixture")), []).append(_without_owners(outcome))
    return found


def _without_owners(outcome: dict[str, Any]) -> dict[str, Any]:
    errors = [{**one, "owner": None} for one in outcome.get("errors", ()) if isinstance(one, dict)]
    return {**outcome, "errors": errors}
