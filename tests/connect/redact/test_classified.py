"""What people say of a field counts, whatever it is called."""

import json

import pytest

from mapbench.connect.redact.classified import said_by, said_of_payload
from mapbench.connect.redact.redactor import BY_SCHEMA, BY_VALUE, Redactor, nothing_said

SCHEMA = {
    "type": "object",
    "properties": {
        "who": {"type": "string", "x-classification": "pii"},
        "ward": {"type": "integer", "x-classification": "pii"},
        "door": {"type": "string", "x-classification": "secret"},
        "open": {"type": "string", "x-classification": "public"},
        "rows": {
            "type": "array",
            "items": {"properties": {"by": {"type": "string", "x-classification": "pii"}}},
        },
        "staff": {"x-classification": "pii", "properties": {"lead": {"type": "string"}}},
        "rooms": {
            "additionalProperties": {"properties": {"of": {"type": "string", "x-classification": "pii"}}}
        },
    },
}
REDACTOR = Redactor(b"k" * 32)
SAID = said_by(SCHEMA)


def made(record):
    return REDACTOR.redact([record], SAID)


def test_what_the_pinned_schema_classifies_is_redacted_as_its_shape_is():
    record = {"who": "Lopez, Ana", "ward": 4711, "door": "sesame-street", "open": "nine to five"}
    found = made(record).records[0]
    assert {key: found[key] == value for key, value in record.items()} == {
        "who": False, "ward": False, "door": False, "open": True,
    }  # fmt: skip
    assert [len(part) for part in found["who"].split(", ")] == [5, 3]
    assert 1_000 <= found["ward"] <= 9_999
    assert found["door"].startswith("redacted")
    assert {one.why for one in made(record).redactions} == {BY_SCHEMA}


@pytest.mark.parametrize(
    ("record", "path"),
    [
        ({"rows": [{"by": "Bo"}, {"by": "Cleo"}]}, "$.rows[*].by"),
        ({"staff": {"lead": "Dana"}}, "$.staff.lead"),
        ({"rooms": {"12a": {"of": "Eve"}}}, "$.rooms.12a.of"),
    ],
)
def test_also_in_lists_maps_and_below_what_is_classified(record, path):
    found = made(record)
    assert [one.path for one in found.redactions] == [path]
    assert found.records != [record]


def test_a_value_that_tells_what_it_is_gets_the_stand_in_it_has_everywhere():
    found = made({"who": "ana@shop.test", "email": "ana@shop.test"})
    assert found.records[0]["who"] == found.records[0]["email"]
    assert BY_VALUE in {one.why for one in found.redactions}


@pytest.mark.parametrize(
    "path", ["$.result.chunks[*].sales[*]", "$.result.chunks[0].sales", "$.result.chunks[0].sales[*]"]
)
def test_the_whole_payload_is_redacted_like_its_records(path):
    payload = {"who": "paging", "result": {"chunks": [{"sales": [{"who": "Ana"}]}]}}
    said = said_of_payload(SAID, path)
    assert said is not None
    found = REDACTOR.redact([payload], said).records[0]
    assert found["who"] == "paging"
    assert "Ana" not in json.dumps(found)


def test_where_the_records_cannot_be_followed_nothing_is_said():
    assert said_of_payload(SAID, "$..sales[*]") is None
    assert said_of_payload(nothing_said, "$..sales[*]") is nothing_said
    assert said_by(None) is nothing_said
