"""Avro schemas: what their records look like as JSON."""

import pytest

from mapbench.schemas.documents.avro import avro_schema, is_avro
from mapbench.schemas.fields import Schema
from mapbench.schemas.keywords import SchemaError
from mapbench.schemas.validation import Validator

ORDER = {
    "type": "record", "name": "Order", "namespace": "shop", "doc": "One order",
    "fields": [
        {"name": "id", "type": "long", "doc": "Its number"},
        {"name": "note", "type": ["null", "string"], "default": None},
        {"name": "status", "type": {"type": "enum", "name": "Status", "symbols": ["OPEN", "PAID"]}},
        {"name": "was", "type": ["null", "Status"]},
        {"name": "placed", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "due", "type": ["null", {"type": "int", "logicalType": "date"}]},
        {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "Line", "fields": [
            {"name": "sku", "type": "string"}, {"name": "parts", "type": {"type": "array", "items": "Line"}}]}}},
        {"name": "marks", "type": {"type": "map", "values": "boolean"}},
        {"name": "either", "type": ["int", "string"]},
    ],
}  # fmt: skip
RECORD = {
    "id": 1, "note": None, "status": "OPEN", "was": "PAID", "placed": "2026-01-31T10:00:00Z", "due": None, "total": 9.5,
    "lines": [{"sku": "A", "parts": [{"sku": "B", "parts": []}]}], "marks": {"x": True}, "either": "a",
}  # fmt: skip


def test_a_record_becomes_an_object_with_all_its_fields():
    found = avro_schema(ORDER)
    assert found["required"] == [one["name"] for one in ORDER["fields"]]
    assert found["properties"]["id"] == {"type": "integer", "description": "Its number"}
    assert found["properties"]["note"] == {"type": ["string", "null"]}
    assert found["properties"]["due"] == {"type": ["string", "null"], "format": "date"}
    assert found["description"] == "One order"


def test_named_types_are_known_where_they_are_named_again_also_in_themselves():
    schema = Schema(avro_schema(ORDER))
    assert schema.field(("lines", "*", "parts", "*", "parts", "*", "sku")).types == {"string"}
    assert schema.field(("was",)).nullable
    assert schema.field(("status",)).enum == ("OPEN", "PAID")


@pytest.mark.parametrize(
    ("change", "fits"),
    [({}, True), ({"status": "LOST"}, False), ({"was": "LOST"}, False), ({"marks": {"x": 1}}, False), ({"either": None}, False),
     ({"lines": [{"sku": "A"}]}, False)],
)  # fmt: skip
def test_records_are_held_against_it(change, fits):
    assert Validator(Schema(avro_schema(ORDER))).is_valid(RECORD | change) is fits


@pytest.mark.parametrize(
    "broken",
    [{"type": "record", "fields": [{"type": "int"}]}, {"type": "record", "fields": [{"name": "a", "type": "Strng"}]},
     {"type": "record", "fields": [{"name": "a", "type": {"type": "enum", "name": "E"}}]},
     {"type": "record", "fields": [{"name": "a", "type": 7}]}],
)  # fmt: skip
def test_what_is_no_avro_is_refused(broken):
    with pytest.raises(SchemaError):
        avro_schema(broken)


def test_avro_is_told_from_json_schema():
    assert is_avro(ORDER)
    assert not is_avro({"type": "object", "properties": {}})
