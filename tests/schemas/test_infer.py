"""Inference: what is learnt, that it accepts what it was learnt from, and that parts merge in any order."""

from __future__ import annotations

import os
import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapbench.schemas import evidence
from mapbench.schemas.infer import Inference, Statistics
from mapbench.schemas.validation import Validator


def learn(*records: Any) -> Inference:
    inference = Inference()
    for record in records:
        inference.add(record)
    return inference


def properties(*records: Any) -> dict[str, Any]:
    found: dict[str, Any] = learn(*records).schema()["properties"]
    return found


def test_types_required_and_nullable() -> None:
    schema = learn({"a": 1, "b": None, "c": "x"}, {"a": 2.5, "b": True, "d": []}, {"a": 3, "b": {}}).schema()
    assert schema == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["a", "b"],
        "properties": {
            "a": {"type": "number"},
            "b": {"type": ["boolean", "object", "null"]},
            "c": {"type": "string"},
            "d": {"type": "array"},
        },
    }
    assert list(schema["properties"]) == ["a", "b", "c", "d"]


def test_lists_and_nested_objects() -> None:
    found = properties({"lines": [{"sku": "A", "qty": 1}, {"sku": "B"}]}, {"lines": []})
    assert found["lines"] == {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["sku"],
            "properties": {"sku": {"type": "string"}, "qty": {"type": "integer"}},
        },
    }


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("date", "2026-11-14"),
        ("date-time", "2026-11-14T09:12:00+01:00"),
        ("email", "dana@example.com"),
        ("uuid", "3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b"),
        ("uri", "https://example.com/orders/7"),
    ],
)
def test_a_format_holds_only_when_every_text_has_it(name: str, good: str) -> None:
    assert properties({"a": good}, {"a": None})["a"]["format"] == name
    assert "format" not in properties({"a": good}, {"a": ""})["a"]
    assert "format" not in properties({"a": ""}, {"a": good})["a"]


def test_words_with_a_colon_are_no_uri() -> None:
    assert properties({"a": "size:large"})["a"] == {"type": "string"}


def test_codes_become_an_enum_and_data_does_not() -> None:
    codes = [{"status": code} for code in ["paid", "open", "void"] * 5]
    assert properties(*codes)["status"] == {"type": "string", "enum": ["open", "paid", "void"]}
    assert properties(*codes, {"status": None})["status"]["enum"] == ["open", "paid", "void", None]
    assert "enum" not in properties(*codes[:6])["status"]
    assert "enum" not in properties(*({"n": f"name {i}"} for i in range(100)))["n"]
    assert "enum" not in properties(*({"n": "same"} for i in range(100)))["n"]


def test_keys_that_are_data_make_a_map() -> None:
    by_day = {f"2026-01-{day:02}": {"orders": day} for day in range(1, 15)}
    assert properties({"days": by_day})["days"] == {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "required": ["orders"],
            "properties": {"orders": {"type": "integer"}},
        },
    }
    ids = {"m": {"0021": {"w": 0}, "0022": {"w": 1}, "0023": {"w": 2}}}
    assert "additionalProperties" in properties(ids)["m"]
    alike = [{"m": {f"part_{chr(97 + (i + j) % 8)}": {"w": i} for j in range(2)}} for i in range(16)]
    assert "additionalProperties" in properties(*alike)["m"]
    sparse = [{"m": {f"label_{chr(97 + i)}": "x"}} for i in range(26)]
    assert properties(*sparse)["m"] == {"type": "object", "additionalProperties": {"type": "string"}}


def test_many_ordinary_fields_make_no_map() -> None:
    wide = {f"field_{i}": i for i in range(300)}
    assert len(learn(wide, wide).schema()["required"]) == 300
    everywhere = {"m": {f"part_{chr(97 + i)}": {"w": i} for i in range(8)}}
    assert "additionalProperties" not in properties(everywhere, everywhere)["m"]
    optional = [{"m": {f"note_{chr(97 + i % 8)}": "x"}} for i in range(16)]
    assert "additionalProperties" not in properties(*optional)["m"]
    mixed = [{"m": {f"label_{chr(97 + i)}": i if i % 2 else "x"}} for i in range(26)]
    assert "additionalProperties" not in properties(*mixed)["m"]


def test_memory_is_bounded_by_maps_of_endless_keys() -> None:
    inference = Inference()
    for i in range(3_000):
        inference.add({f"key-{i}": {"n": i}})
    assert inference.schema()["additionalProperties"]["properties"] == {"n": {"type": "integer"}}
    assert inference._root.fields == {}


