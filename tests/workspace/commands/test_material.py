import json

import pytest
from tests.workspace.edited import MAPPING

from mapbench.workspace.commands.material import PinSchema, SetLookupRow, WriteFixtures
from mapbench.workspace.commands.project_files import EditLookup, WriteFile
from mapbench.workspace.commands.tests import AddTest

SCHEMA = {"type": "object", "properties": {"id": {"type": "string", "title": "Größe"}}}


def test_a_schema_is_pinned_in_one_step(shop):
    old = shop.workspace.project.schema("crm.contact")
    shop.workspace.do(PinSchema("crm.contact", SCHEMA))
    text = (shop.folder / "schemas/crm.contact.json").read_text("utf-8")
    assert text == json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n"
    assert shop.workspace.project.schema("crm.contact").raw == SCHEMA
    shop.workspace.undo()
    assert shop.workspace.project.schema("crm.contact").raw == old.raw


def test_a_schema_in_yaml_stays_yaml(shop):
    (shop.folder / "schemas/shop.extra.yaml").write_text("type: object\n")
    shop.workspace.notice()
    assert shop.do(PinSchema("shop.extra", SCHEMA), "schemas/shop.extra.yaml") == [
        "+properties:",
        "+  id: {type: string, title: Größe}",
    ]
    assert not (shop.folder / "schemas/shop.extra.json").exists()


def test_fixtures_are_written_together(shop):
    texts = {"2001": '{"id": 2001}\n', "2002.json": '{"id": 2002}\n'}
    step = shop.workspace.do(WriteFixtures("shopify.refund", texts))
    assert (step.name, step.files) == (
        "Capture 2 fixtures of shopify.refund",
        ("fixtures/shopify.refund/2001.json", "fixtures/shopify.refund/2002.json"),
    )
    shop.workspace.undo()
    assert not (shop.folder / "fixtures/shopify.refund").exists()


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".hidden"])
def test_a_fixture_has_a_plain_name(shop, name):
    assert "cannot be called" in shop.refused(WriteFixtures("shopify.order", {name: "{}"}))


def test_a_case_stands_at_the_end_of_its_file(shop):
    case = {
        "name": "a late order",
        "given": {"fixture": "shopify.order/1001.json"},
        "expect": {"channel": "web"},
    }
    lines = shop.do(AddTest(MAPPING, case), f"tests/{MAPPING}.yaml")
    assert lines == [
        "+- name: a late order",
        "+  given: {fixture: shopify.order/1001.json}",
        "+  expect: {channel: web}",
    ]
    assert shop.refused(AddTest(MAPPING, case)).startswith("There is a case 'a late order' already.")


def test_the_first_case_makes_the_file(shop):
    shop.workspace.do(WriteFile("mappings/empty.yaml", "mapping: empty\nversion: 0.1.0\n"))
    case = {"name": "one", "given": {"record": {}}, "expect_skipped": True}
    shop.workspace.do(AddTest("empty", case))
    text = (shop.folder / "tests/empty.yaml").read_text("utf-8")
    assert text == "tests:\n- name: one\n  given: {record: {}}\n  expect_skipped: true\n"


def test_a_case_that_no_file_may_hold_is_refused(shop):
    assert "`given` is missing" in shop.refused(AddTest(MAPPING, {"name": "x"}))


@pytest.mark.parametrize(
    ("row", "file", "lines"),
    [
        (SetLookupRow("carrier", "UPS", "united"), "lookups/carrier.yaml", ["-  UPS: ups", "+  UPS: united"]),
        (SetLookupRow("carrier", "GLS: B2B", "gls"), "lookups/carrier.yaml", ['+  "GLS: B2B": gls']),
        (SetLookupRow("carrier", "UPS", ...), "lookups/carrier.yaml", ["-  UPS: ups"]),
        (SetLookupRow("country", "DE", "Germany, West"), "lookups/country.csv", ["-DE,Germany,EU", '+DE,"Germany, West",EU']),
        (SetLookupRow("country", "XK", "Kosovo"), "lookups/country.csv", ["+XK,Kosovo,"]),
        (SetLookupRow("country", "DE", ...), "lookups/country.csv", ["-DE,Germany,EU"]),
    ],
    ids=lambda value: getattr(value, "name", None),
)  # fmt: skip
def test_a_row_of_a_table_is_one_line(shop, row, file, lines):
    assert shop.do(row, file) == lines


def test_a_table_from_fixtures_is_not_edited_here(shop):
    refused = shop.refused(SetLookupRow("contacts", "1", {}))
    assert refused == "The rows of contacts are fixtures of crm.contact. Capture them again instead."


def test_a_table_without_its_columns_is_refused(shop):
    shop.workspace.do(EditLookup("country", ("value",), "nam"))
    assert shop.refused(SetLookupRow("country", "DE", "x")).startswith(
        "The table of country lacks its columns."
    )


def test_a_row_over_several_lines_of_a_csv_file_is_one_row(shop):
    text = 'iso2,name\r\nDE,"Ger\r\nmany"\r\nFR,France'
    shop.workspace.do(WriteFile("lookups/country.csv", text))
    shop.workspace.do(SetLookupRow("country", "DE", "Germany"))
    shop.workspace.do(SetLookupRow("country", "IT", "Italy"))
    assert (shop.folder / "lookups/country.csv").read_bytes() == (
        b"iso2,name\r\nDE,Germany\r\nFR,France\r\nIT,Italy\r\n"
    )
