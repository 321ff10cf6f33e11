"""MB801, MB806: what changed since the last release, held against the version, and against what was edited."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from mapbench.checks.examples import CONTACT, FIXTURE_FILE, MAPPING_FILE, released
from mapbench.checks.findings import Finding, Rule, Said, Unchecked
from mapbench.checks.material import Material, Subject
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.review.review import Review

_MAPPING = "mapping: shop-order\nversion: %s\nowner: order-ops\nsource: shop.order\ntarget: order@1\nrules:\n- {target: order_id, source: id, formula: text(value)}\n- {target: email, source: email, default: unknown}\n- {target: status, source: status}\n"

_CONSTANT = {
    MAPPING_FILE: "mapping: shop-order\nversion: 1.0.1\nowner: order-ops\nsource: shop.order\nrules:\n- {target: channel, constant: shop}\n",
    FIXTURE_FILE: '{"id": 1}\n',
    "schemas/shop.order.json": CONTACT,
}
_SOURCE = {"reference": "shop.order", "schema": "schemas/shop.order.json"}
_GOLDEN = '{"fixture":"shop.order/1.json","status":"accepted","output":{"channel":"%s"},"rules":{"channel":"channel"}}\n'
_FILES = {
    "program.json": json.dumps(
        {
            "language": 1,
            "mapping": "shop-order",
            "owner": "order-ops",
            "source": _SOURCE,
            "rules": [{"target": ["channel"], "constant": "shop"}],
        }
    ),
    "governance.json": "{}",
    "schemas/shop.order.json": CONTACT,
    FIXTURE_FILE: _CONSTANT[FIXTURE_FILE],
}


def versions_are_high_enough(material: Material) -> Said:
    """MB801 for each mapping that declares a version of its own which is too low; one that declares the released is `export`'s."""
    from mapbench.packages.publish import ENDING, precedence, versions

    for subject in material.subjects:
        file, project = subject.loaded.mapping.file, subject.loaded.mapping.project
        released = [] if project is None else versions(project.folder / "dist", file.mapping)
        if project is None or file.version is None or not released or file.version in released:
            continue
        if precedence(file.version) < precedence(released[0]):
            yield _low(subject, f"{released[0]} is released", f"Declare a version above {released[0]}.")
            continue
        yield from _held(subject, project.folder / "dist" / f"{file.mapping}-{released[0]}{ENDING}")


def _held(subject: Subject, path: Path) -> Said:
    try:
        found = _review(subject, path)
    except (MapbenchError, OSError) as refused:
        yield Unchecked("MB801", subject.id, f"{path.name} cannot be compared with: {refused}")
        return
    if found.bump.level != "none" and not found.sufficient:
        gravest = next(one for one in found.bump.reasons if one.level == found.bump.level)
        why = f"the change since {found.old.version} is {gravest.level}: {gravest.about}: {gravest.text}"
        yield _low(
            subject, why, f"Declare {found.needed}, or {found.old.version} again, and `export` computes it."
        )


def _review(subject: Subject, path: Path) -> Review:
    from mapbench.packages.contents import read_files
    from mapbench.review.downstream import readers
    from mapbench.review.review import review
    from mapbench.review.sides import Side

    file, project = subject.loaded.mapping.file, subject.loaded.mapping.project
    assert project is not None, "only a project has released packages"
    reading = readers(project, file.target, file.mapping)
    return review(Side(read_files(path)), Side(subject.built), reading)


def behaviour_has_a_cause(material: Material) -> Said:
    """MB806 for each mapping that behaves differently than its newest release says, although nothing could be why."""
    from mapbench.packages.publish import ENDING, versions

    for subject in material.subjects:
        file, project = subject.loaded.mapping.file, subject.loaded.mapping.project
        released = [] if project is None else versions(project.folder / "dist", file.mapping)
        if project is None or not released:
            continue
        path = project.folder / "dist" / f"{file.mapping}-{released[0]}{ENDING}"
        try:
            names = _drifted(subject, path)
        except (MapbenchError, OSError) as refused:
            yield Unchecked("MB806", subject.id, f"{path.name} cannot be compared with: {refused}")
            continue
        if names:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            yield Finding(
                "MB806",
                subject.id,
                f"{names[0]}{more} comes out differently than {path.name} says, and no rule, table, function or schema changed.",
                "Find out what changed beside the project, first of all mapbench itself; then release it knowingly, with the rule that says so.",
                subject.loaded.mapping.document.position(("mapping",)),
                subject.owner(),
            )


def _drifted(subject: Subject, path: Path) -> tuple[str, ...]:
    from mapbench.packages.contents import read_files
    from mapbench.review.edits import CAUSES
    from mapbench.review.recorded import drifted
    from mapbench.review.semantic import semantic_diff
    from mapbench.review.sides import Side

    old, new = Side(read_files(path)), Side(subject.built)
    return () if any(one.part in CAUSES for one in semantic_diff(old, new)) else drifted(old, new)


def _low(subject: Subject, why: str, hint: str) -> Finding:
    document = subject.loaded.mapping.document
    message = f"The version {subject.loaded.mapping.file.version} is too low: {why}."
    return Finding("MB801", subject.id, message, hint, document.position(("version",)), subject.owner())


RULES = (
    Rule(
        "MB801",
        "error",
        "Version bump too small",
        "Who reads a small number does not look: a breaking change reaches the receivers before anybody has asked them.",
        {"mappings/shop-order.yaml": _MAPPING % "1.9.0", "dist/shop-order-2.0.0.mapkg": ""},
        {"mappings/shop-order.yaml": _MAPPING % "2.0.0"},
        versions_are_high_enough,
    ),
    Rule(
        "MB806",
        "error",
        "Behaviour changed, nothing else did",
        "A release is trusted because whatever changes it can be read; what comes from elsewhere nobody has reviewed.",
        {
            **_CONSTANT,
            **released("shop-order", "1.0.0", {**_FILES, "golden.jsonl": _GOLDEN % "till"}, source=_SOURCE),
        },
        {"dist/shop-order-1.0.0.mapkg/golden.jsonl": _GOLDEN % "shop"},
        behaviour_has_a_cause,
    ),
)
