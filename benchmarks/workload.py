"""What the benchmarks run: a project with three mappings, and generators of records that are the same every time."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

STATUS = {"pending": "OPEN", "authorized": "OPEN", "paid": "PAID", "refunded": "REFUNDED", "voided": "VOIDED"}
PAYMENT = {"stripe": "CARD", "paypal": "PAYPAL", "manual": "INVOICE"}
COUNTRY = {
    "AT": "Austria",
    "DE": "Germany",
    "FR": "France",
    "JP": "Japan",
    "SE": "Sweden",
    "US": "United States",
}

PROJECT = Path(__file__).parent / "project"
FIRST = ("Ana", "Bob", "Chloé", "Dmitri", "Emi", "Farid", "Greta", "Zoë")
LAST = ("Miller", "Ångström", "Núñez", "Tanaka", "O'Neill", "Huber", "van den Berg")
CITY = (
    ("Berlin", "DE", "10115"),
    ("Wien", "AT", "1010"),
    ("Paris", "FR", "75011"),
    ("Louisville", "US", "40202"),
)
PRODUCT = (
    ("MUG-GRN", "Mug, green, 300 ml"),
    ("KETTLE-1L", "Kettle, one litre"),
    ("LAMP-T", "Table lamp with shade"),
)
FIELDS = tuple(f"field_{n:03}" for n in range(300))


def write_project(folder: Path) -> None:
    """The benchmarks' project with its mappings bench-order, bench-basket and, made here, bench-wide."""
    shutil.copytree(PROJECT, folder)
    (folder / "mappings" / "bench-wide.yaml").write_text(wide_mapping(), "utf-8")
    (folder / "canonical" / "wide.yaml").write_text(wide_entity(), "utf-8")


def wide_mapping() -> str:
    """A mapping that copies 300 fields."""
    rules = "".join(f"- {{target: {name}, source: {name}}}\n" for name in FIELDS)
    return f"mapping: bench-wide\nversion: 1.0.0\nowner: bench\ntarget: wide@1\nrules:\n{rules}"


def wide_entity() -> str:
    """The closed schema of the 300 fields: texts, whole numbers, fractions, in turn."""
    kinds = ("string", "integer", "number")
    fields = "".join(f"    {name}: {{type: {kinds[n % 3]}}}\n" for n, name in enumerate(FIELDS))
    head = (
        "entity: wide\nversion: 1.0.0\nowner: bench\nschema:\n  type: object\n  additionalProperties: false\n"
    )
    return f"{head}  properties:\n{fields}"


def orders(count: int, seed: int = 7, bad: float = 0.0) -> Iterator[bytes]:
    """JSON lines of about 1.5 KB; a share of `bad` of them has a day that does not exist."""
    rng = random.Random(seed)
    for number in range(count):
        yield orjson.dumps(order(number, rng, rng.random() < bad)) + b"\n"


def order(number: int, rng: random.Random, bad: bool = False) -> dict[str, Any]:
    """One order of the shop."""
    first, last = rng.choice(FIRST), rng.choice(LAST)
    day = "2026-02-31" if bad else f"2026-{rng.randint(1, 9):02}-{rng.randint(1, 28):02}"
    address = addressee(rng, first, last)
    return {
        "id": 820000000 + number,
        "name": f"#{number + 1000}",
        "created_at": f"{day}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}+01:00",
        "updated_at": f"2026-11-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00+01:00",
        "test": False,
        "currency": rng.choice(("EUR", "USD", "eur")),
        "financial_status": rng.choice((*STATUS, "paid", "paid", "disputed")),
        "gateway": rng.choice((*PAYMENT, "klarna")),
        "source_name": "web",
        "email": f"Customer{rng.randint(1, 99999)}@example.com",
        "note": rng.choice((None, "Please ring twice")),
        "tags": rng.choice(("newsletter, returning", "gift", "b2b, net30, priority")),
        "taxes_included": True,
        "total_discounts": f"{rng.randint(0, 500) / 100:.2f}",
        "total_tax": f"{rng.randint(0, 9900) / 100:.2f}",
        "customer": {
            "id": 70000 + rng.randint(1, 99999),
            "first_name": first,
            "last_name": last,
            "phone": rng.choice((None, "+1 555 010 0144")),
            "created_at": "2021-03-02T08:00:00Z",
            "total_spent": f"{rng.randint(0, 2000000) / 100:.2f}",
        },
        "billing_address": address,
        "shipping_address": address if rng.random() < 0.9 else None,
        "line_items": [line(rng) for _ in range(rng.randint(1, 4))],
        "shipping_lines": [{"code": "STANDARD", "title": "Standard", "price": "4.00"}],
        "client_details": {"accept_language": "en", "browser_ip": "192.0.2.10", "user_agent": "Mozilla/5.0"},
    }


def addressee(rng: random.Random, first: str, last: str) -> dict[str, Any]:
    """An address in one of a few towns."""
    city, country, code = rng.choice(CITY)
    street = f"{rng.randint(1, 200)} Chestnut Street"
    name = {"first_name": first, "last_name": last, "company": None}
    return {
        **name,
        "address1": street,
        "address2": "",
        "zip": code,
        "city": city,
        "country_code": country,
        "phone": None,
    }


def line(rng: random.Random) -> dict[str, Any]:
    """One line of an order."""
    sku, title = rng.choice(PRODUCT)
    price = f"{rng.randint(100, 50000) / 100:.2f}"
    ids = {"id": rng.randint(1, 10**9), "product_id": rng.randint(1, 10**6)}
    rest = {"vendor": "Kiln & Co", "grams": 420, "gift_card": False, "requires_shipping": True}
    return {**ids, "sku": sku, "title": title, "quantity": rng.randint(0, 5), "price": price, **rest}


def wide_records(count: int, seed: int = 7) -> Iterator[bytes]:
    """JSON lines of 300 fields: texts, whole numbers, fractions, in turn."""
    rng = random.Random(seed)
    for _ in range(count):
        values = (f"text {rng.randint(0, 999)}", rng.randint(0, 10**6), rng.randint(0, 10**6) / 100)
        yield orjson.dumps({name: values[n % 3] for n, name in enumerate(FIELDS)}) + b"\n"


def baskets(count: int, seed: int = 7) -> Iterator[bytes]:
    """JSON lines with 500 items each."""
    rng = random.Random(seed)
    countries = tuple(COUNTRY)
    for number in range(count):
        items = [
            {
                "sku": f"S-{rng.randint(1, 999)}",
                "country": rng.choice(countries),
                "quantity": rng.randint(0, 9),
            }
            for _ in range(500)
        ]
        yield orjson.dumps({"id": number, "items": items}) + b"\n"
