"""The quick function: what it returns is what the plain function accepts, and valid, whatever schema meets whatever rule."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.mapped import mapper

from mapbench.errors import LoadError
from mapbench.schemas.validation import Validator

RULES: list[dict[str, Any]] = [
    {"source": "a"},
    {"source": "a", "default": 1},
    {"constant": "x"},
    {"constant": None},
    {"source": "a", "formula": "number(value)"},
    {"source": "a", "formula": "text(value)"},
    {"source": "a", "formula": "date(value)"},
    {"source": "a", "formula": "datetime(value)"},
    {"source": "a", "formula": "round(value, 2)"},
    {"source": "a", "lookup": {"x": "X", "1": 1}},
    {"source": "a", "when": "value != null"},
    {"rules": [{"target": "b", "source": "a"}]},
    {"source": "o", "rules": [{"target": "b", "source": "c"}]},
    {"each": "l[*]", "rules": [{"target": "b", "source": "c"}]},
    {"each": "l[0:2]", "rules": []},
    {"each": "l[*]", "formula": "item.c"},
    {"each": "l[*]", "keyed_by": "name", "let": {"name": {"formula": "text(item.c)"}}, "rules": []},
    {"each": "l", "rules": [{"target": "b", "source": "c"}], "when_empty": "omit"},
]  # fmt: skip
SCALARS: list[dict[str, Any]] = [
    {}, {"type": "string"}, {"type": "integer"}, {"type": "number", "minimum": 0}, {"type": ["string", "null"]},
    {"type": "boolean"}, {"enum": ["x", 1, None]}, {"type": "string", "enum": ["x", "X"]}, {"type": "string", "minLength": 2},
    {"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}, {"type": "string", "pattern": "^x"},
    {"const": 1}, {"not": {"type": "string"}}, {"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "null"},
]  # fmt: skip
INNER = {"b": st.sampled_from(SCALARS)}
OBJECTS = st.fixed_dictionaries(
    {"properties": st.fixed_dictionaries(INNER)},
    optional={
        "type": st.sampled_from(["object", ["object", "null"], "array"]),
        "required": st.sampled_from([["b"], ["z"]]),
        "additionalProperties": st.sampled_from([False, True, {"type": "string"}]),
        "minProperties": st.just(1),
    },
)
FIELDS = st.one_of(
    st.sampled_from(SCALARS),
    OBJECTS,
    st.fixed_dictionaries(
        {"items": st.one_of(OBJECTS, st.sampled_from(SCALARS))},
        optional={"type": st.sampled_from(["array", ["array", "null"], "object"]), "minItems": st.just(1)},
    ),
)
VALUES = st.sampled_from(
    [None, "x", "", "12.5", "2026-01-02", "2026-01-02T03:04:05Z", 1, -1, 2.5, True, [], {}, {"c": 1}]
)
RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "a": VALUES,
        "o": VALUES,
        "l": st.lists(st.fixed_dictionaries({}, optional={"c": VALUES}), max_size=2) | VALUES,
    },
)


@settings(max_examples=400)
@given(st.sampled_from(RULES), FIELDS, st.booleans(), st.lists(RECORDS, min_size=1, max_size=4))
def test_what_it_returns_is_accepted_and_valid(
    rule: Any, field: Any, required: bool, records: list[Any]
) -> None:
    schema = {"type": "object", "properties": {"t": field}, **({"required": ["t"]} if required else {})}
    try:
        mapping = mapper([{"target": "t", **rule}], schema=schema)
    except LoadError:
        return
    for record in records:
        output = mapping.quick(record)
        if output is not None:
            assert Validator(schema).is_valid(output)
            [outcome] = mapping.outcomes(record)
            assert (outcome.status, repr(outcome.output)) == ("accepted", repr(output))


@pytest.mark.parametrize("path", ["l[*]", "l[0:2]"])
def test_a_list_where_the_schema_wants_an_object(path: str) -> None:
    mapping = mapper(
        [{"target": "t", "each": path, "rules": []}], schema={"properties": {"t": {"type": "object"}}}
    )
    assert mapping.quick({}) is None
    assert [error.code for error in mapping.outcomes({})[0].errors] == ["type"]
