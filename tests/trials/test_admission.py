"""`on_drift` in a run: the truth table of policies and records, and what is counted and told."""

import json

import pytest
from tests.drift.shop import Shop, record

from mapbench.flows.binding import bind, load_for_run
from mapbench.project.project import Project
from mapbench.schemas.validation import Validator
from mapbench.trials.admission import policy_of, without

MAPPING = """\
mapping: order
owner: order-ops
source: shop.order
rules:
- {target: id, source: id}
- {target: mail, source: email}
- {target: lines, each: "lines[*]", rules: [{target: qty, source: qty}]}
"""
GROUPING = "mapping: order\nowner: order-ops\nsource: shop.order\ngroup: [status]\nrules:\n- {target: n, source: items, formula: count(value)}\n"
FITS, GONE, WRONG = record(1), record(1, email=...), record(1, lines=[{"qty": "two"}, {"qty": 2}])


@pytest.fixture
def shop(tmp_path):
    made = Shop(tmp_path)
    made.put("mappings/order.yaml", MAPPING)
    return made


def under(shop, policy="", own=""):
    """A mapper under the project's policy, and the dataset's own."""
    shop.put("mapbench.yaml", "project: shop\n" + (f"policies: {{on_drift: {policy}}}\n" if policy else ""))
    said = f", on_drift: {own}" if own else ""
    shop.put("systems/shop.yaml", f"system: shop\nowner: web\ndatasets:\n  order: {{key: [id]{said}}}\n")
    return bind(load_for_run("order", shop.folder, {}), {}, {})


@pytest.mark.parametrize(
    ("policy", "of_gone", "of_wrong", "softened"),
    [
        ("", "accepted", "accepted", 0),
        ("evolve", "accepted", "accepted", 0),
        ("freeze", "accepted", "accepted", 0),
        ("reject", "rejected", "rejected", 0),
        ("drop-value", "accepted", "accepted", 1),
    ],
)
def test_what_becomes_of_a_record_that_the_pin_refuses(shop, policy, of_gone, of_wrong, softened):
    mapper = under(shop, policy)
    statuses = [mapper.outcomes(one)[0].status for one in (FITS, GONE, WRONG)]
    assert statuses == ["accepted", of_gone, of_wrong]
    assert len(mapper.outcomes(WRONG)[0].softened) == softened
    assert mapper.outcomes(FITS)[0].output == {"id": 1, "mail": "a1@example.com", "lines": [{"qty": 1}]}


def test_a_rejected_record_says_which_field_of_the_source_it_is_and_whose(shop):
    (error,) = under(shop, "reject").outcomes(WRONG)[0].errors
    assert (error.code, error.target, error.source, error.owner) == ("type", "$", "lines[*].qty", "web")
    assert error.message == "The record does not fit the pinned schema of shop.order: lines[0].qty should be a whole number, not text."  # fmt: skip
    (error,) = under(shop, "reject").outcomes(GONE)[0].errors
    assert (error.code, error.source) == ("schema", "$")


def test_a_value_that_is_dropped_is_missing_for_the_rules_and_counted(shop):
    (outcome,) = under(shop, "drop-value").outcomes(WRONG)
    assert outcome.output["lines"] == [{}, {"qty": 2}]
    assert [(one.code, one.target, one.how) for one in outcome.softened] == [("type", "$", "dropped lines[*].qty")]  # fmt: skip


def test_a_classified_value_is_not_shown(shop):
    schema = json.loads((shop.folder / "schemas/shop.order.json").read_text())
    schema["properties"]["note"]["x-classification"] = "pii"
    shop.pin(schema)
    (error,) = under(shop, "reject").outcomes(record(1, note=7))[0].errors
    assert error.actual == "•••"


def test_the_datasets_own_policy_wins(shop):
    assert under(shop, "reject", "evolve").outcomes(GONE)[0].status == "accepted"
    assert under(shop, "evolve", "reject").outcomes(GONE)[0].status == "rejected"
    assert policy_of(Project.open(shop.folder), "shop.order") == "reject"
    under(shop)
    assert policy_of(Project.open(shop.folder), "shop.order") == "freeze", "where nobody says anything"


def test_the_quick_function_and_the_traced_one_decide_alike(shop):
    mapper = under(shop, "reject")
    assert mapper.quick(FITS) == mapper.outcomes(FITS)[0].output
    assert mapper.quick(WRONG) is None
    assert mapper.trace(WRONG).outcomes[0].status == "rejected"


def test_a_group_with_a_record_that_does_not_fit_is_rejected_as_a_whole(shop):
    shop.put("mappings/order.yaml", GROUPING)
    found = list(under(shop, "reject").grouped(enumerate([FITS, GONE, record(3, status="open")])))
    assert [(first, count, one[0].status) for first, count, one in found] == [(0, 2, "rejected"), (2, 1, "accepted")]  # fmt: skip
    dropped = list(under(shop, "drop-value").grouped(enumerate([FITS, WRONG])))
    assert dropped[0][2][0].output == {"n": 2}


@pytest.mark.parametrize(
    ("record", "kept"),
    [
        ({"a": "x", "b": 2}, {"b": 2}),
        ({"l": [1, "x", 3, "y"]}, {"l": [1, 3]}),
        ({"o": {"n": 1, "more": 2}}, {"o": {"n": 1}}),
        ({"o": "text"}, {}),
        ({}, {}),
    ],
)
def test_only_what_is_wrong_is_left_out(record, kept):
    schema = {
        "required": ["a"],
        "properties": {
            "a": {"type": "integer"}, "l": {"type": "array", "items": {"type": "integer"}},
            "o": {"type": "object", "properties": {"n": {}}, "additionalProperties": False},
        },
    }  # fmt: skip
    before = json.dumps(record)
    assert without(record, Validator(schema).violations(record)) == kept
    assert json.dumps(record) == before
