"""MB100 to MB109: who answers for what. F0: nobody owns it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from mapbench.checks.examples import (
    ENTITY,
    ENTITY_FILE,
    MAPPING,
    MAPPING_FILE,
    PROJECT,
    PROJECT_FILE,
    SYSTEM,
    SYSTEM_FILE,
    without,
)
from mapbench.checks.findings import Finding, Rule, Said, Unchecked
from mapbench.checks.governed import entities, flows, lead, mappings, place_of, systems, tier_owner
from mapbench.checks.material import Material
from mapbench.model.durations import days_of


def project_is_led(material: Material) -> Said:
    """MB100 for a project without lead, objective or scope, and a tier without owner that has systems."""
    if material.project is None or not material.whole:
        return
    file = material.project.file
    if file.model is None:
        return
    for key, what in (("lead", "no lead"), ("objective", "no objective"), ("scope", "no scope")):
        if not getattr(file.model, key):
            yield Finding(
                "MB100",
                f"project/{key}",
                f"The project has {what}, so nobody can say what it is for and who answers for it.",
                f"Write `{key}:` into mapbench.yaml.",
                place_of(file, "project"),
                file.model.lead,
            )
    used = {system.tier: loaded.id for loaded, system in systems(material) if system.tier}
    for tier, system in used.items():
        policy = file.model.tiers.get(tier)
        if policy is None or policy.owner is None:
            yield Finding(
                "MB100",
                f"tiers/{tier}",
                f"The tier {tier} has no owner, although {system} is in it.",
                f"Write it in mapbench.yaml: tiers: {{{tier}: {{owner: TEAM}}}}.",
                place_of(file, "tiers", tier),
                file.model.lead,
            )


def systems_are_owned(material: Material) -> Said:
    """MB101 for every system without an owner."""
    for loaded, system in systems(material):
        if not system.owner:
            yield _unowned(material, "MB101", "system", loaded, system.tier)


def entities_are_owned(material: Material) -> Said:
    """MB102 for every entity without an owner."""
    for loaded, entity in entities(material):
        if not entity.owner:
            yield _unowned(material, "MB102", "entity", loaded, None)


def mappings_are_owned(material: Material) -> Said:
    """MB103 for every mapping without an owner."""
    for loaded, mapping in mappings(material):
        if not mapping.owner:
            yield _unowned(material, "MB103", "mapping", loaded, None)


def _unowned(material: Material, code: str, kind: str, loaded: Any, tier: str | None) -> Finding:
    return Finding(
        code,
        loaded.id,
        f"The {kind} {loaded.id} has no owner: nobody has to act when it fails.",
        f"Write `owner:` with a team of the project into {kind} {loaded.id}.",
        place_of(loaded, kind),
        tier_owner(material, tier),
    )


def owners_are_teams(material: Material) -> Said:
    """MB104 for every owner that is no team."""
    project = material.project
    if project is None or project.file.model is None:
        return
    teams = {team.id for team in project.file.model.teams}
    for loaded, keys, subject, owner in _owners(material):
        if owner not in teams:
            yield Finding(
                "MB104",
                subject,
                f"The owner {owner!r} is no team of the project.",
                _nearest(owner, teams) or f"Add {owner} to `teams` in mapbench.yaml.",
                place_of(loaded, *keys),
                lead(material),
            )


def _owners(material: Material) -> Iterator[tuple[Any, tuple[str | int, ...], str, str]]:
    """Every owner that a file names: the file, the keys that lead to it, the subject, the name."""
    assert material.project is not None
    some = (loaded for loaded, _ in mappings(material))
    for loaded in material.project.all_files() if material.whole else some:
        if loaded.document is not None and loaded.model is not None and not loaded.document.problems:
            for keys, owner in _named(loaded.document.data, ()):
                yield loaded, keys, f"{loaded.id}/{'.'.join(map(str, keys))}", owner


def _named(data: Any, keys: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            free = keys[-1:] == ("properties",) or key in ("constant", "given", "expect", "entries", "value")
            if key in ("owner", "x-owner", "alert") and isinstance(value, str) and not free:
                yield (*keys, key), value
            elif key not in ("constant", "given", "expect", "expect_error", "expect_errors", "entries"):
                yield from _named(value, (*keys, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _named(value, (*keys, index))


def _nearest(name: str, names: set[str]) -> str:
    from mapbench.model.nearest import did_you_mean

    return did_you_mean(name, names)


def teams_can_be_reached(material: Material) -> Said:
    """MB105 for every team without members or without a support channel."""
    if material.project is None or not material.whole or material.project.file.model is None:
        return
    file = material.project.file
    assert file.model is not None
    for index, team in enumerate(file.model.teams):
        lacks = [
            what
            for what, found in (("members", team.members), ("a support channel", team.support))
            if not found
        ]
        if lacks:
            yield Finding(
                "MB105",
                team.id,
                f"The team {team.id} has no {' and no '.join(one.removeprefix('a ') for one in lacks)}: "
                "what it owns, nobody answers for.",
                "Write `members:` and `support:` beside its id in mapbench.yaml.",
                place_of(file, "teams", index),
                file.model.lead,
            )


def systems_are_placed(material: Material) -> Said:
    """MB106 for every system without a role or a tier."""
    for loaded, system in systems(material):
        lacks = [key for key in ("role", "tier") if getattr(system, key) is None]
        if lacks:
            yield Finding(
                "MB106",
                loaded.id,
                f"The system {loaded.id} has no {' and no '.join(lacks)}: what depends on it cannot be judged.",
                "role: record, engagement or intelligence; tier: revenue-critical, operational or informational.",
                place_of(loaded, "system"),
                system.owner or lead(material),
            )


def reviews_are_in_time(material: Material) -> Said:
    """MB109 for everything that was reviewed longer ago than its tier allows."""
    project = material.project
    if project is None or project.file.model is None:
        return
    policies = project.file.model.tiers
    undated = []
    for get in (systems, flows):
        for loaded, file in get(material):
            tier = file.tier
            policy = policies.get(tier) if tier else None
            if policy is None or policy.review is None:
                continue
            if file.reviewed is None:
                undated += [loaded.id] if get is systems else []
            elif file.reviewed + timedelta(days=days_of(policy.review)) < material.today:
                yield _overdue(material, loaded, file, tier, policy.review)
    if undated:
        names = ", ".join(undated)
        yield Unchecked("MB109", "project", f"no `reviewed: DAY` says when somebody last looked at {names}")


def _overdue(material: Material, loaded: Any, file: Any, tier: str | None, period: str) -> Finding:
    return Finding(
        "MB109",
        loaded.id,
        f"{loaded.id} was last reviewed on {file.reviewed}; its tier, {tier}, asks for a review every {period}.",
        "Look at it with its owner, then set `reviewed:` to that day.",
        place_of(loaded, "reviewed"),
        file.owner or lead(material),
    )


RULES = (
    Rule(
        "MB100",
        "warning",
        "Project without lead, objective or scope; tier without owner",
        "Integrations do not fail, ownership does: without a lead and an aim every later question has no addressee.",
        {PROJECT_FILE: without(PROJECT, "lead")},
        {PROJECT_FILE: PROJECT},
        project_is_led,
    ),
    Rule(
        "MB101",
        "error",
        "System without an owner",
        "A system that nobody owns changes, fails and is paid for without anybody to ask.",
        {SYSTEM_FILE: without(SYSTEM, "owner")},
        {SYSTEM_FILE: SYSTEM},
        systems_are_owned,
    ),
    Rule(
        "MB102",
        "error",
        "Entity without an owner",
        "An entity is the meaning that systems agree on; without an owner, each of them means something else.",
        {ENTITY_FILE: without(ENTITY, "owner")},
        {ENTITY_FILE: ENTITY},
        entities_are_owned,
    ),
    Rule(
        "MB103",
        "error",
        "Mapping without an owner",
        "The records that a mapping rejects go to its owner; without one they pile up until a customer asks.",
        {MAPPING_FILE: without(MAPPING, "owner")},
        {MAPPING_FILE: MAPPING},
        mappings_are_owned,
    ),
    Rule(
        "MB104",
        "error",
        "Owner is no team of the project",
        "An owner that is no team (misspelt, dissolved, a person who left) is the same as no owner, and looks like one.",
        {SYSTEM_FILE: SYSTEM.replace("order-ops", "order-opps")},
        {SYSTEM_FILE: SYSTEM},
        owners_are_teams,
    ),
    Rule(
        "MB105",
        "error",
        "Team without members or support channel",
        "A name without people and without a place to ask is an owner on paper only.",
        {PROJECT_FILE: PROJECT.replace(', support: "#crm"', "")},
        {PROJECT_FILE: PROJECT},
        teams_can_be_reached,
    ),
    Rule(
        "MB106",
        "error",
        "System without a role or tier",
        "Whose word counts and how much depends on it decide every later question about a system.",
        {SYSTEM_FILE: without(SYSTEM, "tier")},
        {SYSTEM_FILE: SYSTEM},
        systems_are_placed,
    ),
    Rule(
        "MB109",
        "warning",
        "Review overdue for its tier",
        "What nobody looks at for longer than its tier allows is no longer what its owner believes it to be.",
        {SYSTEM_FILE: SYSTEM.replace("2026-11-01", "2025-11-01"), PROJECT_FILE: PROJECT},
        {SYSTEM_FILE: SYSTEM, PROJECT_FILE: PROJECT},
        reviews_are_in_time,
    ),
)
