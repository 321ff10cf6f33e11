"""A small project that uses everything a package carries."""

import json
from pathlib import Path

import msgspec

from mapbench.packages.contents import sums_of
from mapbench.packages.ingredients import gather
from mapbench.packages.manifest import listed
from mapbench.packages.publish import Published, publish
from mapbench.project.programs import load_program

FILES = {
    "mapbench.yaml": """\
project: shop
lead: dana
objective: One order everywhere
scope: [order]
teams:
- {id: order-ops, members: [dana], support: "#orders"}
""",
    "systems/web.yaml": """\
system: web
role: engagement
owner: order-ops
tier: operational
sla: {freshness: 5m}
runbook: docs/web.md
datasets:
  order: {timeliness: batch, key: [id]}
  customer: {timeliness: batch, key: [id]}
""",
    "docs/web.md": "Call the shop.\n",
    "schemas/web.order.json": """\
{"type": "object", "required": ["id"], "properties": {
  "id": {"type": "integer"}, "state": {"type": ["string", "null"]}, "buyer": {"type": "integer"},
  "phone": {"type": "string", "x-classification": "pii"},
  "items": {"type": "array", "items": {"type": "object", "properties": {
    "sku": {"type": "string"}, "price": {"type": "number"}, "quantity": {"type": "integer"}}}}}}
""",
    "canonical/order.yaml": """\
entity: order
version: 2.1.0
owner: order-ops
system_of_record: web
key: [order_id]
assert:
- {that: total >= 0, message: A total is never negative}
schema:
  type: object
  required: [order_id, status, total]
  additionalProperties: false
  properties:
    order_id: {type: string}
    status: {type: string}
    total: {type: number}
    region: {type: string}
    phone: {type: string, x-classification: pii, x-owner: order-ops}
    name: {type: string}
    "odd name": {type: integer}
    zone: {type: string}
    lines:
      type: array
      items:
        type: object
        properties:
          sku: {type: string}
          position: {type: integer}
""",
    "lookups/state.yaml": """\
lookup: state
owner: order-ops
entries: {paid: PAID, open: OPEN}
on_miss: error
""",
    "lookups/zone.yaml": """\
lookup: zone
file: zone.csv
key: region
value: zone
on_miss: {value: far}
""",
    "lookups/zone.csv": "region,zone\nEU,near\n",
    "lookups/customers.yaml": """\
lookup: customers
dataset: web.customer
key: id
on_miss: missing
""",
    "lookups/unused.yaml": "lookup: unused\nentries: {a: b}\n",
    "functions/clean-phone.yaml": """\
function: clean-phone
owner: order-ops
parameters: [phone]
formula: '"+" + digits(phone)'
examples:
- {given: ["+1 55"], expect: "+155"}
""",
    "functions/unused.yaml": "function: unused\nparameters: [a]\nformula: a\n",
    "mappings/web-order.yaml": """\
# What the shop sends.
mapping: web-order
title: Orders of the shop
version: 1.0.0
owner: order-ops
source: web.order
target: order@2
params:
  region: {type: string, default: EU}
let:
  customer: {source: {buyer: buyer}, formula: 'lookup("customers", buyer)'}
rules:
- target: order_id
  source: id
  formula: text(value)
  note: The shop counts
- {target: status, source: state, lookup: state}
- target: total
  source: {items: "items[*]"}
  formula: round(sum(i.price * i.quantity for i in items), 2)
- {target: region, formula: params.region}
- {target: phone, source: phone, formula: clean_phone(value), when: not is_blank(value), on_error: omit}
- {target: name, formula: customer.name, default: guest}
- {target: "'odd name'", source: "items[?@.quantity > 1].sku", formula: count(value)}
- {target: zone, formula: params.region, lookup: zone}
- target: lines
  each: items[*]
  where: item.quantity > 0
  sort: -item.price
  rules:
  - {target: sku, source: sku}
  - {target: position, formula: index + 1}
""",
    "tests/web-order.yaml": """\
tests:
- name: a paid order
  given: {fixture: web.order/1.json}
  expect: {order_id: "1", status: PAID, total: 12.5, name: Ann}
- name: a sample from elsewhere
  given: {fixture: odd@1/ä 2.json}
  expect: {status: OPEN, name: guest}
""",
    "fixtures/web.order/1.json": """\
{"id": 1, "state": "paid", "buyer": 7, "phone": "+1 (55) 2",
 "items": [{"sku": "A", "price": 2.5, "quantity": 5}, {"sku": "B", "price": 9, "quantity": 0}]}
""",
    "fixtures/web.order/2.json": '{"id": 2, "state": "lost", "items": []}\n',
    "fixtures/odd@1/ä 2.json": '{"id": 3, "state": "open", "items": []}\n',
    "fixtures/web.customer/7.json": '{"id": 7, "name": "Ann"}\n',
}


def write(folder: Path, changed: dict[str, str] | None = None, *, reverse: bool = False) -> Path:
    """The project in a folder, with some files changed, written in one order or the other."""
    files = {**FILES, **(changed or {})}
    for name in sorted(files, reverse=reverse):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name], encoding="utf-8")
    return folder


def edited(name: str, old: str, new: str) -> dict[str, str]:
    """One file with one text replaced."""
    assert old in FILES[name]
    return {name: FILES[name].replace(old, new)}


def export(folder: Path, to: Path | None = None, *, draft: bool = False) -> Published:
    """The package of the shop's mapping, in the project's dist/."""
    loaded = load_program("web-order", folder)
    return publish(gather(loaded, draft=draft), to or folder / "dist")


def resealed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Files after somebody tampered with them and made sizes and sums fit again."""
    manifest = json.loads(files["manifest.json"])
    known = {one["path"]: one for one in manifest["files"]}
    manifest["files"] = [
        {**known.get(name, {"path": name, "role": "other"}), "size": len(files[name])}
        for name in listed(files)
    ]
    found = {**files, "manifest.json": msgspec.json.format(json.dumps(manifest).encode(), indent=2) + b"\n"}
    return {**found, "SHA256SUMS": sums_of(found)}
