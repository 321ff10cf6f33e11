import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

MAPPING = """\
mapping: orders
owner: order-ops
params:
  region: {type: string, default: EU}
skip_when: {source: {t: test}, formula: t}
rules:
- target: id
  source: id
- target: at
  source: at
  formula: date(value)
  owner: crm-team
- target: status
  source: status
  lookup: {paid: PAID, open: OPEN}
  default: UNKNOWN
- target: region
  formula: params.region
- target: lines
  each: lines[*]
  rules:
  - {target: qty, source: q, formula: integer(value)}
- target: note
  source: note
- target: old
  unmapped: Gone
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("tests").mkdir()
    Path("m.yaml").write_text(MAPPING)
    return tmp_path


@pytest.fixture
def cases(mapbench, folder):
    """Writes cases and runs them: the answer as JSON, by case name."""

    def run(text, mapping="m.yaml"):
        Path("tests/orders.yaml").write_text(text)
        answer = mapbench("test", mapping, "--format", "json")
        report = json.loads(answer.stdout)
        return answer.exit_code, {case["name"]: case for case in report["cases"]}, report

    return run


def test_cases_that_come_out_as_expected_pass(cases):
    code, found, report = cases("""\
tests:
- name: an order
  given: {record: {id: 1, at: 2026-01-02, status: paid, lines: [{q: "2"}]}}
  expect: {id: 1, at: 2026-01-02, status: PAID, lines: [{qty: 2}]}
  absent: [note]
- name: exactly
  given: {record: {id: 1, status: x, lines: []}, params: {region: US}}
  exact: true
  expect: {id: 1, status: UNKNOWN, region: US, lines: []}
- name: rejected
  given: {record: {id: 1, at: soon, lines: [{q: x}]}}
  expect_errors: [{target: at, code: bad-date, owner: crm-team}, {target: lines.qty, item: [0]}]
- name: skipped
  given: {record: {test: true}}
  expect_skipped: true
- name: beyond 64 bits
  given: {record: {id: 9223372036854775808}}
  expect_error: {target: $, code: number-range}
""")
    assert (code, report["passed"], report["failed"]) == (0, 5, 0)
    assert {case["status"] for case in found.values()} == {"passed"}


def test_a_failure_shows_expected_actual_and_the_rule_per_target(cases):
    code, found, _ = cases("""\
tests:
- name: wrong
  given: {record: {id: 1, status: open, lines: [{q: "2"}]}}
  expect: {status: PAID, lines: [{qty: 3}], note: null}
""")
    faults = {fault["target"]: fault for fault in found["wrong"]["faults"]}
    assert code == 1
    assert found["wrong"]["place"] == "tests/orders.yaml:2:3"
    assert list(faults) == ["status", "lines[0].qty", "note"]
    assert (faults["status"]["expected"], faults["status"]["actual"]) == ("PAID", "OPEN")
    assert faults["status"]["rule"] == {
        "target": "status",
        "place": "m.yaml:13:11",
        "text": "source: status, lookup: inline",
    }
    assert faults["lines[0].qty"]["rule"]["text"] == "source: q, formula: integer(value)"
    assert faults["note"]["expected"] is None
    assert "actual" not in faults["note"]


def test_a_failure_shows_the_errors_of_a_record_that_was_rejected(cases):
    _, found, _ = cases("""\
tests:
- name: bad
  given: {record: {id: 1, at: soon}}
  expect: {at: 2026-01-02}
""")
    [fault] = found["bad"]["faults"]
    assert (fault["target"], fault["expected"], fault["actual"]) == ("at", "2026-01-02", "rejected")
    assert fault["errors"][0]["code"] == "bad-date"
    assert fault["errors"][0]["owner"] == "crm-team"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("given: {record: {id: 1}}\n  expect_error: {code: bad-date}", "accepted"),
        ("given: {record: {at: soon}}\n  expect_error: {target: at, code: lookup-miss}", "bad-date"),
        ("given: {record: {at: soon}}\n  expect_skipped: true", "rejected"),
        ("given: {record: {test: true}}\n  expect: {id: 1}", "skipped"),
        (
            "given: {record: {at: soon, lines: [{q: x}]}}\n  exact: true\n  expect_error: {target: at}",
            "no further error",
        ),
        ("given: {record: {id: 1}}", "The case expects nothing."),
        ("given: {record: {id: 1}}\n  expect: {}\n  expect_skipped: true", "two outcomes at once"),
        ("given: {record: {note: x}}\n  absent: [note]", "note"),
        ("given: {}\n  expect: {}", "given a record or a fixture"),
        ("given: {record: 7}\n  expect: {}", "has to be an object; this one is number"),
        ("given: {record: [{}, {}]}\n  expect: {}", "takes one at a time"),
        ("given: {record: {}, params: {regoin: US}}\n  expect: {}", "region"),
        ("given: {record: {}, params: {region: 7}}\n  expect: {}", "is of type string, not number"),
        ("given: {record: {}, lookups: {nope: {}}}\n  expect: {}", "uses no table 'nope'"),
        ("given: {record: {}, now: soon}\n  expect: {}", "'soon' is no time."),
        ("given: {fixture: a/b.json}\n  expect: {}", "There is no fixture 'a/b.json'."),
    ],
)
def test_what_did_not_come_as_expected_fails_and_says_why(cases, mapbench, case, said):
    code, found, _ = cases(f"tests:\n- name: c\n  {case}\n")
    assert (code, found["c"]["status"]) == (1, "failed")
    assert said in mapbench("test", "m.yaml").stdout


def test_an_unknown_key_in_a_case_is_an_error(mapbench, folder):
    Path("tests/orders.yaml").write_text("tests:\n- name: a\n  given: {record: {}}\n  expected: {}\n")
    answer = mapbench("test", "m.yaml")
    assert answer.exit_code == 2
    assert "tests/orders.yaml:4:3" in answer.stderr
    assert "`expected` is not known" in answer.stderr
    assert "expect" in answer.stderr.split("hint:")[1]


def test_rules_that_no_case_exercises_are_reported(cases):
    _, _, report = cases("""\
