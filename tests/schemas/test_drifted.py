"""A pinned schema against records: every kind of change, each told once and with its path."""

import pytest

from mapbench.schemas.drifted import compare
from mapbench.schemas.infer import Inference

PINNED = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "price": {"type": "number"},
        "note": {"type": "string", "maxLength": 5},
        "status": {"type": "string", "enum": ["paid", "open"]},
        "name": {"type": "string", "enum": ["Zoë"], "x-classification": "pii"},
        "day": {"type": "string", "format": "date"},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {}, "qty": {"type": "integer"}}}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "marks": {"type": "object", "additionalProperties": {"type": "boolean"}},
    },
}  # fmt: skip
WHOLE = {
    "id": 1, "price": 5, "note": "x", "status": "paid", "name": "Zoë", "day": "2026-11-14", "tags": ["a"],
    "lines": [{"sku": "A", "qty": 1}], "marks": {"any": True},
}  # fmt: skip


def compared(*records):
    inference = Inference()
    for record in records:
        inference.add(record)
    return compare(PINNED, inference, records)


def changed(**fields):
    return compared({**WHOLE, **fields})


def test_records_as_pinned_are_the_same():
    found = compared(WHOLE, {**WHOLE, "price": 1.5})
    assert (found.same, found.changes, found.misfits, found.first) == (True, (), 0, "")


@pytest.mark.parametrize(
    ("fields", "kind", "path", "words"),
    [
        ({"extra": {"deep": 1}}, "added", "extra", "is new (object)"),
        ({"lines": [{"sku": "A", "qty": 1, "ean": 1}]}, "added", "lines[*].ean", "is new (integer)"),
        ({"lines": [{"sku": "A"}]}, "removed", "lines[*].qty", "is gone (was integer)"),
        ({"id": "1"}, "retyped", "id", "is string, was integer"),
        ({"price": "5"}, "retyped", "price", "is string, was number"),
        ({"lines": [{"sku": "A", "qty": 1.5}]}, "retyped", "lines[*].qty", "is number, was integer"),
        ({"lines": {"sku": "A"}}, "retyped", "lines", "is object, was array"),
        ({"tags": [1]}, "retyped", "tags[*]", "is integer, was string"),
        ({"marks": {"any": "yes"}}, "retyped", "marks.{}", "is string, was boolean"),
        ({"note": None}, "null", "note", "is null now (was string)"),
        ({"status": "held"}, "enum", "status", "has new values: 'held'"),
        ({"name": "Bo"}, "enum", "name", "has new values: 1 of them"),
        ({"day": "14.11.2026"}, "format", "day", "is text without the format date, was date"),
        ({"day": "2026-11-14T08:00:00Z"}, "format", "day", "is date-time, was date"),
        ({"note": "longer than that"}, "value", "note", "should be at most 5 characters long"),
    ],
)  # fmt: skip
def test_each_kind_of_change_is_told_with_its_path_and_words(fields, kind, path, words):
    (one,) = changed(**fields).changes
    assert (one.kind, one.text, one.words) == (kind, path, words)


def test_a_field_that_is_required_and_missing_now_and_then_is_not_gone():
    without = {name: value for name, value in WHOLE.items() if name != "id"}
    (one,) = compared(WHOLE, without).changes
    assert (one.kind, one.text, one.words) == ("absent", "id", "is required, and no longer always there")


def test_what_is_below_a_field_that_nobody_has_is_not_gone_by_itself():
    without = {name: value for name, value in WHOLE.items() if name != "lines"}
    assert [one.text for one in compared(without).changes] == ["lines"]


def test_an_empty_list_says_nothing_of_what_would_be_in_it():
    assert changed(lines=[]).same


def test_records_that_no_longer_fit_are_counted_and_one_is_explained():
    found = compared({"id": "1"}, {"id": 2}, {"price": 1})
    assert found.misfits == 2
    assert "id" in found.first


def test_the_summary_has_a_list_of_each_kind():
    found = changed(extra=1, note=None, status="held", id="1").as_json()
    assert (found["new"], found["null_now"], found["enum"], found["retyped"]) == (
        ["extra"], ["note"], ["status: has new values: 'held'"], ["id: string, was integer"],
    )  # fmt: skip
    assert (found["same"], found["gone"], found["misfits"]) == (False, [], 1)
