"""The tree of fields of older drafts, of references, and of documents that are refused."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.schemas.test_fields import ORDER

from mapbench.schemas.fields import Field, Schema
from mapbench.schemas.keywords import SchemaError
from mapbench.schemas.ordering import order_tree


def the(schema: Schema, *path: str) -> Field:
    field = schema.field(path)
    assert field is not None
    return field


def test_lists_of_every_draft() -> None:
    schema = Schema({"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"}})
    assert the(schema, "*").types == {"string", "integer"}
    old = Schema(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "items": [{"type": "string"}, {"type": "boolean"}],
        }
    )
    assert the(old, "*").types == {"string", "boolean"}
    assert Schema({"type": "array"}).root.items is None


RECURSIVE = {
    "$ref": "#/$defs/node",
    "$defs": {
        "node": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "kids": {"type": "array", "items": {"$ref": "#/$defs/node"}},
                "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
            },
        }
    },
}


def test_recursive_schemas_have_no_end_and_do_not_loop() -> None:
    schema = Schema(RECURSIVE)
    deep = ("kids", "*", "next") * 30 + ("name",)
    assert the(schema, *deep).types == {"string"}
    assert [".".join(field.path) for field in schema.walk()] == [
        "name", "kids", "kids.*", "next", "next.name", "next.kids", "next.kids.*", "next.next",
    ]  # fmt: skip
    assert "name" in [".".join(field.path) for field in schema.leaves()]


@pytest.mark.parametrize(
    "document",
    [
        {"$ref": "#"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"anyOf": [{"$ref": "#"}, {"type": "string"}]},
        {"allOf": [{"$ref": "#"}], "properties": {"a": {"$ref": "#"}}},
        {
            "$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#"}]}},
            "properties": {"b": {"$ref": "#/$defs/a"}},
        },
    ],
)
def test_references_in_a_circle_end(document: dict[str, object]) -> None:
    schema = Schema(document)
    assert len(list(itertools.islice(schema.walk(), 50))) < 50
    assert schema.root.nullable in {True, False}
    order_tree(schema.root)


def test_references_of_every_spelling() -> None:
    schema = Schema({
        "$id": "https://example.com/order",
        "properties": {
            "a": {"$ref": "#money"},
            "b": {"$ref": "https://example.com/order#/$defs/a%20b~1c"},
            "c": {"$ref": "part"},
            "d": {"$ref": "/part#inner"},
            "e": {"$dynamicRef": "#money"},
            "f": {"$ref": "#/components/schemas/Thing"},
        },
        "$defs": {
            "money": {"$anchor": "money", "type": "number"},
            "a b/c": {"type": "boolean"},
            "part": {"$id": "part", "type": "array", "$defs": {"x": {"$anchor": "inner", "type": "integer"}}, "items": {"$ref": "#/$defs/x"}},
        },
        "components": {"schemas": {"Thing": {"type": "object", "properties": {"self": {"$ref": "#/components/schemas/Thing"}}}}},
    })  # fmt: skip
    found = [sorted(the(schema, name).types) for name in "abcdef"]
    assert found == [["number"], ["boolean"], ["array"], ["integer"], ["number"], ["object"]]
    assert the(schema, "c", "*").types == {"integer"}
    assert the(schema, "f", "self", "self").kind == "object"


@pytest.mark.parametrize(
    ("document", "pointer", "words"),
    [
        (
            {"properties": {"a": {"$ref": "http://127.0.0.1/x.json"}}},
            "/properties/a/$ref",
            "outside the document",
        ),
        ({"$ref": "file:///etc/hostname"}, "/$ref", "outside the document"),
        ({"$ref": "other.json#/a"}, "/$ref", "outside the document"),
        ({"$ref": "#/$defs/none"}, "/$ref", "names nothing"),
        ({"$ref": "#none"}, "/$ref", "names nothing"),
        ({"properties": ["a"]}, "/properties", "an object of schemas"),
        ({"allOf": {"a": 1}}, "/allOf", "a list of schemas"),
        ({"properties": {"a": "string"}}, "/properties/a", "A schema is expected"),
        ({"properties": {1: {}}}, "/properties", "no text"),
        ({"$schema": "http://example.com/mine"}, "/$schema", "no draft"),
        ("text", "", "A schema is an object"),
    ],
)
def test_documents_that_are_refused(document: object, pointer: str, words: str) -> None:
    with pytest.raises(SchemaError) as caught:
        Schema(document)  # type: ignore[arg-type]
    assert caught.value.pointer == pointer
    assert words in caught.value.message


def test_too_deep_a_document_is_refused() -> None:
    document: dict[str, object] = {}
    for _ in range(5000):
        document = {"items": document}
    with pytest.raises(SchemaError, match="deeper than"):
        Schema(document)


def test_the_document_given_is_left_alone() -> None:
    document = {
        "properties": {"a": {"type": "string", "nullable": True}, "b": {"$id": "x", "$ref": "#/properties/a"}}
    }
    before = json.dumps(document)
    Schema({**document, "properties": {"a": document["properties"]["a"]}})
    assert json.dumps(document) == before


def test_a_large_real_document() -> None:
    path = Path(__file__).parents[3] / "shared/data/xero-accounting-openapi.yaml"
    if not path.exists():
        pytest.skip("the shared sample documents are not here")
    yaml = pytest.importorskip("ruamel.yaml").YAML(typ="safe")
    document = yaml.load(path.read_text(encoding="utf-8"))
    schema = Schema({"$ref": "#/components/schemas/Invoice", "components": document["components"]})
    assert the(schema, "LineItems", "*", "Quantity").types == {"number"}
    assert the(schema, "Contact", "EmailAddress").types == {"string"}


def test_looking_at_fields_imports_no_heavy_library() -> None:
    code = (
        "import sys; from mapbench.schemas.fields import Schema; from mapbench.schemas import ordering, validation\n"
        "Schema({'properties': {'a': {'$ref': '#'}}}).root.children\n"
        "print(sorted({'jsonschema_rs', 'pydantic', 'ruamel', 'jsonpath_ng', 'urllib.parse', 'json'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_order_tree() -> None:
    tree = order_tree(Schema(ORDER).root)
    assert tree is not None
    assert tree["names"] == ("id", "customer", "lines", "status", "placed_at", "attributes", "free")
    assert sorted(tree["children"]) == ["customer", "lines"]
    assert tree["children"]["lines"]["items"]["names"] == ("sku", "qty")
    recursive = order_tree(Schema(RECURSIVE).root)
    assert recursive["children"]["kids"]["items"]["children"]["kids"]["items"]["names"] == (
        "name",
        "kids",
        "next",
    )
    assert order_tree(Schema({"type": "array", "items": {"type": "string"}}).root) is None
