"""A shop with two mappings of one dataset, a table filled from it, and an endpoint that says something else than the pin."""

import json
from pathlib import Path

from mapbench.drift.evidence import Evidence
from mapbench.drift.looking import note
from mapbench.project.project import Project
from mapbench.store.workspace import WorkspaceDatabase

DATASET = "shop.order"
FILES = {
    "mapbench.yaml": "project: shop\nlead: dana\n",
    "systems/shop.yaml": "system: shop\nowner: order-ops\ndatasets:\n  order: {key: [id]}\n  bare: {}\n  quiet: {}\n",
    "schemas/shop.quiet.json": '{"type": "object", "properties": {"id": {"type": "integer"}}}',
    "lookups/mails.yaml": "lookup: mails\nowner: crm-team\ndataset: shop.order\nkey: id\nvalue: email\n",
    "mappings/order.yaml": """\
mapping: order
owner: order-ops
source: shop.order
skip_when: {source: {t: test}, formula: t}
let: {paid: {source: status, formula: 'value == "paid"'}}
rules:
- {target: id, source: id}
- {target: mail, source: email, owner: crm-team, formula: lower(value)}
- {target: paid, formula: paid}
- target: ship
  source: address
  rules:
  - {target: city, source: city}
- target: lines
  each: lines[*]
  as: line
  where: line.qty > 0
  rules:
  - {target: sku, source: sku}
- {target: whole, source: address}
- copy_all: {from: extra, except: [secret]}
""",
    "mappings/broken.yaml": "mapping: broken\nowner: finance\nsource: shop.order\nrules:\n"
    "- {target: mail, source: email}\n- {target: bad, formula: 1 +}\n",
    "tests/order.yaml": """\
tests:
- name: a paid order
  given: {record: {id: 1, email: A@x.io, status: paid, lines: [{sku: A, qty: 1}]}}   # one of many
  expect: {id: 1, mail: a@x.io}
""",
}  # fmt: skip
PINNED = {
    "type": "object",
    "required": ["id", "email"],
    "properties": {
        "id": {"type": "integer"},
        "email": {"type": "string", "format": "email"},
        "note": {"type": "string"},
        "status": {"type": "string", "enum": ["paid", "open"]},
        "test": {"type": "boolean"},
        "address": {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "string"}}},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}, "qty": {"type": "integer"}}}},
        "extra": {"type": "object", "properties": {"a": {"type": "integer"}, "secret": {"type": "integer"}}},
    },
}  # fmt: skip


def record(number, **changes):
    """A record as pinned; `changes` are its own, None takes a field away."""
    whole = {
        "id": number, "email": f"a{number}@example.com", "note": f"note {number}", "status": "paid", "test": False,
        "address": {"city": f"City {number}", "zip": f"{number}{number}"}, "lines": [{"sku": f"S{number}", "qty": number}],
        "extra": {"a": 1, "secret": number},
    }  # fmt: skip
    return {name: value for name, value in {**whole, **changes}.items() if value is not ...}


def renamed(value, **names):
    """A value with keys renamed, wherever they stand."""
    if isinstance(value, list):
        return [renamed(one, **names) for one in value]
    if isinstance(value, dict):
        return {names.get(name, name): renamed(one, **names) for name, one in value.items()}
    return value


class Shop:
    """The project on disk, its fixtures as pinned."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in FILES.items():
            self.put(name, text)
        self.pin(PINNED)
        self.capture([record(number) for number in range(1, 5)])

    def put(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def pin(self, schema) -> None:
        self.put("schemas/shop.order.json", json.dumps(schema))

    def capture(self, records) -> None:
        for one in records:
            self.put(f"fixtures/shop.order/{one['id']}.json", json.dumps(one))

    @property
    def project(self) -> Project:
        return Project.open(self.folder)

    def answer(self, records, at="2026-11-14T08:00:00+00:00") -> Evidence:
        """The endpoint gave these: they are samples, and what they lack is noted."""
        named = {str(one["id"]): one for one in records}
        seen = Evidence("endpoint", named, at)
        with WorkspaceDatabase.open(self.folder) as database:
            database.samples.put(DATASET, named, at)
            note(database, self.folder, DATASET, self.project.schema(DATASET).fields, seen)
        return seen
