"""May a package run in an environment: its lock, its approvals, and what it does differently from what runs there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, Literal

from mapbench.errors import MapbenchError
from mapbench.packages.approvals import DAMAGE, Approval, Trust, approvals, authors_named
from mapbench.packages.errors import AuthorError, ExpiredError, RejectedError
from mapbench.packages.signatures import Signers
from mapbench.packages.verify import verify
from mapbench.release.reasons import Reason, reason_of
from mapbench.release.running import what_runs
from mapbench.review.asking import changed_values, roles_asked
from mapbench.review.sides import Side

if TYPE_CHECKING:
    from mapbench.packages.package import Package
    from mapbench.project.environments import Environment
    from mapbench.review.downstream import Downstream, Reader


@dataclass(slots=True)
class Promotion:
    """The answer. `asked` are the roles that have to approve, each with why; `values` the changed values to be named.

    `runs` is the version that runs there now, None where none does, or nobody knows. `unknown` says what is not known.
    """

    package: str
    environment: str
    digest: str = ""
    runs: str | None = None
    reasons: list[Reason] = field(default_factory=list)
    unknown: list[Reason] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    values: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> Literal["yes", "no", "unknown"]:
        return "no" if self.reasons else "unknown" if self.unknown else "yes"

    def as_json(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict, "package": self.package, "digest": self.digest, "environment": self.environment,
            "runs": self.runs, "reasons": [one.as_json() for one in self.reasons],
            "unknown": [one.as_json() for one in self.unknown], "asked": self.asked, "values": self.values,
            "approvals": [_approval_json(one) for one in self.approvals],
        }  # fmt: skip


def promotion(
    path: Path,
    environment: Environment,
    reading: Iterable[Reader | Downstream] | None = (),
    authors: frozenset[str] = frozenset(),
    moment: datetime | None = None,
    places: Iterable[Path] = (),
) -> Promotion:
    """Everything that speaks against a package in an environment.

    `reading` are the mappings that read what it writes, None where nobody knows; `authors` made the change, as far as whoever asks
    knows; `moment` is when, else now; in `places`, beside the package and the environment's own, lies what runs. Raises
    SigningError where there is no ssh-keygen, OSError for a package that cannot be read.
    """
    found = Promotion(path.name, environment.name)
    try:
        package = verify(path)
    except MapbenchError as refused:
        found.reasons.append(reason_of(refused))
        return found
    found.package, found.digest = package.manifest.stem, package.digest
    if package.manifest.draft:
        found.reasons.append(Reason("draft", "The package is a draft.", "Export it without --draft."))
    there = what_runs(package, environment, (path.parent, *environment.packages, *places), reading)
    found.runs, found.reasons, found.unknown = there.version, [*found.reasons, *there.reasons], there.unknown
    found.asked = roles_asked(environment.model.approvals, package.manifest, there.change)
    found.values = changed_values(there.change)
    try:
        signers = Signers(environment.signers.read_bytes(), moment)
    except FileNotFoundError:
        message = (
            f"There are no signers: '{environment.signers}' is not there, so nobody's approval is known."
        )
        hint = "Make it: a line `PERSON,ROLE ssh-ed25519 KEY` for each who may approve."
        found.unknown.append(Reason("signers", message, hint))
        return found
    _judge(found, package, environment, Trust(signers, environment.signers.name, authors))
    return found


def _judge(found: Promotion, package: Package, environment: Environment, trust: Trust) -> None:
    found.approvals = approvals(package.files, package.digest, trust)
    for one in found.approvals:
        if isinstance(one.refused, (*DAMAGE, RejectedError)):
            found.reasons.append(reason_of(one.refused, one.role or None))
    counting = [one for one in found.approvals if one.counts]
    told = {one.role for one in found.reasons} | {one.role for one in counting}
    for role, why in found.asked.items():
        if role not in told:
            found.reasons.append(_missing(role, why, found.approvals, trust))
    found.reasons += _few(found, counting, environment)
    named = {value for one in counting if one.statement is not None for value in one.statement.values}
    for value in found.values:
        if value not in named:
            message = f"{value} has other values than {found.runs} gives, and no approval names it."
            found.reasons.append(
                Reason(
                    "values",
                    message,
                    f"Look at them with `mapbench diff`, then approve with --accept-value {quote(value)}.",
                )
            )
    found.reasons += _waivers(package, counting, trust)
    found.unknown += _authorship(found, counting, trust)


def _authorship(found: Promotion, counting: list[Approval], trust: Trust) -> Iterator[Reason]:
    """Why nobody can tell whether somebody else than the author approved."""
    if counting and not authors_named(found.approvals, trust):
        message = "Nobody says who made the change, so nobody knows whether somebody else approved it."
        hint = 'Say it: --author ADDRESS; from git: --author "$(git log --format=%ae main..HEAD)".'
        yield Reason("author", message, hint)
    for one in counting:
        if not one.person:
            message = (
                f"'{trust.name}' does not say whose key approved for {one.role}; it may be the author's."
            )
            yield Reason(
                "author",
                message,
                f"Write the person's address first in its line: ADDRESS,{one.role}.",
                one.role,
            )


def _missing(role: str, why: str, known: list[Approval], trust: Trust) -> Reason:
    """Why a role has not approved: because nobody did, or because what is there does not count."""
    mine = [one for one in known if one.role == role and one.refused is not None]
    stale = next((one.refused for one in mine if isinstance(one.refused, ExpiredError | AuthorError)), None)
    if stale is not None:
        return Reason("MB805", f"{role} ({why}) has not approved: {stale.message}", stale.hint, role)
    refused = next((one.refused for one in mine if one.refused is not None), None)
    if refused is not None:
        return Reason(
            "MB804",
            f"{role} ({why}) has not approved: {refused.message} [{refused.code}]",
            refused.hint,
            role,
        )
    hint = f"`mapbench approve PACKAGE --role {role}`, by somebody who may."
    if not trust.signers.has(role):
        hint = f"Nobody in '{trust.name}' may speak for {role}; operations add somebody."
    return Reason("MB804", f"{role} ({why}) has not approved.", hint, role)


def _few(found: Promotion, counting: list[Approval], environment: Environment) -> Iterator[Reason]:
    """Too few people, where those who are missing anyway would not make it enough."""
    people, least = {one.person or one.key for one in counting}, environment.model.approvals.minimum
    coming = sum(one.role is not None for one in found.reasons)
    if len(people) + coming < least:
        message = f"{len(people)} of at least {least} people approved."
        hint = "Ask somebody else, too." if people else "`mapbench approve PACKAGE --role ROLE`."
        yield Reason("MB804", message, hint)


def _waivers(package: Package, counting: list[Approval], trust: Trust) -> Iterator[Reason]:
    """Findings that the project waived for itself: an approval has to accept each."""
    accepted = {
        finding for one in counting if one.statement is not None for finding in one.statement.findings
    }
    for waiver in Side(package.files).governance.get("waivers", []):
        finding, until = str(waiver.get("finding", "")), str(waiver.get("until", ""))
        if finding not in accepted:
            over = until < trust.today.isoformat()
            message = f"The finding {finding} was waived by the project{f' until {until}, which is over' if over else ''}, and no approval accepts it."
            yield Reason(
                "MB807" if over else "finding",
                message,
                f"Correct it, or approve with --accept-finding {quote(finding)}.",
            )


def _approval_json(one: Approval) -> dict[str, Any]:
    said = one.statement
    return {
        "file": one.file, "role": one.role, "who": one.who, "counts": one.counts,
        "decision": said.decision if said is not None else None, "until": said.until.isoformat() if said is not None else None,
        "code": one.refused.code if one.refused is not None else None,
    }  # fmt: skip
