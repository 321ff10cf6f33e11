import json
import os

import pytest
from tests.checks.conftest import Shop

from mapbench.store.workspace import WorkspaceDatabase


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Shop(tmp_path)


def test_it_ends_with_the_sum(mapbench, shop):
    answer = mapbench("dry-run", "shop-order")
    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[-1] == "accepted 2 + rejected 0 + skipped 0 = read 2"
    assert answer.stderr == ""


def test_a_reject_is_told_with_its_reason_rule_and_owner(mapbench, shop):
    shop.put("fixtures/shop.order/3.json", '{"id": 3, "email": 5}')
    answer = mapbench("dry-run", "shop-order")
    assert answer.exit_code == 1
    assert "rejected  3.json  email: email should be text, not a whole number. (crm-team)" in answer.stdout
    assert "errors by rule\n  email [type]: 1 (crm-team)\nerrors by owner\n  crm-team: 1\n" in answer.stdout


def test_a_reason_that_many_items_have_is_told_once(mapbench, shop):
    shop.rules("- {target: lines, each: 'lines[*]', rules: [{target: sku, source: sku}]}\n")
    shop.put(
        "fixtures/shop.order/3.json", '{"id": 3, "email": "a@example.com", "lines": [{"qty": 1}, {"qty": 2}]}'
    )
    [told] = [line for line in mapbench("dry-run", "shop-order").stdout.splitlines() if "3.json" in line]
    assert told.endswith("no rule makes it. (order-ops), 2 times")
    assert told.count("lines.qty: ") == 1


def test_as_json(mapbench, shop):
    shop.put("fixtures/shop.order/3.json", '{"id": 3, "email": 5}')
    answer = mapbench("dry-run", "shop-order", "--format", "json")
    report = json.loads(answer.stdout)
    assert {key: report[key] for key in ("read", "accepted", "rejected", "skipped")} == {
        "read": 3, "accepted": 2, "rejected": 1, "skipped": 0,
    }  # fmt: skip
    assert report["records"][0]["output"] == {"order_id": "1", "email": "a@example.com", "status": "paid"}
    assert report["records"][2]["errors"][0]["owner"] == "crm-team"
    assert report["errors"]["by_owner"] == [{"owner": "crm-team", "count": 1}]
    assert report["coverage"]["rules"] == {"covered": 3, "total": 3, "left": []}


def test_exact_numbers_stay_exact(mapbench, shop):
    shop.rules("- {target: total, source: total_price, formula: decimal(value)}\n")
    assert '"total": 1.50' in mapbench("dry-run", "shop-order", "--format", "json").stdout


def test_without_fixtures_there_is_no_verdict(mapbench, shop):
    for path in (shop.folder / "fixtures/shop.order").iterdir():
        path.unlink()
    answer = mapbench("dry-run", "shop-order")
    assert (answer.exit_code, answer.stdout) == (3, "")
    assert "There are no fixtures of shop.order" in answer.stderr
    assert "mapbench connect shop.order --capture" in answer.stderr


def test_what_cannot_start_is_exit_code_2(mapbench, shop):
    assert mapbench("dry-run", "shop-ordr").exit_code == 2
    shop.rules("- {target: tags, formula: '[params.tag]'}\nparams: {tag: {}}\n")
    assert mapbench("dry-run", "shop-order").exit_code == 2
    assert mapbench("dry-run", "shop-order", "--param", "tag=x").exit_code == 0


def test_the_next_run_says_what_came_out_differently(mapbench, shop):
    assert "since" not in mapbench("dry-run", "shop-order").stdout
    assert "since the last dry run: nothing changed" in mapbench("dry-run", "shop-order").stdout
    shop.rules("- {target: paid, source: status, formula: 'true if value == \"paid\" else missing'}\n")
    shop.put("fixtures/shop.order/3.json", '{"id": 3}')
    assert (
        "since the last dry run: changed: 1.json; new: 3.json\n" in mapbench("dry-run", "shop-order").stdout
    )


def test_the_history_has_counts_and_no_values(mapbench, shop):
    mapbench("dry-run", "shop-order")
    with WorkspaceDatabase.open(shop.folder) as workspace:
        [run] = workspace.runs.latest("shop-order", "dry-run")
    assert (run.read, run.accepted, run.rejected, run.skipped) == (2, 2, 0, 0)
    assert "example.com" not in json.dumps(run.details)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a folder that refuses")
def test_a_workspace_that_cannot_be_written_stops_no_dry_run(mapbench, shop):
    shop.folder.chmod(0o500)
    try:
        answer = mapbench("dry-run", "shop-order")
    finally:
        shop.folder.chmod(0o700)
    assert answer.exit_code == 0
    assert "not in the history" in answer.stderr


def test_a_broken_workspace_stops_no_dry_run(mapbench, shop):
    shop.put(".mapbench/workspace.db", "no database at all, but long enough to be looked at as one")
    answer = mapbench("dry-run", "shop-order")
    assert answer.exit_code == 0
    assert "The run is not in the history" in answer.stderr


def test_golden_outputs_are_written_once_and_compared_from_then_on(mapbench, shop):
    assert (
        "Golden outputs of 2 records in golden.jsonl"
        in mapbench("dry-run", "shop-order", "--golden", "golden.jsonl").stderr
    )
    before = (shop.folder / "golden.jsonl").read_bytes()
    assert mapbench("dry-run", "shop-order", "--golden", "golden.jsonl").exit_code == 0
    shop.rules("- {target: total, source: total_price, formula: number(value)}\n")
    answer = mapbench("dry-run", "shop-order", "--golden", "golden.jsonl")
    assert answer.exit_code == 1
    assert "DIFFERS 1.json: output.total\n" in answer.stdout
    assert (shop.folder / "golden.jsonl").read_bytes() == before


def test_what_is_no_golden_file_is_refused(mapbench, shop):
    shop.put("golden.jsonl", "[]\n")
    answer = mapbench("dry-run", "shop-order", "--golden", "golden.jsonl")
    assert answer.exit_code == 2
    assert "holds no golden outputs" in answer.stderr
