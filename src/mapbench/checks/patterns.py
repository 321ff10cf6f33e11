"""The failure patterns behind the checks: why integrations fail, in six sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mapbench.checks.findings import Finding

#: Each pattern by its sign.
PATTERNS: Final = {
    "F0": "nobody owns it",
    "F1": "connected but not governed",
    "F2": "every team its own style",
    "F3": "ignored rate limits and schema changes",
    "F4": "chain dependencies",
    "SEC": "security",
}
_OF: Final = {
    "F0": "100 101 102 103 104 105 106 109 804 805",
    "F1": "201 202 203 204 206 601 602 603 604 605 607 608 609 610",
    "F2": "305 612 806 807",
    "F3": "406 501 502 503 504 508 801",
    "F4": "301 302 303 403",
    "SEC": "701 702 703 704 706",
}
_BY_CODE: Final = {f"MB{number}": sign for sign, numbers in _OF.items() for number in numbers.split()}


def pattern_of(code: str) -> str | None:
    """The sign of the pattern behind a check; None for MB000, which is behind none."""
    return _BY_CODE.get(code)


def patterns_in(findings: Iterable[Finding]) -> list[tuple[str, str, int]]:
    """Sign, words and number of findings of each pattern that was found, in the order of the signs."""
    counts = Counter(pattern_of(finding.code) for finding in findings)
    return [(sign, words, counts[sign]) for sign, words in PATTERNS.items() if counts[sign]]
