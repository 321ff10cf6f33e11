"""A small project of one shop order, and the workbench open on it."""

import json
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from textual.worker import WorkerCancelled

from mapbench.tui.app import Workbench
from mapbench.workspace.workspace import Workspace

ORDER = """\
entity: order
version: 1.0.0
owner: order-ops
system_of_record: shop
schema:
  type: object
  required: [order_id]
  additionalProperties: false
  properties:
    order_id: {type: string}
    email: {type: string, x-classification: pii}
    channel: {type: string}
    segment: {type: string}
    status: {type: string}
    total: {type: number}
    note: {type: string}
    lines:
      type: array
      items:
        type: object
        additionalProperties: false
        properties:
          sku: {type: string}
          qty: {type: integer}
"""
MAPPING = """\
mapping: shop-order
version: 1.0.0
owner: order-ops
source: shop.order
target: order@1
rules:
- target: order_id
  source: id
  formula: text(value)
- target: segment
  source: {spent: spent}
  cases:
  - {when: spent >= 1000, value: gold}
  - {when: spent >= 100, value: silver}
  otherwise: new
- {target: status, source: status, lookup: {paid: PAID, open: OPEN}}
- target: total
  source: total
  formula: number(value)
- target: lines
  each: items[*]
  as: line
  where: line.qty > 0
  rules:
  - {target: sku, source: sku}
"""
SHOP = """\
system: shop
role: engagement
owner: order-ops
tier: operational
sla: {freshness: 1d}
datasets:
  order: {timeliness: batch}
"""
PROJECT = """\
project: small
lead: li
objective: One order everywhere
scope: [order]
teams:
- {id: order-ops, name: Order operations, members: [li], support: "#orders"}
"""
TESTS = """\
tests:
- name: a paid order
  given: {fixture: shop.order/1.json}
  expect: {order_id: "1", status: PAID}
"""
RECORDS = {
    "1.json": {"id": 1, "email": "a@example.com", "spent": 1500, "status": "paid", "total": "12.50", "items": [{"sku": "A", "qty": 1}, {"sku": "B", "qty": 0}]},
    "2.json": {"id": 2, "email": None, "spent": 150, "status": "open", "total": "3", "items": []},
    "3.json": {"id": 3, "spent": 5, "status": "paid", "total": "asap", "items": [{"sku": "C", "qty": 2}]},
}  # fmt: skip
SCHEMA = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "email": {"type": ["string", "null"], "x-classification": "pii"},
        "spent": {"type": "number"},
        "status": {"type": "string"},
        "total": {"type": "string"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"sku": {"type": "string"}, "qty": {"type": "integer"}},
            },
        },
    },
}


def write_project(folder: Path, **files: str) -> Path:
    """Writes the project, with other texts for some of its files; returns its folder."""
    texts = {
        "mapbench.yaml": PROJECT,
        "canonical/order.yaml": ORDER,
        "systems/shop.yaml": SHOP,
        "schemas/shop.order.json": json.dumps(SCHEMA, indent=2),
        "mappings/shop-order.yaml": MAPPING,
        "tests/shop-order.yaml": TESTS,
        **{f"fixtures/shop.order/{name}": json.dumps(record) for name, record in RECORDS.items()},
        **files,
    }
    home = folder / "small"
    for name, text in texts.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, "utf-8")
    return home


@asynccontextmanager
async def on_project(folder: Path, size: tuple[int, int] = (120, 40)):
    """The workbench open on a project, as `(pilot, bench)`."""
    bench = Workbench(Workspace.open(folder))
    async with bench.run_test(size=size) as pilot:
        yield pilot, bench


async def until(pilot, done: Callable[[], object]) -> None:
    """Lets the workbench work until something is so."""
    for _ in range(400):
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        if done():
            return
    raise AssertionError("it never came to be so")


def text_of(lines) -> str:
    """What a list shows, row by row."""
    return "\n".join(lines.render_line(y).text.rstrip() for y in range(lines.size.height))
