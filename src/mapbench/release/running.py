"""What runs in an environment, as its lock says, and what a package does differently from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mapbench.packages.contents import check_sums, read_files
from mapbench.packages.errors import LockError, PackageError
from mapbench.packages.locks import Locked, read_lock
from mapbench.packages.publish import ENDING, precedence
from mapbench.release.reasons import Reason, reason_of
from mapbench.review.review import Review, review
from mapbench.review.sides import Side

if TYPE_CHECKING:
    from mapbench.packages.manifest import Manifest
    from mapbench.packages.package import Package
    from mapbench.project.environments import Environment
    from mapbench.review.downstream import Downstream, Reader


@dataclass(slots=True)
class There:
    """What runs: its version, None where nothing of the mapping does or nobody knows. `change` is the package against it."""

    version: str | None = None
    change: Review | None = None
    reasons: list[Reason] = field(default_factory=list)
    unknown: list[Reason] = field(default_factory=list)


def what_runs(
    package: Package,
    environment: Environment,
    places: Iterable[Path],
    reading: Iterable[Reader | Downstream] | None = (),
) -> There:
    """What runs in an environment, and what speaks against a package for its sake.

    In one of `places` lies the package that runs; `reading` are the mappings that read what it writes, None where nobody knows.
    """
    found = There()
    running = _running(found, package.manifest, environment.lock)
    if running is None:
        return found
    found.version = running.version
    if running.digest == package.digest:
        return found
    found.reasons += _against(running, package.manifest, environment)
    old = _lying(running, places)
    if old is None:
        message = (
            f"What runs there is not here: {running.mapping} {running.version}, {running.digest[:12]}…; "
            "what changes is not known."
        )
        hint = "Bring that package, or name its folder in `packages:` of the environment."
        found.unknown.append(Reason("running", message, hint))
        return found
    found.change = review(old, Side(package.files), reading or ())
    found.reasons += _version(found.change)
    if environment.model.approvals.affected:
        found.unknown += _downstream(found.change, known=reading is not None)
    return found


def _running(found: There, manifest: Manifest, lock: Path) -> Locked | None:
    try:
        mine = [one for one in read_lock(lock) if one.mapping == manifest.mapping]
    except FileNotFoundError:
        message = f"Nobody says what runs there: the lock file '{lock}' is not there."
        hint = "Where nothing runs yet, make it empty; else lock what runs: `mapbench verify PACKAGE --lock FILE --update`."
        found.unknown.append(Reason("lock", message, hint))
        return None
    except LockError as refused:
        found.reasons.append(reason_of(refused))
        return None
    return max(mine, key=lambda one: precedence(one.version), default=None)


def _against(running: Locked, manifest: Manifest, environment: Environment) -> Iterator[Reason]:
    if running.version == manifest.version:
        message = f"Another package of the version {running.version} runs there, {running.digest[:12]}…"
        yield Reason("lock", message, "What was released never changes: raise the version and export again.")
    elif precedence(manifest.version) < precedence(running.version):
        hint = f"To go back on purpose: `mapbench verify PACKAGE --lock {environment.lock} --update`."
        yield Reason("older", f"{running.version} runs there, which is newer.", hint)


def _lying(running: Locked, places: Iterable[Path]) -> Side | None:
    """The package with the digest that is locked, wherever it lies: the digest says that it is the one."""
    name = f"{running.mapping}-{running.version}"
    for place in places:
        for path in (place / f"{name}{ENDING}", place / name):
            try:
                files = read_files(path)
                if check_sums(files) == running.digest:
                    return Side(files)
            except (PackageError, OSError):
                continue
    return None


def _version(change: Review) -> Iterator[Reason]:
    if change.bump.errors:
        hint = "Find out what changed beside the package."
        yield Reason("MB806", "Behaviour changed, and nothing else did.", hint)
    if not change.sufficient:
        message = (
            f"The change since {change.old.version} is {change.bump.level}; {change.new.version} is too low."
        )
        yield Reason("MB801", message, f"Export it as {change.needed}.")


def _downstream(change: Review, *, known: bool) -> Iterator[Reason]:
    """Why nobody can tell what a change does to the mappings that read it."""
    if not known and change.behaviour.compared.changed:
        message = (
            "There is no project here, so nobody knows which mappings read what it writes, and whom to ask."
        )
        yield Reason(
            "downstream",
            message,
            "Ask from the project's folder, or name it: `mapbench -C DIR can-promote …`.",
        )
    for one in change.downstream:
        if one.refused:
            message = f"{one.mapping}, which reads what it writes, cannot be run: {one.refused}"
            yield Reason("downstream", message, "Correct it, or ask its owner.", one.owner)
