"""`mapbench schema`: the published JSON Schema of a file kind."""

from __future__ import annotations

import click

from mapbench.cli.output import data, data_json, say


@click.command("schema")
@click.argument("kind", required=False)
def command(kind: str | None) -> None:
    """Print the JSON Schema of a file kind.

    Without KIND, the kinds are listed.
    """
    from mapbench.model.kinds import KINDS, schema_of

    if kind is None:
        data("".join(f"{one}\n" for one in KINDS))
        say("`mapbench schema KIND` prints one of them.")
        return
    data_json(schema_of(kind))
