"""The part of the CRM behind OAuth2: a token endpoint, contacts for who has a token, and a search by POST."""

import base64
from urllib.parse import urlencode

import pytest

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CLIENT = {"Authorization": "Basic " + base64.b64encode(b"sample-client:sample-client-secret").decode()}


def token(ask, headers=CLIENT, **form):
    body = urlencode({"grant_type": "client_credentials", **form}).encode()
    return ask("/crm/oauth/token", FORM | headers, "POST", body)


def bearer(ask):
    return {"Authorization": f"Bearer {token(ask).json['access_token']}"}


def test_a_token_opens_the_contacts(ask):
    assert token(ask).json == {"access_token": "sample-token-1", "token_type": "Bearer", "expires_in": 3600}
    assert len(ask("/crm/v2/contacts", bearer(ask)).json["data"]) == 10


def test_id_and_secret_may_stand_in_the_body(ask):
    answer = token(ask, {}, client_id="sample-client", client_secret="sample-client-secret")
    assert answer.status == 200


def test_without_the_right_secret_there_is_none(ask):
    for answer in (token(ask, {}), token(ask, client_id="x", headers={})):
        assert (answer.status, answer.json["error"]) == (401, "invalid_client")
    assert token(ask, grant_type="password").json == {"error": "unsupported_grant_type"}


def test_a_token_ends_after_an_hour(ask):
    header = bearer(ask)
    ask.clock.now += 3599
    assert ask("/crm/v2/contacts", header).status == 200
    ask.clock.now += 1
    assert ask("/crm/v2/contacts", header).status == 401
    assert ask("/crm/v2/contacts").status == 401


def test_only_what_was_updated_since(ask):
    header = bearer(ask)
    every = ask("/crm/v2/contacts?limit=100", header).json["data"]
    newest = max(one["updated"] for one in every)
    assert ask(f"/crm/v2/contacts?updated_since={newest}", header).json["data"] == []
    assert len(ask(f"/crm/v2/contacts?updated_since={newest - 1}", header).json["data"]) >= 1
    assert ask("/crm/v2/contacts?updated_since=soon", header).status == 400


def test_a_search_says_the_same_in_its_body(ask):
    header = bearer(ask)
    page = ask("/crm/v2/contacts/search", header, "POST", {"limit": 15}).json
    assert (len(page["data"]), page["next_cursor"]) == (15, "from-15")
    rest = ask("/crm/v2/contacts/search", header, "POST", {"limit": 100, "cursor": "from-15"}).json
    assert (len(rest["data"]), rest["next_cursor"]) == (25, None)
    assert ask("/crm/v2/contacts/search", header, "POST", b"[]").status == 400
    assert ask("/crm/v2/contacts/search", {}, "POST", {}).status == 401


@pytest.mark.parametrize("name", ["500", "expired"])
def test_the_token_endpoint_has_faults_of_its_own(ask, name):
    header = bearer(ask)
    ask.fault(name, system="token")
    assert token(ask).status in (401, 500)
    assert ask("/crm/v2/contacts", header).status == 200


def test_a_bomb_is_small_on_the_way(ask):
    ask.fault("bomb", system="crm")
    answer = ask("/crm/v2/contacts", bearer(ask))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.body) < 100_000
