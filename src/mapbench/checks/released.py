"""MB801: versions that are too low for what changed since the last release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mapbench.checks.findings import Finding, Rule, Said, Unchecked
from mapbench.checks.material import Material, Subject
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.review.review import Review

_MAPPING = "mapping: shop-order\nversion: %s\nowner: order-ops\nsource: shop.order\ntarget: order@1\nrules:\n- {target: order_id, source: id, formula: text(value)}\n- {target: email, source: email, default: unknown}\n- {target: status, source: status}\n"


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
    from mapbench.packages.build import build
    from mapbench.packages.contents import read_files
    from mapbench.packages.ingredients import gather
    from mapbench.review.downstream import readers
    from mapbench.review.review import review
    from mapbench.review.sides import Side

    file, project = subject.loaded.mapping.file, subject.loaded.mapping.project
    assert project is not None, "only a project has released packages"
    reading = readers(project, file.target, file.mapping)
    return review(Side(read_files(path)), Side(build(gather(subject.loaded))), reading)


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
)
