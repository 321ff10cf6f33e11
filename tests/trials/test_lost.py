"""Names that a path looks for in vain, each with what is there instead."""

from typing import Any

import pytest

from mapbench.engine.program import Program
from mapbench.language.environment import Environment
from mapbench.language.resolve import resolve
from mapbench.model.documents import Document
from mapbench.model.loading import load
from mapbench.schemas.fields import Schema
from mapbench.trials.lost import Lost, lost_in_records, lost_in_schema, reads

RECORDS: list[Any] = [
    {"id": 1, "customer": {"email": "a@example.com"}, "lines": [{"sku": "A", "tags": [{"name": "x"}]}]},
    {"id": 2, "status": "paid", "customer": None, "lines": []},
]
SCHEMA = {
    "properties": {
        "id": {"type": "integer"},
        "status": {"type": "string"},
        "customer": {"type": "object", "properties": {"email": {"type": "string"}}},
        "lines": {"type": "array", "items": {"properties": {"sku": {}, "tags": {"items": {"properties": {"name": {}}}}}}},
    }
}  # fmt: skip


def program(rules: str) -> Program:
    document = Document(f"mapping: m\n{rules}", "m.yaml")
    return resolve(load("mapping", document), Environment(), document)


@pytest.mark.parametrize(
    ("rules", "path", "hint"),
    [
        ("rules: [{target: a, source: idd}]", "idd", "Did you mean 'id'?"),
        ("rules: [{target: a, source: customer.emial}]", "customer.emial", "Did you mean 'email'?"),
        ("rules: [{target: a, source: {c: customer}, formula: upper(c.emial)}]", "customer.emial", "Did you mean 'email'?"),
        ("rules: [{target: a, formula: x}]\nlet: {x: {source: statsu}}", "statsu", "Did you mean 'status'?"),
        ("rules: [{target: a, source: 'lines[*].skku'}]", "lines.skku", "Did you mean 'sku'?"),
        ("rules: [{target: a, each: 'linse[*]', formula: item}]", "linse", "Did you mean 'lines'?"),
        ("rules: [{target: a, each: 'lines[*]', formula: item.skku}]", "lines.skku", "Did you mean 'sku'?"),
        ("rules: [{target: a, each: lines, as: line, formula: line.skku}]", "lines.skku", "Did you mean 'sku'?"),
        ("each: 'lines[*]'\nrules: [{target: a, source: skku}]", "lines.skku", "Did you mean 'sku'?"),
        ("each: 'lines[*]'\nrules: [{target: a, source: lines.sku}]", "lines.lines", "Paths start at the item here: leave lines out of it."),
        ("each: 'lines[*]'\nrules: [{target: a, source: $.idd}]", "idd", "Did you mean 'id'?"),
        ("rules: [{target: a, source: qqqqqqqq}]", "qqqqqqqq", "Known here: customer, id, lines, status."),
    ],
)  # fmt: skip
def test_the_name_that_was_meant_is_found_in_records_and_schemas(rules: str, path: str, hint: str) -> None:
    [paths] = reads(program(rules)).values()
    for lost in (
        next(filter(None, (lost_in_records(steps, RECORDS) for steps in paths))),
        next(filter(None, (lost_in_schema(steps, Schema(SCHEMA).root) for steps in paths))),
    ):
        assert (path, hint) == (lost.path, lost.hint)


def test_rules_inside_collections_and_objects_read_from_their_items() -> None:
    found = reads(
        program(
            "rules:\n- target: l\n  each: 'lines[*]'\n  rules:\n  - target: t\n    each: 'tags[*]'\n    rules:\n"
            "    - {target: n, source: nmae}\n- target: c\n  source: customer\n  rules:\n  - {target: e, source: emial}\n"
        )
    )
    lost = {target: lost_in_records(paths[0], RECORDS) for target, paths in found.items()}
    assert {target: one.path for target, one in lost.items() if one} == {
        "l.t.n": "lines.tags.nmae",
        "c.e": "customer.emial",
    }


@pytest.mark.parametrize(
    "path", ["id", "customer.email", "lines[*].tags[0].name", "customer.email.x", "$..zz"]
)
def test_a_path_that_is_there_or_that_nothing_is_known_of_is_not_lost(path: str) -> None:
    [[steps]] = reads(program(f"rules: [{{target: a, source: '{path}'}}]")).values()
    assert (lost_in_records(steps, RECORDS), lost_in_schema(steps, Schema(SCHEMA).root)) == (None, None)


def test_a_field_that_is_left_out_is_not_taken_for_a_slip() -> None:
    assert (
        Lost("emial", "", ("id", "email")).misspelt,
        Lost("phone", "", ("zone",)).misspelt,
    ) == (True, False)
