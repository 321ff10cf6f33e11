"""`mapbench verify`: is a package what it says it is?"""

from __future__ import annotations

from pathlib import Path

import click

from mapbench.cli.output import counted, data, data_json, format_option, say, styled
from mapbench.errors import MapbenchError


@click.command("verify")
@click.argument("package", metavar="PACKAGE", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--lock",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="The digest has to be the one in this file.",
)
@format_option("text", "json")
def command(package: Path, lock: str | None, output_format: str) -> int:
    """Say whether a package is what it says it is.

    PACKAGE is a .mapkg file or an unpacked one. Everything derived is made anew and has to be equal. Exit code 1: it is not.
    """
    from mapbench.packages.errors import PackageError
    from mapbench.packages.verify import verify

    try:
        found = verify(package, lock)
    except PackageError as refused:
        return _refused(package, refused, refused.code, output_format)
    except MapbenchError as refused:
        return _refused(package, refused, "package", output_format)
    manifest = found.manifest
    if output_format == "json":
        data_json(
            {"verified": True, "package": manifest.stem, "digest": found.digest, "draft": manifest.draft}
        )
    else:
        data(f"{manifest.mapping} {manifest.version}  sha256:{found.digest}\n")
    draft = " It is a draft: runtimes refuse it." if manifest.draft else ""
    say(f"{styled('verified', fg='green')}: {counted(len(found.files), 'file')}.{draft}")
    return 0


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
