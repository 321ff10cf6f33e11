"""What a project knows of a mapping's fields, put as one question; and what comes of taking the answers."""

import shutil

import pytest
from tests.workspace.conftest import opened
from tests.workspace.edited import copy_of_storefront

from mapbench.flows.binding import bind
from mapbench.model.documents import Document
from mapbench.project.programs import load_program
from mapbench.trials.dry_run import dry_run, fixtures_of
from mapbench.workspace.commands.accepting import AcceptSuggestions, Link
from mapbench.workspace.suggesting import suggested
from mapbench.workspace.workspace import Workspace


def links(found):
    return {".".join(one.target): ".".join(one.best.source) for one in found.found}


def bare(folder, mapping):
    """Takes the rules of a mapping away."""
    path = folder / "mappings" / f"{mapping}.yaml"
    document = Document.read(path)
    for key in ("rules", "let", "skip_when"):
        if key in document.data:
            document.remove((key,))
    path.write_text(document.text(), "utf-8")


def test_open_targets_are_suggested_and_others_not(made):
    found = suggested(made("- {target: order_id, source: id, formula: text(value)}\n"), "shop-order")
    assert links(found)["customer.city"] == "address.city"
    assert links(found)["lines.*.sku"] == "lines.*.sku"
    assert "order_id" not in links(found)


def test_a_mapping_without_rules_is_suggested_all(made):
    project = made("")
    path = project.folder / "mappings" / "shop-order.yaml"
    path.write_text(path.read_text().replace("rules:\n", ""))
    assert links(suggested(opened(project.folder), "shop-order"))["order_id"] == "id"


def test_targets_left_unmapped_on_purpose_are_left_alone(made):
    project = made("- {target: order_id, unmapped: no need}\n- {target: lines, unmapped: no need}\n")
    assert {path.split(".")[0] for path in links(suggested(project, "shop-order"))} & {
        "order_id",
        "lines",
    } == set()


def test_a_collection_rule_says_which_list_its_fields_come_from(made):
    project = made("- target: lines\n  each: lines[*]\n  rules:\n  - {target: pieces, source: qty}\n")
    assert links(suggested(project, "shop-order"))["lines.*.sku"] == "lines.*.sku"


def test_inside_a_grouped_collection_nothing_is_suggested(made):
    project = made(
        "- target: lines\n  each: lines[*]\n  group: item.sku\n  rules:\n  - {target: pieces, formula: count(items)}\n"
    )
    assert not any(path.startswith("lines") for path in links(suggested(project, "shop-order")))


def test_fields_that_a_spread_fills_are_not_suggested(made):
    project = made("- copy_all: {from: address}\n- {target: order_id, source: id}\n", target=None)
    assert suggested(project, "shop-order").problem.message == "hub.order has no schema and no fixture yet."
    shop = {"type": "object", "properties": {"city": {"type": "string"}, "name": {"type": "string"}}}
    project = made("- copy_all: {from: address}\n", target=shop)
    assert links(suggested(project, "shop-order")) == {"name": "name"}


def test_without_a_pinned_source_fixtures_teach_its_fields(made):
    assert links(suggested(made("", source=None), "shop-order"))["customer.city"] == "address.city"


def test_without_schema_and_fixture_it_is_said(made):
    found = suggested(made("", source=None, records={}), "shop-order")
    assert (found.found, found.problem.message, found.broken) == (
        (),
        "shop.order has no schema and no fixture yet.",
        False,
    )


def test_what_another_mapping_links_counts_and_its_name_is_told(made):
    other = "mapping: other\nversion: 1.0.0\nsource: shop.order\ntarget: hub.order\nrules:\n- {target: way, source: address.street}\n"
    target = {"type": "object", "properties": {"way": {"type": "string"}}}
    found = suggested(made("", target=target, **{"mappings/other.yaml": other}), "shop-order").of(("way",))
    assert (found.best.source, found.best.reasons[0]) == (("address", "street"), "linked so in other")


def test_synonyms_of_the_project_count(made):
    without = suggested(made(""), "shop-order").of(("total",))
    project = made("", **{"synonyms.yaml": "synonyms:\n- [total, marks]\n- [pieces, qty]\n"})
    found = suggested(opened(project.folder), "shop-order").of(("lines", "*", "pieces"))
    assert without is None
    assert found.best.reasons[0] == "names mean the same"


def test_values_of_a_system_that_is_fed_from_the_target_count(made):
    feeding = "mapping: out\nversion: 1.0.0\nsource: hub.order\ntarget: erp.order\nrules:\n- {target: state, source: status}\n"
    erp = "system: erp\nrole: record\nowner: t\ndatasets:\n  order: {}\n"
    more = {
        "mappings/out.yaml": feeding, "systems/erp.yaml": erp,
        "fixtures/erp.order/1.json": '{"state": "Zoë"}', "schemas/erp.order.json": '{"type": "object"}',
    }  # fmt: skip
    target = {"type": "object", "properties": {"status": {"type": "string"}}}
    found = suggested(made("", target=target, **more), "shop-order").of(("status",))
    assert (found.best.source, found.best.reasons[0]) == (("name",), "1 value in common")


def test_the_answer_carries_the_revision_it_was_asked_at(made):
    project = made("")
    project.revision = 7
    assert suggested(project, "shop-order").revision == 7


def test_items_come_from_the_list_that_they_are_made_of(tmp_path):
    folder = copy_of_storefront(tmp_path)
    bare(folder, "order-warehouse")
    with Workspace.open(folder) as workspace:
        found = suggested(workspace, "order-warehouse")
    assert {found.of(("picks", "*", name)).best.source[0] for name in ("sku", "qty")} == {"lines"}


@pytest.mark.parametrize(("mapping", "least"), [("crm-contact", 9), ("shopify-order-lines", 11)])
def test_accepted_suggestions_run_on_the_fixtures_of_the_example(tmp_path, mapping, least):
    folder = copy_of_storefront(tmp_path)
    bare(folder, mapping)
    with Workspace.open(folder) as workspace:
        found = suggested(workspace, mapping).found
        workspace.do(
            AcceptSuggestions(
                mapping, tuple(Link(one.target, one.best.source, one.best.conversion) for one in found)
            )
        )
    shutil.rmtree(folder / ".mapbench")
    loaded = load_program(mapping, folder)
    done = dry_run(
        bind(loaded, {}, {}, "2000-01-01T00:00:00Z"), fixtures_of(folder, loaded.mapping.file.source)
    )
    assert done.count("accepted") >= least, done.by_rule()
