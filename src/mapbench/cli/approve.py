"""`mapbench approve`: a decision about a package, signed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from mapbench.cli.output import data, say, styled
from mapbench.errors import MapbenchError


@click.command("approve")
@click.argument("package", metavar="PACKAGE", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--role",
    metavar="ROLE",
    required=True,
    help="What you speak for; `author` says that you made the change.",
)
@click.option("--reject", is_flag=True, help="Say no: the package is not promoted as long as this stands.")
@click.option("--until", metavar="DAY", help="The last day on which it holds; else 90 days from now.")
@click.option(
    "--accept-value",
    "values",
    metavar="TARGET",
    multiple=True,
    help="A target whose values changed, and may; again for each.",
)
@click.option(
    "--accept-finding",
    "findings",
    metavar="CODE/SUBJECT",
    multiple=True,
    help="A finding that may stay; again for each.",
)
@click.option("--who", metavar="ADDRESS", help="Who you are; else git's user.email, else the key's comment.")
@click.option(
    "--key",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The SSH key to sign with; else the one in ~/.ssh.",
)
@click.option("--note", metavar="TEXT", default="", help="Anything a reader should know.")
def command(package: Path, role: str, **options: Any) -> int:
    """Approve a package for a role, signed with your SSH key.

    The package is verified first, then the signed statement is added to its attestations/; what it is, its digest, stays the same.
    """
    import sys

    from mapbench.release.approving import Decision, approve, last_day, own_key, own_name

    key = options["key"] or own_key()
    until = _day(options["until"]) if options["until"] else last_day()
    decision = Decision(
        role, (options["who"] or own_name(key)).strip(), key, until, "reject" if options["reject"] else "approve",
        options["values"], options["findings"], options["note"],
    )  # fmt: skip
    done = approve(package, decision, asking=sys.stdin.isatty())
    data(f"{done.file}\n")
    word = styled("rejected", fg="red") if options["reject"] else styled("approved", fg="green")
    _tell(
        f"{done.manifest.mapping} {done.manifest.version}  sha256:{done.digest[:12]}…  {word} for {role} until {until}",
        decision.who,
    )
    if role != "author" and not options["reject"]:
        _tell_values(package, options["values"])
    return 0


def _tell(sentence: str, who: str) -> None:
    from mapbench.sinks import for_terminal as safe

    say(f"{sentence}, by {safe(who)}.")


def _tell_values(package: Path, named: tuple[str, ...]) -> None:
    """Which changed values were not named, where the package before lies beside this one."""
    from shlex import quote

    from mapbench.release.approving import values_to_accept
    from mapbench.sinks import for_terminal as safe

    try:
        left = [one for one in values_to_accept(package) if one not in named]
    except (MapbenchError, OSError):
        return
    if left:
        words = " ".join(f"--accept-value {safe(quote(one))}" for one in left)
        say(
            f"  {styled('hint:', fg='cyan')} Values changed that this does not name: {', '.join(map(safe, left))}. Where they may: {words}"
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MapbenchError(f"{text!r} is no day.", "Write it as 2027-03-01.") from None
