"""A new project: the folders and one small mapping that runs, is tested and checked as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from mapbench.errors import MapbenchError
from mapbench.project.folder import PROJECT_FILE

_GITIGNORE = ".mapbench/\n"

_PROJECT = """\
project: {project}
lead: you
objective: Say in one sentence what this project is for
scope: [order]
teams:
- id: order-ops
  name: Order operations
  members: [you]
  support: "#order-ops"
tiers:
  operational: {{owner: order-ops, review: 90d}}
"""

_SYSTEM = """\
system: shop
title: The shop
role: record
owner: order-ops
tier: operational
sla: {freshness: 1d}
clearance: pii
connection:
  type: file
  path: fixtures/shop.order
datasets:
  order:
    timeliness: batch
    key: [id]
"""

_SCHEMA = """\
{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "An order as the shop sends it",
  "type": "object",
  "required": ["id", "created_at"],
  "properties": {
    "id": {"type": "integer"},
    "created_at": {"type": "string"},
    "email": {"type": ["string", "null"], "x-classification": "pii"},
    "status": {"type": "string"}
  }
}
"""

_ENTITY = """\
entity: order
version: 1.0.0
owner: order-ops
system_of_record: shop
key: [order_id]
compatibility: backward
schema:
  type: object
  required: [order_id, placed_at, status]
  properties:
    order_id: {type: string}
    placed_at: {type: string, format: date-time}
    email: {type: string, x-classification: pii}
    status: {type: string, enum: [PAID, OPEN]}
"""

_LOOKUP = """\
lookup: order-status
owner: order-ops
entries: {paid: PAID, open: OPEN}
on_miss: error
"""

_MAPPING = """\
mapping: shop-order
title: Orders of the shop
version: 0.1.0
owner: order-ops
source: shop.order
target: order@1
rules:
- target: order_id
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
  lookup: order-status
"""

_FIXTURES = {
    "1001": '{"id": 1001, "created_at": "2026-11-02T09:30:00Z", "email": " Dana@Example.com ", "status": "paid"}\n',
    "1002": '{"id": 1002, "created_at": "2026-11-02T10:05:00+01:00", "email": null, "status": "open"}\n',
    "1003": '{"id": 1003, "created_at": "2026-11-03T08:00:00Z", "email": "", "status": "paid"}\n',
}

_TESTS = """\
tests:
- name: a paid order
  given: {fixture: shop.order/1001.json}
  expect: {order_id: "1001", placed_at: "2026-11-02T09:30:00Z", email: dana@example.com, status: PAID}
- name: an order without an address
  given: {fixture: shop.order/1002.json}
  expect: {order_id: "1002", status: OPEN}
  absent: [email]
- name: an unknown status is rejected
  given: {record: {id: 7, created_at: "2026-11-02T09:30:00Z", status: lost}}
  expect_error: {target: status, code: lookup-miss}
"""

_FILES = {
    ".gitignore": _GITIGNORE,
    "systems/shop.yaml": _SYSTEM,
    "schemas/shop.order.json": _SCHEMA,
    "canonical/order.yaml": _ENTITY,
    "lookups/order-status.yaml": _LOOKUP,
    "mappings/shop-order.yaml": _MAPPING,
    "tests/shop-order.yaml": _TESTS,
    **{f"fixtures/shop.order/{name}.json": text for name, text in _FIXTURES.items()},
}
_EMPTY = ("functions", "flows", "dist")


def make_project(folder: Path) -> list[str]:
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
    files = {PROJECT_FILE: _PROJECT.format(project=project_id(folder)), **_FILES}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    for name in _EMPTY:
        (folder / name).mkdir()
    return sorted(files)


def project_id(folder: Path) -> str:
    """A project's id made from its folder's name: small letters, digits and dashes."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    return name or "project"
