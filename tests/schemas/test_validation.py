"""Validation: what is valid, what is wrong with the rest, and schemas that are refused."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from mapbench.schemas.fields import Schema
from mapbench.schemas.keywords import SchemaError
from mapbench.schemas.validation import Validator, compile_pattern
from mapbench.schemas.violations import Violation


def only(schema: Any, value: Any) -> Violation:
    found = Validator(schema).violations(value)
    assert len(found) == 1
    return found[0]


ORDER = {
    "type": "object",
    "required": ["id", "customer"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer"},
        "customer": {"$ref": "#/$defs/party"},
        "lines": {
            "type": "array",
            "items": {"type": "object", "required": ["sku"], "properties": {"qty": {"type": "number"}}},
        },
        "status": {"enum": ["PAID", "OPEN"]},
    },
    "$defs": {
        "party": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": ["string", "null"]}},
        }
    },
}


def test_every_violation_is_found() -> None:
    found = Validator(ORDER).violations({
        "id": "7", "lines": [{"sku": "a"}, {"qty": "x"}], "status": "paid", "colour": 1, "size": 2,
    })  # fmt: skip
    assert {(v.path, v.keyword, v.code, v.missing, v.extra) for v in found} == {
        (("id",), "type", "type", None, ()),
        ((), "required", "missing", "customer", ()),
        (("lines", 1), "required", "missing", "sku", ()),
        (("lines", 1, "qty"), "type", "type", None, ()),
        (("status",), "enum", "schema", None, ()),
        ((), "additionalProperties", "schema", None, ("colour", "size")),
    }
    by_path = {v.path: v for v in found}
    assert by_path["lines", 1, "qty"].message == "lines[1].qty should be a number, not text."
    assert by_path["lines", 1].message == "lines[1].sku is required, but missing."
    assert (by_path[("status",)].expected, by_path[("status",)].actual) == ("one of PAID, OPEN", '"paid"')


@pytest.mark.parametrize(
    ("schema", "value", "keyword", "expected"),
    [
        ({"type": ["string", "null"]}, 5, "type", "text or null"),
        ({"type": "integer"}, 2.5, "type", "a whole number"),
        ({"const": "x"}, 5, "const", '"x"'),
        ({"enum": list("abcdefghijkl")}, "z", "enum", "one of a, b, c, d, e, f, g, h and 4 more"),
        ({"minimum": 3}, 1, "minimum", "at least 3"),
        ({"maximum": 3}, 4, "maximum", "at most 3"),
        ({"exclusiveMinimum": 3}, 3, "exclusiveMinimum", "more than 3"),
        ({"exclusiveMaximum": 3}, 3, "exclusiveMaximum", "less than 3"),
        ({"multipleOf": 0.01}, 0.005, "multipleOf", "a multiple of 0.01"),
        ({"minLength": 3}, "a", "minLength", "at least 3 characters long"),
        ({"maxLength": 1}, "ab", "maxLength", "at most 1 characters long"),
        ({"pattern": "^[A-Z]+$"}, "a", "pattern", "text that matches ^[A-Z]+$"),
        ({"format": "date-time"}, "x", "format", "a date-time, e.g. 2026-11-14T09:12:00Z"),
        ({"minItems": 2}, [1], "minItems", "a list of at least 2 elements"),
        ({"maxItems": 0}, [1], "maxItems", "a list of at most 0 elements"),
        ({"uniqueItems": True}, [1, 1], "uniqueItems", "a list without repetitions"),
        ({"minProperties": 1}, {}, "minProperties", "an object of at least 1 properties"),
        ({"contains": {"const": 1}}, [2], "contains", "a list with an element that the schema asks for"),
        ({"contains": {"const": 1}, "maxContains": 1}, [1, 1], "maxContains",
         "a list with fewer elements of the kind that the schema limits"),
        ({"not": {"const": 1}}, 1, "not", "something that the schema does not exclude"),
        ({"propertyNames": {"maxLength": 2}}, {"abc": 1}, "propertyNames", "at most 2 characters long"),
        ({"unevaluatedProperties": False}, {"abc": 1}, "unevaluatedProperties", "only properties of the schema"),
        ({"properties": {"a": False}}, {"a": 1}, "falseSchema", "nothing"),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "required", "a value"),
        (False, 1, "falseSchema", "nothing"),
    ],
)  # fmt: skip
def test_each_keyword_says_what_it_expects(schema: Any, value: Any, keyword: str, expected: str) -> None:
    violation = only(schema, value)
    assert (violation.keyword, violation.expected) == (keyword, expected)
    assert violation.message.endswith(".")
    assert not Validator(schema).is_valid(value)


def test_alternatives_tell_what_is_nearest() -> None:
    maybe = {
        "anyOf": [{"$ref": "#/$defs/a"}, {"type": "null"}],
        "$defs": {"a": {"type": "object", "required": ["x"]}},
    }
    assert only(maybe, {}).missing == "x"
    assert (only(maybe, 5).keyword, only(maybe, 5).expected) == ("type", "an object or null")
    coded = {"oneOf": [{"enum": ["A", "B"]}, {"type": "null"}]}
    assert only(coded, "C").expected == "one of A, B"
    assert only({"oneOf": [{"type": "integer"}, {"minimum": 2}]}, 3).expected == "one alternative only"
    both = only({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "email"}]}, "x")
    assert both.keyword == "anyOf"
    parents = only({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {})
    assert (parents.expected, parents.missing, parents.code) == ("one of 2 alternatives", None, "schema")
    assert only({"type": ["integer", "string", "null"]}, 2.5).expected == "text, a whole number or null"
    assert both.expected == "a date, e.g. 2026-11-14 or an e-mail address, e.g. dana@example.com"


def test_alternatives_told_apart_by_a_tag() -> None:
    tagged = {"properties": {"pay": {"oneOf": [
        {"type": "object", "properties": {"kind": {"const": "bank"}, "iban": {"type": "string"}}, "required": ["iban"]},
        {"type": "object", "properties": {"kind": {"const": "card"}, "last4": {"type": "string"}}, "required": ["last4"]},
    ]}}}  # fmt: skip
    violation = only(tagged, {"pay": {"kind": "card", "last4": 1234}})
    assert (violation.path, violation.message) == (
        ("pay", "last4"),
        "pay.last4 should be text, not a whole number.",
    )


@pytest.mark.parametrize(("draft"), ["2020-12", "draft-07", "draft-04"])
@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("date", "2026-02-28", "2026-02-30"),
        ("date-time", "2026-11-14T09:12:00Z", "2026-11-14T09:12:00"),
        ("email", "dana@example.com", "dana"),
        ("uuid", "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b", "3f2b"),
        ("uri", "https://example.com/a", "/a"),
    ],
)
def test_five_formats_are_asserted_in_every_draft(draft: str, name: str, good: str, bad: str) -> None:
    uri = (
        f"https://json-schema.org/draft/{draft}/schema"
        if draft == "2020-12"
        else f"http://json-schema.org/{draft}/schema#"
    )
    check = Validator({"$schema": uri, "format": name}).check
    assert (check(good), check(bad)) == (True, False)


@pytest.mark.parametrize(
    "name", ["time", "duration", "hostname", "idn-hostname", "idn-email", "ipv4", "ipv6", "uri-reference", "uri-template", "iri", "iri-reference", "regex", "json-pointer", "relative-json-pointer", "int64", "password"],
)  # fmt: skip
def test_other_formats_are_notes(name: str) -> None:
    check = Validator({"format": name}).check
    assert check("\\ no such ( thing 300.1.1.1 {")
    assert check("")


def test_numbers_of_every_kind() -> None:
    check = Validator({"type": "number", "multipleOf": 0.01, "maximum": 10**30}).check
    assert check(Decimal("19.99"))
    assert not check(Decimal("19.995"))
    assert not check(Decimal("1E+6144"))
    assert not check(Decimal("1E-6143"))
    assert not check(Decimal("NaN"))
    assert not check(float("inf"))
    assert Validator({"type": "integer"}).check(2**63 - 1)
    assert Validator({"type": "integer"}).check(Decimal("2.0"))
    assert Validator({"enum": [0.1]}).check(Decimal("0.10"))
    assert not Validator({"maximum": 1}).check(Decimal("1.000000000000000000000000000000001"))


def test_values_that_are_no_json() -> None:
    validator = Validator({"type": "object", "additionalProperties": {"type": "string", "pattern": "^.*$"}})
    for value in ({"a": dt.date(2026, 1, 1)}, {1: 2}, {"a": "\ud800"}):
        assert not validator.is_valid(value)
        assert [v.code for v in validator.violations(value)] == ["type"]
        validator.violations(value)[0].actual.encode()


def test_a_value_is_shortened_and_kept_out_of_sentences() -> None:
    violation = only({"properties": {"a": {"type": "integer"}}}, {"a": ["geheim" * 10**5] * 100})
    assert len(violation.actual) == 60
    assert violation.actual.startswith('["geheim')
    assert "geheim" not in violation.message


def test_parts_keep_their_references() -> None:
    schema = Schema(ORDER)
    validator = Validator(schema)
    name = validator.at("/properties/customer/properties/name")
    assert (name.check(None), name.check("x"), name.check(1)) == (True, True, False)
    customer = validator.at("/$defs/party")
    assert customer.violations({})[0].missing == "name"
    assert customer.at("/properties/id").check(5)
    field = schema.field(("lines", "*"))
    assert field is not None
    assert not validator.at(field).check({"qty": 1})
    with pytest.raises(KeyError):
        validator.at("/properties/none")


def test_a_part_described_in_several_places_obeys_all() -> None:
    document = {
        "allOf": [
            {"properties": {"a/b %": {"type": "string"}}},
            {"properties": {"a/b %": {"$ref": "#/$defs/short ~0 one"}}},
        ],
        "$defs": {"short ~ one": {"maxLength": 2}},
    }
    check = Validator(document).at("/properties/a~1b %").check
    assert [check("ab"), check("abc"), check(1)] == [True, False, False]


@pytest.mark.parametrize(
    ("document", "pointer", "words"),
    [
        ({"properties": {"a": {"type": "strin"}}}, "/properties/a/type", "one of array"),
        ({"minLength": -1}, "/minLength", "at least 0"),
        ({"required": "a"}, "/required", "a list, not text"),
        ({"properties": {"a": {"pattern": "(?=a)b"}}}, "/properties/a/pattern", "linear time"),
        ({"pattern": r"(a)\1"}, "/pattern", "linear time"),
        ({"pattern": "("}, "/pattern", "regular expression"),
        ({"pattern": "(?:a{1000}){1000}"}, "/pattern", "linear time"),
        ({"patternProperties": {"(?!a)": {}}}, "/patternProperties/(?!a)", "linear time"),
    ],
)
def test_invalid_schemas_are_refused_with_a_pointer(document: Any, pointer: str, words: str) -> None:
    with pytest.raises(SchemaError) as caught:
        Validator(document)
    assert caught.value.pointer == pointer
    assert words in caught.value.message


def test_patterns_cannot_explode() -> None:
    assert not Validator({"pattern": "^(a+)+$"}).check("a" * 50_000 + "b")
    assert compile_pattern("b$")("ab")


def test_nothing_under_data_keywords_is_read_as_a_schema() -> None:
    document = {
        "default": {"$ref": "http://example.com/x"},
        "examples": [{"$ref": "#/nowhere", "nullable": True}],
        "enum": [{"$ref": "http://example.com/x"}],
        "x-note": {"$ref": "http://example.com/x"},
        "components": {"schemas": {"Unused": {"$ref": "http://example.com/x"}}},
    }
    assert Validator(document).check({"$ref": "http://example.com/x"})


def test_siblings_of_a_reference_count_since_2019_only() -> None:
    document = {"$ref": "#/definitions/a", "maxLength": 1, "definitions": {"a": {"type": "string"}}}
    assert not Validator(document).check("ab")
    assert Validator({**document, "$schema": "http://json-schema.org/draft-07/schema#"}).check("ab")


def test_numbers_are_json_though_code_without_builtins_asks_first() -> None:
    program = """
from mapbench.schemas.validation import Validator
check = Validator({"type": ["number", "boolean"]}).check
scope = {"__builtins__": {}, "check": check}
exec("def ask(value): return check(value)", scope)
print([scope["ask"](value) for value in (5, 1.5, True, "x")])
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (answer.stdout, answer.stderr) == ("[True, True, True, False]\n", "")


def test_paths_keep_empty_names() -> None:
    number = {"type": "number"}
    inner = {
        "properties": {"a": number, "": number, "x/y": number, "l": {"items": number}},
        "required": ["a"],
    }
    validator = Validator({"properties": {"a": number, "m": {"additionalProperties": inner}}})
    value = {"a": "t", "m": {"": {"a": "t", "": "t", "x/y": "t", "l": [1, "t"]}, "k": {}, "5": {"": "t"}}}
    expected: list[tuple[str | int, ...]] = [
        ("a",), ("m", "", "a"), ("m", "", ""), ("m", "", "x/y"), ("m", "", "l", 1), ("m", "k"), ("m", 5, ""), ("m", 5),
    ]  # fmt: skip
    assert sorted(map(str, expected)) == sorted(str(each.path) for each in validator.violations(value))
