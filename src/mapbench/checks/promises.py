"""MB403, MB406: what systems and flows promise, and how much they may be asked."""

from __future__ import annotations

from mapbench.checks.examples import SYSTEM, SYSTEM_FILE, without
from mapbench.checks.findings import Finding, Rule, Said
from mapbench.checks.governed import flows, lead, place_of, systems
from mapbench.checks.material import Material


def promises_are_made(material: Material) -> Said:
    """MB403 for every system and flow without an SLA."""
    for kind, files in (("system", systems(material)), ("flow", flows(material))):
        for loaded, file in files:
            if file.sla is None:
                yield Finding(
                    "MB403",
                    loaded.id,
                    f"The {kind} {loaded.id} has no SLA: nobody can say when it is late or broken.",
                    "Write it down: sla: {freshness: 1h, error_rate: 1%, availability: 99%}.",
                    place_of(loaded, kind),
                    file.owner or lead(material),
                )


def quotas_are_known(material: Material) -> Said:
    """MB406 for every system over HTTP whose quota nobody wrote down."""
    for loaded, system in systems(material):
        connection = system.connection
        if connection is not None and connection.type == "http" and connection.quota is None:
            yield Finding(
                "MB406",
                loaded.id,
                f"Nobody wrote down how many requests {loaded.id} allows; the day it refuses them is a surprise.",
                "Look it up at the system, and write: quota: {requests: 40, per: 1m}.",
                place_of(loaded, "connection"),
                system.owner or lead(material),
            )


RULES = (
    Rule(
        "MB403",
        "error",
        "No SLA",
        "Without a promise there is no late and no broken, only disappointed users.",
        {SYSTEM_FILE: without(SYSTEM, "sla")},
        {SYSTEM_FILE: SYSTEM},
        promises_are_made,
    ),
    Rule(
        "MB406",
        "warning",
        "Quota unknown",
        "A limit that nobody knows is found by running into it, usually at the end of a quarter.",
        {SYSTEM_FILE: without(SYSTEM, "  quota")},
        {SYSTEM_FILE: SYSTEM},
        quotas_are_known,
    ),
)
