"""`mapbench verify`: is a package what it says it is?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.authors import author_option
from mapbench.cli.output import counted, data, data_json, format_option, say, styled
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.packages.approvals import Approval, Trust
    from mapbench.packages.package import Package


@click.command("verify")
@click.argument("package", metavar="PACKAGE", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--lock",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The digest has to be the one in this file.",
)
@click.option(
    "--update",
    is_flag=True,
    help="Write the digest into the lock file, in place of what it says of the mapping.",
)
@click.option(
    "--trust",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Somebody of this allowed_signers file has to have approved it.",
)
@author_option
@click.option("--now", metavar="TIME", help="As of when approvals are looked at; else now.")
@format_option("text", "json")
def command(package: Path, lock: Path | None, update: bool, output_format: str, **options: Any) -> int:
    """Say whether a package is what it says it is.

    PACKAGE is a .mapkg file or an unpacked one. Everything derived is made anew and has to be equal. Exit code 1: it is not.
    """
    from mapbench.packages.approvals import check_approvals
    from mapbench.packages.errors import PackageError
    from mapbench.packages.signatures import SigningError
    from mapbench.packages.verify import verify

    if update and lock is None:
        raise MapbenchError("--update writes a lock file, and none is named.", "Name it: --lock FILE.")
    trust = None if options["trust"] is None else _trust(options["trust"], options["authors"], options["now"])
    try:
        found = verify(package, None if update else lock)
        approvals = [] if trust is None else check_approvals(found.files, found.digest, trust)
        if update and lock is not None:
            _lock(lock, found)
    except PackageError as refused:
        return _refused(package, refused, refused.code, output_format)
    except SigningError:
        raise
    except MapbenchError as refused:
        return _refused(package, refused, "package", output_format)
    _tell(found, approvals, output_format)
    return 0


def _tell(package: Package, approvals: list[Approval], output_format: str) -> None:
    from mapbench.sinks import for_terminal as safe

    manifest = package.manifest
    if output_format == "json":
        data_json(
            {"verified": True, "package": manifest.stem, "digest": package.digest, "draft": manifest.draft}
        )
    else:
        data(f"{manifest.mapping} {manifest.version}  sha256:{package.digest}\n")
    for one in approvals:
        if one.counts and one.statement is not None:
            say(f"approved by {safe(one.who)} for {one.role} until {one.statement.until}")
        elif one.refused is not None:
            say(f"does not count [{one.refused.code}]: {safe(one.refused.message)}")
    draft = " It is a draft: runtimes refuse it." if manifest.draft else ""
    say(f"{styled('verified', fg='green')}: {counted(len(package.files), 'file')}.{draft}")


def _trust(path: Path, authors: frozenset[str], now: str | None) -> Trust:
    from mapbench.flows.binding import time_of
    from mapbench.packages.approvals import Trust
    from mapbench.packages.signatures import Signers

    signers = Signers(path.read_bytes(), None if now is None else time_of(now))
    return Trust(signers, path.name, authors)


def _lock(lock: Path, package: Package) -> None:
    """Writes that a package runs; a draft never does."""
    from mapbench.packages.errors import DraftError
    from mapbench.packages.locks import write_lock

    if package.manifest.draft:
        raise DraftError("A draft is not locked.", "Export it without --draft.")
    before = write_lock(lock, package.manifest, package.digest)
    instead = (
        f", in place of {before.version}" if before is not None and before.digest != package.digest else ""
    )
    say(f"{lock}: {package.manifest.mapping} {package.manifest.version}{instead}")


def _refused(package: Path, refused: MapbenchError, code: str, output_format: str) -> int:
    if output_format == "json":
        entry = getattr(refused, "entry", None)
        data_json(
            {"verified": False, "code": code, "file": entry, "message": refused.message, "hint": refused.hint}
        )
    say(f"{package}: {styled('refused', fg='red', bold=True)}: {refused.message} [{code}]")
    if refused.hint:
        say(f"  {styled('hint:', fg='cyan')} {refused.hint}")
    return 1
