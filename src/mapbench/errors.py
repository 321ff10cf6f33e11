"""Typed errors and their codes.

Every error carries data first and text second: what was refused, where it stands, and a way out. A front end prints one
sentence and one hint; nothing here knows about terminals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: Codes a record error can carry, each with what it means. Source: the mapping format, "Five states, outcomes, errors".
RECORD_ERROR_CODES: dict[str, str] = {
    "missing": "A required target got no value.",
    "null": "A target that may not be null got null.",
    "type": "A value has the wrong JSON type.",
    "schema": "A value breaks a keyword of the target schema other than its type.",
    "assertion": "An accepted output must satisfy every assertion of its entity.",
    "bad-date": "A text is no date of the expected pattern.",
    "bad-number": "A text is no number of the expected form.",
    "bad-text": "A text cannot be read as what the function expects.",
    "lookup-miss": "A lookup table has no entry for the key.",
    "duplicate-key": "Two items of a keyed collection have the same key, or two fields of a copy the same name.",
    "not-grouped": "A group's key came back after its group had closed.",
    "not-a-list": "A collection iterates lists; this is another kind of value.",
    "not-an-object": "Fields can be read and spread from objects only.",
    "arithmetic": "A division by zero, an overflow, or a result that is no number.",
    "number-range": "A whole number of the input lies beyond 64 bits.",
    "limit": "A record would grow beyond the budget of one record.",
    "raised": "The mapping itself called error(message).",
    "bad-input": "The input line is no record.",
    "internal": "mapbench itself failed on this record; please report it.",
}


@dataclass(frozen=True)
class Place:
    """A position in a file; line and column count from 1. Any part may be unknown."""

    file: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


@dataclass(frozen=True)
class Problem:
    """One thing that is refused when files are loaded: a sentence, a hint, and where it stands."""

    message: str
    hint: str = ""
    place: Place = Place()
    code: str | None = None

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where}: {self.message}" if where else self.message


class MapbenchError(Exception):
    """An error a person can act on: one sentence, one hint, the exit code of the command line."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place or Place()


class GoneMajorError(MapbenchError):
    """A mapping names a major of an entity that the project does not have."""


class LoadError(MapbenchError):
    """Files were refused; `problems` holds every reason found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        first = self.problems[0]
        super().__init__(first.message, first.hint, first.place)
