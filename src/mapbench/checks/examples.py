"""The files that the examples of checks are made of: one small shop, changed in one place each."""

from __future__ import annotations

import json
from typing import Any, Final

PROJECT_FILE: Final = "mapbench.yaml"
SYSTEM_FILE: Final = "systems/shop.yaml"
ENTITY_FILE: Final = "canonical/order.yaml"
MAPPING_FILE: Final = "mappings/shop-order.yaml"
FIXTURE_FILE: Final = "fixtures/shop.order/1.json"

PROJECT: Final = """\
project: shop
lead: dana
objective: One order in every system
scope: [order]
teams:
- {id: order-ops, members: [dana], support: "#order-ops"}
- {id: crm-team, members: [sofia], support: "#crm"}
tiers:
  operational: {owner: order-ops, review: 90d}
"""

SYSTEM: Final = """\
system: shop
role: record
owner: order-ops
tier: operational
reviewed: 2026-11-01
sla: {freshness: 5m}
connection:
  type: http
  url: https://shop.example.com
  auth: {type: bearer, token: "${SHOP_TOKEN}"}
  quota: {requests: 40, per: 1m}
datasets:
  order: {key: [id]}
"""

ENTITY: Final = """\
entity: order
version: 1.0.0
owner: order-ops
system_of_record: shop
key: [order_id]
schema:
  type: object
  required: [order_id, email]
  properties:
    order_id: {type: string}
    email: {type: string, x-classification: pii, x-owner: crm-team}
    status: {type: string}
    total: {type: number}
"""

MAPPING: Final = """\
mapping: shop-order
owner: order-ops
source: shop.order
target: order@1
rules:
- {target: order_id, source: id, formula: text(value)}
- {target: email, source: email, default: unknown}
- {target: status, source: status}
"""

CRM: Final = """\
system: crm
role: record
owner: crm-team
tier: operational
reviewed: 2026-11-01
sla: {freshness: 1h}
connection: {type: file, path: crm}
datasets:
  contact: {key: [id]}
"""

CRM_MAPPING: Final = """\
mapping: crm-order
owner: crm-team
source: crm.contact
target: order@1
rules:
- {target: order_id, source: id, formula: text(value)}
- {target: email, source: email, default: unknown}
"""

CONTACT: Final = '{"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "email": {"type": "string"}}}\n'


#: The schema of ENTITY, as packages pin it.
ORDER_SCHEMA: Final = json.dumps(
    {
        "type": "object",
        "required": ["order_id", "email"],
        "properties": {
            "order_id": {"type": "string"},
            "email": {"type": "string"},
            "status": {"type": "string"},
            "total": {"type": "number"},
        },
    }
)


def released(mapping: str, version: str, files: dict[str, str], **ends: dict[str, Any]) -> dict[str, str]:
    """A released package as an unpacked tree in `dist/`; `ends` are source and target as manifests have them."""
    listed = [{"path": name, "role": "example", "size": len(text.encode())} for name, text in files.items()]
    manifest = {"format": 1, "language": 1, "mapping": mapping, "version": version, **ends, "files": listed}
    folder = f"dist/{mapping}-{version}.mapkg"
    return {
        f"{folder}/{name}": text for name, text in (("manifest.json", json.dumps(manifest)), *files.items())
    }


def without(text: str, start: str) -> str:
    """A text without the line that starts so."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(start))
