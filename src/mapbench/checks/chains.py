"""MB301 to MB303: systems that hang on each other. F4: chain dependencies."""

from __future__ import annotations

from itertools import pairwise

from mapbench.checks.examples import CONTACT, CRM, CRM_MAPPING, MAPPING_FILE
from mapbench.checks.examples import MAPPING as _MAPPING
from mapbench.checks.findings import Finding, Rule, Said
from mapbench.checks.governed import lead, system_of
from mapbench.checks.landscape import Edge, chains, cycles, edges_of
from mapbench.checks.material import Material

_CRM_FILES = {"systems/crm.yaml": CRM, "schemas/crm.contact.json": CONTACT}
_DIRECT = "mapping: {0}-{1}\nowner: crm-team\nsource: {0}.{2}\ntarget: {1}.{3}\nrules:\n- {{target: id, source: id}}\n"


def _chain(*names: str) -> dict[str, str]:
    """The files of systems that are mapped one into the next."""
    files = {}
    for name in names:
        files[f"systems/{name}.yaml"] = CRM.replace("crm", name).replace(f"{name}-team", "crm-team")
        files[f"schemas/{name}.contact.json"] = CONTACT
    for first, second in pairwise(names):
        files[f"mappings/{first}-{second}.yaml"] = _DIRECT.format(first, second, "contact", "contact")
    return files


def through_the_canonical_model(material: Material) -> Said:
    """MB301 for every mapping from one system straight to another."""
    for subject in material.subjects:
        file = subject.loaded.mapping.file
        start, end = system_of(file.source), system_of(file.target)
        if start and end and start != end:
            yield Finding(
                "MB301",
                subject.id,
                f"{subject.id} maps {start} straight to {end}, past the canonical model: a change of one breaks the other.",
                f"Map {file.source} into an entity, and the entity out to {file.target}.",
                subject.loaded.mapping.document.position(("target",)),
                subject.owner(),
            )


def no_cycles(material: Material) -> Said:
    """MB302 for systems that feed each other the same fields in a circle."""
    if not material.whole:
        return
    edges = edges_of(material)
    for cycle in cycles(edges):
        names = " -> ".join((*cycle, cycle[0]))
        edge = _first(edges, cycle[0], cycle[1])
        yield Finding(
            "MB302",
            "/".join(cycle),
            f"Systems depend on each other in a circle: {names}. A wrong value comes back to where it began.",
            "Let one of them answer for the field, and take the mapping out that leads back to it.",
            edge.by[-1].loaded.mapping.document.position(("target",)),
            edge.by[-1].owner() or lead(material),
        )


def chains_are_short(material: Material) -> Said:
    """MB303 for chains that pass more systems than the project allows."""
    if not material.whole or material.project is None or material.project.file.model is None:
        return
    limit = material.project.file.model.policies.chain_limit
    edges = edges_of(material)
    for chain in chains(edges, limit):
        edge = _first(edges, chain[-2], chain[-1])
        yield Finding(
            "MB303",
            "/".join(chain),
            f"A chain of {len(chain)} systems, longer than {limit}: {' -> '.join(chain)}. Each of them can stop the last.",
            f"Feed {chain[-1]} from the canonical model; or raise `chain_limit` in mapbench.yaml.",
            edge.by[-1].loaded.mapping.document.position(("target",)),
            edge.by[-1].owner() or lead(material),
        )


def _first(edges: list[Edge], start: str, end: str) -> Edge:
    return next(edge for edge in edges if (edge.start, edge.end) == (start, end))


RULES = (
    Rule(
        "MB301",
        "error",
        "Point to point: system to system past the canonical model",
        "With n systems wired to each other there are n times n meanings of an order, and none of them is written down.",
        {
            **_CRM_FILES,
            "mappings/crm-order.yaml": CRM_MAPPING.replace("order@1", "shop.order").replace(
                ", formula: text(value)", ""
            ),
        },
        {**_CRM_FILES, "mappings/crm-order.yaml": CRM_MAPPING, MAPPING_FILE: _MAPPING},
        through_the_canonical_model,
    ),
    Rule(
        "MB302",
        "error",
        "Dependency cycle between systems",
        "In a circle a wrong value returns to where it was corrected, and nobody can say where it came from.",
        {**_chain("aa", "bb"), "mappings/bb-aa.yaml": _DIRECT.format("bb", "aa", "contact", "contact")},
        {
            **_chain("aa", "bb"),
            "mappings/bb-aa.yaml": _DIRECT.format("bb", "shop", "contact", "order").replace(
                "bb-shop", "bb-aa"
            ),
        },
        no_cycles,
    ),
    Rule(
        "MB303",
        "warning",
        "Chain longer than the limit",
        "Every link multiplies delay and failure: four systems at 99 % each are up 96 % of the time.",
        _chain("aa", "bb", "cc", "dd"),
        {
            **_chain("aa", "bb", "cc"),
            "mappings/cc-dd.yaml": _DIRECT.format("aa", "dd", "contact", "contact").replace("aa-dd", "cc-dd"),
        },
        chains_are_short,
    ),
)
