import json
from pathlib import Path

import pytest

MAPPING = """\
mapping: orders
owner: order-ops
params:
  salt: {type: string, secret: true, default: geheim}
let:
  placed:
    source: {at: at}
    formula: date(at)
  shown:
    formula: format_date(placed, "%d.%m.%Y")
skip_when: {source: {t: test}, formula: t}
rules:
- target: id
  source: id
- target: placed_on
  formula: shown
  owner: crm-team
- target: customer.name
  source: name
  formula: upper(trim(value))
- target: customer.mark
  source: name
  formula: pseudonym(value, params.salt)
- target: lines
  each: lines[*]
  rules:
  - {target: qty, source: q, formula: integer(value)}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(MAPPING)
    records = [
        {"id": 1, "at": "2026-01-02", "name": " ann ", "lines": [{"q": "1"}, {"q": "2"}]},
        {"id": 2, "at": "soon", "name": None, "lines": [{"q": "x"}]},
        {"id": 3, "test": True},
    ]
    Path("in.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return tmp_path


def test_the_value_at_each_step_with_its_kind(mapbench, folder):
    answer = mapbench("explain", "m.yaml", "in.jsonl", "--target", "customer.name")
    assert answer.exit_code == 0
    assert answer.stdout == (
        "orders, record 0: accepted\n"
        "\n"
        "customer.name  m.yaml:18:11\n"
        '    source   name                " ann "  text\n'
        '    formula  value               " ann "  text\n'
        '    formula  trim(value)         "ann"    text\n'
        '    formula  upper(trim(value))  "ANN"    text\n'
        '    result   customer.name       "ANN"    text\n'
    )


def test_named_values_are_explained_with_the_rule_that_uses_them(mapbench, folder):
    answer = mapbench("explain", "m.yaml", "in.jsonl", "--target", "placed_on", "--format", "json")
    steps = json.loads(answer.stdout)["steps"]
    assert list(dict.fromkeys(step["target"] for step in steps)) == ["placed", "shown", "placed_on"]
    assert steps[-1]["value"] == "02.01.2026"


def test_an_error_is_shown_with_its_owner(mapbench, folder):
    answer = mapbench("explain", "m.yaml", "in.jsonl", "--target", "placed_on", "--record", "1")
    assert answer.exit_code == 0
    assert "orders, record 1: rejected" in answer.stdout
    assert "error placed_on: " in answer.stdout
    assert "[bad-date] (owner crm-team)" in answer.stdout
    assert "placed_on  m.yaml:15:11\n    gave nothing\n" in answer.stdout
    assert '"soon"  text' in answer.stdout


def test_items_are_told_apart(mapbench, folder):
    answer = mapbench("explain", "m.yaml", "in.jsonl", "--target", "lines.qty", "--format", "json")
    results = [step for step in json.loads(answer.stdout)["steps"] if step["part"] == "result"]
    assert [(step["item"], step["value"], step["kind"]) for step in results] == [
        ([0], 1, "number"),
        ([1], 2, "number"),
    ]


def test_a_name_above_rules_stands_for_all_of_them(mapbench, folder):
    answer = mapbench("explain", "m.yaml", "in.jsonl", "--target", "customer", "--format", "json")
    assert json.loads(answer.stdout)["targets"] == ["customer.name", "customer.mark"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_secret_is_never_shown(mapbench, folder, form):
    answer = mapbench("explain", "m.yaml", "in.jsonl", "--target", "customer.mark", "--format", form)
    assert "geheim" not in answer.stdout
    assert "b26b424278ccb10b" in answer.stdout


STATES = """\
mapping: states
rules:
- {target: id, source: id}
- {target: note, source: note}
- {target: gone, source: gone}
- {target: day, source: day, formula: date(value), on_error: omit}
- target: address
  source: address
  rules:
  - {target: city, source: city}
- target: lines
  each: lines[*]
  rules:
  - {target: sku, source: sku}
  - {target: qty, source: qty}
