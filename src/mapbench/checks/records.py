"""MB201 to MB206: whose word counts. F1: connected but not governed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mapbench.checks.examples import (
    CONTACT,
    CRM,
    CRM_MAPPING,
    ENTITY,
    ENTITY_FILE,
    MAPPING_FILE,
    SYSTEM,
    SYSTEM_FILE,
    without,
)
from mapbench.checks.examples import MAPPING as _MAPPING
from mapbench.checks.findings import Finding, Rule, Said
from mapbench.checks.governed import entities, lead, place_of
from mapbench.checks.material import Material
from mapbench.checks.written import Write, writes
from mapbench.errors import Place
from mapbench.model.nearest import nearest
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field, Schema
from mapbench.schemas.keywords import SchemaError

_CRM_FILES = {
    "systems/crm.yaml": CRM,
    "schemas/crm.contact.json": CONTACT,
    "mappings/crm-order.yaml": CRM_MAPPING,
}
_RULED = ENTITY.replace("x-owner: crm-team}", "x-owner: crm-team, x-system-of-record: crm}")


@dataclass(frozen=True, slots=True)
class Declared:
    """The systems of record that an entity or a field names; `own` says that the field itself (or one around it) does."""

    systems: tuple[str, ...]
    own: bool
    precedence: bool
    owner: str | None


def one_record_each(material: Material) -> Said:
    """MB201 for an entity or field that names two systems, or that two systems of record write with none named."""
    by_field = writes(material)
    for loaded, entity in entities(material):
        named = _names(entity.system_of_record)
        if len(named) > 1:
            yield _two(loaded.id, named, place_of(loaded, "system_of_record"), entity.owner)
        for field, keys in _fields(entity):
            systems = _names(field.shape.notes.get("x-system-of-record"))
            subject = f"{loaded.id}/{_dotted(field)}"
            if len(systems) > 1:
                yield _two(subject, systems, place_of(loaded, *keys), field.owner or entity.owner)
            elif not _declared(entity, field).systems and _dotted(field) not in entity.key:
                written = by_field.get(f"{loaded.id}@{entity.major}/{_dotted(field)}", [])
                both = sorted(
                    {one for write in written for one in write.systems if _role(material, one) == "record"}
                )
                if len(both) > 1:
                    yield _two(subject, both, place_of(loaded, *keys), field.owner or entity.owner)


def _two(subject: str, systems: list[str], place: Place, owner: str | None) -> Finding:
    return Finding(
        "MB201",
        subject,
        f"{subject} has {len(systems)} systems of record, {' and '.join(systems)}: when they differ, neither is right.",
        "Agree on one; a field may have its own with `x-system-of-record`.",
        place,
        owner,
    )


def records_are_named(material: Material) -> Said:
    """MB202 for an entity without a system of record, or with one that the project does not have."""
    known = set(material.project.systems) if material.project is not None else set()
    for loaded, entity in entities(material):
        fields = [field for field, _ in _fields(entity) if len(field.path) == 1]
        ruled = [field for field in fields if _declared(entity, field).systems]
        if entity.system_of_record is None:
            bare = (
                [loaded.id]
                if not ruled
                else [f"{loaded.id}/{one.name}" for one in fields if one not in ruled]
            )
            for subject in bare:
                yield _unnamed(subject, "has no system of record", place_of(loaded, "entity"), entity.owner)
        for field, keys in ((None, ("system_of_record",)), *_fields(entity)):
            said = entity.system_of_record if field is None else field.shape.notes.get("x-system-of-record")
            for name in _names(said):
                if name not in known:
                    subject = loaded.id if field is None else f"{loaded.id}/{_dotted(field)}"
                    text = f"names {name!r} as its system of record, and the project has no such system"
                    near = nearest(name, known)
                    hint = f"Did you mean {near!r}?" if near else ""
                    yield _unnamed(subject, text, place_of(loaded, *keys), entity.owner, hint)


def _unnamed(subject: str, what: str, place: Place, owner: str | None, hint: str = "") -> Finding:
    return Finding(
        "MB202",
        subject,
        f"{subject} {what}: when two systems differ, nobody knows which one is right.",
        hint or "Write `system_of_record:` with a system of the project.",
        place,
        owner,
    )


def records_are_respected(material: Material) -> Said:
    """MB203 for every rule that writes a field whose system of record is another one.

    A field counts that names its system of record itself; one that has it from its entity counts only where that system
    writes it, too: orders may be born in the shop although the ERP's word counts.
    """
    by_field = writes(material)
    for entity_id, entity, field, written in _written(material, by_field):
        said = _declared(entity, field)
        if not said.systems or said.precedence or _dotted(field) in entity.key:
            continue
        competes = any(set(said.systems) & write.systems for write in written)
        for write in written:
            against = write.systems - set(said.systems)
            if against and not write.systems & set(said.systems) and (said.own or competes):
                yield Finding(
                    "MB203",
                    f"{write.subject.id}/{write.target}",
                    f"{write.subject.id} writes {entity_id}.{write.target} from {' and '.join(sorted(against))}, "
                    f"but its system of record is {said.systems[0]}.",
                    f"Take it from {said.systems[0]}, or name another system of record.",
                    write.subject.place(write.target),
                    write.subject.owner(write.target),
                )


def one_writer_each(material: Material) -> Said:
    """MB204 for a field that two mappings write while nothing says which one wins."""
    by_field = writes(material)
    for entity_id, entity, field, written in _written(material, by_field):
        said = _declared(entity, field)
        mappings = sorted({write.subject.id for write in written})
        ruled = [write for write in written if set(said.systems) & write.systems]
        if len(mappings) < 2 or said.precedence or len(ruled) == 1 or _dotted(field) in entity.key:
            continue
        first = written[0].subject
        yield Finding(
            "MB204",
            f"{entity_id}/{_dotted(field)}",
            f"{' and '.join(mappings)} write {entity_id}.{_dotted(field)}, and nothing says which one wins: the last one does.",
            "Make the source of one of them its system of record, or say `x-precedence: [FIRST, SECOND]` at the field, or at the top "
            "of the schema for all of them.",
            first.place(written[0].target),
            said.owner or first.owner(written[0].target),
        )


def records_are_records(material: Material) -> Said:
    """MB206 for a system of record whose role is another."""
    for loaded, entity in entities(material):
        named: list[tuple[str, tuple[str, ...], list[str], str | None]]
        named = [(loaded.id, ("system_of_record",), _names(entity.system_of_record), entity.owner)]
        named += [
            (
                f"{loaded.id}/{_dotted(field)}",
                keys,
                _names(field.system_of_record),
                field.owner or entity.owner,
            )
            for field, keys in _fields(entity)
        ]
        for subject, keys, systems, owner in named:
            for system in systems:
                role = _role(material, system)
                if role in (None, "record"):
                    continue
                yield Finding(
                    "MB206",
                    subject,
                    f"The system of record of {subject} is {system}, whose role is {role}.",
                    f"Give {system} the role record, or name the system where this is kept.",
                    place_of(loaded, *keys),
                    owner or lead(material),
                )


def _written(
    material: Material, by_field: dict[str, list[Write]]
) -> Iterator[tuple[str, Any, Field, list[Write]]]:
    for loaded, entity in entities(material):
        for field, _ in _fields(entity):
            written = by_field.get(f"{loaded.id}@{entity.major}/{_dotted(field)}", [])
            if written:
                yield loaded.id, entity, field, written


def _fields(entity: Any) -> Iterator[tuple[Field, tuple[str, ...]]]:
    """Every field of an entity with the keys that lead to it in its file; none where its schema is refused."""
    try:
        schema = Schema(entity.schema_)
    except SchemaError:
        return  # a finding of its own
    for field in schema.walk():
        keys: list[str] = ["schema"]
        for name in field.path:
            keys += (
                ["items"]
                if name == ANY_ITEM
                else ["additionalProperties"]
                if name == ANY_KEY
                else ["properties", name]
            )
        yield field, tuple(keys)


def _declared(entity: Any, field: Field) -> Declared:
    """What the field, else the nearest one around it, else the entity says."""
    here: Field | None = field
    precedence = False
    while here is not None:
        precedence = precedence or "x-precedence" in here.shape.notes
        systems = _names(here.shape.notes.get("x-system-of-record"))
        if systems:
            return Declared(tuple(systems), True, precedence, field.owner or entity.owner)
        here = here.parent
    return Declared(tuple(_names(entity.system_of_record)), False, precedence, field.owner or entity.owner)


def _names(said: Any) -> list[str]:
    """The systems that a value names: one, a list, or a text with commas."""
    parts = said.split(",") if isinstance(said, str) else said if isinstance(said, list) else []
    return [part.strip() for part in parts if isinstance(part, str) and part.strip()]


def _dotted(field: Field) -> str:
    return ".".join(name for name in field.path if name not in (ANY_ITEM, ANY_KEY))


def _role(material: Material, system: str | None) -> str | None:
    loaded = material.project.systems.get(system or "") if material.project is not None else None
    return loaded.model.role if loaded is not None and loaded.model is not None else None


RULES = (
    Rule(
        "MB201",
        "error",
        "Two systems of record for one entity or field",
        "Two sources of truth are none: reports differ, and every correction is undone by the other system.",
        {"systems/crm.yaml": CRM, ENTITY_FILE: ENTITY.replace("of_record: shop", "of_record: shop, crm")},
        {"systems/crm.yaml": CRM, ENTITY_FILE: ENTITY},
        one_record_each,
    ),
    Rule(
        "MB202",
        "error",
        "Entity or field with no system of record",
        "Systems are connected, yet nobody decided whose word counts; the first difference becomes a meeting.",
        {ENTITY_FILE: without(ENTITY, "system_of_record")},
        {ENTITY_FILE: ENTITY},
        records_are_named,
    ),
    Rule(
        "MB203",
        "error",
        "Mapping writes a field against its system of record",
        "A mapping that overwrites what another system answers for undoes that system's corrections, silently.",
        {"systems/crm.yaml": CRM, ENTITY_FILE: _RULED},
        {"systems/crm.yaml": CRM, ENTITY_FILE: ENTITY},
        records_are_respected,
    ),
    Rule(
        "MB204",
        "error",
        "Two mappings write one field, no precedence said",
        "Which of two values stays then depends on which mapping ran last, and that changes from day to day.",
        {**_CRM_FILES, ENTITY_FILE: without(ENTITY, "system_of_record"), MAPPING_FILE: _MAPPING},
        {**_CRM_FILES, ENTITY_FILE: ENTITY, MAPPING_FILE: _MAPPING},
        one_writer_each,
    ),
    Rule(
        "MB206",
        "warning",
        "System of record whose role is not record",
        "A system of engagement or intelligence holds copies; calling one of them the record makes copies the truth.",
        {SYSTEM_FILE: SYSTEM.replace("role: record", "role: engagement")},
        {SYSTEM_FILE: SYSTEM},
        records_are_records,
    ),
)
