"""The tree of fields: what is where, required, nullable, in which order."""

from __future__ import annotations

import pytest

from mapbench.schemas.fields import Field, Schema

ORDER = {
    "type": "object",
    "required": ["id", "customer", "lines"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "title": "Number"},
        "customer": {"$ref": "#/$defs/party", "description": "Who pays"},
        "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}},
        "status": {"enum": ["PAID", "OPEN", None]},
        "placed_at": {"type": ["string", "null"], "format": "date-time"},
        "attributes": {"type": "object", "additionalProperties": {"type": "string"}},
        "free": {},
    },
    "$defs": {
        "party": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "email": {
                    "type": "string",
                    "format": "email",
                    "x-classification": "pii",
                    "x-owner": "crm-team",
                    "x-system-of-record": "crm",
                },
            },
        },
        "line": {"type": "object", "properties": {"sku": {"type": "string"}, "qty": {"type": "number"}}},
    },
}


def the(schema: Schema, *path: str) -> Field:
    field = schema.field(path)
    assert field is not None
    return field


def test_fields_are_found_through_references_and_items() -> None:
    schema = Schema(ORDER)
    assert the(schema, "customer", "name").types == {"string"}
    assert the(schema, "lines", "*", "sku").path == ("lines", "*", "sku")
    assert the(schema, "lines", "*", "sku").pointer == "/properties/lines/items/properties/sku"
    assert schema.at("/properties/lines/items/properties/sku").path == ("lines", "*", "sku")
    assert schema.field(("customer", "nam")) is None
    assert schema.field(("id", "x", "y")) is None


def test_what_a_field_says() -> None:
    schema = Schema(ORDER)
    email = the(schema, "customer", "email")
    assert (email.classification, email.owner, email.system_of_record) == ("pii", "crm-team", "crm")
    assert (email.format, email.required, email.nullable, email.kind) == ("email", False, False, "scalar")
    assert (the(schema, "id").required, the(schema, "id").title, the(schema, "id").name) == (
        True,
        "Number",
        "id",
    )
    assert the(schema, "customer").description == "Who pays"
    status = the(schema, "status")
    assert (status.types, status.nullable, status.enum) == ({"string"}, True, ("PAID", "OPEN", None))
    assert the(schema, "placed_at").nullable
    assert (the(schema, "placed_at").types, the(schema, "free").nullable) == ({"string"}, True)
    assert [the(schema, name).kind for name in schema.order()] == [
        "scalar", "object", "array", "scalar", "scalar", "object", "any",
    ]  # fmt: skip


def test_closed_objects_and_the_nearest_names() -> None:
    schema = Schema(ORDER)
    assert schema.root.closed
    assert not schema.root.admits("custmer")
    assert schema.root.nearest("custmer")[0] == "customer"
    assert schema.root.admits("status")
    assert not the(schema, "customer").closed
    assert the(schema, "customer").admits("anything")


def test_maps_have_a_child_for_their_keys() -> None:
    schema = Schema(ORDER)
    assert list(the(schema, "attributes").children) == ["{}"]
    assert the(schema, "attributes", "{}").types == {"string"}
    assert the(schema, "attributes", "colour").types == {"string"}
    assert schema.at("/properties/attributes/additionalProperties").path == ("attributes", "{}")


def test_patterns_of_names() -> None:
    schema = Schema({
        "patternProperties": {"^x_": {"type": "integer"}, "_on$": {"format": "date"}},
        "additionalProperties": False,
    })  # fmt: skip
    both = the(schema, "x_made_on")
    assert (both.types, both.format) == ({"integer"}, "date")
    assert schema.field(("y",)) is None
    assert schema.root.admits("x_1")
    assert not schema.root.admits("y")


