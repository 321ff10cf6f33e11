"""MB305, MB807: work done twice, and exceptions that outlived their day. F2: every team its own style."""

from __future__ import annotations

from mapbench.checks.examples import MAPPING, MAPPING_FILE
from mapbench.checks.findings import Finding, Rule, Said
from mapbench.checks.governed import entity_of, lead, mappings, place_of
from mapbench.checks.material import Material

_TWICE = "mappings/crm-shop-order.yaml"
_WAIVER = "- {{finding: MB602/shop-order/total, who: dana, why: migration, until: {0}}}\n"


def mapped_once(material: Material) -> Said:
    """MB305 for a mapping whose source and entity another team maps, too."""
    seen: dict[tuple[str | None, str | None], tuple[str, str | None]] = {}
    for loaded, mapping in mappings(material):
        if mapping.source is None or entity_of(mapping.target) is None:
            continue
        first, owner = seen.setdefault((mapping.source, mapping.target), (loaded.id, mapping.owner))
        if first != loaded.id and owner != mapping.owner:
            yield Finding(
                "MB305",
                loaded.id,
                f"{loaded.id} of {mapping.owner or 'nobody'} and {first} of {owner or 'nobody'} both map {mapping.source} "
                f"to {mapping.target}, each in its own way.",
                "Agree on one mapping with one owner, and take the other out.",
                place_of(loaded, "mapping"),
                mapping.owner or lead(material),
            )


def waivers_are_in_date(material: Material) -> Said:
    """MB807 for every waiver whose last day is over."""
    loaded = material.project.waivers if material.project is not None and material.whole else None
    if loaded is None or loaded.model is None:
        return
    written = loaded.document.data if loaded.document is not None else None
    above: tuple[str, ...] = () if isinstance(written, list) else ("waivers",)
    for index, waiver in enumerate(loaded.model.waivers):
        if waiver.until < material.today:
            yield Finding(
                "MB807",
                waiver.finding,
                f"The waiver of {waiver.finding} ({waiver.why}) ended on {waiver.until}; {waiver.who} gave it.",
                "Mend what it covers, or have it waived anew with a reason of today.",
                place_of(loaded, *above, index),
                lead(material),
            )


RULES = (
    Rule(
        "MB305",
        "warning",
        "Two teams map the same dataset to the same entity",
        "Two teams that map the same thing disagree sooner or later, and the entity holds both of their meanings.",
        {
            MAPPING_FILE: MAPPING,
            _TWICE: MAPPING.replace("shop-order\nowner: order-ops", "crm-shop-order\nowner: crm-team"),
        },
        {
            MAPPING_FILE: MAPPING,
            _TWICE: MAPPING.replace("shop-order\nowner: order-ops", "crm-shop-order\nowner: order-ops"),
        },
        mapped_once,
    ),
    Rule(
        "MB807",
        "warning",
        "Waiver expired",
        "An exception without an end becomes the rule; one that has ended is a decision that somebody owes.",
        {"waivers.yaml": _WAIVER.format("2026-01-31")},
        {"waivers.yaml": _WAIVER.format("2027-01-31")},
        waivers_are_in_date,
    ),
)
