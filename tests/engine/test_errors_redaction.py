"""Classified values and secrets never stand in an error: whatever way a rule came to read them."""

import json
from typing import Any

import pytest
from tests.engine.mapped import error, mapper, outcome

HIDDEN = "•••"
PII = {"type": "string", "x-classification": "pii"}
SOURCE = {
    "type": "object",
    "properties": {
        "x": PII, "secret": {"type": "string", "x-classification": "secret"}, "free": {"type": "string", "x-classification": "public"},
        "o": {"type": "object", "properties": {"e": PII, "f": {"type": "string"}}},
        "l": {"type": "array", "items": {"type": "object", "properties": {"v": PII}}},
    },
}  # fmt: skip
RECORD = {"x": "zoe@example.com", "secret": "zoe@example.com", "free": "zoe@example.com", "o": {"e": "zoe@example.com"},
          "l": [{"v": "zoe@example.com"}, {"v": "zoe@example.com"}]}  # fmt: skip


def told(rule: dict[str, Any], **given: Any) -> dict[str, Any]:
    """The one error of a rule, as it is written down."""
    return error([{"target": "t", **rule}], RECORD, source_schema=SOURCE, **given).as_json()


@pytest.mark.parametrize(
    "rule",
    [
        {"source": "x", "formula": "date(value)"}, {"source": "$.x", "formula": "date(value)"}, {"source": "secret", "formula": "number(value)"},
        {"source": {"a": "x"}, "formula": "date(a)"}, {"source": {"a": "free", "b": "x"}, "formula": "date(b)"}, {"source": "x", "lookup": "status"},
        {"source": "o.e", "formula": "date(value)"}, {"source": "l[0].v", "formula": "date(value)"}, {"source": "l[*].v", "formula": "date(value[0])"},
        {"source": "x", "when": "value"}, {"source": "x", "cases": [{"when": "value", "value": 1}]},
        {"each": "l[*]", "rules": [{"target": "u", "source": "v", "formula": "date(value)"}]},
        {"each": "l[*]", "rules": [{"target": "u", "formula": "date(item.v)"}]},
        {"each": "l[*]", "as": "line", "formula": "date(line.v)"},
        {"each": "l[*]", "where": "item.v", "formula": "1 if item else 1"},
        {"each": "l[*]", "keyed_by": "item.v", "rules": []},
        {"source": {"v": "o"}, "formula": "date(v.e)"},
        {"source": {"l": "l"}, "formula": "[date(i.v) for i in l]"},
        {"source": "free", "when": {"source": {"w": "x"}, "formula": "w"}},
    ],
)  # fmt: skip
def test_values_of_classified_source_fields(rule: dict[str, Any]) -> None:
    result = outcome(mapper([{"target": "t", **rule}], source_schema=SOURCE), RECORD)
    assert result.errors
    assert {one.actual for one in result.errors} == {HIDDEN}
    assert "zoe" not in json.dumps([one.as_json() for one in result.errors])


def test_values_that_came_through_a_let() -> None:
    assert told({"formula": "date(a)"}, let={"a": {"source": "x"}})["actual"] == HIDDEN


def test_public_and_unclassified_values_are_shown() -> None:
    assert told({"source": "free", "formula": "date(value)"})["actual"] == "zoe@example.com"
    assert (
        error([{"target": "t", "source": "x", "formula": "date(value)"}], RECORD).actual == "zoe@example.com"
    )


@pytest.mark.parametrize("classification", ["pii", "secret"])
def test_values_for_classified_target_fields(classification: str) -> None:
    target = {
        "type": "object",
        "properties": {"t": {"type": "string", "maxLength": 3, "x-classification": classification}},
    }
    for rule in ({"source": "x"}, {"source": "x", "formula": "date(value)"}, {"source": "o"}):
        assert error([{"target": "t", **rule}], RECORD, schema=target).actual == HIDDEN


@pytest.mark.parametrize(
    ("field", "source"),
    [
        ({"type": "object", "properties": {"e": {"type": "integer", "x-classification": "pii"}}}, None),
        ({"type": "string"}, SOURCE),
    ],
)
def test_copied_objects_with_classified_fields(field: dict[str, Any], source: dict[str, Any] | None) -> None:
    target = {"type": "object", "properties": {"t": field}}
    found = error([{"target": "t", "source": "o"}], RECORD, schema=target, source_schema=source)
    assert "zoe" not in json.dumps(found.as_json())


def test_secrets_of_parameters_are_in_no_error_and_no_step() -> None:
    rules = [
        {"target": "t", "source": "n", "formula": "hmac_sha256(value, params.salt)"},
        {"target": "u", "formula": "pseudonym(1 / 0, params.salt)"},
    ]
    mapping = mapper(rules, declared={"salt": {"secret": True}}, params={"salt": "zoe-s3cret"})
    trace = mapping.trace({"n": 5})
    assert [one.code for one in trace.outcomes[0].errors] == ["type", "arithmetic"]
    assert "zoe" not in repr(trace)


def test_long_texts_are_shortened() -> None:
    long = error([{"target": "t", "source": "a", "formula": "date(value)"}], {"a": "x" * 10_000}).as_json()
    assert len(long["actual"]) == 80


def test_large_values_are_shortened() -> None:
    large = error(
        [{"target": "t", "source": "a", "formula": "date(value)"}], {"a": list(range(10_000))}
    ).as_json()
    assert len(json.dumps(large)) < 1_000
