"""A new project: the folders and one small mapping that runs, is tested and checked as it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from mapbench.errors import MapbenchError
from mapbench.project.folder import PROJECT_FILE

_GITIGNORE = ".mapbench/\n"

_PROJECT = """\
project: $project
lead: you
objective: Say in one sentence what this project is for
scope: [$entity]
teams:
- id: $team
  name: $team_name
  members: [you]
  support: "#$team"
tiers:
  operational: {owner: $team, review: 90d}
"""

_SYSTEM = """\
system: shop
title: The shop
role: record
owner: $team
tier: operational
sla: {freshness: 1d}
clearance: pii
connection:
  type: file
  path: fixtures/shop.$entity
datasets:
  $entity:
    timeliness: batch
    key: [id]
"""

_SCHEMA = """\
{
  "$$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "$title as the shop sends it",
  "type": "object",
  "required": ["id", "created_at"],
  "properties": {
    "id": {"type": "integer"},
    "created_at": {"type": "string"},
    "email": {"type": ["string", "null"], "x-classification": "pii"},
    "status": {"type": "string"},
    "currency": {"type": "string"}
  }
}
"""

_ENTITY = """\
entity: $entity
version: 1.0.0
owner: $team
system_of_record: shop
key: [${field}_id]
compatibility: backward
schema:
  type: object
  required: [${field}_id, placed_at, status]
  properties:
    ${field}_id: {type: string}
    placed_at: {type: string, format: date-time}
    email: {type: string, x-classification: pii}
    status: {type: string, enum: [PAID, OPEN]}
    currency: {type: string}
"""

_LOOKUP = """\
lookup: $entity-status
owner: $team
entries: {paid: PAID, open: OPEN}
on_miss: error
"""

_MAPPING = """\
mapping: shop-$entity
title: $title from the shop
version: 0.1.0
owner: $team
source: shop.$entity
target: $entity@1
rules:
- target: ${field}_id
  source: id
  formula: text(value)
- target: placed_at
  source: created_at
  formula: datetime(value)
- target: email
  source: email
  formula: lower(trim(value))
- target: status
  source: status
  lookup: $entity-status
"""

_FIXTURES = {
    "1001": '{"id": 1001, "created_at": "2026-11-02T09:30:00Z", "email": " Dana@Example.com ", "status": "paid", "currency": "EUR"}\n',
    "1002": '{"id": 1002, "created_at": "2026-11-02T10:05:00+01:00", "email": null, "status": "open", "currency": "EUR"}\n',
    "1003": '{"id": 1003, "created_at": "2026-11-03T08:00:00Z", "email": "", "status": "paid", "currency": "EUR"}\n',
}

_TESTS = """\
tests:
- name: what was paid
  given: {fixture: shop.$entity/1001.json}
  expect: {${field}_id: "1001", placed_at: "2026-11-02T09:30:00Z", email: dana@example.com, status: PAID}
- name: one without an address
  given: {fixture: shop.$entity/1002.json}
  expect: {${field}_id: "1002", status: OPEN}
  absent: [email]
- name: an unknown status is rejected
  given: {record: {id: 7, created_at: "2026-11-02T09:30:00Z", status: lost}}
  expect_error: {target: status, code: lookup-miss}
"""

_FILES = {
    "mapbench.yaml": _PROJECT,
    ".gitignore": _GITIGNORE,
    "systems/shop.yaml": _SYSTEM,
    "schemas/shop.$entity.json": _SCHEMA,
    "canonical/$entity.yaml": _ENTITY,
    "lookups/$entity-status.yaml": _LOOKUP,
    "mappings/shop-$entity.yaml": _MAPPING,
    "tests/shop-$entity.yaml": _TESTS,
    **{f"fixtures/shop.$entity/{name}.json": text for name, text in _FIXTURES.items()},
}
_EMPTY = ("functions", "flows", "dist")


@dataclass(frozen=True)
class Names:
    """What a new project is about: its id ("" for one made from the folder), its team in words, its first entity."""

    project: str = ""
    team: str = "Order operations"
    entity: str = "order"


def template_files(folder: Path, names: Names = Names()) -> dict[str, str]:
    """The files of a new project in a folder, by their names; nothing is written."""
    entity = name_id(names.entity, "order")
    words = {
        "project": name_id(names.project, "") or project_id(folder),
        "team": "order-ops" if names.team == Names.team else name_id(names.team, "team"),
        "team_name": _plain(names.team),
        "entity": entity,
        "title": entity.replace("-", " ").capitalize(),
        "field": entity.replace("-", "_"),
    }
    return {_filled(name, words): _filled(text, words) for name, text in _FILES.items()}


def make_project(folder: Path, names: Names = Names()) -> list[str]:
    """Makes a project in a folder that is new or empty; returns the names of its files, sorted.

    Raises MapbenchError, with nothing written, where something is there already; OSError from the disk.
    """
    if folder.exists() and not folder.is_dir():
        raise MapbenchError(f"'{folder}' is a file, not a folder.", "Name a folder that does not exist yet.")
    if folder.is_dir() and any(folder.iterdir()):
        hint = "Name a new or empty folder; nothing was written."
        if (folder / PROJECT_FILE).is_file():
            hint = "It is a project already; nothing was written."
        raise MapbenchError(f"The folder '{folder}' is not empty.", hint)
    files = template_files(folder, names)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    for name in _EMPTY:
        (folder / name).mkdir()
    return sorted(files)


def _filled(text: str, words: dict[str, str]) -> str:
    return Template(text).substitute(words)


def _plain(text: str) -> str:
    """A text as a YAML scalar, in quotes where it needs them."""
    from mapbench.model.writing import scalar_text

    return scalar_text(" ".join(text.split()) or "Team")


def name_id(text: str, otherwise: str) -> str:
    """An id made from words: small letters, digits and dashes, beginning with a letter."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-").lstrip("0123456789-") or otherwise


def project_id(folder: Path) -> str:
    """A project's id made from its folder's name: small letters, digits and dashes."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    return name or "project"
