"""A schema of any dialect, with what it refers to, as one of 2020-12 that takes the same values."""

import json
from copy import deepcopy

import pytest

from mapbench.errors import MapbenchError
from mapbench.schemas.documents.bundling import DRAFT, bundle
from mapbench.schemas.documents.references import Library, Spot
from mapbench.schemas.fields import Schema
from mapbench.schemas.keywords import SchemaError
from mapbench.schemas.validation import Validator

VALUES = [
    None, True, 0, 3, 4, 10, 2.5, "", "a", "abcdef", "2026-01-31", [], [1], ["a", 1], ["a", "b"], [1, 2, 3], {},
    {"a": 1}, {"a": 1, "b": 2}, {"a": "x", "c": None}, {"next": {"next": {}}}, {"next": {"a": 3}}, {"b": 1}, {"a": None},
]  # fmt: skip
OLD = [
    ("4", {"type": "number", "minimum": 3, "exclusiveMinimum": True, "maximum": 10, "exclusiveMaximum": False}),
    ("4", {"id": "http://x.example/s", "properties": {"next": {"$ref": "#"}, "a": {"type": "integer"}}}),
    ("4", {"dependencies": {"a": ["b"]}}),
    ("6", {"exclusiveMinimum": 3, "type": ["number", "null"]}),
    ("6", {"definitions": {"n": {"$id": "#n", "type": "null"}}, "properties": {"a": {"$ref": "#n"}}}),
    ("7", {"items": [{"type": "string"}, {"type": "integer"}], "additionalItems": False}),
    ("7", {"items": [{"type": "integer"}], "additionalItems": {"type": "integer"}}),
    ("7", {"items": {"type": "integer"}, "additionalItems": False}),
    ("7", {"dependencies": {"b": {"required": ["a"]}, "a": ["b"]}}),
    ("7", {"$ref": "#/definitions/d", "maxLength": 1, "definitions": {"d": {"type": "string"}}}),
    ("7", {"if": {"type": "object"}, "then": {"required": ["a"]}, "else": {"not": {"type": "array"}}}),
    ("2019-09", {"$recursiveAnchor": True, "properties": {"next": {"$recursiveRef": "#"}}, "unevaluatedProperties": False}),
    ("2020-12", {"$defs": {"t": {"$anchor": "t", "type": "integer"}}, "additionalProperties": {"$ref": "#t"}}),
    ("2020-12", {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}),
    ("2020-12", {"$ref": "#/$defs/d", "maxLength": 1, "$defs": {"d": {"type": "string"}}}),
]  # fmt: skip
NAMES = {
    "4": "http://json-schema.org/draft-04/schema#", "6": "http://json-schema.org/draft-06/schema#",
    "7": "http://json-schema.org/draft-07/schema#", "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": DRAFT,
}  # fmt: skip


def made(document, dialect="2020-12", pointer="", **others):
    return bundle(Library({"d.json": document, **others}), Spot("d.json", pointer), dialect)


@pytest.mark.parametrize(("draft", "schema"), OLD, ids=str)
def test_a_schema_of_any_draft_takes_the_same_values_as_before(draft, schema):
    old = {"$schema": NAMES[draft], **schema}
    before, after = Validator(Schema(deepcopy(old))), Validator(Schema(made(old, draft)))
    taken = [before.is_valid(value) for value in VALUES]
    assert True in taken
    assert False in taken
    assert [after.is_valid(value) for value in VALUES] == taken


def test_the_document_stays_as_it_was():
    for draft, schema in OLD:
        kept = deepcopy(schema)
        made(schema, draft)
        assert schema == kept


def test_what_is_used_once_stands_where_it_is_used_and_the_rest_once_in_defs():
    found = made({
        "properties": {"one": {"$ref": "#/definitions/once", "description": "of one"}, "a": {"$ref": "#/definitions/often"},
                       "b": {"$ref": "#/definitions/often"}},
        "definitions": {"once": {"type": "string"}, "often": {"enum": [1]}, "never": {"type": "null"}},
    }, "7")  # fmt: skip
    assert found == {
        "$schema": DRAFT,
        "properties": {"one": {"type": "string"}, "a": {"$ref": "#/$defs/often"}, "b": {"$ref": "#/$defs/often"}},
        "$defs": {"often": {"enum": [1]}},
    } | {"properties": {"one": {"type": "string", "description": "of one"}, "a": {"$ref": "#/$defs/often"},
                        "b": {"$ref": "#/$defs/often"}}}  # fmt: skip


