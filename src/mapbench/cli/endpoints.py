"""`mapbench endpoints`: the sample endpoints alone, on loopback."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from mapbench.cli.output import data, format_option, say, table
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.sandbox.faults import Fault
    from mapbench.sandbox.loopback import Loopback


class Offer(NamedTuple):
    """What is told of one system: the variable of its address, its path, its auth, its variables and its lists."""

    address: str
    path: str
    auth: str
    keys: tuple[str, ...]
    lists: str


SYSTEMS = {
    "shopify": Offer(
        "SHOP_URL",
        "/shopify",
        "bearer ${SHOPIFY_TOKEN}, 40 requests a minute",
        ("SHOPIFY_TOKEN",),
        "orders.json products.json customers.json",
    ),
    "crm": Offer(
        "CRM_URL",
        "/crm",
        "header X-Api-Key: ${CRM_KEY}; v2: oauth2 ${CRM_CLIENT_ID}:${CRM_CLIENT_SECRET} at oauth/token",
        ("CRM_KEY", "CRM_CLIENT_ID", "CRM_CLIENT_SECRET"),
        "contacts v2/contacts",
    ),
    "erp": Offer(
        "ERP_URL",
        "/erp",
        "basic ${ERP_USER}:${ERP_PASSWORD}",
        ("ERP_USER", "ERP_PASSWORD"),
        "invoices sales-orders",
    ),
}


@click.command("endpoints")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Where they listen; 0 is any free port.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="[SYSTEM:]NAME",
    help="What goes wrong: slow, 500, 429, cut, html, redirect, next-link, expired, gzip, bomb. Repeatable.",
)
@format_option("text", "json")
def command(port: int, faults: Sequence[str], output_format: str) -> None:
    """Serve the sample endpoints: a shop, a CRM and an ERP.

    They answer on this machine only, with invented records, until Ctrl-C. The keys are samples; a variable that is set
    in the environment counts instead, and is not shown. POST to /control switches faults on while they run.
    """
    switched_on = [fault_of(text) for text in faults]
    server = start(port, switched_on)
    set_already = {name for offer in SYSTEMS.values() for name in offer.keys if os.environ.get(name)}
    tell = {"text": as_text, "json": as_json}[output_format]
    data(tell(server.origin, set_already))
    say("Paste the exports into another terminal. Ctrl-C stops.")
    server.run()
    raise KeyboardInterrupt  # where a shell ignores SIGINT for its background jobs, the server ends without one


def start(port: int, faults: Sequence[Fault]) -> Loopback:
    """The server, listening already but not yet answering. Raises MapbenchError where it cannot."""
    from mapbench.sandbox.loopback import Loopback
    from mapbench.sandbox.server import Endpoints

    try:
        endpoints = Endpoints(keys_here())
    except FileNotFoundError as error:
        message = f"The sample records are missing: there is no {error.filename!r}."
        raise MapbenchError(message, "They come with a checkout of mapbench, not with the package.") from None
    endpoints.faults.extend(faults)
    try:
        return Loopback(endpoints.app, port)
    except OSError as error:
        message = f"Port {port} cannot be listened on: {os.strerror(error.errno or 0)}."
        raise MapbenchError(
            message, "Choose another with `--port N`, or `--port 0` for any free one."
        ) from None


def keys_here() -> dict[str, str]:
    """The key of each variable: what the environment says, else the sample."""
    from mapbench.sandbox.samples import SAMPLE_KEYS

    return {name: os.environ.get(name) or sample for name, sample in SAMPLE_KEYS.items()}


def fault_of(text: str) -> Fault:
    """The fault that `[SYSTEM:]NAME` names. Raises click.BadParameter."""
    from mapbench.sandbox.faults import Fault

    system, colon, name = text.rpartition(":")
    known = [*SYSTEMS, "token"]
    if colon and system not in known:
        raise click.BadParameter(f"There is no system {system!r}; there are {', '.join(known)}.")
    try:
        return Fault(name, system or None)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def exports(origin: str, set_already: set[str]) -> Mapping[str, str]:
    """The variables that a project needs to connect, without those that are set already."""
    from mapbench.sandbox.samples import SAMPLE_KEYS

    addresses = {offer.address: origin + offer.path for offer in SYSTEMS.values()}
    return addresses | {name: key for name, key in SAMPLE_KEYS.items() if name not in set_already}


def as_text(origin: str, set_already: set[str]) -> str:
    """One line per system, then the exports to paste."""
    rows = [(name, origin + offer.path, offer.auth, offer.lists) for name, offer in SYSTEMS.items()]
    lines = [f"export {name}={value}" for name, value in exports(origin, set_already).items()]
    lines += [f"# {name} is set already; the endpoints expect what it says." for name in sorted(set_already)]
    return table(rows) + "\n" + "".join(line + "\n" for line in lines)


def as_json(origin: str, set_already: set[str]) -> str:
    """The same as one line of JSON, so that a program can read it while the server runs."""
    systems: dict[str, Any] = {
        name: {"url": origin + offer.path, "auth": offer.auth, "lists": offer.lists.split()}
        for name, offer in SYSTEMS.items()
    }
    told = {"origin": origin, "systems": systems, "environment": exports(origin, set_already)}
    return json.dumps(told) + "\n"
