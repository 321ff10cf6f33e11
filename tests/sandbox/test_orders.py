"""Sales orders posted to the ERP: kept, found again, taken once."""

import http.client

import pytest
from tests.sandbox.calling import ERP, SHOP

ORDERS = "/erp/sales-orders"
ORDER = {
    "externalId": "820001001",
    "tranDate": "14.11.2026",
    "currency": "USD",
    "total": 199.64,
    "memo": "🎁",
}


def post(ask, order=ORDER, key=None, auth=ERP):
    return ask(ORDERS, {**auth, **({"Idempotency-Key": key} if key else {})}, "POST", order)


def test_a_posted_order_can_be_fetched_back(ask):
    posted = post(ask)
    assert posted.status == 201
    assert posted.json == {**ORDER, "id": "5001"}
    assert posted.headers["Location"] == "/erp/sales-orders/5001"
    assert ask(posted.headers["Location"], ERP).json == posted.json
    assert ask("/netsuite/sales-orders/820001001", ERP).json == posted.json
    assert ask(ORDERS, ERP).json["items"] == [posted.json]


def test_an_order_that_nobody_posted_is_404(ask):
    assert ask(f"{ORDERS}/5001", ERP).json == {"error": "There is no sales order 5001."}
    assert ask(f"{ORDERS}/5001", ERP).status == 404


def test_the_same_idempotency_key_takes_an_order_once(ask):
    first, second = post(ask, key="a"), post(ask, key="a")
    assert (second.status, second.json) == (first.status, first.json)
    assert ask(ORDERS, ERP).json["totalResults"] == 1


def test_an_idempotency_key_is_good_for_one_order(ask):
    post(ask, key="a")
    other = post(ask, {**ORDER, "total": 1}, key="a")
    assert (other.status, other.json["error"]) == (422, "The idempotency key came with another order before.")


def test_without_a_key_the_same_order_is_refused_the_second_time(ask):
    assert [post(ask).status, post(ask).status, post(ask, key="new").status] == [201, 422, 422]


def test_where_the_answer_was_cut_off_a_retry_with_the_same_key_gets_it(ask):
    ask.fault("cut", system="erp", times=1)
    with pytest.raises(http.client.IncompleteRead):
        post(ask, key="a")
    assert post(ask, key="a").json == {**ORDER, "id": "5001"}
    assert ask(ORDERS, ERP).json["totalResults"] == 1


def test_where_the_server_failed_nothing_was_taken(ask):
    ask.fault("500", system="erp", times=1)
    assert post(ask, key="a").status == 500
    assert ask(ORDERS, ERP).json["totalResults"] == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff", 400),
        (b"3", 400),
        (b'[["externalId", "1"]]', 400),
        (b'{"externalId": "1", "total": NaN}', 400),
        ({}, 422),
        ({"externalId": 7}, 422),
    ],
)
def test_what_is_no_order_is_refused(ask, body, status):
    assert post(ask, body).status == status
    assert ask(ORDERS, ERP).json["items"] == []


def test_orders_are_taken_with_the_right_key_only(ask):
    assert post(ask, auth=SHOP).status == 401
    assert ask(ORDERS, ERP).json["items"] == []