def test_what_lies_too_deep_may_be_anything() -> None:
    record: Any = 1
    for _ in range(900):
        record = {"a": [record]}
    inference = learn(record)
    assert Validator(inference.schema()).is_valid(record)


def test_nothing_and_other_things_than_objects() -> None:
    assert learn().schema() == {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    assert learn(1, "x", None).schema()["type"] == ["string", "integer", "null"]
    assert learn([], [1]).schema()["items"] == {"type": "integer"}
    assert properties({"a": Decimal("1.5")})["a"] == {"type": "number"}


def of(inference: Inference, *path: str) -> Statistics:
    return next(found for found in inference.statistics() if found.path == path)


def test_statistics() -> None:
    inference = learn(
        *({"id": i, "note": None if i % 4 else "x", "lines": [{"q": 1}] * 2} for i in range(100)), {"id": 7}
    )
    assert (inference.count, of(inference, "id").count) == (101, 101)
    note = of(inference, "note")
    assert (note.count, note.missing, note.nulls, note.null_rate) == (100, 1, 75, 0.75)
    assert (note.types, note.distinct, note.examples) == ({"string": 25, "null": 75}, 1, ("x",))
    assert (of(inference, "id").lowest, of(inference, "id").highest) == (0, 99)
    assert (of(inference, "lines", "*", "q").count, of(inference, "id").distinct_is_exact) == (200, True)
    assert of(learn({"days": {f"2026-01-{d:02}": d for d in range(1, 15)}}), "days", "{}").count == 14


@pytest.mark.parametrize(
    "make", [str, lambda i: i, lambda i: i / 8, lambda i: f"S-{i:06}", lambda i: f"{i * 37:x}@example.com"]
)
def test_distinct_values_are_estimated(make: Any) -> None:
    inference = learn(*({"v": make(i % 20_000)} for i in range(40_000)))
    found = of(inference, "v")
    assert not found.distinct_is_exact
    assert found.distinct == pytest.approx(20_000, rel=0.2)
    assert len(found.examples) == 3


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False, places=2)
    | st.sampled_from(
        ["a", "b", "", "2026-01-01", "2026-01-01T00:00:00Z", "a@b.de", "http://x.de/a", "x" * 70]
    )
    | st.text(max_size=5)
)
NAMES = st.sampled_from(["a", "b", "c", "2026-01", "17", "x y"]) | st.text(max_size=3)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5)
)
RECORDS = st.lists(st.dictionaries(NAMES, VALUES, max_size=6), max_size=12)


LIMITS = pytest.mark.parametrize("small", [False, True], ids=["limits as they are", "small limits"])


@pytest.fixture
def _limits(small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small limits, so that every change of state comes up."""
    if small:
        monkeypatch.setattr(evidence, "MAX_TEXTS", 3)
        monkeypatch.setattr(evidence, "MAX_FIELDS", 4)


SHARED = settings(
    max_examples=500 if os.environ.get("MAPBENCH_LONG") else 60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@LIMITS
@pytest.mark.usefixtures("_limits")
@SHARED
@given(records=RECORDS)
def test_the_schema_accepts_every_record(records: list[Any]) -> None:
    validator = Validator(learn(*records).schema())
    assert [validator.violations(record) for record in records] == [[] for _ in records]


@LIMITS
@pytest.mark.usefixtures("_limits")
@SHARED
@given(one=RECORDS, two=RECORDS, three=RECORDS)
def test_merging_is_associative_and_commutative(one: list[Any], two: list[Any], three: list[Any]) -> None:
    whole = learn(*one, *two, *three)
    left = learn(*one).merge(learn(*two)).merge(learn(*three))
    right = learn(*one).merge(learn(*two).merge(learn(*three)))
    turned = learn(*three).merge(learn(*two)).merge(learn(*one))
    assert whole.schema() == left.schema() == right.schema() == turned.schema()
    by_path = [sorted(part.statistics(), key=lambda found: found.path) for part in (whole, left, turned)]
    assert by_path[0] == by_path[1] == by_path[2]


def test_parts_learnt_in_other_processes_can_be_sent() -> None:
    records = [{"a": "2026-01-01", "b": [1, {"c": None}]}, {"a": "2026-01-02"}]
    sent = pickle.loads(pickle.dumps(learn(records[0])))
    assert sent.merge(learn(records[1])).schema() == learn(*records).schema()
