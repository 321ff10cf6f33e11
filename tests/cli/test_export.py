import json
import subprocess
from pathlib import Path

import pytest
from tests.packages import shop

from mapbench.packages.archive import unpack


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


NOBODY = shop.edited("mappings/web-order.yaml", "default: guest", "default: nobody") | shop.edited(
    "tests/web-order.yaml", "status: OPEN, name: guest", "status: OPEN, name: nobody"
)
SAME = shop.edited("mappings/web-order.yaml", "formula: text(value)", "formula: trim(text(value))")
GONE = shop.edited("mappings/web-order.yaml", "- {target: region, formula: params.region}\n", "")
UNKNOWN = shop.edited("lookups/state.yaml", "open: OPEN", "open: OPEN, never: NEVER")


def declared(version, changed):
    """The change with another version declared."""
    text = changed.get("mappings/web-order.yaml", shop.FILES["mappings/web-order.yaml"])
    return {**changed, "mappings/web-order.yaml": text.replace("version: 1.0.0", f"version: {version}")}


def changes_in(package):
    return unpack(Path(package.strip()).read_bytes())["CHANGES.md"].decode()


@pytest.mark.parametrize(
    ("changed", "version", "level"),
    [(SAME, "1.0.1", "patch"), (NOBODY, "1.1.0", "minor"), (GONE, "2.0.0", "major")],
)
def test_the_computed_bump_is_written_into_the_mapping_in_one_line_and_said(
    mapbench, project, changed, version, level
):
    mapbench("export", "web-order")
    shop.write(project, changed)
    answer = mapbench("export", "web-order")
    assert (answer.exit_code, answer.stdout) == (0, f"dist/web-order-{version}.mapkg\n")
    assert f"version 1.0.0 → {version} ({level})" in answer.stderr
    file = project / "mappings/web-order.yaml"
    expected = changed["mappings/web-order.yaml"].replace("version: 1.0.0", f"version: {version}")
    assert file.read_text("utf-8") == expected
    assert changes_in(answer.stdout).startswith(f"# {version}\n\n{level.capitalize()} since `1.0.0`.")
    assert mapbench("verify", answer.stdout.strip()).exit_code == 0
    assert "Nothing to do" in mapbench("export", "web-order", "--frozen").stderr


def test_frozen_writes_nothing_and_says_the_version_that_is_needed(mapbench, project):
    mapbench("export", "web-order")
    shop.write(project, NOBODY)
    answer = mapbench("export", "web-order", "--frozen")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "it has to be 1.1.0" in answer.stderr
    assert "version: 1.0.0" in (project / "mappings/web-order.yaml").read_text("utf-8")
    assert [one.name for one in (project / "dist").iterdir()] == ["web-order-1.0.0.mapkg"]


@pytest.mark.parametrize("version", ["1.1.0", "1.2.3", "2.0.0"])
def test_a_declared_version_that_is_enough_is_taken_as_it_is(mapbench, project, version):
    mapbench("export", "web-order")
    shop.write(project, declared(version, NOBODY))
    answer = mapbench("export", "web-order", "--frozen")
    assert (answer.exit_code, answer.stdout) == (0, f"dist/web-order-{version}.mapkg\n")


@pytest.mark.parametrize(("version", "changed"), [("1.0.1", NOBODY), ("1.9.0", GONE), ("0.9.0", SAME)])
def test_a_declared_version_that_is_too_low_is_refused_with_the_reasons(mapbench, project, version, changed):
    mapbench("export", "web-order")
    shop.write(project, declared(version, changed))
    answer = mapbench("export", "web-order")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "MB801" in answer.stderr
    assert len(list((project / "dist").iterdir())) == 1


def test_a_bump_too_low_names_the_field_and_its_owner(mapbench, project):
    mapbench("export", "web-order")
    shop.write(project, declared("1.0.1", NOBODY))
    answer = mapbench("export", "web-order", "--frozen")
    assert "minor: name (order-ops): has another value in 1 of 3 records" in answer.stderr


def test_what_no_fixture_exercises_is_refused_until_somebody_decides_and_says_why(mapbench, project):
    mapbench("export", "web-order")
    shop.write(project, UNKNOWN)
    answer = mapbench("export", "web-order")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "lookup state ['never']: no fixture exercises it" in answer.stderr
    answer = mapbench("export", "web-order", "--bump", "minor", "--because", "ask `@dana` <b>")
    assert (answer.exit_code, answer.stdout) == (0, "dist/web-order-1.1.0.mapkg\n")
    assert "- minor, decided by hand: ``ask `@dana` <b>``" in changes_in(answer.stdout)


def test_a_decision_lowers_nothing_that_is_decided(mapbench, project):
    mapbench("export", "web-order")
    shop.write(project, GONE)
    answer = mapbench("export", "web-order", "--bump", "patch", "--because", "trust me")
    assert answer.stdout == "dist/web-order-2.0.0.mapkg\n"


@pytest.mark.parametrize(
    "words", [["--bump", "minor"], ["--because", "x"], ["--bump", "minor", "--because", " "]]
)
def test_a_bump_needs_its_reason(mapbench, project, words):
    answer = mapbench("export", "web-order", *words)
    assert answer.exit_code == 2
    assert "belong together" in answer.stderr


def test_against_names_another_version_to_compare_with(mapbench, project, tmp_path):
    mapbench("export", "web-order", "-o", tmp_path / "old")
    shop.write(project, NOBODY)
    answer = mapbench("export", "web-order", "--against", tmp_path / "old/web-order-1.0.0.mapkg")
    assert answer.stdout == "dist/web-order-1.1.0.mapkg\n"
    assert mapbench("export", "web-order", "--against", "nowhere").exit_code == 2


def test_against_takes_a_git_revision(mapbench, project):
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], check=True, cwd=project)
    shop.write(project, NOBODY)
    answer = mapbench("export", "web-order", "--against", "HEAD")
    assert answer.stdout == "dist/web-order-1.1.0.mapkg\n"


def test_below_one_minor_plays_major(mapbench, project):
    shop.write(project, declared("0.3.1", {}))
    mapbench("export", "web-order")
    shop.write(project, declared("0.3.1", GONE))
    assert mapbench("export", "web-order").stdout == "dist/web-order-0.4.0.mapkg\n"


def test_a_new_rejection_downstream_is_a_major_with_its_owner(mapbench, project):
    erp = "mapping: order-erp\nversion: 1.0.0\nowner: ledger\nsource: order@2\nrules:\n- {target: s, source: status, lookup: {PAID: 1, OPEN: 2}}\n"
    (project / "mappings/order-erp.yaml").write_text(erp)
    mapbench("export", "web-order")
    shop.write(
        project,
        shop.edited("tests/web-order.yaml", "status: OPEN", "status: OPENED")
        | shop.edited("lookups/state.yaml", "open: OPEN", "open: OPENED"),
    )
    answer = mapbench("export", "web-order")
    assert answer.stdout == "dist/web-order-2.0.0.mapkg\n", answer.stderr
    assert "major: mapping order-erp, s" in answer.stderr


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
