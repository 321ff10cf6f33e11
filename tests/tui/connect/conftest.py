"""The example project in the workbench, its sample endpoints on this machine, and a clock that stands still."""

import shutil
import sys
from functools import partial
from pathlib import Path

import pytest
import stamina
from tests.cli.connect.values import KEYS

from mapbench.connect.http.gate import Gate
from mapbench.sandbox.loopback import Loopback
from mapbench.sandbox.server import FIXTURES, Endpoints
from mapbench.tui.app import Workbench
from mapbench.tui.ask import Confirm
from mapbench.tui.connect.place import ConnectPlace
from mapbench.workspace.workspace import Workspace

STOREFRONT = Path(__file__).parents[3] / "projects" / "storefront"
NOON = 1_780_000_000.0


@pytest.fixture(scope="module")
def endpoints():
    if not FIXTURES.is_dir():
        pytest.skip("the sample records come with a checkout")
    served = Endpoints(KEYS)
    with Loopback(served.app) as origin:
        served.origin = origin
        yield served


@pytest.fixture
def folder(tmp_path, endpoints, monkeypatch):
    """A copy of the example project, with keys in the environment and nothing allowed yet."""
    endpoints.reset()
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    for name, path in {"SHOP_URL": "shopify", "CRM_URL": "crm", "ERP_URL": "erp"}.items():
        monkeypatch.setenv(name, f"{endpoints.origin}/{path}")
    monkeypatch.setenv("MAPBENCH_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("MAPBENCH_REDACTION_KEY", "a key of these tests only")
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setattr("mapbench.connect.session.Gate", partial(Gate, clock=lambda: NOON))
    monkeypatch.setattr(ConnectPlace, "clock", lambda: NOON)
    return Path(
        shutil.copytree(STOREFRONT, tmp_path / "storefront", ignore=shutil.ignore_patterns(".mapbench"))
    )


@pytest.fixture
def bench(folder):
    """The workbench on the copy."""
    bench = Workbench(Workspace.open(folder))
    with stamina.set_testing(True, attempts=1):
        yield bench
    bench.close()


async def settled(bench, pilot):
    """Everything that was begun has ended."""
    await pilot.pause()
    await bench.workers.wait_for_complete()
    await pilot.pause()


async def arrive(bench, pilot, dataset="shopify.order"):
    """Connect, with a dataset in view."""
    bench.go("connect", dataset=dataset)
    await settled(bench, pilot)
    return bench.place


async def send(bench, pilot):
    """Sends from the request line, and says yes where that is asked."""
    await pilot.press("R")
    await pilot.pause()
    if isinstance(bench.screen, Confirm):
        await pilot.press("enter")
    await settled(bench, pilot)
