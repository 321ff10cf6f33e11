"""Approving: a statement about one package, signed with the key of a person, kept in the package's attestations."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from mapbench.errors import MapbenchError
from mapbench.packages.attesting import attest
from mapbench.packages.errors import DraftError
from mapbench.packages.publish import ENDING, precedence, versions
from mapbench.packages.signatures import SigningError, comment_of, fingerprint, sign
from mapbench.packages.statement import SIGNATURE, Statement, is_role, statement_name
from mapbench.packages.verify import verify
from mapbench.review.asking import changed_values
from mapbench.review.review import review
from mapbench.review.sides import Side

if TYPE_CHECKING:
    from mapbench.packages.manifest import Manifest
    from mapbench.review.downstream import Downstream, Reader
    from mapbench.review.review import Review

#: How long an approval holds where nobody says so.
DAYS: Final = 90
_KEYS: Final = ("id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa")


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides about a package: for a role, until a day, with what they accept. `key` signs it."""

    role: str
    who: str
    key: Path
    until: date
    decision: Literal["approve", "reject"] = "approve"
    values: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Approved:
    """What was written: the package, and the statement's file inside it."""

    manifest: Manifest
    digest: str
    file: str


def approve(path: Path, decision: Decision, today: date | None = None, *, asking: bool = False) -> Approved:
    """Verifies a package, signs the decision, and adds it to the package's attestations; its digest stays what it is.

    A decision of the same role and key is replaced. `asking`: the key's passphrase may be asked for at the terminal. Raises
    PackageErrors for what is no package, MapbenchError for a decision that is none, SigningError, OSError.
    """
    day = today or datetime.now(UTC).date()
    _check(decision, day)
    package = verify(path)
    if package.manifest.draft:
        raise DraftError(
            f"{package.manifest.stem} is a draft; what is approved has to be what runs.",
            "Export it without --draft.",
        )
    statement = Statement(
        "approval", 1, f"sha256:{package.digest}", package.manifest.stem, decision.role, decision.decision, decision.who,
        day, decision.until, sorted({*decision.values}), sorted({*decision.findings}), decision.note,
    ).to_json()  # fmt: skip
    signature = sign(statement, decision.key, asking=asking)
    name = statement_name(decision.role, fingerprint(statement, signature, decision.role))
    attest(path, {name + SIGNATURE: signature, name: statement})
    return Approved(package.manifest, package.digest, name)


def own_key() -> Path:
    """The key that ssh itself would take: the first of its usual ones. Raises SigningError where there is none."""
    places = [Path.home() / ".ssh" / name for name in _KEYS]
    found = next((one for one in places if one.is_file()), None)
    if found is None:
        raise SigningError(
            "There is no SSH key to sign with in ~/.ssh.",
            "Make one: ssh-keygen -t ed25519. Or name one: --key FILE.",
        )
    return found


def own_name(key: Path) -> str:
    """Who signs: the address that git knows, else the comment of the key; "" where neither says."""
    try:
        ran = subprocess.run(["git", "config", "user.email"], capture_output=True, check=False)  # noqa: S607 - git itself, no shell
    except OSError:
        return comment_of(key)
    return ran.stdout.decode("utf-8", "replace").strip() or comment_of(key)


def last_day(today: date | None = None) -> date:
    """The last day of an approval where nobody says another."""
    return (today or datetime.now(UTC).date()) + timedelta(days=DAYS)


def change_of(path: Path, reading: Iterable[Reader | Downstream] = ()) -> Review | None:
    """A released package against the newest lower one that lies beside it; None where there is none.

    Raises PackageErrors, OSError.
    """
    from mapbench.packages.contents import read_files

    new = Side(read_files(path))
    mine = precedence(new.version)
    lower = [one for one in versions(path.parent, new.manifest.mapping) if precedence(one) < mine]
    if not lower:
        return None
    old = Side(read_files(path.parent / f"{new.manifest.mapping}-{lower[0]}{ENDING}"))
    return review(old, new, reading)


def values_to_accept(path: Path) -> list[str]:
    """The target paths whose values are others than those of the package before, as far as that lies beside it."""
    return changed_values(change_of(path))


def _check(decision: Decision, today: date) -> None:
    if not is_role(decision.role):
        raise MapbenchError(
            f"{decision.role!r} is no role.",
            "Write small letters, digits and single dashes, as in order-ops.",
        )
    if decision.until < today:
        raise MapbenchError(f"{decision.until} is over.", "Name a day to come: --until 2027-03-01.")
    if not decision.who.strip():
        raise MapbenchError(
            "Nobody says who approves.", "Say it: --who ida@example.com; or set git's user.email."
        )
