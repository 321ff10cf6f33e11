"""What a check says: a finding, or that there was nothing to check by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from mapbench.checks.patterns import pattern_of
from mapbench.errors import Place

if TYPE_CHECKING:
    from mapbench.checks.material import Material

NOWHERE: Final = Place()
Level = Literal["off", "info", "warning", "error"]
RANK: Final[dict[str, int]] = {"off": 0, "info": 1, "warning": 2, "error": 3}


@dataclass(frozen=True, slots=True)
class Waived:
    """Who accepted a finding, why, and until when."""

    who: str
    why: str
    until: date


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `subject` names it (`mapping/target`); the owner is who has to act."""

    code: str
    subject: str
    message: str
    hint: str = ""
    place: Place = NOWHERE
    owner: str | None = None
    level: Level = "warning"
    waived: Waived | None = None

    @property
    def fingerprint(self) -> str:
        """What waivers and baselines know a finding by: no text, no line number."""
        return f"{self.code}/{self.subject}"

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON; `file` as it was given, lines and columns from 1."""
        waived = self.waived
        return {
            "code": self.code,
            "level": self.level,
            "pattern": pattern_of(self.code),
            "fingerprint": self.fingerprint,
            "subject": self.subject,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "owner": self.owner,
            "message": self.message,
            "hint": self.hint,
            "waived": waived and {"who": waived.who, "why": waived.why, "until": waived.until.isoformat()},
        }


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A rule that could not be checked for want of data; never the same as clean."""

    code: str
    subject: str
    reason: str


Said = Iterator[Finding | Unchecked]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: its code and level, what it finds and why that matters, and a pair of examples (texts by file name).

    `keyed`: its examples are for reading, since what they stand for is signed with somebody's key.
    """

    code: str
    level: Level
    title: str
    why: str
    bad: dict[str, str]
    good: dict[str, str]
    run: Callable[[Material], Said]
    keyed: bool = False
