"""The same work done by others: the parser alone, Python by hand, DuckDB, jq. None of them checks what it writes."""

from __future__ import annotations

import importlib.util
import math
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from workload import COUNTRY, PAYMENT, STATUS

#: Reads JSON lines from the first file, writes JSON lines to the second.
Work = Callable[[Path, Path], None]


def parse_and_write(source: Path, target: Path) -> None:
    """`orjson.loads` and `dumps` of every line: what all others are measured against."""
    _each_line(source, target, lambda record: record)


def order_by_hand(source: Path, target: Path) -> None:
    """The order workload as a careful programmer writes it, without checks of what comes out."""
    _each_line(source, target, order_of)


def wide_by_hand(source: Path, target: Path) -> None:
    """The copy of 300 fields, by hand."""
    from workload import FIELDS

    _each_line(source, target, lambda record: {name: record[name] for name in FIELDS if name in record})


def basket_by_hand(source: Path, target: Path) -> None:
    """The grouped baskets, by hand."""
    _each_line(source, target, basket_of)


def _each_line(source: Path, target: Path, work: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
    with source.open("rb") as lines, target.open("wb") as out:
        for line in lines:
            output = work(orjson.loads(line))
            if output is not None:
                out.write(orjson.dumps(output, option=orjson.OPT_APPEND_NEWLINE))


def order_of(record: dict[str, Any]) -> dict[str, Any] | None:
    """One order, mapped; None for a test order or a date that is none."""
    if record.get("test"):
        return None
    try:
        placed = datetime.fromisoformat(record["created_at"])
    except ValueError:
        return None
    lines = record["line_items"]
    gross = math.fsum(float(line["price"]) * line["quantity"] for line in lines)
    off, tax = float(record["total_discounts"]), float(record["total_tax"])
    return {
        "order_id": str(record["id"]),
        "number": "".join(c for c in record["name"] if c.isdigit()),
        "placed_at": _utc(placed),
        "placed_on": placed.strftime("%Y-%m-%d"),
        "updated_at": _utc(datetime.fromisoformat(record["updated_at"])),
        "status": STATUS.get(record["financial_status"], "UNKNOWN"),
        "payment": PAYMENT.get(record["gateway"], "OTHER"),
        "channel": "web",
        "currency": record["currency"].upper(),
        "email": record["email"].strip().lower(),
        "customer": customer_of(record),
        "shipping": shipping_of(record["shipping_address"]),
        "lines": lines_of(lines),
        "totals": {"gross": round(gross, 2), "discount": off, "net": round(gross - off + tax, 2)},
        "tags": record["tags"].split(", "),
        "note": record["note"],
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def customer_of(record: dict[str, Any]) -> dict[str, Any]:
    """The customer of an order."""
    customer = record["customer"]
    spent = float(customer["total_spent"])
    return {
        "id": str(customer["id"]),
        "name": f"{customer['first_name']} {customer['last_name']}".strip(),
        "phone": customer["phone"],
        "segment": "platinum" if spent >= 10000 else "gold" if spent >= 1000 else "standard",
        "country": COUNTRY[record["billing_address"]["country_code"]],
    }


def shipping_of(address: dict[str, Any] | None) -> dict[str, Any] | None:
    """Where an order goes."""
    if address is None:
        return None
    return {
        "street": address["address1"],
        "zip": address["zip"],
        "city": address["city"],
        "country": COUNTRY[address["country_code"]],
    }


def lines_of(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of an order that have a quantity."""
    kept = [line for line in lines if line["quantity"] > 0]
    return [
        {
            "position": position,
            "sku": line["sku"],
            "title": line["title"],
            "quantity": line["quantity"],
            "total": round(float(line["price"]) * line["quantity"], 2),
        }
        for position, line in enumerate(kept, 1)
    ]


def basket_of(record: dict[str, Any]) -> dict[str, Any]:
    """One basket, grouped by country."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in record["items"]:
        if item["quantity"] > 0:
            groups.setdefault(item["country"], []).append(item)
    rows = [
        {
            "country": COUNTRY[country],
            "pieces": sum(item["quantity"] for item in items),
            "skus": sorted(item["sku"] for item in items),
        }
        for country, items in groups.items()
    ]
    return {"basket": record["id"], "by_country": rows}


def duckdb_orders() -> Work | str:
    """The order workload as one SQL statement on one core, or why it is left out."""
    if importlib.util.find_spec("duckdb") is None:
        return "duckdb is not installed"

    def work(source: Path, target: Path) -> None:
        import duckdb

        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute(SQL.replace("SOURCE", str(source)).replace("TARGET", str(target)))

    return work


def jq_orders() -> Work | str:
    """The order workload as a jq program, or why it is left out."""
    if shutil.which("jq") is None:
        return "jq is not installed"

    def work(source: Path, target: Path) -> None:
        with target.open("wb") as out:
            subprocess.run(["jq", "-c", JQ, str(source)], stdout=out, check=True)

    return work


def _sql_case(value: str, table: dict[str, str], other: str) -> str:
    whens = " ".join(f"WHEN '{key}' THEN '{text}'" for key, text in table.items())
    return f"CASE {value} {whens} ELSE {other} END"


SQL = f"""
COPY (
  SELECT CAST(id AS VARCHAR) AS order_id, regexp_replace(name, '[^0-9]', '', 'g') AS number,
    strftime(created_at::TIMESTAMPTZ AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS placed_at,
    left(created_at, 10) AS placed_on,
    strftime(updated_at::TIMESTAMPTZ AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS updated_at,
    {_sql_case("financial_status", STATUS, "'UNKNOWN'")} AS status,
    {_sql_case("gateway", PAYMENT, "'OTHER'")} AS payment, 'web' AS channel, upper(currency) AS currency,
    lower(trim(email)) AS email,
    {{'id': CAST(customer.id AS VARCHAR), 'name': customer.first_name || ' ' || customer.last_name,
      'phone': customer.phone,
      'segment': CASE WHEN customer.total_spent::DOUBLE >= 10000 THEN 'platinum'
                      WHEN customer.total_spent::DOUBLE >= 1000 THEN 'gold' ELSE 'standard' END,
      'country': {_sql_case("billing_address.country_code", COUNTRY, "NULL")}}} AS customer,
    CASE WHEN shipping_address IS NULL THEN NULL ELSE {{'street': shipping_address.address1,
      'zip': shipping_address.zip, 'city': shipping_address.city,
      'country': {_sql_case("shipping_address.country_code", COUNTRY, "NULL")}}} END AS shipping,
    list_transform(list_filter(line_items, lambda l: l.quantity > 0), lambda l, i: {{'position': i, 'sku': l.sku,
      'title': l.title, 'quantity': l.quantity, 'total': round(l.price::DOUBLE * l.quantity, 2)}}) AS lines,
    {{'gross': round(list_sum(list_transform(line_items, lambda l: l.price::DOUBLE * l.quantity)), 2),
      'discount': total_discounts::DOUBLE,
      'net': round(list_sum(list_transform(line_items, lambda l: l.price::DOUBLE * l.quantity))
        - total_discounts::DOUBLE + total_tax::DOUBLE, 2)}} AS totals,
    string_split(tags, ', ') AS tags, note
  FROM read_json('SOURCE', format='newline_delimited', columns={{id: 'BIGINT', name: 'VARCHAR', created_at: 'VARCHAR',
    updated_at: 'VARCHAR', test: 'BOOLEAN', currency: 'VARCHAR', financial_status: 'VARCHAR', gateway: 'VARCHAR',
    email: 'VARCHAR', note: 'VARCHAR', tags: 'VARCHAR', total_discounts: 'VARCHAR', total_tax: 'VARCHAR',
    customer: 'STRUCT(id BIGINT, first_name VARCHAR, last_name VARCHAR, phone VARCHAR, total_spent VARCHAR)',
    billing_address: 'STRUCT(country_code VARCHAR)',
    shipping_address: 'STRUCT(address1 VARCHAR, zip VARCHAR, city VARCHAR, country_code VARCHAR)',
    line_items: 'STRUCT(sku VARCHAR, title VARCHAR, quantity BIGINT, price VARCHAR)[]'}})
  WHERE NOT test
) TO 'TARGET' (FORMAT json)
"""

JQ = f"""
def utc: (.[0:19] + "Z" | fromdate) - (.[20:22] | tonumber) * 3600 | todate;
def cents: . * 100 | round | . / 100;
{orjson.dumps(STATUS).decode()} as $status | {orjson.dumps(PAYMENT).decode()} as $payment
| {orjson.dumps(COUNTRY).decode()} as $country
| select(.test | not)
| ([.line_items[] | (.price | tonumber) * .quantity] | add) as $gross
| {{order_id: (.id | tostring), number: (.name | gsub("[^0-9]"; "")), placed_at: (.created_at | utc),
   placed_on: .created_at[0:10], updated_at: (.updated_at | utc), status: ($status[.financial_status] // "UNKNOWN"),
   payment: ($payment[.gateway] // "OTHER"), channel: "web", currency: (.currency | ascii_upcase),
   email: (.email | ascii_downcase),
   customer: {{id: (.customer.id | tostring), name: "\\(.customer.first_name) \\(.customer.last_name)",
     phone: .customer.phone,
     segment: ((.customer.total_spent | tonumber) as $s
       | if $s >= 10000 then "platinum" elif $s >= 1000 then "gold" else "standard" end),
     country: $country[.billing_address.country_code]}},
   shipping: (.shipping_address | if . == null then null
     else {{street: .address1, zip, city, country: $country[.country_code]}} end),
   lines: ([.line_items[] | select(.quantity > 0)] | [to_entries[] | {{position: (.key + 1), sku: .value.sku,
     title: .value.title, quantity: .value.quantity, total: ((.value.price | tonumber) * .value.quantity | cents)}}]),
   totals: {{gross: ($gross | cents), discount: (.total_discounts | tonumber),
     net: ($gross - (.total_discounts | tonumber) + (.total_tax | tonumber) | cents)}},
   tags: (.tags / ", "), note: .note}}
"""
