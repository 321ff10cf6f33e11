"""The formats that other tools read: what stands in them, and that they are well formed."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.checks.conftest import Shop

from mapbench.schemas.validation import Validator

SARIF = json.loads((Path(__file__).parents[1] / "checks" / "sarif-2.1.0.json").read_text("utf-8"))
ERROR = "- {target: total, source: status}\n- {target: paid, source: status}\n"
WAIVERS = '- {finding: MB602/shop-order/paid, who: dana, why: "migration: 100 %", until: 2027-03-01}\n'


@pytest.fixture
def shop(tmp_path, monkeypatch):
    folder = tmp_path / "my shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    shop = Shop(folder)
    shop.rules(ERROR)
    shop.put("waivers.yaml", WAIVERS)
    shop.put("systems/crm.yaml", "system: crm\nrole: record\ntier: operational\nsla: {freshness: 1h}\n")
    return shop


def checked(mapbench, form, *more):
    answer = mapbench("check", "--format", form, "--now", "2026-12-01", *more)
    assert answer.exit_code == 1
    return answer.stdout


def test_sarif_is_valid_and_says_where_what_and_who(mapbench, shop):
    log = json.loads(checked(mapbench, "sarif"))
    assert Validator(SARIF).violations(log) == []
    [run] = log["runs"]
    results = {one["partialFingerprints"]["mapbench/v1"]: one for one in run["results"]}
    found = results["MB602/shop-order/total"]
    assert found["level"] == "error"
    assert "(to act: order-ops)" in found["message"]["text"]
    place = found["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "mappings/shop-order.yaml"},
        "region": {"startLine": 9, "startColumn": 12},
    }
    assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == "MB602"
    assert "migration: 100 %" in results["MB602/shop-order/paid"]["suppressions"][0]["justification"]
    told = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert any("crm" in text for text in told)


def test_annotations_are_one_line_each_the_worst_first(mapbench, shop):
    lines = checked(mapbench, "github").splitlines()
    assert (
        "::error file=mappings/shop-order.yaml,line=9,col=12,title=MB602/shop-order/total (order-ops)::"
        "total takes number; the rule gives string.%0AConvert the value: text(x), number(x), integer(x), boolean(x), or first(list)."
    ) in lines
    kinds = [line.partition(" ")[0] for line in lines]
    assert kinds == sorted(kinds, key=["::error", "::warning", "::notice"].index)
    assert not any("shop-order/paid" in line and line.startswith("::error") for line in lines)


def test_junit_has_a_suite_per_check(mapbench, shop):
    suites = {one.get("name"): one for one in ET.fromstring(checked(mapbench, "junit"))}
    assert suites["MB604"].attrib | {"tests": "1", "failures": "0"} == suites["MB604"].attrib
    failed = suites["MB602"].find("testcase[@name='shop-order/total']/failure")
    assert failed is not None
    assert "to act: order-ops" in (failed.text or "")
    waived = suites["MB602"].find("testcase[@name='shop-order/paid']/skipped")
    assert waived is not None
    assert waived.get("message") == "waived: migration: 100 %"


def test_what_does_not_fail_the_check_is_no_failure(mapbench, shop):
    shop.rules(ERROR + "- {target: tags, source: tags}\n")
    mild = ET.fromstring(checked(mapbench, "junit"))
    strict = ET.fromstring(checked(mapbench, "junit", "--fail-on", "warning"))
    assert int(mild.get("failures", 0)) < int(strict.get("failures", 0))


def test_the_text_says_who_has_to_act_and_where_to_find_them(mapbench, shop):
    text = checked(mapbench, "text")
    assert "to act: order-ops, #order-ops" in text


def test_where_nobody_is_named_the_text_says_so(mapbench, shop):
    shop.put("mapbench.yaml", "project: shop\n")
    assert "to act: nobody is named" in checked(mapbench, "text")
