"""A new system, another request, a classification: one file, and in it one line."""

import json

import pytest

from mapbench.workspace.commands.connections import ClassifyField, EditRequest, NewSystem

ORDER = "schemas/shopify.order.json"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("tags",), '    "tags": {"type": ["string", "null"], "x-classification": "secret"},'),
        (("email",), '    "email": {"type": ["string", "null"], "x-classification": "secret"},'),
        (("total_price",), '    "total_price": {"$ref": "#/$defs/money", "x-classification": "secret"},'),
    ],
)
def test_a_classification_changes_one_line(shop, path, line):
    changes = shop.do(ClassifyField("shopify.order", path, "secret"), ORDER)
    assert (len(changes), changes[-1]) == (2, f"+{line}")


def test_a_field_behind_a_reference_and_in_a_list_is_classified_where_it_is_described(shop):
    shop.do(ClassifyField("shopify.order", ("line_items", "*", "sku"), "internal"), ORDER)
    field = shop.workspace.project.schema("shopify.order").fields.field(("line_items", "*", "sku"))
    assert field.classification == "internal"


def test_an_object_written_over_lines_keeps_its_layout(shop):
    path = shop.folder / "schemas/crm.contact.json"
    path.write_text(json.dumps(json.loads(path.read_text()), indent=2))
    shop.workspace.notice()
    changes = shop.do(ClassifyField("crm.contact", ("lifecycle",), "internal"), "schemas/crm.contact.json")
    assert changes[-1] == '+      "x-classification": "internal"'
    assert (
        shop.workspace.project.schema("crm.contact").fields.field(("lifecycle",)).classification == "internal"
    )


def test_a_field_that_the_pin_does_not_have_is_refused(shop):
    assert "has no such field" in shop.refused(ClassifyField("shopify.order", ("nowhere",), "pii"))


def test_a_request_is_edited_key_by_key(shop):
    base = ("datasets", "order")
    command = EditRequest("shopify.order", (((*base, "request"), "GET /o.json?limit=50"), ((*base, "pagination"), ...)))  # fmt: skip
    changes = shop.do(command, "systems/shopify.yaml")
    assert changes == [
        "-    request: GET /orders.json",
        "+    request: GET /o.json?limit=50",
        "-    pagination: {type: link}",
    ]


def test_a_request_that_had_neither_pages_nor_a_key_gets_both(shop):
    content = {"role": "record", "connection": {"type": "http", "url": "https://till.example"}, "datasets": {"sale": {"request": "GET /sales"}}}  # fmt: skip
    shop.do(NewSystem("till", content), "systems/till.yaml")
    base = ("datasets", "sale")
    values = (((*base, "pagination", "type"), "page"), ((*base, "key"), ["id"]))
    shop.do(EditRequest("till.sale", values), "systems/till.yaml")
    sale = shop.workspace.project.systems["till"].model.datasets["sale"]
    assert (sale.request, sale.pagination.type, sale.key) == ("GET /sales", "page", ["id"])


def test_a_new_system_is_one_file(shop):
    content = {"role": "engagement", "connection": {"type": "http", "url": "https://shop.example"}}
    shop.do(NewSystem("till", content), "systems/till.yaml")
    assert shop.workspace.project.systems["till"].model.connection.url == "https://shop.example"
    assert "already" in shop.refused(NewSystem("till", content))
    assert "cannot be called" in shop.refused(NewSystem("Till 2", content))
