"""The options of commands that read inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

#: As in `connect/formats.py`, which is not imported before a command runs.
FORMATS = ("json", "jsonl", "csv", "tsv", "xml", "xlsx", "parquet", "sqlite")


def input_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command `--input-format`, and `--read` for what a file does not say itself."""
    read = click.option(
        "--read",
        metavar="NAME=VALUE",
        multiple=True,
        help="How the inputs are read: encoding, delimiter, quote, escape, sheet, header, records, lists, member, table, "
        "query or limit.",
    )
    known = click.option(
        "--input-format", type=click.Choice(FORMATS), help="What the inputs are; else their endings."
    )
    return known(read(command))
