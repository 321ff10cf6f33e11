"""The example project uses all of the mapping format, and what comes out of it is known."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from mapbench.model.kinds import schema_of

STOREFRONT = Path(__file__).parents[1] / "projects" / "storefront"
MAPPINGS = sorted((STOREFRONT / "mappings").glob("*.yaml"))
ORDERS = sorted((STOREFRONT / "fixtures" / "shopify.order").glob("*.json"))
SCHEMA = schema_of("mapping")
#: Forms that are alternatives of one key, told apart by their kind of value.
FORMS = {
    "source": {"str", "dict"},
    "each": {"str", "list"},
    "sort": {"str", "list"},
    "group": {"str", "list"},
    "lookup": {"str", "dict"},
    "when": {"str", "dict"},
    "when_empty": {"str", "NoneType"},
    "on_error": {"str", "NoneType"},
}


def yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path)


def shapes(value: Any, schema: dict[str, Any], name: str = "Mapping") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every map of a mapping with the name of its shape, found by walking its published schema."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        schema = SCHEMA["$defs"][name]
    for choice in schema.get("anyOf", ()):
        if not isinstance(value, str):
            yield from shapes(value, choice, name)
    if isinstance(value, list) and "items" in schema:
        for item in value:
            yield from shapes(item, schema["items"], name)
    if isinstance(value, dict) and "properties" in schema:
        yield name, value
        for key, below in value.items():
            yield from shapes(below, schema["properties"].get(key, {}), name)
    elif isinstance(value, dict) and isinstance(schema.get("additionalProperties"), dict):
        for below in value.values():
            yield from shapes(below, schema["additionalProperties"], name)


USED = [found for path in MAPPINGS for found in shapes(yaml(path), SCHEMA)]


def keys_of(shape: str) -> set[str]:
    schema = SCHEMA if shape == "Mapping" else SCHEMA["$defs"][shape]
    return set(schema["properties"])


def used_keys(shape: str) -> set[str]:
    return {key for name, value in USED if name == shape for key in value}


@pytest.mark.parametrize("shape", ["Mapping", "Rule", "Condition", "Case", "CopyAll", "Parameter"])
def test_every_key_of_a_mapping_is_used(shape):
    assert keys_of(shape) - used_keys(shape) == set()


def test_every_key_of_a_named_value_is_used_there_or_in_a_rule():
    assert {"source", "formula", "note"} <= used_keys("LetValue")
    assert keys_of("LetValue") - used_keys("LetValue") - used_keys("Rule") == set()


@pytest.mark.parametrize("key", sorted(FORMS))
def test_every_form_of_a_key_is_used(key):
    forms = {type(value[key]).__name__ for name, value in USED if name == "Rule" and key in value}
    assert forms >= FORMS[key]


@pytest.mark.parametrize("key", ["on_duplicate", "on_item_error"])
def test_every_choice_of_a_key_is_used(key):
    schema = SCHEMA["$defs"]["Rule"]["properties"][key]
    chosen = {value[key] for name, value in USED if name == "Rule" and key in value}
    assert chosen == set(schema.get("enum", [schema.get("const")]))


def test_every_on_error_is_used():
    chosen = {value["on_error"] for name, value in USED if name == "Rule" and "on_error" in value}
    assert chosen == {"default", "omit", None}


def test_every_expectation_of_a_test_case_is_used():
    cases = [case for path in (STOREFRONT / "tests").glob("*.yaml") for case in yaml(path)["tests"]]
    given = {key for case in cases for key in case["given"]}
    assert {key for case in cases for key in case} >= {
        "expect",
        "absent",
        "exact",
        "expect_error",
        "expect_errors",
        "expect_skipped",
    }
    assert given == {"fixture", "record", "params", "lookups", "now"}


def test_every_mapping_has_tests():
    assert {path.stem for path in MAPPINGS} == {path.stem for path in (STOREFRONT / "tests").glob("*.yaml")}


def test_every_way_of_a_miss_is_used():
    ways = [yaml(path).get("on_miss", "error") for path in (STOREFRONT / "lookups").glob("*.yaml")]
    assert {way if isinstance(way, str) else type(way).__name__ for way in ways} == {
        "error",
        "missing",
        "keep",
        "dict",
        "NoneType",
    }


def values(data: Any) -> Iterator[Any]:
    yield data
    for below in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from values(below)


def test_there_are_twenty_orders_as_messy_as_life():
    orders = [json.loads(path.read_text("utf-8")) for path in ORDERS]
    everything = [value for order in orders for value in values(order)]
    texts = "".join(value for value in everything if isinstance(value, str))
    assert len(orders) == 20
    assert None in everything
    assert [] in everything
    assert {} in everything
    assert "" in everything
    assert all(part in texts for part in ("東京", "🎁", "1.234,50", "14.11.2026"))
    assert all(re.search(script, texts) for script in ("[à-ÿ]", "[\u3400-\u9fff]", "[\u0600-\u06ff]"))
    assert any("customer" not in order for order in orders)


def test_people_in_fixtures_are_invented():
    mails = [
        value for path in ORDERS for value in values(json.loads(path.read_text("utf-8"))) if "@" in str(value)
    ]
    assert [
        m
        for m in mails
        if isinstance(m, str)
        and not m.strip().lower().endswith(("example.com", "example.org", "example.net"))
    ] == []


def test_rows_of_the_warehouse_stand_together_by_order():
    with (STOREFRONT / "fixtures" / "warehouse.pick-line" / "2026-11-16.csv").open(encoding="utf-8") as file:
        orders = [row["order_no"] for row in csv.DictReader(file)]
    runs = [order for n, order in enumerate(orders) if n == 0 or orders[n - 1] != order]
    assert len(runs) == len(set(runs))


def mapbench(*arguments: str) -> int:
    from mapbench.cli.main import run

    return run(["-C", str(STOREFRONT), *arguments])


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_seventeen_orders_are_accepted_two_rejected_one_skipped(tmp_path, capsys):
    out, rejects = tmp_path / "out.jsonl", tmp_path / "rejects.jsonl"
    code = mapbench("run", "shopify-order", *map(str, ORDERS), "-o", str(out), "--rejects", str(rejects))
    assert code == 1
    assert "read 20, accepted 17 (softened 11), rejected 2, skipped 1" in capsys.readouterr().err
    assert len(lines_of(out)) == 17
    assert [
        (line["index"], [(e["target"], e["code"], e["owner"]) for e in line["errors"]])
        for line in lines_of(rejects)
    ] == [(13, [("placed_at", "bad-date", "ecommerce")]), (14, [("email", "schema", "crm-team")])]


def test_an_order_goes_on_into_the_erp(tmp_path):
    orders, erp = tmp_path / "orders.jsonl", tmp_path / "erp.jsonl"
    mapbench("run", "shopify-order", *map(str, ORDERS), "-o", str(orders))
    assert mapbench("run", "order-netsuite", str(orders), "-o", str(erp)) == 0
    assert len(lines_of(erp)) == 16
    assert {line["orderStatus"] for line in lines_of(erp)} == set("ABCFGHU")


def test_an_order_goes_on_into_the_warehouse_without_anybodys_name(tmp_path):
    orders, picks = tmp_path / "orders.jsonl", tmp_path / "picks.jsonl"
    mapbench("run", "shopify-order", *map(str, ORDERS), "-o", str(orders))
    assert mapbench("run", "order-warehouse", str(orders), "-o", str(picks)) == 0
    assert len(lines_of(picks)) == 16
    assert {key for line in lines_of(picks) for key in line} == {
        "order_no", "country", "ship_by", "express", "wrapping", "picks",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mapping", "served", "code", "accepted"),
    [("crm-contact", "crm/contacts", 1, 39), ("netsuite-invoice", "erp/invoices", 0, 30)],
)
def test_what_the_sample_endpoints_serve_can_be_mapped(tmp_path, mapping, served, code, accepted):
    out = tmp_path / "out.jsonl"
    records = STOREFRONT.parents[1] / "fixtures" / f"{served}.json"
    assert mapbench("run", mapping, str(records), "-o", str(out)) == code
    assert len(lines_of(out)) == accepted


def test_every_entity_has_an_owner_and_a_system_of_record():
    entities = [yaml(path) for path in (STOREFRONT / "canonical").glob("*.yaml")]
    assert {"order", "customer", "invoice", "product"} <= {entity["entity"] for entity in entities}
    assert all(entity["owner"] and entity["system_of_record"] for entity in entities)


def test_fixtures_of_the_canonical_order_are_what_the_mapping_writes(tmp_path):
    fixtures = sorted((STOREFRONT / "fixtures" / "order@2").glob("*.json"))
    orders = [STOREFRONT / "fixtures" / "shopify.order" / path.name for path in fixtures]
    assert mapbench("run", "shopify-order", *map(str, orders), "-o", str(tmp_path / "orders.jsonl")) == 0
    assert [json.loads(path.read_text("utf-8")) for path in fixtures] == lines_of(tmp_path / "orders.jsonl")


def test_rows_of_the_warehouse_become_shipments_and_a_day(tmp_path):
    rows = str(STOREFRONT / "fixtures" / "warehouse.pick-line" / "2026-11-16.csv")
    shipments, day = tmp_path / "shipments.jsonl", tmp_path / "day.jsonl"
    assert mapbench("run", "warehouse-shipment", rows, "--param", "salt=example", "-o", str(shipments)) == 0
    assert mapbench("run", "warehouse-day", rows, "-o", str(day)) == 0
    assert [line["order_no"] for line in lines_of(shipments)] == ["1001", "1010", "1017", "1011", "1020"]
    assert [line["pieces"] for line in lines_of(day)] == [36]


@pytest.mark.parametrize("command", [("test",), ("check",), ("format", "--check")], ids=" ".join)
def test_the_example_is_in_order(command):
    assert mapbench(*command) == 0


def test_check_finds_nothing_and_leaves_only_endpoints_unasked(capsys):
    assert mapbench("check") == 0
    told, said = capsys.readouterr()
    asked = {line.split(" ")[3] for line in told.splitlines()}
    assert (asked, said) == (
        {"crm.contact:", "netsuite.invoice:", "shopify.order:", "shopify.product:"},
        "nothing found, 4 not checked\n",
    )
    assert {line.split(" ")[2] for line in told.splitlines()} == {"MB503"}
