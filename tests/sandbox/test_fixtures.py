"""The sample records hang together: the same people, orders and sums in every system's own spelling."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest

from mapbench.sandbox.server import FIXTURES

COUNTS = {
    "shopify/orders": 60,
    "shopify/products": 20,
    "shopify/customers": 40,
    "crm/contacts": 40,
    "erp/invoices": 30,
}
#: Ordered once, no longer sold.
RETIRED = {507, 512, 516, 521, 525}
#: Orders that carry a mistake in their sums.
MISTYPED = {1033}


def records(name):
    return json.loads((FIXTURES / f"{name}.json").read_bytes())


ORDERS = {order["id"] - 820000000 if type(order["id"]) is int else int(order["id"][-4:]): order for order in records("shopify/orders")}  # fmt: skip
CUSTOMERS = {customer["id"]: customer for customer in records("shopify/customers")}
INVOICES = {invoice["tranId"]: invoice for invoice in records("erp/invoices")}


def amount(text) -> Decimal:
    """Money as a number, "1234.50" or "1.234,50"."""
    text = str(text)
    return Decimal(text.replace(".", "").replace(",", ".") if "," in text else text)


def leaves(value) -> Iterator[object]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from leaves(one)
    else:
        yield value


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_there_are_as_many_as_promised_each_once(name, count):
    ids = [str(one.get("id") or one["internalId"]) for one in records(name)]
    assert len(set(ids)) == len(ids) == count


@pytest.mark.parametrize("name", COUNTS)
def test_files_are_laid_out_so_that_one_change_is_one_line(name):
    text = (FIXTURES / f"{name}.json").read_text("utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


def test_every_customer_has_one_contact_and_the_other_way_round():
    contacts = {contact["shop_customer_id"]: contact for contact in records("crm/contacts")}
    assert contacts.keys() == CUSTOMERS.keys()
    assert all(contact["id"] == f"c-{number - 70000}" for number, contact in contacts.items())


def test_the_crm_spells_many_people_otherwise():
    contacts = {contact["shop_customer_id"]: contact["name"] for contact in records("crm/contacts")}
    same = [
        number
        for number, customer in CUSTOMERS.items()
        if (customer["first_name"], customer["last_name"])
        == (contacts[number]["given"], contacts[number]["family"])
    ]
    assert len(same) < 15


def test_every_order_is_a_guest_s_or_a_customer_s():
    buyers = [order["customer"] for order in ORDERS.values() if order.get("customer")]
    assert len(buyers) > 50
    for buyer in buyers:
        customer = CUSTOMERS[int(buyer["id"])]
        assert (buyer["last_name"], buyer.get("email")) == (customer["last_name"], customer.get("email"))


def test_a_customer_counts_their_orders():
    for number, customer in CUSTOMERS.items():
        names = [o["name"] for o in ORDERS.values() if int((o.get("customer") or {}).get("id", 0)) == number]
        assert customer["orders_count"] == len(names)
        assert customer["last_order_name"] == (names[-1] if names else None)


def test_what_was_ordered_is_sold_or_was():
    sold = {product["id"] for product in records("shopify/products")}
    ordered = {line.get("product_id") for order in ORDERS.values() for line in order["line_items"]}
    assert ordered - sold == RETIRED | {None}


@pytest.mark.parametrize("number", [n for n in ORDERS if n not in MISTYPED and ORDERS[n].get("total_tax")])
def test_lines_discount_tax_and_parcels_add_up_to_the_total(number):
    order = ORDERS[number]
    lines = sum(amount(line["price"]) * line["quantity"] for line in order["line_items"])
    parcels = sum(amount(parcel["price"]) for parcel in order["shipping_lines"])
    tax = 0 if order["taxes_included"] else amount(order["total_tax"])
    assert lines - amount(order["total_discounts"]) + tax + parcels == amount(order["total_price"])


@pytest.mark.parametrize("number", INVOICES)
def test_an_invoice_is_an_order_s_in_the_erp_s_spelling(number):
    invoice = INVOICES[number]
    order = ORDERS[int(invoice["createdFrom"]["externalId"]) - 820000000]
    assert invoice["otherRefNum"] in (order["name"], str(order["order_number"]))
    assert invoice["entity"] == f"SHOP-{order['customer']['id']}"
    assert invoice.get("email", "").lower() in ("", (order["email"] or "").strip().lower())
    assert invoice["currency"] == order["currency"].upper()
    assert amount(invoice["total"]) == amount(order["total_price"])
    assert amount(invoice["taxTotal"]) == amount(order["total_tax"])
    assert amount(invoice["subtotal"]) + amount(invoice["taxTotal"]) == amount(invoice["total"])
    pieces = [line["quantity"] for line in order["line_items"] if line["quantity"]]
    assert [int(line["quantity"]) for line in invoice["item"]] == pieces
    assert datetime.strptime(invoice["tranDate"], "%d.%m.%Y")  # noqa: DTZ007  # the ERP has no time of day


def test_the_records_are_as_messy_as_real_ones():
    texts = [leaf for name in COUNTS for leaf in leaves(records(name)) if isinstance(leaf, str)]
    assert "" in texts
    assert any(text != text.strip() for text in texts)
    for sort in (
        r"[\u0600-\u06ff]",
        r"[\u3040-\u30ff]",
        r"[\u0400-\u04ff]",
        "[\U0001f300-\U0001faff]",
        r"\n",
    ):
        assert any(re.search(sort, text) for text in texts), sort
    for field, kinds in (("id", {int, str}), ("created_at", {int, str}), ("total_price", {int, float, str})):
        assert {type(order[field]) for order in ORDERS.values() if order.get(field) is not None} == kinds
    assert len({frozenset(order) for order in ORDERS.values()}) > 10


def test_everybody_is_invented():
    for name in COUNTS:
        text = (FIXTURES / f"{name}.json").read_text("utf-8")
        hosts = {host.lower() for host in re.findall(r"(?:@|https?://)([\w.-]+)", text) if "." in host}
        assert all(re.search(r"(^|\.)example\.(com|org|net)$", host) for host in hosts)
        numbers = re.findall(r'"(?:phone|number)": "([^"]*\d[^"]*)"', text)
        assert all("555010" in re.sub(r"\D", "", phone) for phone in numbers)
        assert not re.search(r"\b(?:\d[ -]?){15,16}\b", text)
