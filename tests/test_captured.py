"""The example's fixtures are what `mapbench connect --capture` writes from the sample endpoints, and hold nobody's data."""

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.connect.values import assert_nowhere, personal_values

from mapbench.cli.demo import REDACTION_KEY
from mapbench.cli.endpoints import exports
from mapbench.sandbox.loopback import Loopback
from mapbench.sandbox.server import Endpoints

STOREFRONT = Path(__file__).parents[1] / "projects" / "storefront"
CAPTURED = {"shopify.order": 60, "shopify.product": 20, "crm.contact": 40, "netsuite.invoice": 30}


@pytest.fixture(scope="module")
def captured(tmp_path_factory):
    """A copy of the example in which every dataset was captured again, whole."""
    from mapbench.cli.main import run

    folder = shutil.copytree(STOREFRONT, tmp_path_factory.mktemp("again") / "storefront")
    with pytest.MonkeyPatch.context() as patch, Loopback(Endpoints().app) as origin:
        for name, value in exports(origin, set()).items():
            patch.setenv(name, value)
        patch.setenv("MAPBENCH_CONFIG_HOME", str(folder.parent / "config"))
        patch.setenv("MAPBENCH_REDACTION_KEY", REDACTION_KEY)
        for dataset, count in CAPTURED.items():
            words = ["connect", dataset, "--capture", str(count), "--allow", "127.0.0.1"]
            assert run(["-C", str(folder), *words]) == 0
    return folder


@pytest.mark.parametrize("dataset", CAPTURED)
def test_the_fixtures_are_what_the_capture_writes(captured, dataset):
    mine = {path.name: path.read_bytes() for path in (STOREFRONT / "fixtures" / dataset).iterdir()}
    again = {path.name: path.read_bytes() for path in (captured / "fixtures" / dataset).iterdir()}
    assert len(mine) >= 8
    assert len(again) == CAPTURED[dataset]
    assert mine == {name: again[name] for name in mine}


def test_nobodys_data_is_in_the_example():
    assert_nowhere(personal_values(), [STOREFRONT])


def records(folder, dataset):
    return [json.loads(path.read_bytes()) for path in (folder / "fixtures" / dataset).glob("*.json")]


def test_customers_and_mails_still_join_across_systems(captured):
    orders, contacts, invoices = (
        records(captured, name) for name in ("shopify.order", "crm.contact", "netsuite.invoice")
    )
    known = {contact["shop_customer_id"] for contact in contacts}
    assert {int(order["customer"]["id"]) for order in orders if order.get("customer")} <= known
    mails = {str(order["id"]): (order.get("email") or "").strip().lower() for order in orders}
    pairs = [
        (one["email"].lower(), mails[one["createdFrom"]["externalId"]])
        for one in invoices
        if one.get("email")
    ]
    assert len(pairs) > 20
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


def test_the_project_stays_in_order_with_all_that_was_captured(captured):
    from mapbench.cli.main import run

    assert run(["-C", str(captured), "test"]) == 0
    assert run(["-C", str(captured), "check"]) == 0
