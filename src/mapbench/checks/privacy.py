"""MB702, MB703: personal data that goes where nobody cleared it for, or that nobody called personal. SEC."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mapbench.checks.examples import CRM, ENTITY, ENTITY_FILE, MAPPING, MAPPING_FILE
from mapbench.checks.findings import Finding, Rule, Said
from mapbench.checks.governed import lead, system_of
from mapbench.checks.material import Material, Subject
from mapbench.connect.redact.kinds import kind_of_name
from mapbench.errors import MapbenchError
from mapbench.project.linked import LinkedSchema
from mapbench.schemas.fields import ANY_ITEM, ANY_KEY, Field
from mapbench.trials.bare import handed_on
from mapbench.trials.walking import Visit, schema_of, visits

#: From what anybody may see to what nobody may.
_LEVELS: Final = ("public", "internal", "pii", "secret")
#: What a system may receive that says nothing.
_UNSAID: Final = "internal"
#: Kinds of names that say by themselves that a value is somebody's.
_TELLING: Final = frozenset(
    {"email", "phone", "name", "address", "card", "iban", "number", "birthday", "secret"}
)


def systems_are_cleared(material: Material) -> Said:
    """MB702 for every rule that hands personal data on to a system with a lower clearance."""
    for subject in material.subjects:
        target = subject.loaded.mapping.file.target
        system = system_of(target)
        if system is None or subject.loaded.mapping.project is None:
            continue
        clearance = _clearance(subject, system)
        for visit in visits(subject.loaded):
            worst = max(
                (_classified(field) for field in _handed_on(visit)), key=_rank, default=("public", "")
            )
            if _rank(worst) > _LEVELS.index(clearance) and _rank(worst) >= _LEVELS.index("pii"):
                yield subject.finding(
                    "MB702",
                    visit.rule.target,
                    f"{visit.rule.target} hands {worst[1]} ({worst[0]}) on to {system}, which is cleared for {clearance} only.",
                    f"Mask it, as in mask({worst[1].rpartition('.')[2] or 'value'}), leave it out, or have {system} cleared.",
                )


def _clearance(subject: Subject, system: str) -> str:
    project = subject.loaded.mapping.project
    loaded = project.systems.get(system) if project is not None else None
    return (loaded.model.clearance if loaded is not None and loaded.model is not None else None) or _UNSAID


def _handed_on(visit: Visit) -> Iterator[Field]:
    for field in handed_on(visit.rule, visit.here):
        yield from field.walk()


def _classified(field: Field) -> tuple[str, str]:
    """The classification of a field, its own or the nearest one around it, and its path."""
    here: Field | None = field
    while here is not None:
        if here.classification in _LEVELS:
            return str(here.classification), _dotted(field)
        here = here.parent
    return "public", _dotted(field)


def _rank(classified: tuple[str, str]) -> int:
    return _LEVELS.index(classified[0])


def _dotted(field: Field) -> str:
    return ".".join(name for name in field.path if name not in (ANY_ITEM, ANY_KEY)) or "$"


def personal_fields_are_classified(material: Material) -> Said:
    """MB703 for every field of a schema whose name, or whose sources, say that it is personal, and that says nothing itself."""
    if material.project is None or not material.whole:
        return
    fed = _fed_by_personal(material)
    for linked, who in _schemas(material):
        for field in linked.fields.walk():
            reason = (
                None
                if field.kind != "scalar" or _says(field)
                else _reason(field, fed.get((linked.reference, _dotted(field))))
            )
            if reason is not None:
                yield Finding(
                    "MB703",
                    f"{linked.reference}/{_dotted(field)}",
                    f"{_dotted(field)} of {linked.reference} looks personal ({reason}), and nothing classifies it.",
                    "Say what it is: x-classification: pii, or internal where it is nobody's.",
                    linked.place(field.pointer),
                    field.owner or who or lead(material),
                )


def _schemas(material: Material) -> Iterator[tuple[LinkedSchema, str | None]]:
    project = material.project
    assert project is not None
    entities = {
        f"{one.id}@{(one.model.version or '0').partition('.')[0]}": one.model.owner
        for one in project.entities.values()
        if one.model is not None
    }
    systems = {one.id: one.model.owner for one in project.systems.values() if one.model is not None}
    datasets = {name: systems.get(name.partition(".")[0]) for name in project.pinned()}
    for name, owner in (entities | datasets).items():
        try:
            linked = project.schema(name)
        except MapbenchError:
            continue  # told with the schema
        if linked is not None:
            yield linked, owner


def _says(field: Field) -> bool:
    here: Field | None = field
    while here is not None:
        if here.classification is not None:
            return True
        here = here.parent
    return False


def _reason(field: Field, source: str | None) -> str | None:
    if source is not None:
        return f"{source} is written into it"
    text = "string" in field.types and field.enum is None and field.format in (None, "email")
    kind = kind_of_name(field.name) if text else None
    return f"its name says {kind}" if kind in _TELLING else None


def _fed_by_personal(material: Material) -> dict[tuple[str, str], str]:
    """The target fields that classified source fields are written into, each with one of these."""
    found: dict[tuple[str, str], str] = {}
    for subject in material.subjects:
        file = subject.loaded.mapping.file
        if file.target is None or schema_of(subject.loaded, "target") is None:
            continue
        for visit in visits(subject.loaded):
            for field in handed_on(visit.rule, visit.here):
                level, path = _classified(field)
                if visit.target is not None and level in ("pii", "secret"):
                    found.setdefault(
                        (file.target, _dotted(visit.target)), f"{path} ({level}) of {file.source}"
                    )
    return found


_CLEARED: Final = CRM + "clearance: pii\n"
_UNCLASSIFIED: Final = ENTITY.replace("x-classification: pii, ", "")
_OUT: Final = (
    "mapping: order-crm\nowner: crm-team\nsource: order@1\ntarget: crm.contact\nrules:\n"
    "- {target: email, source: email}\n"
)
_FILES: Final = {ENTITY_FILE: ENTITY, MAPPING_FILE: MAPPING, "mappings/order-crm.yaml": _OUT}

RULES = (
    Rule(
        "MB702",
        "error",
        "Personal data to a system not cleared for it",
        "Whoever may see a system sees what is sent there. What was entrusted to one must not reach another that nobody cleared; "
        "masked it may (mask, pseudonym, sha256, hmac_sha256).",
        {**_FILES, "systems/crm.yaml": CRM},
        {**_FILES, "systems/crm.yaml": _CLEARED},
        systems_are_cleared,
    ),
    Rule(
        "MB703",
        "warning",
        "Looks personal, not classified",
        "What nobody calls personal is not redacted in fixtures, not hidden in errors and not kept from systems.",
        {ENTITY_FILE: _UNCLASSIFIED},
        {ENTITY_FILE: ENTITY},
        personal_fields_are_classified,
    ),
)
