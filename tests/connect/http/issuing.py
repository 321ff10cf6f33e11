"""A system behind OAuth2, with a token endpoint on another origin and no keyring."""

import json

import pytest

from mapbench.connect.http import tokens

ID, SECRET = "client-7", "s3cret-of-the-client"
SYSTEM = """\
system: crm
connection:
  type: http
  url: ${CRM_URL}
  auth: {type: oauth2, token_url: "${TOKEN_URL}/token", client_id: "${CRM_ID}", client_secret: "${CRM_SECRET}", scope: read}
  headers: {X-Tenant: "${CRM_TENANT}"}
datasets:
  contact: {request: GET /contacts, records: "$.data[*]"}
"""
JSON = {"Content-Type": "application/json"}
GOOD = b'{"data": [{"id": 1}]}'


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch):
    monkeypatch.setattr(tokens, "_keyring", lambda: None)
    tokens._KEPT.clear()


@pytest.fixture
def issuer(other):
    """A token endpoint on another origin: gives token-1, token-2, …"""
    numbers = iter(range(1, 100))
    other.answer(lambda _path: json.dumps({"access_token": f"token-{next(numbers)}", "token_type": "bearer", "expires_in": 3600}).encode())  # fmt: skip
    return other


@pytest.fixture
def ask(bench, server, other):
    server.answer(GOOD)
    given = {"CRM_URL": server.origin, "TOKEN_URL": other.origin, "CRM_ID": ID, "CRM_SECRET": SECRET, "CRM_TENANT": "t-1"}  # fmt: skip

    def asking(text=SYSTEM, **options):
        return bench.ask(text, "contact", environment=given | options.pop("environment", {}), **options)

    return asking
