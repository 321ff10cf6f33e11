"""Small projects that stand open, as the workbench has them."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.workspace.edited import Edited, copy_of_storefront

from mapbench.project.project import Project

STOREFRONT = Path(__file__).parents[2] / "projects" / "storefront"
SHOP = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string", "x-classification": "pii", "x-owner": "crm", "description": "Who\nbought"},
        "paid": {"type": ["boolean", "null"]},
        "day": {"type": "string", "format": "date"},
        "at": {"type": "string", "format": "date-time"},
        "address": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "street": {"type": "string"}},
        },
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "sku": {"type": "string"},
                    "qty": {"type": "integer"},
                    "price": {"type": "number"},
                },
            },
        },
        "marks": {"type": "object", "additionalProperties": {"type": "number"}},
    },
}
ORDER = {
    "type": "object",
    "required": ["order_id", "status"],
    "additionalProperties": False,
    "properties": {
        "order_id": {"type": "string"},
        "status": {"type": "string", "enum": ["PAID", "OPEN"]},
        "total": {"type": "number", "minimum": 0},
        "customer": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string"}, "city": {"type": "string"}},
        },
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["sku"],
                "properties": {
                    "sku": {"type": "string"},
                    "pieces": {"type": "integer"},
                    "order": {"type": "string"},
                },
            },
        },
    },
}
RECORD = {
    "id": 7,
    "name": "Zoë",
    "paid": True,
    "day": "2026-11-16",
    "at": "2026-11-16T08:00:00Z",
    "address": {"city": "Malmö", "street": "Storgatan"},
    "lines": [
        {"sku": "a", "qty": 2, "price": 1.5},
        {"sku": "b", "qty": 0, "price": 2},
        {"sku": "a", "qty": 1, "price": 4},
    ],
    "marks": {"x": 1},
}


def opened(folder: Path) -> SimpleNamespace:
    """What the views need of an open project; a new one stands for the next revision."""
    return SimpleNamespace(folder=folder, project=Project.open(folder), revision=1)


@pytest.fixture
def storefront():
    return opened(STOREFRONT)


@pytest.fixture
def made(tmp_path):
    """Makes a project with the mapping `shop-order`: its rules as YAML, its records by fixture name."""

    def make(rules, head="", records=None, source=SHOP, target=ORDER, **files):
        texts = {
            "mapbench.yaml": "project: small\n",
            "systems/shop.yaml": "system: shop\nrole: engagement\nowner: t\ndatasets:\n  order: {}\n",
            "systems/hub.yaml": "system: hub\nrole: record\nowner: t\ndatasets:\n  order: {}\n",
            "mappings/shop-order.yaml": "mapping: shop-order\nversion: 1.0.0\nowner: order-ops\nsource: shop.order\n"
            f"target: hub.order\n{head}rules:\n{rules}",
            **files,
        }
        if source is not None:
            texts["schemas/shop.order.json"] = json.dumps(source)
        if target is not None:
            texts["schemas/hub.order.json"] = json.dumps(target)
        for name, record in ({"1.json": RECORD} if records is None else records).items():
            texts[f"fixtures/shop.order/{name}"] = json.dumps(record)
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        return opened(tmp_path)

    return make


@pytest.fixture
def shop(tmp_path):
    """A copy of the example project with a workspace on it."""
    edited = Edited(copy_of_storefront(tmp_path))
    yield edited
    edited.workspace.close()
