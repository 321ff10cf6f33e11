"""What becomes of one record: accepted, rejected or skipped, with every error and everything that was softened."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from mapbench.engine.values import UNSET

Status = Literal["accepted", "rejected", "skipped"]


class RecordError(Struct, frozen=True):
    """One reason why a record was rejected.

    `target` is the target path without indexes, `item` the positions in the lists around it, `source` the source paths of
    the rule, `owner` who has to act, `actual` the value that came, shortened (or a placeholder where it is classified).
    """

    code: str
    target: str
    message: str
    source: str | None = None
    item: tuple[int, ...] = ()
    expected: str | None = None
    actual: Any = UNSET
    hint: str = ""
    owner: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The error as the rejects file and `--format json` write it; keys in the order of the format."""
        return {
            "code": self.code,
            "target": self.target,
            "source": self.source,
            "item": list(self.item),
            "expected": self.expected,
            "actual": None if self.actual is UNSET else self.actual,
            "message": self.message,
            "hint": self.hint,
            "owner": self.owner,
        }


class Softened(Struct, frozen=True):
    """An error that did not reject its record: what it was and how the mapping took it (null, omit, drop, keep, …)."""

    code: str
    target: str
    how: str


class Outcome(Struct, frozen=True):
    """The outcome of one record (of one item under a mapping-level `each`, then `item` is its position)."""

    status: Status
    output: Any = None
    errors: tuple[RecordError, ...] = ()
    softened: tuple[Softened, ...] = ()
    reason: str | None = None
    item: int | None = None


class Step(Struct, frozen=True):
    """One value on the way: which rule, which part of which formula (a span of its text), the value, and the item."""

    target: str
    part: str
    text: str
    span: tuple[int, int] | None
    value: Any
    item: tuple[int, ...] = ()


class Trace(Struct, frozen=True):
    """The outcomes of a record and every step that led to them, in the order of evaluation."""

    outcomes: tuple[Outcome, ...]
    steps: tuple[Step, ...] = ()