tests:
- name: a
  given: {record: {id: 1, at: null, lines: []}}
  expect: {id: 1}
- name: b
  given: {record: {lines: [{q: x}]}}
  expect_error: {target: lines.qty}
""")
    assert [one["target"] for one in report["unexercised"]] == ["note"]


def test_fixtures_lie_beside_the_mapping_or_in_the_project(cases, folder):
    Path("fixtures/shop.order").mkdir(parents=True)
    Path("fixtures/shop.order/1.json").write_text('{"id": 7}')
    code, _, _ = cases("tests:\n- {name: f, given: {fixture: shop.order/1.json}, expect: {id: 7}}\n")
    assert code == 0


def test_under_each_a_list_of_outputs_is_expected(cases):
    Path("e.yaml").write_text(
        "mapping: orders\neach: l[*]\nrules:\n- {target: q, source: q, formula: integer(value)}\n"
    )
    code, found, _ = cases(
        """\
tests:
- {name: both, given: {record: {l: [{q: "1"}, {q: "2"}]}}, expect: [{q: 1}, {q: 2}]}
- {name: none, given: {record: {l: []}}, expect_skipped: true}
- {name: short, given: {record: {l: [{q: "1"}]}}, expect: [{q: 1}, {q: 2}]}
- {name: some, given: {record: {l: [{q: "1"}, {q: x}]}}, expect: [{q: 1}], expect_error: {target: q, code: bad-number}}
- {name: bad, given: {record: {l: [{q: "1"}, {q: x}]}}, expect: [{q: 1}]}
""",
        "e.yaml",
    )
    assert {name: case["status"] for name, case in found.items()} == {
        "both": "passed", "none": "passed", "short": "failed", "some": "passed", "bad": "failed",
    }  # fmt: skip
    assert code == 1


def test_a_grouping_mapping_is_given_one_record_or_several(cases):
    Path("g.yaml").write_text(
        "mapping: orders\ngroup: [id]\nrules:\n- {target: n, source: {all: 'items[*]'}, formula: count(all)}\n"
    )
    code, _, _ = cases(
        """\