def test_all_of_is_merged() -> None:
    schema = Schema({
        "allOf": [
            {"type": "object", "required": ["a"], "properties": {"a": {"type": ["string", "null"]}, "b": {}}},
            {"properties": {"a": {"maxLength": 3}, "c": {"type": "integer"}}},
        ],
        "properties": {"a": {"type": "string"}},
        "unevaluatedProperties": False,
    })  # fmt: skip
    assert schema.order() == ("a", "b", "c")
    assert (the(schema, "a").required, the(schema, "a").nullable, the(schema, "a").types) == (
        True,
        False,
        {"string"},
    )
    assert schema.root.closed


def test_a_closed_part_of_all_of_shuts_the_others_out() -> None:
    schema = Schema(
        {"allOf": [{"properties": {"a": {}}, "additionalProperties": False}, {"properties": {"b": {}}}]}
    )
    assert schema.order() == ("a",)
    assert not schema.root.admits("b")


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_alternatives_are_a_union(keyword: str) -> None:
    schema = Schema({
        keyword: [
            {"type": "object", "required": ["kind", "iban"], "properties": {"kind": {"const": "bank"}, "iban": {"type": "string"}}},
            {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "card"}, "last4": {"type": "string"}}},
            {"type": "null"},
        ]
    })  # fmt: skip
    root = schema.root
    assert (root.types, root.nullable, root.kind) == ({"object"}, True, "object")
    assert schema.order() == ("kind", "iban", "last4")
    assert [the(schema, name).required for name in schema.order()] == [True, False, False]
    assert [the(schema, name).conditional for name in schema.order()] == [False, True, True]
    assert the(schema, "kind").enum == ("bank", "card")


def test_required_by_alternatives_only() -> None:
    schema = Schema({
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    })  # fmt: skip
    assert [the(schema, name).required for name in "ab"] == [False, False]
    assert [the(schema, name).types for name in "ab"] == [{"string"}, {"string"}]
    assert not the(schema, "a").conditional


def test_if_then_else() -> None:
    schema = Schema({
        "properties": {"kind": {"type": "string"}},
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"properties": {"x": {"type": "integer"}}, "required": ["x"]},
    })  # fmt: skip
    assert the(schema, "x").types == {"integer"}
    assert (the(schema, "x").required, the(schema, "x").conditional) == (False, True)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (True, True),
        (False, False),
        ({}, True),
        ({"type": "null"}, True),
        ({"type": "string", "nullable": True}, True),
        ({"enum": ["a"], "nullable": True}, True),
        ({"const": "a", "nullable": True}, True),
        ({"$ref": "#/$defs/text", "nullable": True}, True),
        ({"allOf": [{"$ref": "#/$defs/text"}], "nullable": True}, True),
        ({"oneOf": [{"$ref": "#/$defs/text"}], "nullable": True}, True),
        ({"oneOf": [{"$ref": "#/$defs/maybe"}, {"type": "integer"}], "nullable": True}, True),
        ({"anyOf": [{"$ref": "#/$defs/text"}, {"type": "null"}]}, True),
        ({"oneOf": [{"$ref": "#/$defs/maybe"}, {"type": "null"}]}, False),
        ({"allOf": [{"$ref": "#/$defs/maybe"}, {"type": "string"}]}, False),
        ({"$ref": "#/$defs/maybe", "not": {"type": "null"}}, False),
        ({"$ref": "#/$defs/maybe", "enum": ["a"]}, False),
        ({"const": None}, True),
        ({"type": ["string", "null"], "minLength": 3, "format": "date"}, True),
        ({"if": {"type": "null"}, "then": False}, False),
        ({"if": {"type": "null"}, "else": False}, True),
        ({"if": False, "then": True, "else": {"type": "string"}}, False),
    ],
)  # fmt: skip
def test_null_is_decided_as_a_validator_would(node: object, expected: bool) -> None:
    from mapbench.schemas.validation import Validator

    schema = Schema({
        "properties": {"a": node},
        "$defs": {"text": {"type": "string"}, "maybe": {"type": ["string", "null"]}},
    })  # fmt: skip
    field = the(schema, "a")
    assert field.nullable is expected
    assert Validator(schema).is_valid({"a": None}) is expected
    assert Validator(schema).at(field).is_valid(None) is expected
