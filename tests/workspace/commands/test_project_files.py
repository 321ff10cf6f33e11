import pytest
from tests.workspace.edited import FILE, MAPPING

from mapbench.workspace.commands.project_files import (
    DeclareVersion,
    EditEntity,
    EditLookup,
    EditMapping,
    EditProject,
    EditSystem,
    NewMapping,
    WriteFile,
)


@pytest.mark.parametrize(
    ("command", "file", "lines"),
    [
        (EditSystem("shopify", ("owner",), "crm-team"), "systems/shopify.yaml", ["-owner: ecommerce", "+owner: crm-team"]),
        (
            EditSystem("shopify", ("sla", "freshness"), "10m"),
            "systems/shopify.yaml",
            [
                "-sla: {freshness: 5m, error_rate: 0.1%, availability: 99.9%}",
                "+sla: {freshness: 10m, error_rate: 0.1%, availability: 99.9%}",
            ],
        ),
        (EditSystem("shopify", ("runbook",), ...), "systems/shopify.yaml", ["-runbook: docs/runbooks/shopify.md"]),
        (
            EditSystem("shopify", ("datasets", "refund", "request"), "GET /refunds.json"),
            "systems/shopify.yaml",
            ["+  refund: {request: GET /refunds.json}"],
        ),
        (
            EditEntity("order", ("schema", "properties", "note", "x-owner"), "logistics"),
            "canonical/order.yaml",
            ["-    note: {type: string}", "+    note: {type: string, x-owner: logistics}"],
        ),
        (EditLookup("carrier", ("on_miss",), "error"), "lookups/carrier.yaml", ["-on_miss: {value: other}", "+on_miss: error"]),
        (EditLookup("carrier", ("title",), "Carriers"), "lookups/carrier.yaml", ["+title: Carriers"]),
        (EditMapping(MAPPING, ("owner",), "finance"), FILE, ["-owner: order-ops", "+owner: finance"]),
        (EditProject("storefront", ("lead",), "li"), "mapbench.yaml", ["-lead: dana", "+lead: li"]),
        (DeclareVersion(MAPPING, "1.5.0"), FILE, ["-version: 1.4.0", "+version: 1.5.0"]),
    ],
    ids=lambda value: getattr(value, "name", None),
)  # fmt: skip
def test_one_key_of_a_file_is_one_line(shop, command, file, lines):
    assert shop.do(command, file) == lines


def test_a_key_that_has_the_value_already_makes_no_step(shop):
    assert shop.workspace.do(EditSystem("shopify", ("owner",), "ecommerce")).number == 0


def test_a_file_that_is_not_there_brings_the_nearest_name(shop):
    assert "shopify" in shop.refused(EditSystem("shopfy", ("owner",), "x"))


def test_a_new_mapping_has_no_rules_yet(shop):
    command = NewMapping("contact-again", "crm.contact", "customer@1", "crm-team")
    assert shop.do(command, "mappings/contact-again.yaml") == [
        "+mapping: contact-again",
        "+version: 0.1.0",
        "+owner: crm-team",
        "+source: crm.contact",
        "+target: customer@1",
    ]
    assert shop.workspace.project.loaded("mapping", "contact-again").problems == ()


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (
            NewMapping("Contact Again", "crm.contact", "customer@1"),
            "A mapping cannot be called 'Contact Again'.",
        ),
        (NewMapping(MAPPING, "crm.contact", "customer@1"), "There is a mapping shopify-order already."),
        (NewMapping("a", "crm.contct", "customer@1"), "The project has no dataset 'crm.contct'."),
        (NewMapping("a", "crm.contact", "customer@9"), "There is no customer@9; the project has customer@1."),
    ],
)
def test_a_mapping_that_cannot_be_made_is_refused(shop, command, sentence):
    assert shop.refused(command).startswith(sentence)


def test_a_file_is_written_as_an_editor_left_it(shop):
    text = "mapping: shopify-order\nrules: [\n\ud83d\udc4d".encode("utf-16", "surrogatepass").decode("utf-16")
    shop.workspace.do(WriteFile(FILE, text))
    assert (shop.folder / FILE).read_text("utf-8") == text
    assert shop.workspace.project.loaded("mapping", MAPPING).problems != ()
    shop.workspace.do(WriteFile("notes/runbooks/shopify.md", "# Shopify\n"))
    assert shop.workspace.steps[-1].name == "Edit notes/runbooks/shopify.md"
    shop.workspace.undo()
    assert not (shop.folder / "notes").exists()


@pytest.mark.parametrize(
    "path", ["../outside.yaml", "/tmp/outside.yaml", ".mapbench/workspace.db", ".git/config", "", "a/../../b"]
)
def test_nothing_is_written_outside_the_project(shop, path):
    assert "is no file of the project." in shop.refused(WriteFile(path, "x"))
    assert not (shop.folder.parent / "outside.yaml").exists()


def test_a_link_that_leads_out_of_the_project_is_refused(shop, tmp_path):
    (tmp_path / "elsewhere.yaml").write_text("theirs")
    (shop.folder / "mappings/link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    shop.workspace.notice()
    assert "is no file of the project." in shop.refused(WriteFile("mappings/link.yaml", "x"))
    assert (tmp_path / "elsewhere.yaml").read_text() == "theirs"
