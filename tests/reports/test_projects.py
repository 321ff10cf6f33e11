"""Reports about a whole project: who has to act, who owns what, what flows where; as of a day."""

import io
import json
from datetime import date
from html.parser import HTMLParser

import openpyxl
import pytest
from tests.checks.conftest import Shop

from mapbench.project.project import Project
from mapbench.reports.projects import landscape_report, owners_report, status_report
from mapbench.reports.tables import report_bytes

DAY = date(2026, 11, 28)
MAKERS = [status_report, owners_report, landscape_report]


@pytest.fixture
def shop(tmp_path):
    made = Shop(tmp_path)
    made.put(
        "mappings/loose.yaml",
        "mapping: loose\nsource: shop.order\ntarget: order@1\nrules:\n- {target: status, source: status, owner: finance}\n",
    )
    return made


def tables(shop, maker):
    report = maker(Project.open(shop.folder), DAY)
    return report, {
        one.title: [dict(zip(one.columns, row, strict=True)) for row in one.rows] for one in report.tables
    }


def test_the_status_says_who_has_to_act_and_how_every_mapping_is(shop):
    _, found = tables(shop, status_report)
    rows = {row["mapping"]: row for row in found["Mappings"]}
    assert (rows["loose"]["owner"], rows["loose"]["rules"], rows["loose"]["tests"]) == ("nobody", "1", "0")
    assert int(rows["loose"]["errors"]) > 0
    assert (rows["shop-order"]["errors"], rows["shop-order"]["tests"]) == ("0", "1")
    assert (
        sum(int(row["errors"]) for row in found["Who has to act"])
        == sum(row["level"] == "error" for row in found["Findings"])
        > 0
    )


def test_a_waiver_counts_until_its_day(shop):
    _, before = tables(shop, status_report)
    one = next(row for row in before["Findings"] if row["code"] == "MB601")
    shop.put(
        "waivers.yaml",
        f"- {{finding: {one['code']}/{one['subject']}, who: dana, why: migration, until: 2026-11-28}}\n",
    )
    assert [row["who"] for row in tables(shop, status_report)[1]["Accepted until"]] == ["dana"]
    late = status_report(Project.open(shop.folder), date(2026, 11, 29))
    assert next(one for one in late.tables if one.title == "Accepted until").rows == ()


def test_owners_are_listed_and_so_is_where_nobody_is(shop):
    _, found = tables(shop, owners_report)
    assert {"kind": "mappings", "name": "loose", "owner": "nobody", "tier": ""} in found["Owners"]
    assert found["Owners of single rules"] == [{"mapping": "loose", "target": "status", "owner": "finance"}]
    assert [row["team"] for row in found["Teams"]] == ["order-ops", "crm-team", "finance"]


def test_the_landscape_is_a_table_and_a_drawing(shop):
    report, found = tables(shop, landscape_report)
    assert [(row["from"], row["to"]) for row in found["Mappings"]] == [("shop.order", "order@1")] * 2
    assert report.drawing.splitlines() == [
        "flowchart LR", '  n0["shop.order"]', '  n1(["order@1"])', "  n0 -->|loose| n1", "  n0 -->|shop-order| n1",
    ]  # fmt: skip


@pytest.mark.parametrize("maker", MAKERS)
def test_every_form_holds_every_row_and_texts_do_nothing_in_it(shop, maker):
    shop.put(
        "mappings/evil.yaml",
        'mapping: evil\nowner: "<script>x</script> | `y`"\nsource: shop.order\ntarget: order@1\nrules:\n- {target: status, source: status, owner: "=1+1"}\n',
    )
    report = maker(Project.open(shop.folder), DAY)
    rows = sum(len(one.rows) for one in report.tables)
    data = json.loads(report_bytes(report, "json"))
    assert sum(len(one) for one in data.values() if isinstance(one, list)) == rows
    book = openpyxl.load_workbook(io.BytesIO(report_bytes(report, "xlsx")))
    assert sum(sheet.max_row - 1 for sheet in book) == rows
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value} == {
        "s"
    }
    tags = Tags(report_bytes(report, "html").decode())
    assert "script" not in tags.found
    assert tags.found.count("tr") == rows + sum(bool(one.rows) for one in report.tables)
    lines = [line for line in report_bytes(report, "markdown").decode().splitlines() if line.startswith("| ")]
    assert len(lines) == rows + 2 * sum(bool(one.rows) for one in report.tables)


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)
