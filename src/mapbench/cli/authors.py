"""The option that says who made a change, as every command that judges approvals takes it."""

from __future__ import annotations

import click


def _addresses(
    _context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]
) -> frozenset[str]:
    return frozenset(one for text in texts for one in text.split())


#: `--author ADDRESS…`; the command is given `authors`, a frozenset of addresses.
author_option = click.option(
    "--author",
    "authors",
    metavar="ADDRESS",
    multiple=True,
    callback=_addresses,
    help="Who made the change; their approval does not count. Several: again, or by blanks.",
)
