import json
from pathlib import Path

import pytest
from tests.packages import shop


@pytest.fixture
def project(tmp_path, monkeypatch):
    shop.write(tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


def test_the_path_is_printed_and_the_digest_told(mapbench, project):
    answer = mapbench("export", "web-order")
    assert (answer.exit_code, answer.stdout) == (0, "dist/web-order-1.0.0.mapkg\n")
    assert "sha256:" in answer.stderr
    assert (project / "dist/web-order-1.0.0.mapkg").is_file()


def test_again_there_is_nothing_to_do(mapbench, project):
    mapbench("export", "web-order")
    answer = mapbench("export", "mappings/web-order.yaml", "--frozen")
    assert (answer.exit_code, answer.stdout) == (0, "dist/web-order-1.0.0.mapkg\n")
    assert "Nothing to do" in answer.stderr


def test_another_folder_is_relative_to_where_the_command_was_typed(mapbench, project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = mapbench("-C", "shop", "export", "web-order", "-o", "out")
    assert (answer.exit_code, answer.stdout) == (0, "out/web-order-1.0.0.mapkg\n")
    assert (tmp_path / answer.stdout.strip()).is_file()
    assert not (project / "dist").exists()


def test_other_content_of_a_released_version_is_refused(mapbench, project):
    mapbench("export", "web-order")
    shop.write(project, shop.edited("mappings/web-order.yaml", "default: guest", "default: nobody"))
    (project / "tests/web-order.yaml").write_text("tests: []\n")
    answer = mapbench("export", "web-order")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "web-order-1.0.0.mapkg exists and is another package" in answer.stderr
    assert "mapping.yaml" in answer.stderr
    assert "Raise `version`" in answer.stderr


def test_failing_tests_keep_it_back_and_are_named_with_place_and_owner(mapbench, project):
    shop.write(project, shop.edited("tests/web-order.yaml", "name: Ann", "name: Bob"))
    answer = mapbench("export", "web-order")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "tests/web-order.yaml:2:3: error: test 'a paid order' (order-ops)" in answer.stderr
    assert "Nothing was exported" in answer.stderr
    assert not (project / "dist").exists()


def test_a_failing_example_of_a_function_it_uses_keeps_it_back(mapbench, project):
    shop.write(project, shop.edited("functions/clean-phone.yaml", '"+155"', '"155"'))
    answer = mapbench("export", "web-order")
    assert answer.exit_code == 1
    assert "functions/clean-phone.yaml" in answer.stderr


def test_an_error_level_finding_keeps_it_back_unless_it_is_waived(mapbench, project):
    shop.write(project, shop.edited("mappings/web-order.yaml", "owner: order-ops\n", ""))
    answer = mapbench("export", "web-order")
    assert answer.exit_code == 1
    assert "MB103/web-order" in answer.stderr
    waiver = "- {finding: MB103/web-order, who: dana, why: later, until: 2027-01-01}\n"
    (project / "waivers.yaml").write_text(waiver)
    assert mapbench("export", "web-order", "--now", "2027-02-01T00:00:00Z").exit_code == 1
    assert mapbench("export", "web-order", "--now", "2026-12-01T00:00:00Z").exit_code == 0


def test_a_draft_is_exported_in_spite_of_it_and_refused_by_run(mapbench, project):
    shop.write(project, shop.edited("tests/web-order.yaml", "name: Ann", "name: Bob"))
    answer = mapbench("export", "web-order", "--draft")
    assert (answer.exit_code, answer.stdout) == (0, "dist/web-order-1.0.0.draft.mapkg\n")
    assert "A draft in spite of 1 error" in answer.stderr
    run = [
        "run",
        answer.stdout.strip(),
        "fixtures/web.order/1.json",
        "--lookup",
        "customers=fixtures/web.customer/7.json",
    ]
    refused = mapbench(*run)
    assert refused.exit_code == 2
    assert "--allow-draft" in refused.stderr
    assert mapbench(*run, "--allow-draft").exit_code == 0


def test_a_mapping_that_does_not_exist_is_exit_2(mapbench, project):
    answer = mapbench("export", "web-orders")
    assert answer.exit_code == 2
    assert "Did you mean 'web-order'?" in answer.stderr


def test_a_mapping_alone_needs_a_folder(mapbench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text("mapping: m\nversion: 1.0.0\nowner: us\nrules: [{target: a, source: b}]\n")
    assert mapbench("export", "m.yaml").exit_code == 2
    answer = mapbench("export", "m.yaml", "-o", ".")
    assert (answer.exit_code, answer.stdout) == (0, "m-1.0.0.mapkg\n")


def test_a_package_runs_as_its_mapping_does(mapbench, project):
    package = mapbench("export", "web-order").stdout.strip()
    inputs = ["fixtures/web.order/1.json", "fixtures/web.order/2.json", "--rejects", "bad.jsonl"]
    given = ["--param", "region=US", "--lookup", "customers=fixtures/web.customer/7.json"]
    ours = mapbench("run", "web-order", *inputs, *given)
    bad = Path("bad.jsonl").read_bytes()
    theirs = mapbench("run", package, *inputs, *given)
    assert theirs.exit_code == ours.exit_code == 1
    assert theirs.stdout == ours.stdout
    assert Path("bad.jsonl").read_bytes() == bad
    assert json.loads(theirs.stdout)["region"] == "US"


def test_run_says_which_table_a_package_needs(mapbench, project):
    package = mapbench("export", "web-order").stdout.strip()
    answer = mapbench("run", package, "fixtures/web.order/1.json")
    assert answer.exit_code == 2
    assert "--lookup customers=FILE" in answer.stderr


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\3\4" + b"x" * 50])
def test_an_unreadable_package_is_exit_2_for_run(mapbench, project, content):
    Path("a.mapkg").write_bytes(content)
    answer = mapbench("run", "a.mapkg", "fixtures/web.order/1.json")
    assert answer.exit_code == 2
    assert answer.stderr.startswith("error: ")
    assert mapbench("run", "none.mapkg", "fixtures/web.order/1.json").exit_code == 2


@pytest.mark.parametrize("command", [["check"], ["export"], ["explain", "x.json", "--target", "name"]])
def test_what_needs_a_mapping_says_so_when_it_is_given_a_package(mapbench, project, command):
    package = mapbench("export", "web-order").stdout.strip()
    answer = mapbench(command[0], package, *command[1:])
    assert answer.exit_code in (1, 2)
    assert "is a package; this needs a mapping." in answer.stdout + answer.stderr