def test_a_schema_that_holds_itself_is_kept_once():
    tree = {"$ref": "#/$defs/node", "$defs": {"node": {"properties": {"up": {"$ref": "#/$defs/node"}}}}}
    assert made(tree) == {"$schema": DRAFT, "properties": {"up": {"$ref": "#"}}}
    ring = {
        "properties": {"a": {"$ref": "#/$defs/a"}},
        "$defs": {
            "a": {"properties": {"b": {"$ref": "#/$defs/b"}}},
            "b": {"properties": {"a": {"$ref": "#/$defs/a"}}},
        },
    }
    found = made(ring)
    assert list(found["$defs"]) == ["a"]
    assert Schema(found).field(("a", "b", "a", "b", "a")) is not None


def test_a_long_chain_of_definitions_is_no_deep_tree():
    defs = {f"d{n}": {"properties": {"next": {"$ref": f"#/$defs/d{n + 1}"}}} for n in range(400)}
    found = made({"$ref": "#/$defs/d0", "$defs": defs | {"d400": {"type": "string"}}})
    assert Schema(found).field(("next",) * 400).types == {"string"}


def test_references_lead_into_other_documents_and_back():
    def load(document, reference):
        assert document == "d.json"
        return reference, {
            "$defs": {"sku": {"type": "string"}, "line": {"properties": {"sku": {"$ref": "#/$defs/sku"}}}}
        }

    document = {
        "properties": {"line": {"$ref": "lines.json#/$defs/line"}, "sku": {"$ref": "lines.json#/$defs/sku"}}
    }
    found = bundle(Library({"d.json": document}, load), Spot("d.json", ""), "2020-12")
    assert [Schema(found).field(path).types for path in (("line", "sku"), ("sku",))] == [
        {"string"},
        {"string"},
    ]
    assert "lines.json" not in json.dumps(found)


def test_names_that_schemas_give_themselves_are_followed():
    document = {
        "$id": "https://x.example/order.json",
        "properties": {
            "a": {"$ref": "line.json"},
            "b": {"$ref": "https://x.example/line.json#/properties/q"},
        },
        "$defs": {
            "line": {
                "$id": "line.json",
                "properties": {"q": {"type": "integer"}, "r": {"$ref": "#/properties/q"}},
            }
        },
    }
    schema = Schema(made(document))
    assert [schema.field(path).types for path in (("a", "q"), ("a", "r"), ("b",))] == [{"integer"}] * 3


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("http://169.254.169.254/latest", "nothing is ever fetched"),
        ("https://schemas.example/order.json#/x", "nothing is ever fetched"),
        ("file:///etc/passwd", "nothing is ever fetched"),
        ("other.json", "nothing is ever fetched"),
        ("#/$defs/nome", "names nothing in this document"),
        ("#nowhere", "names nothing in this document"),
    ],
)
def test_a_reference_to_the_network_or_to_nothing_is_refused(reference, said):
    with pytest.raises(SchemaError, match=said):
        made({"properties": {"a": {"$ref": reference}}, "$defs": {"name": {}}})


@pytest.mark.parametrize(
    "schema", [{"properties": []}, {"properties": {"a": 7}}, {"allOf": {}}, [], {"items": "x"}]
)
def test_what_is_no_schema_is_refused(schema):
    with pytest.raises(MapbenchError):
        made({"properties": {"x": schema}})


def test_openapis_own_words_become_json_schema():
    found = made({
        "type": "object", "xml": {"name": "p"}, "x-codegen": {"a": 1}, "x-is-msdate": True, "discriminator": {"propertyName": "kind"},
        "properties": {
            "kind": {"type": "string", "example": "cat", "required": True},
            "age": {"type": "integer", "nullable": True, "minimum": 0, "exclusiveMinimum": True},
            "size": {"type": "string", "enum": ["S"], "nullable": True},
            "owner": {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Owner"}], "description": "Whose"},
            "again": {"allOf": [{"$ref": "#/components/schemas/Owner"}], "description": "Whose"},
            "upload": {"type": "file"},
        },
        "components": {"schemas": {"Owner": {"type": "object", "properties": {"name": {"type": "string"}}}}},
    }, "openapi-3.0")  # fmt: skip
    below = found["properties"]
    assert below["kind"] == {"type": "string", "examples": ["cat"]}
    assert below["age"] == {"type": ["integer", "null"], "exclusiveMinimum": 0}
    assert below["size"] == {"type": ["string", "null"], "enum": ["S", None]}
    assert below["owner"] == {"anyOf": [{"$ref": "#/$defs/Owner"}, {"type": "null"}], "description": "Whose"}
    assert below["again"] == {"$ref": "#/$defs/Owner", "description": "Whose"}
    assert below["upload"] == {}
    assert (found["x-discriminator"], found["x-is-msdate"], "x-codegen" in found, "xml" in found) == (
        "kind",
        True,
        False,
        False,
    )
    assert Validator(Schema(found)).is_valid({"owner": None, "age": 1, "size": None})
