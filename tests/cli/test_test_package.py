"""`mapbench test PACKAGE`: the cases that a package carries, run on what it ships."""

import json

from tests.packages import shop
from tests.packages.conftest import files, package

from mapbench.packages.archive import pack, unpack

__all__ = ["files", "package"]

CASES = {"a paid order", "a sample from elsewhere"}


def changed(package, tmp_path, name, content):
    files = dict(unpack(package.read_bytes()))
    if content is None:
        del files[name]
    else:
        files[name] = content
    made = tmp_path / package.name
    made.write_bytes(pack(shop.resealed(files)))
    return made


def test_a_package_is_tested_far_from_its_project(mapbench, package, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = mapbench("test", package, "--format", "json")
    assert answer.exit_code == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert {case["name"]: case["status"] for case in told["cases"]} == dict.fromkeys(CASES, "passed")
    assert told["untested"] == []


def test_an_unpacked_package_is_tested_too(mapbench, files, tmp_path):
    for name, content in files.items():
        path = tmp_path / "unpacked" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert "2 cases: 2 passed, 0 failed" in mapbench("test", tmp_path / "unpacked").stdout


def test_a_case_that_fails_is_shown_with_its_place_in_the_package(mapbench, package, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tests = shop.FILES["tests/web-order.yaml"].replace("PAID", "LOST").encode()
    made = changed(package, tmp_path, "tests.yaml", tests)
    answer = mapbench("test", made.name)
    assert answer.exit_code == 1
    assert f"FAILED web-order: a paid order  {made.name}/tests.yaml:2:3" in answer.stdout
    assert f"{made.name}/mapping.yaml:17:12" in answer.stdout
    assert "2 cases: 1 passed, 1 failed" in answer.stdout


def test_a_package_without_tests_gives_no_verdict(mapbench, package, tmp_path):
    answer = mapbench("test", changed(package, tmp_path, "tests.yaml", None))
    assert answer.exit_code == 3
    assert "web-order: no test cases" in answer.stdout


def test_a_package_that_was_changed_is_not_tested(mapbench, package, tmp_path):
    made = tmp_path / package.name
    made.write_bytes(package.read_bytes().replace(b"PAID", b"LOST"))
    answer = mapbench("test", made, package)
    assert answer.exit_code == 2
    assert "is damaged" in answer.stderr
    assert "2 cases: 2 passed, 0 failed" in answer.stdout, "the others are tested all the same"


def test_a_draft_is_tested(mapbench, tmp_path):
    draft = shop.export(shop.write(tmp_path / "shop"), tmp_path, draft=True)
    assert mapbench("test", draft.path).exit_code == 0


def test_packages_and_mappings_are_tested_in_one_go(mapbench, package, tmp_path):
    folder = shop.write(tmp_path / "shop")
    answer = mapbench("-C", folder, "test", "web-order", package)
    assert (answer.exit_code, answer.stdout) == (0, "4 cases: 4 passed, 0 failed\n")


def test_no_case_is_recorded_into_a_package(mapbench, package):
    answer = mapbench("test", package, "--record", "new", "--fixture", "web.order/1.json")
    assert answer.exit_code == 2
    assert "is a package" in answer.stderr


def test_two_packages_of_one_mapping_are_two_suites_and_their_rules_are_counted(mapbench, package, tmp_path):
    results = tmp_path / "results.xml"
    answer = mapbench("test", package, package, "--format", "json", "--junit", results)
    assert json.loads(answer.stdout)["coverage"] == [
        {"mapping": name, "rules": 11, "exercised": 11} for name in ("web-order", "web-order-1.0.0")
    ]
    assert results.read_text("utf-8").count("<testsuite ") == 2
    assert "rules that a case exercises: 22 of 22\n" in mapbench("test", package, package).stderr
