"""MB501, MB502: schemas are pinned, and the captured samples fit them. F3: ignored schema changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mapbench.checks.examples import FIXTURE_FILE, MAPPING_FILE, without
from mapbench.checks.examples import MAPPING as _MAPPING
from mapbench.checks.findings import Finding, Rule, Said, Unchecked
from mapbench.checks.governed import flows, lead, mappings, place_of, system_of
from mapbench.checks.material import Material
from mapbench.errors import LoadError, MapbenchError, Place

_SHOWN = 3


def schemas_are_pinned(material: Material) -> Said:
    """MB501 for a mapping without source or target, and for every dataset in use whose schema is not pinned."""
    for subject in material.subjects:
        for key in ("source", "target"):
            if getattr(subject.loaded.mapping.file, key) is None:
                yield Finding(
                    "MB501",
                    f"{subject.id}/{key}",
                    f"{subject.id} names no {key}, so it runs without a schema: everything is optional and may be null.",
                    f"Write `{key}:` with a dataset (system.dataset) or an entity (entity@major).",
                    subject.loaded.mapping.document.position(("mapping",)),
                    subject.owner(),
                    "warning" if material.project is not None else "info",
                )
    if material.project is None:
        return
    for dataset, place, owner in _used(material):
        try:
            pinned = material.project.schema(dataset) is not None
        except (LoadError, MapbenchError):
            continue  # a finding of its own
        if not pinned:
            yield Finding(
                "MB501",
                dataset,
                f"The schema of {dataset} is not pinned: a change at the endpoint is noticed when records fail.",
                f"`mapbench connect {dataset} --pin`, or write schemas/{dataset}.json.",
                place,
                owner,
            )


def _used(material: Material) -> Iterator[tuple[str, Place, str | None]]:
    """The datasets that mappings and flows name, each once: where it is named first, and who answers for it."""
    named: dict[str, Place] = {}
    for loaded, mapping in mappings(material):
        for key, reference in (("source", mapping.source), ("target", mapping.target)):
            if system_of(reference):
                named.setdefault(str(reference), place_of(loaded, key))
    for loaded, flow in flows(material):
        if system_of(flow.source):
            named.setdefault(str(flow.source), place_of(loaded, "source"))
    for dataset, place in named.items():
        yield dataset, place, _owner(material, dataset)


def _owner(material: Material, reference: str) -> str | None:
    assert material.project is not None
    if "@" in reference:
        entity = material.project.entities.get(reference.partition("@")[0])
        return entity.model.owner if entity is not None and entity.model is not None else lead(material)
    name, _, dataset = reference.partition(".")
    system = material.project.systems.get(name)
    if system is None or system.model is None:
        return lead(material)
    own = system.model.datasets.get(dataset)
    return (own.owner if own is not None else None) or system.model.owner or lead(material)


def fixtures_fit(material: Material) -> Said:
    """MB502 for every captured sample that its pinned schema refuses."""
    from mapbench.schemas.validation import Validator

    project = material.project
    if project is None or not material.whole:
        return
    for dataset in sorted(path.name for path in (project.folder / "fixtures").glob("*") if path.is_dir()):
        try:
            linked = project.schema(dataset)
        except (LoadError, MapbenchError):
            continue
        if linked is None:
            yield Unchecked("MB502", dataset, "its schema is not pinned")
            continue
        validator = Validator(linked.raw)
        for path in sorted((project.folder / "fixtures" / dataset).glob("*.*")):
            yield from _fits(path, dataset, validator, _owner(material, dataset))


def _fits(path: Path, dataset: str, validator: Any, owner: str | None) -> Said:
    from mapbench.checks.material import records_in

    records = list(records_in(path))
    said = [violation.message for record in records for violation in validator.violations(record)]
    if records and not said:
        return
    what = " ".join(dict.fromkeys(said[:_SHOWN])) if said else "It cannot be read."
    more = f" (and {len(said) - _SHOWN} more)" if len(said) > _SHOWN else ""
    yield Finding(
        "MB502",
        f"{dataset}/{path.name}",
        f"The fixture {path.name} no longer fits the pinned schema of {dataset}: {what}{more}",
        "Capture it anew, or pin the schema anew: one of the two is out of date.",
        Place(str(path), 1, 1),
        owner,
    )


RULES = (
    Rule(
        "MB501",
        "error",
        "Schema not pinned",
        "What was never written down cannot be seen to change: the first sign of a new format is a rejected record.",
        {
            MAPPING_FILE: without(_MAPPING, "source").replace(
                "shop-order\n", "shop-order\nsource: shop.refund\n"
            ),
            "fixtures/shop.refund/1.json": '{"id": 1, "email": "a@example.com", "status": ""}\n',
        },
        {
            MAPPING_FILE: _MAPPING,
            "fixtures/shop.refund/1.json": '{"id": 1, "email": "é@example.com", "status": ""}\n',
        },
        schemas_are_pinned,
    ),
    Rule(
        "MB502",
        "error",
        "Fixtures no longer fit the schema",
        "Tests run on samples; when the samples are not what the schema says, the tests prove nothing about today.",
        {FIXTURE_FILE: '{"id": "one", "email": "a@example.com", "status": "paid"}\n'},
        {FIXTURE_FILE: '{"id": 1, "email": "a@example.com", "status": "paid"}\n'},
        fixtures_fit,
    ),
)
