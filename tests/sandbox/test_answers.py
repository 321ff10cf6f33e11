"""Keys, quotas and pages, asked for over a real connection."""

import base64
import re

import pytest
from tests.sandbox.calling import CRM, ERP, SHOP

LISTS = {
    "/shopify/orders.json": (SHOP, "orders", 60),
    "/shopify/products.json": (SHOP, "products", 20),
    "/shopify/customers.json": (SHOP, "customers", 40),
    "/crm/contacts": (CRM, "data", 40),
    "/erp/invoices": (ERP, "items", 30),
    "/netsuite/invoices": (ERP, "items", 30),
    "/erp/sales-orders": (ERP, "items", 0),
}


@pytest.mark.parametrize(("address", "expected"), LISTS.items())
def test_every_list_answers_to_its_key(ask, address, expected):
    key, name, total = expected
    answer = ask(f"{address}?limit=100", key)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert len(answer.json[name]) == total


def wrong_keys():
    other = base64.b64encode(b"sample-user:guess").decode()
    yield from (("/shopify/orders.json", key) for key in ({}, {"Authorization": "Bearer guess"}, ERP, CRM))
    yield from (("/crm/contacts", key) for key in ({}, {"X-Api-Key": "guess"}, SHOP, ERP))
    yield from (("/erp/invoices", key) for key in ({}, {"Authorization": f"Basic {other}"}, SHOP, CRM))
    yield "/crm/contacts?api_key=guess", {}


@pytest.mark.parametrize(("address", "key"), wrong_keys())
def test_a_wrong_or_missing_key_is_401_with_a_challenge(ask, address, key):
    answer = ask(address, key)
    scheme = {"s": "Bearer", "c": "ApiKey", "e": "Basic"}[address[1]]
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith(scheme)
    assert answer.json == {"error": "The key is wrong or missing."}


def test_the_crm_takes_its_key_in_the_address_too(ask):
    assert ask("/crm/contacts?api_key=sample-crm-key").status == 200


def test_link_pages_are_complete_and_in_order(ask):
    address, pages = "/shopify/orders.json", []
    while address:
        answer = ask(address, SHOP)
        pages.append([str(order["id"]) for order in answer.json["orders"]])
        following = re.search(r'<([^>]+)>; rel="next"', answer.headers.get("Link", ""))
        address = following and following[1]
    assert [len(page) for page in pages] == [10] * 6
    assert [number for page in pages for number in page] == [str(820001001 + n) for n in range(60)]


def test_a_page_in_the_middle_names_its_neighbours_the_ends_do_not(ask):
    links = [
        ask(f"/shopify/products.json?limit=8&page_info=from-{n}", SHOP).headers["Link"] for n in (0, 8, 16)
    ]
    assert [re.findall(r'page_info=(\S+)>; rel="(\w+)"', link) for link in links] == [
        [("from-8", "next")],
        [("from-0", "previous"), ("from-16", "next")],
        [("from-8", "previous")],
    ]
    assert ask("/shopify/products.json?limit=20", SHOP).headers["Link"] is None


def test_cursor_pages_are_complete(ask):
    cursor, seen = "", []
    while cursor is not None:
        page = ask(f"/crm/contacts?limit=15{cursor and '&cursor=' + cursor}", CRM).json
        seen += [contact["id"] for contact in page["data"]]
        cursor = page["next_cursor"]
        assert page["has_more"] is (cursor is not None)
    assert len(seen) == len(set(seen)) == 40


def test_offset_pages_are_complete(ask):
    pages = [ask(f"/erp/invoices?offset={offset}&limit=12", ERP).json for offset in (0, 12, 24, 36)]
    assert [page["count"] for page in pages] == [12, 12, 6, 0]
    assert [page["hasMore"] for page in pages] == [True, True, False, False]
    assert {page["totalResults"] for page in pages} == {30}
    assert len({one["internalId"] for page in pages for one in page["items"]}) == 30


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/shopify/orders.json?page_info=2", SHOP),
        ("/crm/contacts?cursor=from-x", CRM),
        ("/erp/invoices?offset=-1", ERP),
        ("/erp/invoices?limit=many", ERP),
        ("/erp/invoices?limit=%D9%A3", ERP),
    ],
)
def test_what_is_no_page_is_400(ask, address, key):
    answer = ask(address, key)
    assert answer.status == 400
    assert answer.json["error"].startswith("The parameter `")


def test_what_is_not_there_is_404_and_json(ask):
    assert ask("/shopify/refunds.json", SHOP).status == 404
    assert ask("/nothing").json == {"error": "Not Found"}


def test_the_41st_request_of_a_minute_is_429_and_says_how_long_to_wait(ask):
    lists = ("orders", "products", "customers")
    for turn in range(40):
        assert ask(f"/shopify/{lists[turn % 3]}.json?limit=1", SHOP).status == 200
        ask.clock.now += 0.5
    refused = ask("/shopify/orders.json", SHOP)
    assert (refused.status, refused.headers["Retry-After"]) == (429, "40")
    assert refused.json == {"error": "40 requests a minute are allowed."}
    ask.clock.now += 39.9
    assert ask("/shopify/orders.json", SHOP).headers["Retry-After"] == "1"
    ask.clock.now += 0.1
    assert ask("/shopify/orders.json", SHOP).status == 200
    assert ask("/shopify/orders.json", SHOP).status == 429


def test_requests_with_a_wrong_key_do_not_count(ask):
    assert {ask("/shopify/orders.json?limit=1").status for _ in range(41)} == {401}
    assert ask("/shopify/orders.json?limit=1", SHOP).status == 200


def test_only_the_shop_has_a_quota(ask):
    assert {ask("/crm/contacts?limit=1", CRM).status for _ in range(41)} == {200}
