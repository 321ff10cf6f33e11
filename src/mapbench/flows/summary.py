"""What a run came to: how many records were accepted, rejected and skipped, and what was softened."""

from __future__ import annotations

from collections import Counter
from typing import Any

from msgspec import Struct, field

from mapbench.engine.outcomes import RecordError, Softened

TOLD = 20


class Reject(Struct, frozen=True):
    """One rejected record (or item, or group): where it came in the input, and why.

    `source` is the input's name, where there are several.
    """

    index: int
    errors: tuple[RecordError, ...]
    item: int | None = None
    source: str | None = None


class Summary(Struct):
    """Counts of records (of items under a mapping-level `each`): accepted + rejected + skipped = read.

    `softened` of the accepted ones have something in `softenings`; `told` are the first rejects; `seconds` the time taken.
    """

    accepted: int = 0
    softened: int = 0
    rejected: int = 0
    skipped: int = 0
    seconds: float = 0.0
    softenings: Counter[Softened] = field(default_factory=Counter)
    told: list[Reject] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.accepted + self.rejected + self.skipped

    def tell(self, reject: Reject) -> None:
        """Remembers a reject, if it is one of the first."""
        if len(self.told) < TOLD:
            self.told.append(reject)

    def line(self) -> str:
        """The summary as one line."""
        return (
            f"read {self.read:,}, accepted {self.accepted:,} (softened {self.softened:,}), "
            f"rejected {self.rejected:,}, skipped {self.skipped:,}, {self.seconds:.2f} seconds"
        )

    def as_json(self) -> dict[str, Any]:
        """The summary as JSON; `softenings` says what was softened how often."""
        return {
            "read": self.read,
            "accepted": self.accepted,
            "softened": self.softened,
            "rejected": self.rejected,
            "skipped": self.skipped,
            "seconds": round(self.seconds, 3),
            "softenings": [
                {"code": one.code, "target": one.target, "how": one.how, "count": count}
                for one, count in sorted(self.softenings.items(), key=lambda pair: (-pair[1], pair[0].target))
            ],
        }

    def by_owner(self) -> dict[str | None, list[tuple[Reject, RecordError]]]:
        """The errors of the first rejects by who has to act, in the order in which they came."""
        owners: dict[str | None, list[tuple[Reject, RecordError]]] = {}
        for reject in self.told:
            for error in reject.errors:
                owners.setdefault(error.owner, []).append((reject, error))
        return owners