"""
STATED = {
    "id": 1,
    "note": "",
    "day": "soon",
    "address": None,
    "lines": [{"sku": "A", "qty": 2}, {"sku": "B"}],
}


def test_the_whole_record_shows_its_output_and_what_became_of_each_target(mapbench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(STATES)
    Path("in.jsonl").write_text(json.dumps(STATED))
    answer = mapbench("explain", "s.yaml", "in.jsonl", "--target", "$")
    head, _, states = answer.stdout.partition("\ntargets\n")
    assert head.startswith("states, record 0: accepted\n\noutput\n{\n")
    assert json.loads(head.partition("output\n")[2]) == {
        "id": 1,
        "note": "",
        "address": None,
        "lines": [{"sku": "A", "qty": 2}, {"sku": "B"}],
    }
    assert [" ".join(line.split()) for line in states.splitlines()] == [
        "id value 1",
        "note empty text",
        "gone missing",
        "day missing softened bad-date: omit",
        "address null",
        "address.city not reached",
        'lines value [{"sku":"A","qty":2},{"sku":"B"}]',
        "lines.sku value 2 times",
        "lines.qty value once, missing once",
    ]


def test_the_whole_record_as_json_has_the_same(mapbench, folder):
    answer = mapbench("explain", "m.yaml", "in.jsonl", "--target", "$", "--format", "json")
    found = json.loads(answer.stdout)
    assert found["outcomes"][0]["output"]["customer"]["name"] == "ANN"
    assert {"target": "lines.qty", "states": {"value": 2}, "softened": []} in found["states"]


def test_a_rejected_record_shows_every_error(mapbench, folder):
    answer = mapbench("explain", "m.yaml", "in.jsonl", "--target", "$", "--record", "1")
    assert "[bad-date]" in answer.stdout
    assert "[bad-number]" in answer.stdout
    assert "\noutput\n" not in answer.stdout
    assert "No step" not in answer.stdout


def test_a_skipped_record_says_so(mapbench, folder):
    answer = mapbench("explain", "m.yaml", "in.jsonl", "--target", "id", "--record", "2")
    assert "record 2: skipped" in answer.stdout
    assert "No step of it was taken" in answer.stdout
    assert "skip_when" in mapbench("explain", "m.yaml", "in.jsonl", "--target", "$", "--record", "2").stdout


@pytest.mark.parametrize(
    ("argv", "said", "hint"),
    [
        (["--target", "custmer.name"], "No rule of orders makes 'custmer.name'.", "customer.name"),
        (["--target", "id", "--record", "7"], "There is no record 7 in 'in.jsonl'.", "records 0 to 2"),
        ([], "Missing option '--target'", "--help"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence_and_a_hint(mapbench, folder, argv, said, hint):
    answer = mapbench("explain", "m.yaml", "in.jsonl", *argv)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert hint in answer.stderr


def test_a_record_that_cannot_be_read(mapbench, folder):
    Path("bad.jsonl").write_text("nonsense\n")
    answer = mapbench("explain", "m.yaml", "bad.jsonl", "--target", "id")
    assert answer.exit_code == 2
    assert "Record 0 of 'bad.jsonl' cannot be read: The record is no JSON" in answer.stderr


def test_a_grouping_mapping_explains_the_group_of_the_record(mapbench, folder):
    Path("g.yaml").write_text(
        "mapping: g\ngroup: [id]\nrules:\n- {target: n, source: {all: 'items[*]'}, formula: count(all)}\n"
    )
    Path("g.jsonl").write_text('{"id":1}\n{"id":1}\n{"id":2}\n')
    for record, value in ((0, 2), (1, 2), (2, 1)):
        answer = mapbench(
            "explain", "g.yaml", "g.jsonl", "--target", "n", "--record", record, "--format", "json"
        )
        assert json.loads(answer.stdout)["steps"][-1]["value"] == value
