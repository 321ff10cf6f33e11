"""Errors of whole records, and whose they are: input, groups, owners, items, everything that is wrong at once."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.engine.mapped import error, mapper, run
from tests.engine.test_errors import is_told

from mapbench.engine.mapper import Mapper
from mapbench.flows.batch import run_batch


@pytest.fixture
def rejects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs lines through a mapping: the rejects lines."""
    monkeypatch.chdir(tmp_path)

    def go(mapping: Mapper, content: bytes) -> list[dict[str, Any]]:
        Path("in.jsonl").write_bytes(content)
        summary = run_batch(mapping, ["in.jsonl"], "out.jsonl", "bad.jsonl")
        assert summary.accepted + summary.rejected + summary.skipped == summary.read
        return [json.loads(line) for line in Path("bad.jsonl").read_text().splitlines()]

    return go


COPY = [{"target": "t", "source": "a"}]
RECORD = {"target": "$", "source": None, "item": []}


def test_code_bad_input(rejects: Any) -> None:
    lines = rejects(
        mapper(COPY, owner="map-team"), b'{"a": 1}\nnope\n[1]\n\n{"a": NaN}\n{"a": "\xff"}\n{"a": 2}\n'
    )
    assert [(line["index"], line["raw"]) for line in lines] == [
        (1, "nope"),
        (2, "[1]"),
        (3, '{"a": NaN}'),
        (4, '{"a": "�"}'),
    ]
    for line, expected in zip(lines, ("JSON", "an object", "JSON", "UTF-8"), strict=True):
        is_told(line["errors"][0] | {"hint": "."}, code="bad-input", expected=expected, **RECORD)


def test_code_number_range(rejects: Any) -> None:
    lines = rejects(
        mapper(COPY, owner="map-team"),
        b'{"a": {"b": [9223372036854775808]}}\n{"a": -9223372036854775808}\n{"c": -9223372036854775809}\n',
    )
    assert [line["index"] for line in lines] == [0, 2]
    assert lines[0]["record"] == {"a": {"b": [2**63]}}
    for line in lines:
        is_told(
            line["errors"][0], code="number-range", expected="a whole number from -2^63 to 2^63-1", **RECORD
        )


def test_code_not_grouped(rejects: Any) -> None:
    lines = rejects(
        mapper([{"target": "t", "formula": "key"}], group="a", owner="map-team"),
        b'{"a":1}\n{"a":2}\n{"a":1}\n{"a":3}\n',
    )
    assert [line["index"] for line in lines] == [2]
    is_told(
        lines[0]["errors"][0],
        code="not-grouped",
        expected="records of one key next to each other",
        actual=[1],
        **RECORD,
    )


def test_the_owner_is_the_rule_s_else_the_field_s_else_the_mapping_s() -> None:
    def owner(rule: dict[str, Any], field: dict[str, Any], **keys: Any) -> str | None:
        target = {
            "type": "object",
            "properties": {"t": {"type": "object", "properties": {"u": {"type": "string", **field}}}},
        }
        return error([{"target": "t.u", "source": "a", **rule}], {"a": 5}, schema=target, **keys).owner

    assert owner({"owner": "rule-team"}, {"x-owner": "field-team"}, owner="map-team") == "rule-team"
    assert owner({}, {"x-owner": "field-team"}, owner="map-team") == "field-team"
    assert owner({}, {}, owner="map-team") == "map-team"
    assert owner({}, {}) is None


def test_the_owner_of_a_required_field_without_a_rule_is_the_field_s() -> None:
    target = {
        "type": "object",
        "required": ["t"],
        "properties": {"t": {"type": "string", "x-owner": "field-team"}},
    }
    assert error([], {}, schema=target, owner="map-team").owner == "field-team"


def test_every_error_of_a_record_is_told_not_just_the_first() -> None:
    rules = [
        {"target": "a", "formula": "1 / 0"},
        {"target": "b", "source": "x", "formula": "date(value)"},
        {"target": "c", "constant": 5},
    ]
    target = {
        "type": "object",
        "required": ["d"],
        "properties": {"a": {}, "b": {}, "c": {"type": "string"}, "d": {}},
    }
    codes = [(one.code, one.target) for one in run(rules, {"x": "?"}, schema=target).errors]
    assert sorted(codes) == [("arithmetic", "a"), ("bad-date", "b"), ("missing", "d"), ("type", "c")]


def test_items_of_nested_lists_have_one_index_per_list() -> None:
    inner = {
        "target": "m",
        "each": "m[*]",
        "rules": [{"target": "t", "source": "v", "formula": "date(value)"}],
    }
    record = {"l": [{"m": []}, {"m": [{"v": "2026-01-01"}, {"v": "?"}]}]}
    found = error([{"target": "l", "each": "l[*]", "rules": [inner]}], record)
    assert (found.target, found.item) == ("l.m.t", (1, 1))
    loops = {
        "target": "flat",
        "each": ["l[*] as a", "m[*] as b"],
        "rules": [{"target": "t", "formula": "date(b.v)"}],
    }
    assert (error([loops], record).target, error([loops], record).item) == ("flat.t", (1, 1))
