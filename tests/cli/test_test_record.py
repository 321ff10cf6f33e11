import json
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.cli.tried import folder

__all__ = ["folder"]


def test_junit_is_valid_xml_whatever_the_cases_hold(mapbench, folder):
    Path("tests/orders.yaml").write_text(
        'tests:\n- {name: "a <b> & \\"c\\" \\u0007 \\U0001f389", given: {record: {id: "]]>\\u0000"}}, expect: {id: 1}}\n'
        "- {name: ok, given: {record: {id: 1}}, expect: {id: 1}}\n"
    )
    assert mapbench("test", "m.yaml", "--junit", "out.xml").exit_code == 1
    root = ET.parse("out.xml").getroot()
    assert {key: root.get(key) for key in ("tests", "failures")} == {"tests": "2", "failures": "1"}
    failed, passed = root.iter("testcase")
    assert failed.get("name") == 'a <b> & "c" ␇ \U0001f389'
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
