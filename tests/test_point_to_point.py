"""The second example: a project as teams leave it. `check` finds every failure pattern in it, in words."""

import json
import shutil
from pathlib import Path

import pytest

from mapbench.checks.patterns import PATTERNS, pattern_of
from mapbench.checks.running import RULES

FOLDER = Path(__file__).parents[1] / "projects" / "point-to-point"
#: One finding of each check that matters most to a reader, by its fingerprint.
KNOWN = {
    "MB101/erp",
    "MB102/customer",
    "MB103/shop-erp",
    "MB104/crm/owner",
    "MB105/campaigns",
    "MB106/crm",
    "MB109/shop",
    "MB201/order",
    "MB202/customer",
    "MB203/shop-order/email",
    "MB204/order/status",
    "MB206/campaign",
    "MB301/shop-erp",
    "MB302/crm/erp/warehouse/mailing",
    "MB303/shop/erp/warehouse/mailing/crm",
    "MB305/shop-order",
    "MB403/shop",
    "MB406/shop",
    "MB501/warehouse.pick",
    "MB502/shop.order/2.json",
    "MB508/mailing-campaign/target",
    "MB603/shop-order/pieces",
    "MB609/shop.order",
    "MB610/shop-order/customer",
    "MB701/shop/connection.auth.token",
    "MB704/shop.order/1.json",
    "MB706/shop/url",
    "MB807/MB301/shop-erp",
}


@pytest.fixture(scope="module")
def report():
    from datetime import date

    from mapbench.checks.running import check
    from mapbench.project.project import Project

    return check(Project.open(FOLDER), [], date(2026, 11, 16))


def test_every_file_loads(report):
    assert [finding.message for finding in report.findings if finding.code == "MB000"] == []


def test_every_check_there_is_finds_something(report):
    # These look at released packages, and nothing was ever released there.
    released = {"MB504", "MB801", "MB804", "MB805", "MB806"}
    # And this one at what an endpoint answered, which no project keeps in its files.
    answered = {"MB503"}
    assert {finding.code for finding in report.findings} == set(RULES) - {"MB000"} - released - answered


def test_the_faults_are_found_where_they_stand(report):
    found = {finding.fingerprint: finding for finding in report.findings}
    assert set(found) >= KNOWN
    assert all(finding.place.file and finding.place.line for finding in report.findings)


def test_every_finding_says_who_has_to_act_and_what_to_do(report):
    assert [finding.fingerprint for finding in report.findings if not finding.owner or not finding.hint] == []


def test_every_pattern_appears_and_every_check_has_one(report):
    assert {pattern_of(finding.code) for finding in report.findings} == set(PATTERNS)
    assert [code for code in RULES if pattern_of(code) is None] == ["MB000"]


def test_the_command_says_it_in_words(tmp_path, capsys):
    from mapbench.cli.main import run

    folder = shutil.copytree(FOLDER, tmp_path / "project")
    assert run(["-C", str(folder), "check", "--now", "2026-11-16"]) == 1
    told = capsys.readouterr()
    for sign, words in PATTERNS.items():
        assert f"{sign}, {words}: " in told.err
    assert "shop -> erp -> warehouse -> mailing -> crm" in told.out
    assert "  to act: sam, who leads the project\n" in told.out
    assert "  to act: customer-care, no team of the project; ask sam\n" in told.out
    assert "  to act: web, #web\n" in told.out


def test_fingerprints_are_told_once(report):
    prints = [finding.fingerprint for finding in report.findings]
    assert sorted(set(prints)) == sorted(prints)


def test_the_files_are_formatted(capsys):
    from mapbench.cli.main import run

    assert run(["-C", str(FOLDER), "format", "--check"]) == 0


def test_the_json_names_the_pattern(capsys):
    from mapbench.cli.main import run

    run(["-C", str(FOLDER), "check", "--format", "json", "--now", "2026-11-16"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {one["pattern"] for one in findings} == set(PATTERNS)
