"""The two schemas of a mapping: pinned, or learnt from fixtures where none is pinned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import orjson

from mapbench.errors import MapbenchError, Problem

if TYPE_CHECKING:
    from mapbench.schemas.fields import Schema
    from mapbench.workspace.fixtures import Fixture


@dataclass(frozen=True, slots=True)
class Side:
    """The source or the target of a mapping. `schema` is None where nothing is known; `inferred` says that it was learnt."""

    reference: str | None
    schema: Schema | None = None
    inferred: bool = False
    problem: Problem | None = None

    @property
    def pinned(self) -> Schema | None:
        """The schema that somebody pinned."""
        return None if self.inferred else self.schema


def learnt(fixtures: Iterable[Fixture]) -> Schema | None:
    """The schema of the records of fixtures; None without records."""
    from mapbench.schemas.infer import Inference

    inference = Inference()
    for fixture in fixtures:
        for record in fixture.records:
            inference.add(record)
    return _schema(orjson.dumps(inference.schema())) if inference.count else None


def refused(error: MapbenchError) -> Problem:
    """An error of a schema as a problem."""
    problems = getattr(error, "problems", ())
    return problems[0] if problems else Problem(error.message, error.hint, error.place)


@lru_cache(maxsize=32)
def _schema(content: bytes) -> Schema:
    """The same content gives the same object, so that what is known of it is known still."""
    from mapbench.schemas.fields import Schema

    return Schema(orjson.loads(content))
