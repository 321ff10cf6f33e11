"""Systems and requests as Connect shows them: names of variables, and never what they hold."""

import pytest
from tests.workspace.edited import copy_of_storefront

from mapbench.project.project import Project
from mapbench.store.workspace import WorkspaceDatabase
from mapbench.workspace.connecting import quota_now, request_view, system_views
from mapbench.workspace.workspace import Workspace

LEAK = "hunter2-in-the-open"


@pytest.fixture
def folder(tmp_path):
    return copy_of_storefront(tmp_path)


def test_an_address_is_filled_in_and_a_key_is_not(folder):
    given = {"SHOP_URL": "https://ann:pw@shop.example/api", "SHOPIFY_TOKEN": LEAK}
    view = request_view(Project.open(folder), "shopify.order", given)
    assert view.url == "https://shop.example/api/orders.json"
    assert (view.base, view.path) == ("https://shop.example/api", "/orders.json")
    assert view.variables == (("SHOPIFY_TOKEN", "environment"),)
    assert request_view(Project.open(folder), "shopify.order", {}).variables == (
        ("SHOPIFY_TOKEN", "missing"),
    )


def test_a_secret_that_stands_in_the_file_is_not_shown(folder):
    path = folder / "systems/shopify.yaml"
    path.write_text(path.read_text().replace("${SHOPIFY_TOKEN}", LEAK))
    with Workspace.open(folder) as workspace:
        (view,) = [one for one in system_views(workspace, {}, {}) if one.id == "shopify"]
    assert LEAK not in repr(view)
    assert ("", "written in the file!") in view.facts


def test_what_is_not_read_has_a_reason(folder):
    project = Project.open(folder)
    refusals = {name: request_view(project, name, {}).refusal for name in ("warehouse.pick-line", "netsuite.sales-order", "crm.contact")}  # fmt: skip
    assert refusals == {
        "warehouse.pick-line": "",
        "netsuite.sales-order": "records are sent there by flows",
        "crm.contact": "",
    }


def test_the_quota_tells_what_is_left_and_when_all_of_it_is_free_again(folder):
    now = 1_780_000_000.0
    with Workspace.open(folder) as workspace:
        assert quota_now(workspace, "shopify", now) == (40, 40, 0.0)
        with WorkspaceDatabase.open(folder) as database:
            database.quotas.take("shopify", 40, 60.0, now)
        left, allowed, seconds = quota_now(workspace, "shopify", now + 20)
        assert (left, allowed) == (39, 40)
        assert 40 <= seconds <= 42
        assert quota_now(workspace, "shopify", now + 20 + seconds) == (40, 40, 0.0)
        assert quota_now(workspace, "warehouse", now) is None
