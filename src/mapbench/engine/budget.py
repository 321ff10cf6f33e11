"""The growth budget of one record: what functions may create before the record is rejected with `limit`."""

from __future__ import annotations

from typing import Final

from mapbench.engine.values import Failure

TEXT_LIMIT: Final = 10_000_000
ELEMENT_LIMIT: Final = 1_000_000


class Budget:
    """Characters and elements that formulas may still create for the current record. Not shared between threads."""

    __slots__ = ("elements", "text")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Start a new record with the whole budget."""
        self.text = TEXT_LIMIT
        self.elements = ELEMENT_LIMIT

    def take_text(self, count: int) -> None:
        """Count `count` characters about to be created; call it before they are. Raises `Failure("limit")`."""
        self.text -= count
        if self.text < 0:
            raise Failure(
                "limit",
                "The formulas of this record would create more than 10 MB of text.",
                expected="at most 10 MB a record",
                hint="Check widths, repeated replacements and joins.",
            )

    def take_elements(self, count: int) -> None:
        """Count `count` list elements or object keys about to be created. Raises `Failure("limit")`."""
        self.elements -= count
        if self.elements < 0:
            raise Failure(
                "limit",
                "The formulas of this record would create more than a million elements.",
                expected="at most 1,000,000 elements a record",
                hint="Check nested loops over long lists.",
            )
