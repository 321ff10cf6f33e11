"""The two schemas of a mapping: pinned, or learnt from fixtures where none is pinned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

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


def pinned(raw: dict[str, Any] | None) -> Schema | None:
    """A schema document as fields; the same content gives the same object. Raises MapbenchError where it is refused."""
    if raw is None:
        return None
    try:
        content = orjson.dumps(raw)
    except TypeError:  # nested too deeply, or a number that is no 64-bit one
        return _made(raw)
    return _schema(content)


def learnt(fixtures: Iterable[Fixture]) -> Schema | None:
    """The schema of the records of fixtures; None without records."""
    from mapbench.schemas.infer import Inference

    inference = Inference()
    for fixture in fixtures:
        for record in fixture.records:
            inference.add(record)
    return pinned(inference.schema()) if inference.count else None


def refused(error: MapbenchError) -> Problem:
    """An error of a schema as a problem."""
    problems = getattr(error, "problems", ())
    return problems[0] if problems else Problem(error.message, error.hint, error.place)


@lru_cache(maxsize=32)
def _schema(content: bytes) -> Schema:
    return _made(orjson.loads(content))


def _made(raw: dict[str, Any]) -> Schema:
    from mapbench.schemas.fields import Schema
    from mapbench.schemas.validation import Validator

    schema = Schema(raw)
    Validator(schema)
    return schema
