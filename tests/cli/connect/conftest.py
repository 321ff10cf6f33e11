"""A project with three systems, the sample endpoints they lead to, and a clock that only sleeping moves."""

import sys
from functools import partial

import pytest
import stamina
from tests.cli.connect.values import CLIENT, KEYS

from mapbench.connect.http.gate import Gate
from mapbench.sandbox.loopback import Loopback
from mapbench.sandbox.server import FIXTURES, Endpoints

SYSTEMS = {
    "shop": """\
system: shop
connection:
  type: http
  url: ORIGIN/shopify
  auth: {type: bearer, token: "${SHOPIFY_TOKEN}"}
  quota: {requests: 40, per: 1m}
datasets:
  order: {request: GET /orders.json, records: "$.orders[*]", key: [id], pagination: {type: link}}
  product: {request: GET /products.json, records: "$.products[*]", key: [id], pagination: {type: link}}
""",
    "crm": """\
system: crm
connection: {type: http, url: "ORIGIN/crm", auth: {type: header, name: X-Api-Key, value: "${CRM_KEY}"}}
datasets:
  contact: {request: GET /contacts, records: "$.data[*]", key: [id], pagination: {type: cursor}}
""",
    "crm-by-query": """\
system: crm-by-query
connection: {type: http, url: "ORIGIN/crm", auth: {type: query, name: api_key, value: "${CRM_KEY}"}}
datasets:
  contact: {request: GET /contacts, records: "$.data[*]", key: [id], pagination: {type: cursor}}
""",
    "erp": """\
system: erp
connection:
  type: http
  url: ORIGIN/erp
  auth: {type: basic, username: "${ERP_USER}", password: "${ERP_PASSWORD}"}
datasets:
  invoice: {request: GET /invoices, key: [internalId], pagination: {type: offset}}
  sales-order: {request: POST /sales-orders, key: [externalId]}
""",
}

OAUTH = """\
system: crm-two
connection:
  type: http
  url: ORIGIN/crm/v2
  auth: {type: oauth2, token_url: ORIGIN/crm/oauth/token, client_id: "${CRM_CLIENT_ID}", client_secret: "${CRM_CLIENT_SECRET}"}
datasets:
  contact:
    request: GET /contacts
    records: $.data[*]
    key: [id]
    pagination: {type: cursor}
    incremental: {field: updated, parameter: updated_since}
  search:
    request: POST /contacts/search
    body: {limit: 5, updated_since: "{since}", tenant: "${CRM_TENANT:-o'neil}"}
    records: $.data[*]
    key: [id]
    pagination: {type: cursor}
    incremental: {field: updated}
"""


class Clock:
    def __init__(self):
        self.now, self.slept = 1_780_000_000.0, []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture(scope="module")
def endpoints():
    if not FIXTURES.is_dir():
        pytest.skip("the sample records come with a checkout")
    served = Endpoints(KEYS)
    with Loopback(served.app) as origin:
        served.origin = origin
        yield served


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr("mapbench.connect.session.Gate", partial(Gate, clock=made, sleep=made.sleep))
    with stamina.set_testing(True, attempts=3):
        yield made


@pytest.fixture
def project(tmp_path, endpoints, clock, monkeypatch):
    endpoints.reset()
    folder = tmp_path / "project"
    (folder / "systems").mkdir(parents=True)
    (folder / "mapbench.yaml").write_text("project: tried\n")
    for name, text in SYSTEMS.items():
        (folder / f"systems/{name}.yaml").write_text(text.replace("ORIGIN", endpoints.origin))
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MAPBENCH_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("MAPBENCH_REDACTION_KEY", "a key of these tests only")
    monkeypatch.setitem(sys.modules, "keyring", None)
    return folder


@pytest.fixture
def connect(mapbench, project):
    return lambda *words, allow="127.0.0.1": mapbench(
        "-C", project, "connect", *words, *(["--allow", allow] if allow else [])
    )


@pytest.fixture
def oauth(project, endpoints, monkeypatch):
    from mapbench.connect.http import tokens

    tokens._KEPT.clear()
    (project / "systems/crm-two.yaml").write_text(OAUTH.replace("ORIGIN", endpoints.origin))
    for name, value in CLIENT.items():
        monkeypatch.setenv(name, value)
    endpoints.keys |= CLIENT
    endpoints.reset()
    return endpoints