tests:
- {name: one, given: {record: {id: 1}}, expect: {n: 1}}
- {name: two, given: {record: [{id: 1}, {id: 1}]}, expect: {n: 2}}
- {name: groups, given: {record: [{id: 1}, {id: 2}, {id: 2}]}, expect: [{n: 1}, {n: 2}]}
- {name: again, given: {record: [{id: 1}, {id: 2}, {id: 1}]}, expect_error: {target: $, code: not-grouped}}
""",
        "g.yaml",
    )
    assert code == 0


def test_no_cases_is_a_verdict_without_data(mapbench, folder):
    answer = mapbench("test", "m.yaml")
    assert answer.exit_code == 3
    assert "orders: no test cases" in answer.stdout
    assert "--record" in answer.stderr


def test_without_a_project_or_a_mapping_there_is_nothing_to_test(mapbench, folder):
    answer = mapbench("test")
    assert answer.exit_code == 2
    assert "There is no project here" in answer.stderr


def test_a_refused_mapping_does_not_keep_the_others_from_being_tested(mapbench, folder):
    Path("tests/orders.yaml").write_text("tests:\n- {name: a, given: {record: {id: 1}}, expect: {id: 1}}\n")
    Path("b.yaml").write_text("mapping: b\nrules:\n- {target: a, formula: nope}\n")
    answer = mapbench("test", "b.yaml", "m.yaml")
    assert answer.exit_code == 2
    assert "1 case: 1 passed" in answer.stdout
    assert "b.yaml:3" in answer.stderr


def test_junit_is_valid_xml_whatever_the_cases_hold(mapbench, folder):
    Path("tests/orders.yaml").write_text(
        'tests:\n- {name: "a <b> & \\"c\\" \\u0007 \\U0001f389", given: {record: {id: "]]>\\u0000"}}, expect: {id: 1}}\n'
        "- {name: ok, given: {record: {id: 1}}, expect: {id: 1}}\n"
    )
    assert mapbench("test", "m.yaml", "--junit", "out.xml").exit_code == 1
    root = ET.parse("out.xml").getroot()
    assert {key: root.get(key) for key in ("tests", "failures")} == {"tests": "2", "failures": "1"}
    failed, passed = root.iter("testcase")
    assert failed.get("name") == 'a <b> & "c" \ufffd \U0001f389'
    assert (failed.get("classname"), failed.get("file"), failed.get("line")) == (
        "orders",
        "tests/orders.yaml",
        "2",
    )
    assert "expected  1" in failed.find("failure").text
    assert passed.find("failure") is None


def test_an_output_becomes_a_case_that_passes(mapbench, folder):
    Path("fixtures").mkdir()
    Path("fixtures/1.json").write_text('{"id": 1, "at": "2026-01-02", "lines": [{"q": "2"}]}')
    Path("fixtures/2.json").write_text('{"id": 1, "at": "soon"}')
    Path("fixtures/3.json").write_text('{"test": true}')
    for name, fixture in (("an order", "1.json"), ("a bad one", "2.json"), ("no order", "3.json")):
        answer = mapbench("test", "m.yaml", "--record", name, "--fixture", fixture, "--param", "region=US")
        assert answer.exit_code == 0, answer.stderr
    assert "Recorded in tests/orders.yaml:" in answer.stderr
    report = json.loads(mapbench("test", "m.yaml", "--format", "json").stdout)
    assert [(case["name"], case["status"]) for case in report["cases"]] == [
        ("an order", "passed"), ("a bad one", "passed"), ("no order", "passed"),
    ]  # fmt: skip


def test_recording_adds_one_block_and_changes_nothing_that_stands(mapbench, folder):
    before = "# Cases of the shop.\ntests:\n- name: first   # keep\n  given: {record: {id: 1}}\n  expect: {id: 1}\n"
    Path("tests/orders.yaml").write_text(before)
    Path("in.jsonl").write_text('{"id": 2, "lines": []}\n')
    assert mapbench("test", "m.yaml", "--record", "second", "--input", "in.jsonl").exit_code == 0
    text = Path("tests/orders.yaml").read_text()
    assert text.startswith(before)
    assert mapbench("test", "m.yaml").exit_code == 0


def test_a_name_that_is_taken_a_secret_and_half_a_request_are_refused(mapbench, folder):
    Path("tests/orders.yaml").write_text(
        "tests:\n- {name: first, given: {record: {id: 1}}, expect: {id: 1}}\n"
    )
    Path("in.jsonl").write_text("{}\n")
    answer = mapbench("test", "m.yaml", "--record", "first", "--input", "in.jsonl")
    assert (answer.exit_code, "There is a case 'first' already." in answer.stderr) == (2, True)
    assert mapbench("test", "m.yaml", "--record", "x").exit_code == 2
    assert mapbench("test", "m.yaml", "--input", "in.jsonl").exit_code == 2
    Path("s.yaml").write_text(
        "mapping: s\nparams:\n  salt: {secret: true}\nrules:\n- {target: a, formula: 'pseudonym(\"x\", params.salt)'}\n"
    )
    answer = mapbench("test", "s.yaml", "--record", "x", "--input", "in.jsonl", "--param", "salt=geheim")
    assert answer.exit_code == 2
    assert "secret" in answer.stderr
    assert "geheim" not in answer.stderr


def test_the_examples_of_functions_are_run_with_the_project(mapbench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mapbench.yaml").write_text("project: p\n")
    Path("functions").mkdir()
    Path("functions/twice.yaml").write_text(
        "function: twice\nparameters: [n]\nformula: n * 2\nexamples:\n"
        "- {given: [2], expect: 4}\n- {given: [null], expect: null}\n- {given: [3], expect: 7}\n- {given: [x], expect: 1}\n"
        "- {given: [1, 2], expect: 1}\n"
    )
    report = json.loads(mapbench("test", "--format", "json").stdout)
    assert [(case["mapping"], case["name"], case["status"]) for case in report["cases"]] == [
        ("function twice", "twice(2)", "passed"),
        ("function twice", "twice(null)", "passed"),
        ("function twice", "twice(3)", "failed"),
        ("function twice", 'twice("x")', "failed"),
        ("function twice", "twice(1, 2)", "failed"),
    ]
    answer = mapbench("test")
    assert answer.exit_code == 1
    assert "functions/twice.yaml:7:3" in answer.stdout
    assert "expected  7\n    actual    6\n" in answer.stdout


def test_a_function_that_is_refused_is_told_even_if_no_mapping_uses_it(mapbench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mapbench.yaml").write_text("project: p\n")
    Path("functions").mkdir()
    Path("functions/bad.yaml").write_text(
        "function: bad\nparameters: [n]\nformula: nope(n)\nexamples: [{given: [2]}]\n"
    )
    answer = mapbench("test")
    assert answer.exit_code == 2
    assert "functions/bad.yaml:3:10" in answer.stderr
