"""governance.json: who answers for what a package does, and what was promised and accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mapbench.engine.program import Collection, Object, Program, Scope
from mapbench.schemas.fields import Field, Schema
from mapbench.trials.admission import STRICT, policy_of

if TYPE_CHECKING:
    from mapbench.model.mapping import MappingFile
    from mapbench.project.project import Project


def around(project: Project | None, file: MappingFile) -> dict[str, Any]:
    """What only the project knows: systems, the entity, teams, waivers. Raises LoadError for broken files."""
    if project is None:
        return {}
    ends = {"source": _end(project, file.source), "target": _end(project, file.target)}
    return _without_nothing({**ends, "teams": _teams(project), "waivers": _waivers(project, file.mapping)})


def governance(
    file: MappingFile, program: Program, schemas: tuple[dict[str, Any] | None, ...], known: dict[str, Any]
) -> dict[str, Any]:
    """governance.json: `known` is what `around` said; owners and classifications follow from rules and schemas."""
    own = {
        "mapping": {"id": file.mapping, "owner": file.owner},
        "owners": dict(sorted(_owners(program.scope))),
        "fields": {
            side: fields for side, schema in zip(("source", "target"), schemas, strict=True)
            if (fields := _fields(schema))
        },
    }  # fmt: skip
    return {**own, **{key: value for key, value in known.items() if key not in own}}


def _end(project: Project, reference: str | None) -> dict[str, Any] | None:
    if reference is None:
        return None
    name, mark, major = reference.partition("@")
    if mark:
        _, entity = project.entity(name, int(major))
        keys = ("entity", "version", "owner", "system_of_record", "key", "compatibility")
        return _plain(entity, keys)
    system, _, dataset = reference.partition(".")
    if system not in project.ids("system"):
        return None
    _, model = project.system(system)
    found = _plain(model, ("system", "role", "owner", "tier", "sla", "runbook", "clearance"))
    if dataset in model.datasets:
        found["dataset"] = {
            "name": dataset,
            **_plain(model.datasets[dataset], ("owner", "timeliness", "on_drift")),
        }
        policy = policy_of(project, reference)
        if policy in STRICT:  # a project's word that a run has to know
            found["dataset"]["on_drift"] = policy
    return found


def _teams(project: Project) -> list[dict[str, Any]]:
    _, model = project.file.open()
    return [_plain(team, ("id", "name", "support", "escalation")) for team in model.teams]


def _waivers(project: Project, mapping: str) -> list[dict[str, Any]]:
    if project.waivers is None:
        return []
    _, model = project.waivers.open()
    mine = [one for one in model.waivers if mapping in one.finding.split("/")[1:]]
    return [
        {"finding": one.finding, "who": one.who, "why": one.why, "until": one.until.isoformat()}
        for one in mine
    ]


def _plain(model: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    return _without_nothing({key: _dumped(getattr(model, key, None)) for key in keys})


def _dumped(value: Any) -> Any:
    return value.model_dump(exclude_none=True) if hasattr(value, "model_dump") else value


def _without_nothing(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def _owners(scope: Scope) -> list[tuple[str, str]]:
    found = []
    for rule in scope.rules:
        if rule.owner is not None:
            found.append((rule.target, rule.owner))
        inner = rule.body.scope if isinstance(rule.body, Object | Collection) else None
        found += _owners(inner) if inner is not None else []
    return found


def _fields(schema: dict[str, Any] | None) -> dict[str, Any]:
    """What a schema says of fields: owner, system of record, classification; by path, sorted."""
    found: dict[str, Any] = {}
    if schema is not None:
        _collect(Schema(schema).root, found, frozenset())
    return dict(sorted(found.items()))


def _collect(field: Field, found: dict[str, Any], above: frozenset[int]) -> None:
    identity = field.schema.identity(field.raw)
    if identity in above:
        return
    said = _without_nothing(
        {
            "owner": field.owner,
            "system_of_record": field.system_of_record,
            "classification": field.classification,
        }
    )
    if said and field.path:
        found[".".join(field.path)] = said
    for one in (*field.children.values(), *([field.items] if field.items is not None else [])):
        _collect(one, found, above | {identity})
