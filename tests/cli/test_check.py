import json

import pytest
from tests.checks.conftest import Shop


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Shop(tmp_path)


WARNING = "- {target: tags, source: tags}\n"
ERROR = "- {target: total, source: status}\n"


def test_nothing_found_is_exit_code_0(mapbench, shop):
    answer = mapbench("check")
    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "", "nothing found\n")


def test_a_finding_says_where_what_who_and_the_way_out(mapbench, shop):
    shop.rules(ERROR)
    answer = mapbench("check")
    assert answer.exit_code == 1
    assert (
        "mappings/shop-order.yaml:9:12: error MB602/shop-order/total (order-ops): total takes number; the rule gives string.\n"
        "  hint: Convert the value" in answer.stdout
    )
    assert answer.stderr == "1 error\n"


def test_warnings_fail_only_where_they_are_asked_to(mapbench, shop):
    shop.rules(WARNING)
    assert mapbench("check").exit_code == 0
    assert mapbench("check", "--fail-on", "warning").exit_code == 1


def test_levels_are_those_of_the_project(mapbench, shop):
    shop.rules(WARNING)
    project = (shop.folder / "mapbench.yaml").read_text()
    shop.put("mapbench.yaml", project + "checks: {MB607: error, MB608: off}\n")
    answer = mapbench("check", "--format", "json")
    assert answer.exit_code == 1
    assert [(one["code"], one["level"]) for one in json.loads(answer.stdout)["findings"]] == [
        ("MB607", "error")
    ]


def test_a_waiver_in_date_covers_a_finding_and_an_expired_one_does_not(mapbench, shop):
    shop.rules(ERROR)
    shop.put(
        "waivers.yaml",
        "- {finding: MB602/shop-order/total, who: dana, why: migration, until: 2027-03-01}\n"
        "- {finding: MB604/shop-order/total, who: dana, why: nothing, until: 2027-03-01}\n",
    )
    answer = mapbench("check", "--now", "2027-03-01", "--format", "json")
    report = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert report["counts"] == {"error": 0, "warning": 0, "info": 0, "waived": 1, "unchecked": 0}
    assert report["findings"][0]["waived"] == {"who": "dana", "why": "migration", "until": "2027-03-01"}
    assert mapbench("check", "--now", "2027-03-02").exit_code == 1


def test_a_file_that_does_not_load_cannot_be_waived(mapbench, shop):
    shop.put("mappings/shop-order.yaml", "mapping: shop-order\nrules:\n- {target: a, sauce: b}\n")
    shop.put(
        "waivers.yaml", "- {finding: MB000/mappings/shop-order.yaml, who: d, why: x, until: 2027-03-01}\n"
    )
    answer = mapbench("check", "--now", "2026-01-01")
    assert answer.exit_code == 1
    assert "mappings/shop-order.yaml:3:15: error MB000/mappings/shop-order.yaml (dana)" in answer.stdout


def test_what_could_not_be_checked_is_said(mapbench, shop):
    for fixture in (shop.folder / "fixtures/shop.order").iterdir():
        fixture.unlink()
    answer = mapbench("check")
    assert answer.exit_code == 0
    assert "not checked: MB607 shop-order: there are no fixtures" in answer.stdout
    assert answer.stderr == "nothing found, 1 not checked\n"


def test_one_mapping_can_be_checked_with_or_without_a_project(mapbench, shop, monkeypatch, tmp_path_factory):
    shop.rules(ERROR)
    assert mapbench("check", "shop-order").exit_code == 1
    alone = tmp_path_factory.mktemp("alone")
    monkeypatch.chdir(alone)
    (alone / "m.yaml").write_text("mapping: m\nrules:\n- {target: a, constant: no}\n")
    answer = mapbench("check", "m.yaml")
    assert answer.exit_code == 0
    assert "m.yaml:3:25: warning MB612/m/rules.a.constant" in answer.stdout
    assert mapbench("check").exit_code == 2


def test_a_check_explains_itself(mapbench, shop):
    answer = mapbench("check", "--explain", "mb604")
    assert answer.exit_code == 0
    assert answer.stdout.startswith("MB604: Nullable into required, no default (error)\n")
    assert "Bad, mappings/shop-order.yaml:" in answer.stdout
    assert "Good, mappings/shop-order.yaml:" in answer.stdout
    answer = mapbench("check", "--explain", "MB60")
    assert answer.exit_code == 2
    assert "hint: Did you mean" in answer.stderr
