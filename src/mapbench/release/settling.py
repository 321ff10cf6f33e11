"""Which version a package goes out with: the declared one where it is enough, else the one that the change asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from mapbench.packages.build import CHANGES
from mapbench.packages.contents import SUMS
from mapbench.packages.names import OUTSIDE
from mapbench.packages.publish import precedence
from mapbench.packages.reference import MANIFEST
from mapbench.review.bump import Reason
from mapbench.review.downstream import Downstream, Reader
from mapbench.review.review import Review, review
from mapbench.review.sides import Side
from mapbench.review.versions import Decided, bumped, enough, graver

#: Files that differ in every two packages, or are no content.
_BESIDE: Final = (MANIFEST, SUMS, CHANGES)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decided where no fixture can: a level, and why."""

    level: Decided
    because: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The answer. `version` is what the package has to be called; `level` what the change asks for, None where nothing did.

    `first` has nothing to compare with, `same` is what was released; `taken` is the declared version; `raised` is computed.
    `refused` says why not: too low, undecided, unexplained.
    """

    how: Literal["first", "same", "taken", "raised", "low", "undecided", "unexplained"]
    version: str
    level: Decided | None = None
    review: Review | None = None
    choice: Choice | None = None

    @property
    def goes(self) -> bool:
        """Whether the package may go out under `version`."""
        return self.how in ("first", "same", "taken", "raised")

    @property
    def telling(self) -> tuple[Reason, ...]:
        """The reasons that speak for the answer, the gravest first."""
        reasons = self.review.bump.reasons if self.review is not None else ()
        if self.how in ("undecided", "unexplained"):
            return tuple(one for one in reasons if one.level in ("undecided", "error"))
        return tuple(one for one in reasons if one.level == self.level)


def settle(
    new: Side, old: Side | None, reading: Iterable[Reader | Downstream] = (), choice: Choice | None = None
) -> Settled:
    """Holds a package that is to go out against the one released before it, if there is one. Raises PackageErrors."""
    if old is None:
        return Settled("first", new.version)
    if same_content(old, new):
        return Settled("same", old.version)
    found = review(old, new, reading)
    if found.bump.errors:
        return Settled("unexplained", new.version, review=found)
    if found.bump.undecided and choice is None:
        return Settled("undecided", new.version, review=found)
    decided: Decided = "patch" if found.bump.level == "none" else found.bump.level
    level = decided if choice is None else graver(decided, choice.level)
    if new.version == old.version:
        return Settled("raised", bumped(old.version, level), level, found, choice)
    taken = precedence(new.version) > precedence(old.version) and enough(new.version, old.version, level)
    return Settled("taken" if taken else "low", new.version, level, found, choice)


def same_content(old: Side, new: Side) -> bool:
    """Whether two packages are one, but for CHANGES.md and what was signed later."""
    names = {
        name for name in (*old.files, *new.files) if name not in _BESIDE and not name.startswith(OUTSIDE)
    }
    return all(old.files.get(name) == new.files.get(name) for name in names)


def refusal(settled: Settled) -> tuple[str, str]:
    """Why a package does not go out as it is, in one sentence, and the way out."""
    released = settled.review.old.version if settled.review is not None else ""
    needed = settled.review.needed if settled.review is not None else ""
    if settled.how == "unexplained":
        return (
            "Behaviour changed, and nothing else did [MB806].",
            "Find out what changed beside the package: the fixtures, or mapbench.",
        )
    if settled.how == "undecided":
        hint = 'Add a fixture that exercises it, or decide: --bump LEVEL --because "…".'
        return "Nobody knows what this change does: no fixture exercises it.", hint
    if settled.how == "low":
        sentence = (
            f"Version {settled.version} is too low after {released}: the change is {settled.level} [MB801]."
        )
        return sentence, f"Declare {needed}, or {released} again to have it computed."
    return (
        f"The mapping still declares {released}; the change is {settled.level}, so it has to be {settled.version}.",
        f"Write `version: {settled.version}`, or export without --frozen.",
    )
