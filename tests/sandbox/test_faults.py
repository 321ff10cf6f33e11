"""Each fault, as a client sees it."""

import gzip
import http.client
import json

import pytest
from tests.sandbox.calling import CRM, ERP, SHOP

from mapbench.sandbox.faults import FAULTS

ORDERS = "/shopify/orders.json?limit=2"


def elsewhere(ask):
    return ask.origin.replace("127.0.0.1", "localhost")


def test_slow_answers_later_than_a_client_waits(ask):
    ask.fault("slow", seconds=3600, times=1)
    with pytest.raises(TimeoutError):
        ask("/crm/contacts", CRM, timeout=0.2)
    assert ask("/crm/contacts", CRM).status == 200


def test_slow_is_late_but_right(ask):
    ask.fault("slow", seconds=0.01)
    assert len(ask("/crm/contacts", CRM).json["data"]) == 10


def test_500(ask):
    ask.fault("500")
    assert ask(ORDERS, SHOP).status == 500


def test_429_says_when_to_come_back(ask):
    ask.fault("429")
    answer = ask("/erp/invoices", ERP)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "2")


def test_a_body_is_cut_off_in_the_middle(ask):
    ask.fault("cut", times=1)
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask("/crm/contacts", CRM)
    assert len(cut.value.partial) > 1000
    assert cut.value.expected - len(cut.value.partial) < 2
    with pytest.raises(json.JSONDecodeError):
        json.loads(cut.value.partial.decode("utf-8", "replace"))
    assert ask("/crm/contacts", CRM).status == 200


def test_html_where_json_was_expected(ask):
    ask.fault("html")
    answer = ask(ORDERS, SHOP)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.body.startswith(b"<!doctype html>")


def test_redirect_leads_to_another_host_that_tells_whether_keys_came_along(ask):
    ask.fault("redirect")
    answer = ask(ORDERS, SHOP)
    assert (answer.status, answer.headers["Location"]) == (302, elsewhere(ask) + ORDERS)
    assert ask(answer.headers["Location"]).status == 401
    assert ask(answer.headers["Location"], SHOP).status == 200
    assert [seen["keys"] for seen in ask("/control").json["requests"]] == [
        ["authorization"],
        [],
        ["authorization"],
    ]


def test_redirect_goes_wherever_it_is_told(ask):
    ask.fault("redirect", to="http://169.254.169.254")
    assert ask("/crm/contacts", CRM).headers["Location"] == "http://169.254.169.254/crm/contacts"


def test_the_next_page_is_on_another_host(ask):
    ask.fault("next-link")
    there = elsewhere(ask)
    assert ask(ORDERS, SHOP).headers["Link"] == f'<{there}{ORDERS}&page_info=from-2>; rel="next"'
    assert ask("/crm/contacts", CRM).status == 200


def test_the_right_token_has_expired(ask):
    ask.fault("expired")
    answer = ask(ORDERS, SHOP)
    assert answer.status == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_gzip_is_the_same_answer(ask):
    plain = ask("/erp/invoices", ERP)
    ask.fault("gzip")
    packed = ask("/erp/invoices", ERP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body


def test_a_fault_hits_its_system_after_and_as_often_as_told(ask):
    ask.fault("500", system="crm", after=2, times=2)
    assert ask("/erp/invoices", ERP).status == 200
    assert [ask("/crm/contacts", CRM).status for _ in range(6)] == [200, 200, 500, 500, 200, 200]


def test_the_erp_has_its_faults_under_both_names(ask):
    ask.fault("500", system="erp")
    assert [ask(f"/{name}/invoices", ERP).status for name in ("erp", "netsuite")] == [500, 500]


def test_forgetting_switches_faults_off_and_drops_what_was_posted(ask):
    ask("/erp/sales-orders", ERP, "POST", {"externalId": "1"})
    ask.fault("500")
    assert ask("/control").json["faults"][0]["name"] == "500"
    assert ask("/control", method="DELETE").json == {"faults": [], "requests": []}
    assert ask("/erp/sales-orders", ERP).json["totalResults"] == 0


@pytest.mark.parametrize("fault", [{"name": "flood"}, {}, {"name": "500", "colour": "red"}, [], b"{"])
def test_what_is_no_fault_is_refused(ask, fault):
    assert ask("/control", method="POST", body=fault).status == 400
    assert ask("/control").json["faults"] == []


def test_an_unknown_fault_is_told_those_there_are(ask):
    said = ask("/control", method="POST", body={"name": "flood"}).json["error"]
    assert said == f"There is no fault 'flood'; there are {', '.join(FAULTS)}."


def test_no_key_is_kept(ask):
    ask("/crm/contacts", CRM)
    ask("/crm/contacts?api_key=sample-crm-key")
    assert b"sample" not in ask("/control").body
    assert [seen["keys"] for seen in ask("/control").json["requests"]] == [["x-api-key"], ["api_key"]]
