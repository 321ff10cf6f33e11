"""A small project in which every check finds nothing, to be given one fault at a time."""

import json
from datetime import date
from pathlib import Path

import pytest

from mapbench.checks.drifted import ANSWER
from mapbench.checks.running import Report, check
from mapbench.project.project import Project
from mapbench.store.workspace import WorkspaceDatabase

SHOP = {
    "mapbench.yaml": "project: shop\nlead: dana\nobjective: Orders\nscope: [order]\n"
    'teams:\n- {id: order-ops, members: [dana], support: "#order-ops"}\n- {id: crm-team, members: [li], support: "#crm"}\n'
    '- {id: finance, members: [ida], support: "#finance"}\n'
    "tiers: {operational: {owner: order-ops, review: 5200w}}\n",
    "systems/shop.yaml": "system: shop\nrole: record\ntier: operational\nowner: order-ops\nreviewed: 2026-11-01\nsla: {freshness: 1h}\nconnection: {type: file, path: x}\ndatasets:\n  order: {key: [id]}\n",
    "schemas/shop.order.json": """{"type": "object", "required": ["id"], "properties": {
        "id": {"type": "integer"}, "email": {"type": ["string", "null"], "x-classification": "pii"}, "status": {"type": "string"},
        "total_price": {"type": "string"}, "lines": {"type": "array", "items": {"type": "object", "required": ["qty"],
        "properties": {"qty": {"type": ["integer", "null"]}, "sku": {"type": "string"}}}}}}""",
    "canonical/order.yaml": """\
entity: order
version: 1.0.0
owner: order-ops
system_of_record: shop
key: [order_id]
schema:
  type: object
  required: [order_id, email]
  additionalProperties: false
  properties:
    order_id: {type: string}
    email: {type: string, x-classification: pii, x-owner: crm-team}
    status: {type: string}
    total: {type: number}
    paid: {type: boolean}
    tags: {type: array, items: {type: string}}
    customer: {type: object, required: [id], properties: {id: {type: string}, name: {type: string}}}
    lines:
      type: array
      items: {type: object, required: [qty], properties: {qty: {type: integer}, sku: {type: string}}}
""",
    "mappings/shop-order.yaml": """\
mapping: shop-order
owner: order-ops
source: shop.order
target: order@1
rules:
- {target: order_id, source: id, formula: text(value)}
- {target: email, source: email, default: unknown}
- {target: status, source: status}
""",
    "tests/shop-order.yaml": """\
tests:
- name: an order
  given: {record: {id: 1, email: a@example.com, status: paid}}
  expect: {order_id: "1"}
""",
    "fixtures/shop.order/1.json": '{"id": 1, "email": "a@example.com", "status": "paid", "total_price": "1.50"}',
    "fixtures/shop.order/2.json": '{"id": 2, "email": null, "status": "open", "total_price": "2.50", "note": "", "city": "Łódź"}',
}


class Shop:
    """The project on disk; `put` changes a file of it, `check` looks at it again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in SHOP.items():
            self.put(name, text)

    def put(self, name: str, text: str) -> None:
        if name == ANSWER:
            records = {str(number): record for number, record in enumerate(json.loads(text))}
            with WorkspaceDatabase.open(self.folder) as database:
                database.samples.put("shop.order", records, "2026-11-16T08:00:00Z")
            return
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def rules(self, text: str) -> None:
        """Adds rules to the mapping."""
        self.put("mappings/shop-order.yaml", SHOP["mappings/shop-order.yaml"] + text)

    def check(self, today: date = date(2026, 11, 16)) -> Report:
        return check(Project.open(self.folder), [], today)

    def found(self, code: str) -> list[str]:
        """The subjects of the findings of one check."""
        return [finding.subject for finding in self.check().findings if finding.code == code]


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)
