"""What has an owner: systems, entities, mappings, with their files, places, and the tier that they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mapbench.errors import Place

if TYPE_CHECKING:
    from mapbench.checks.material import Material
    from mapbench.model.mapping import MappingFile
    from mapbench.model.system import SystemFile
    from mapbench.project.folder import Loaded
    from mapbench.project.project import Project

#: From what matters least to what matters most.
TIERS: Final = ("informational", "operational", "revenue-critical")


def systems(material: Material) -> Iterator[tuple[Loaded[SystemFile], SystemFile]]:
    """Every system that loads, where a whole project is looked at."""
    yield from _files(material, "systems")


def entities(material: Material) -> Iterator[tuple[Loaded[Any], Any]]:
    """Every entity that loads, where a whole project is looked at."""
    yield from _files(material, "entities")


def flows(material: Material) -> Iterator[tuple[Loaded[Any], Any]]:
    """Every flow that loads, where a whole project is looked at."""
    yield from _files(material, "flows")


def mappings(material: Material) -> Iterator[tuple[Loaded[MappingFile], MappingFile]]:
    """Every mapping of a project that is looked at, also one that is refused for other reasons."""
    project = material.project
    for loaded in project.mappings.values() if project is not None else ():
        if loaded.model is not None and (material.whole or loaded.id in material.named):
            yield loaded, loaded.model


def place_of(loaded: Loaded[Any], *keys: str | int) -> Place:
    """Where a key stands in a file; the nearest key around it where it does not."""
    return loaded.document.position(keys) if loaded.document is not None else Place(str(loaded.path))


def system_of(reference: str | None) -> str | None:
    """The system of `system.dataset`; None for an entity."""
    return None if reference is None or "@" in reference else reference.partition(".")[0]


def entity_of(reference: str | None) -> str | None:
    """The entity of `entity@major`; None for a dataset."""
    return None if reference is None or "@" not in reference else reference.partition("@")[0]


def lead(material: Material) -> str | None:
    """Who answers for the whole."""
    model = material.project.file.model if material.project is not None else None
    return model.lead if model is not None else None


def tier_owner(material: Material, tier: str | None) -> str | None:
    """Who has to act where something has no owner: the tier's, else the lead."""
    model = material.project.file.model if material.project is not None else None
    policy = model.tiers.get(tier) if model is not None and tier is not None else None  # type: ignore[call-overload]
    return (policy.owner if policy is not None else None) or lead(material)


def tier_of_file(project: Project, file: str | None) -> str | None:
    """The tier of what a file of the project is about; None where nothing says it."""
    if file is None:
        return None
    path, folder = Path(file).resolve(), project.folder.resolve()
    parts = path.relative_to(folder).parts if path.is_relative_to(folder) else ()
    if len(parts) < 2:
        return None
    kind, name = parts[0], parts[1]
    if kind in ("schemas", "fixtures"):
        return _system_tier(project, name.partition(".")[0])
    stem = Path(name).stem
    match kind:
        case "systems":
            return _system_tier(project, stem)
        case "flows":
            flow = project.flows.get(stem)
            return flow.model.tier if flow is not None and flow.model is not None else None
        case "mappings" | "tests":
            return _mapping_tier(project, stem)
    return None


def _system_tier(project: Project, system: str | None) -> str | None:
    loaded = project.systems.get(system or "")
    return loaded.model.tier if loaded is not None and loaded.model is not None else None


def _mapping_tier(project: Project, mapping: str) -> str | None:
    """The highest tier of the flows that use a mapping; else of the systems it touches."""
    used = [
        flow.model.tier
        for flow in project.flows.values()
        if flow.model is not None
        and mapping
        in {
            name.partition("@")[0]
            for name in (flow.model.inbound or "", *(o.mapping for o in flow.model.outbound))
        }
    ]
    loaded = project.mappings.get(mapping)
    model = loaded.model if loaded is not None else None
    touched = (
        []
        if model is None
        else [_system_tier(project, system_of(one)) for one in (model.source, model.target)]
    )
    named: list[str] = [tier for tier in used if tier] or [tier for tier in touched if tier]
    return max(named, key=TIERS.index, default=None)


def _files(material: Material, attribute: str) -> Iterator[tuple[Loaded[Any], Any]]:
    if material.project is None or not material.whole:
        return
    for loaded in getattr(material.project, attribute).values():
        if loaded.model is not None:
            yield loaded, loaded.model
