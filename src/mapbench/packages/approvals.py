"""The approvals in a package, each held against the package, the signers that are trusted, and the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Final

from mapbench.packages.errors import (
    ApprovalError,
    AuthorError,
    ExpiredError,
    NotApprovedError,
    OtherDigestError,
    RejectedError,
    RoleError,
    SignatureError,
    SignerError,
    StatementError,
    TooLargeError,
    UnsignedError,
)
from mapbench.packages.names import OUTSIDE
from mapbench.packages.signatures import Signers, fingerprint
from mapbench.packages.statement import AUTHOR, SIGNATURE, Statement, read_statement

#: What nobody makes who is honest: a package with one of these is refused, whatever else it has.
DAMAGE: Final = (StatementError, UnsignedError, SignatureError)
_MOST: Final = 200
#: What makes a name of an allowed_signers file a pattern, which is nobody's name.
_PATTERN: Final = frozenset("*?!")


@dataclass(frozen=True)
class Trust:
    """Who is believed: `signers` may speak for their roles; `authors` made the change (addresses), as far as somebody says so.

    `name` is what the signers' file is called; `moment` as of when, else now.
    """

    signers: Signers
    name: str = "allowed_signers"
    authors: frozenset[str] = frozenset()

    @cached_property
    def today(self) -> date:
        return (self.signers.moment or datetime.now(UTC)).astimezone(UTC).date()


@dataclass(frozen=True)
class Approval:
    """One statement in a package, and what it is worth. `refused` says why it does not count, where it does not.

    `names` are those of the key among the trusted signers; `person` the address among them, or of its certificate, "" where
    nobody says whose it is; `key` its fingerprint, "" where the signature is none.
    """

    file: str
    statement: Statement | None = None
    key: str = ""
    names: tuple[str, ...] = ()
    person: str = ""
    refused: ApprovalError | None = None

    @property
    def role(self) -> str:
        """What it speaks for; "" where it cannot be read."""
        return self.statement.role if self.statement is not None else ""

    @property
    def counts(self) -> bool:
        """Whether it approves."""
        return self.refused is None and self.statement is not None and self.statement.role != AUTHOR

    @property
    def who(self) -> str:
        """The person; where nobody says who that is, what the statement says, in characters that can be seen."""
        said = self.statement.who if self.statement is not None else ""
        return self.person or (said if said.isprintable() else ascii(said)[1:-1]) or self.key[:12]


def approvals(files: Mapping[str, bytes], digest: str, trust: Trust) -> list[Approval]:
    """Every approval in a package's attestations, by file; nothing is refused as a whole but too many of them.

    `digest` is the package's, in hexadecimal. Raises TooLargeError, SigningError where there is no ssh-keygen.
    """
    names = sorted(name for name in files if name.startswith(OUTSIDE) and name.endswith(".json"))
    if len(names) > _MOST:
        raise TooLargeError(f"The package has {len(names):,} attestations; at most {_MOST} are read.")
    found = [one for name in names if (one := _signed(name, files, digest, trust)) is not None]
    authors = [one for one in found if one.role == AUTHOR and one.refused is None]
    return [
        one if one.refused is not None or one in authors else _judged(one, files, trust, authors)
        for one in found
    ]


def authors_named(found: Iterable[Approval], trust: Trust) -> bool:
    """Whether anybody says who made the change: whoever asks, or a trusted signer in the package."""
    return bool(trust.authors) or any(
        one.role == AUTHOR and one.refused is None and one.person for one in found
    )


def check_approvals(files: Mapping[str, bytes], digest: str, trust: Trust) -> list[Approval]:
    """The approvals, where at least one counts. Raises an ApprovalError of its own kind where one is damaged or rejects, and
    that of the first that does not count where none does.
    """
    found = approvals(files, digest, trust)
    for one in found:
        if isinstance(one.refused, (*DAMAGE, RejectedError)):
            raise one.refused
    if any(one.counts for one in found):
        return found
    first = next((one.refused for one in found if one.refused is not None), None)
    if first is not None:
        raise first
    message = "Nobody has approved the package."
    raise NotApprovedError(message, "Have it approved: `mapbench approve PACKAGE --role ROLE`.")


def _signed(name: str, files: Mapping[str, bytes], digest: str, trust: Trust) -> Approval | None:
    """A statement with the key that signed it, about this package; None for one of another type."""
    statement, key = None, ""
    try:
        statement = read_statement(name, files[name])
        if statement is None:
            return None
        signature = files.get(name + SIGNATURE)
        if signature is None:
            message = f"The statement {name} has no signature beside it."
            raise UnsignedError(message, "Have it signed again with `mapbench approve`.", name)
        key = fingerprint(files[name], signature, name)
        if statement.digest != f"sha256:{digest}":
            message = f"The statement {name} is about another package: {statement.digest[:19]}…"
            raise OtherDigestError(message, "An approval holds for one digest: have this one approved.", name)
    except ApprovalError as refused:
        return Approval(name, statement, key, refused=refused)
    names = trust.signers.names(signature)
    person = next((one for one in names if "@" in one and not _PATTERN & {*one}), "")
    return Approval(name, statement, key, names, person)


def _judged(one: Approval, files: Mapping[str, bytes], trust: Trust, authors: list[Approval]) -> Approval:
    statement = one.statement
    assert statement is not None, "what is malformed was refused before"
    refused: ApprovalError | None = None
    if not one.names:
        message = (
            f"The key that signed {one.file} is not, or not any more, among the signers of '{trust.name}'."
        )
        refused = SignerError(message, "Ask somebody who is; operations keep the list.", one.file)
    elif not trust.signers.may(statement.role, files[one.file], files[one.file + SIGNATURE]):
        message = f"{one.who} may not speak for {statement.role}, says '{trust.name}'."
        refused = RoleError(
            message, f"Ask somebody who may, or have the role added: {one.who},{statement.role}.", one.file
        )
    elif statement.until < trust.today:
        message = f"The approval of {one.who} for {statement.role} ended on {statement.until}."
        refused = ExpiredError(message, "Have it approved again.", one.file)
    elif statement.decision == "reject":
        message = f"{one.who} rejects the package for {statement.role}."
        refused = RejectedError(message, f"Ask {one.who} why, and export what they ask for.", one.file)
    elif _is_author(one, trust, authors):
        message = f"{one.who} made the change; an author's own approval never counts."
        refused = AuthorError(message, f"Ask somebody else who may speak for {statement.role}.", one.file)
    return replace(one, refused=refused)


def _is_author(one: Approval, trust: Trust, authors: list[Approval]) -> bool:
    """Whether a key is the author's, or belongs to a person who is."""
    said = one.statement.who if one.statement is not None else ""
    mine = {name.casefold() for name in (*one.names, one.person, said) if name not in (one.role, "")}
    if one.key in {other.key for other in authors} or mine & {name.casefold() for name in trust.authors}:
        return True
    return bool(mine & {other.person.casefold() for other in authors if other.person})
