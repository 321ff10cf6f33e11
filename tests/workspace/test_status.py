"""The state of a project, as Overview shows it."""

from datetime import date
from pathlib import Path

from tests.tui.small_project import SHOP, write_project

from mapbench.workspace.status import checked_status, mapping_health, status
from mapbench.workspace.workspace import Workspace

TODAY = date(2026, 11, 22)
POINT_TO_POINT = Path(__file__).parents[2] / "projects" / "point-to-point"


def opened(tmp_path, **files):
    return Workspace.open(write_project(tmp_path, **files))


def test_before_it_is_checked_nothing_is_said_of_tests_and_findings(tmp_path):
    with opened(tmp_path) as workspace:
        found = status(workspace)
    assert (found.checked, found.mappings[0].tests, found.mappings[0].findings) == (False, None, None)
    assert [flow.health for flow in found.flows] == ["unknown"]


def test_a_mapping_has_its_coverage_tests_and_flow(tmp_path):
    with opened(tmp_path) as workspace:
        found = checked_status(workspace, TODAY)
    row = found.mappings[0]
    assert (row.mapping, row.mapped, row.total, row.tests, row.draft) == ("shop-order", 5, 9, (1, 1), True)
    flow = found.flows[0]
    assert (flow.system, flow.entity, flow.inward) == ("shop", "order", True)


def test_decisions_come_worst_first_with_who_has_to_act(tmp_path):
    without = SHOP.replace("owner: order-ops\n", "")
    with opened(tmp_path, **{"systems/shop.yaml": without}) as workspace:
        found = checked_status(workspace, TODAY)
    assert [one.level for one in found.decisions] == sorted(one.level for one in found.decisions)
    first = next(one for one in found.decisions if one.code == "MB101")
    assert (first.who, first.mapping) == ("li", None)


def test_a_mapping_that_cannot_be_read_is_an_error_and_stops_nothing(tmp_path):
    with opened(tmp_path, **{"mappings/other.yaml": "mapping: other\nrules: [{\n"}) as workspace:
        found = checked_status(workspace, TODAY)
    row = next(row for row in found.mappings if row.mapping == "other")
    assert row.findings is not None
    assert row.findings[0] >= 1
    assert found.mappings[0].mapping == "other"


def test_mappings_past_the_canonical_model_are_known():
    from types import SimpleNamespace

    from mapbench.project.project import Project

    project = SimpleNamespace(folder=POINT_TO_POINT, project=Project.open(POINT_TO_POINT), revision=0)
    found = checked_status(project, TODAY)
    names = {row.mapping for row in found.past_the_model}
    assert names == {"crm-erp", "erp-warehouse", "mailing-crm", "shop-erp", "warehouse-mailing"}
    assert {"error", "warning"} == {one.level for one in found.decisions}


def test_the_health_of_one_mapping_counts_its_findings_and_tests(tmp_path):
    wrong = "tests:\n- {name: wrong, given: {fixture: shop.order/1.json}, expect: {order_id: nine}}\n"
    with opened(tmp_path, **{"tests/shop-order.yaml": wrong}) as workspace:
        findings, tests = mapping_health(workspace, "shop-order", TODAY)
    assert (findings, tests) == ((0, 0), (0, 1))
