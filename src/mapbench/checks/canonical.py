"""MB504, MB508: the canonical model changes as its versions say, and mappings name a major that is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from mapbench.checks.examples import ENTITY, ENTITY_FILE, MAPPING, MAPPING_FILE, ORDER_SCHEMA, released
from mapbench.checks.findings import Finding, Rule, Said, Unchecked
from mapbench.checks.governed import entities, lead, mappings, place_of
from mapbench.checks.material import Material
from mapbench.engine.values import MISSING
from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from pathlib import Path

    from mapbench.packages.manifest import Dataset
    from mapbench.schemas.changes import SchemaChange

#: Which directions a compatibility forbids, beside what breaks every reader or writer.
_FORBIDDEN: Final[dict[str, frozenset[str]]] = {
    "backward": frozenset({"tightens", "both", "undetermined"}),
    "forward": frozenset({"loosens", "both", "undetermined"}),
    "full": frozenset({"tightens", "loosens", "both", "undetermined"}),
}


_PINNED: Final = {"reference": "order@1", "version": "1.0.0", "schema": "schemas/order.json"}


def entities_keep_their_promise(material: Material) -> Said:
    """MB504 for every entity that breaks what packages of the same major were released with."""
    project = material.project
    if project is None or not material.whole:
        return
    pinned = list(_pinned(project.folder / "dist", project.ids("mapping")))
    for loaded, entity in entities(material):
        for name, one in pinned:
            if isinstance(one, Unchecked):
                continue
            dataset, schema = one
            if dataset.reference != f"{entity.entity}@{entity.major}":
                continue
            broken = list(_breaks(schema, entity))
            if broken:
                more = f", and {len(broken) - 1} more" if len(broken) > 1 else ""
                message = f"{entity.entity} {entity.version} breaks the {entity.entity} {dataset.version or entity.major} that {name} was released with: {broken[0]}{more}."
                hint = f"Declare version {entity.major + 1}.0.0 and move the mappings over, or bring back what is gone."
                owner = entity.owner or lead(material)
                yield Finding("MB504", loaded.id, message, hint, place_of(loaded, "version"), owner)
                break
    yield from (one for _, one in pinned if isinstance(one, Unchecked))


def _pinned(folder: Path, ids: list[str]) -> Iterator[tuple[str, tuple[Dataset, Any] | Unchecked]]:
    """The schemas of source and target that the newest package of each mapping carries, with the package's name."""
    from mapbench.packages.contents import read_files
    from mapbench.packages.manifest import read_manifest
    from mapbench.packages.program_read import json_of
    from mapbench.packages.publish import ENDING, versions

    for mapping in ids:
        for version in versions(folder, mapping)[:1]:
            name = f"{mapping}-{version}{ENDING}"
            try:
                files = read_files(folder / name)
                manifest = read_manifest(files)
                for one in (manifest.source, manifest.target):
                    if one is not None and one.schema is not None:
                        yield name, (one, json_of(files, one.schema))
            except (MapbenchError, OSError) as refused:
                yield name, Unchecked("MB504", name, f"it cannot be read: {refused}")


def _breaks(released_schema: Any, entity: Any) -> Iterator[str]:
    from mapbench.schemas.changes import schema_changes
    from mapbench.schemas.keywords import SchemaError

    try:
        changes = schema_changes(released_schema, entity.schema_)
    except SchemaError:
        return  # a finding of its own
    compatibility = entity.compatibility or "backward"
    if compatibility != "none":
        yield from (said for one in changes if (said := _broken(one, _FORBIDDEN[compatibility])))


def _broken(one: SchemaChange, forbidden: frozenset[str]) -> str:
    """What a change breaks, in words; "" for nothing."""
    if one.what == "field":
        if one.now is MISSING:
            return f"the field {one.field} is gone"
        return f"the field {one.field} is new and required" if str(one.now).endswith("required") else ""
    if one.what == "type":
        return f"{one.field} was {one.was} and is {one.now}"
    if one.what == "required":
        return f"{one.field} is newly {'required' if one.now else 'optional'}"
    if one.what == "null" and one.now:
        return f"{one.field} is newly nullable"
    return f"{one.field} has another {one.what}" if one.direction in forbidden else ""


def majors_are_there(material: Material) -> Said:
    """MB508 for every mapping that names a major of an entity which the project no longer has."""
    project = material.project
    if project is None:
        return
    here = {one.id: one.model.major for one in project.entities.values() if one.model is not None}
    for loaded, mapping in mappings(material):
        for key in ("source", "target"):
            name, mark, major = str(getattr(mapping, key) or "").partition("@")
            if mark and name in here and major != str(here[name]):
                yield Finding(
                    "MB508",
                    f"{loaded.id}/{key}",
                    f"{loaded.id} is pinned to {name}@{major}, which is gone: the project has {name}@{here[name]}.",
                    f"Move it over to {name}@{here[name]} and release a major, or bring {name}@{major} back.",
                    place_of(loaded, key),
                    mapping.owner or lead(material),
                )


RULES = (
    Rule(
        "MB504",
        "error",
        "Breaking canonical change without a major version",
        "Every mapping that names the major trusts it: who changes what it means breaks systems that nobody asked.",
        {
            **released("shop-order", "1.0.0", {"schemas/order.json": ORDER_SCHEMA}, target=_PINNED),
            ENTITY_FILE: ENTITY.replace("    status: {type: string}\n", ""),
        },
        {ENTITY_FILE: ENTITY},
        entities_keep_their_promise,
    ),
    Rule(
        "MB508",
        "error",
        "Mapping pinned to a canonical major that is gone",
        "A mapping into a model that no longer exists cannot be tried, tested or released, and what it feeds stands still.",
        {ENTITY_FILE: ENTITY.replace("version: 1.0.0", "version: 2.0.0"), MAPPING_FILE: MAPPING},
        {MAPPING_FILE: MAPPING.replace("order@1", "order@2")},
        majors_are_there,
    ),
)
