from pathlib import Path

import pytest
from tests.cli.tried import cases, folder

__all__ = ["cases", "folder"]


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


def test_a_misspelt_target_in_absent_fails_though_it_is_absent(cases):
    code, found, _ = cases("""\
tests:
- name: a slip
  given: {record: {id: 1, status: open, lines: []}}
  absent: [lines.qyt, password]
""")
    assert code == 1
    assert [(fault["message"], fault["hint"]) for fault in found["a slip"]["faults"]] == [
        (
            "`absent` names lines.qyt, which no rule makes and the schema does not have.",
            "Did you mean 'lines.qty'?",
        )
    ]


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
