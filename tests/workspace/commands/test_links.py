import pytest
from tests.workspace.edited import MAPPING

from mapbench.workspace.commands.links import LeaveUnmapped, LinkFields
from mapbench.workspace.commands.project_files import EditMapping, NewMapping
from mapbench.workspace.commands.rules import DeleteRules


def link(target, *sources, mapping=MAPPING):
    paths = [tuple(path.split(".")) for path in (target, *sources)]
    return LinkFields(mapping, paths[0], tuple(paths[1:]))


def without(shop, target, inner=None):
    shop.workspace.do(DeleteRules(MAPPING, (shop.at(target, inner),)))


def test_a_new_rule_stands_at_its_place_in_the_target_schema(shop):
    without(shop, "region")
    assert shop.do(link("region", "shipping_address.country_code")) == [
        "+- target: region",
        "+  source: shipping_address.country_code",
    ]
    assert shop.at("region")[1] == shop.at("channel")[1] + 1


def test_several_sources_become_a_formula_over_their_names(shop):
    without(shop, "note")
    assert shop.do(link("note", "customer.first_name", "billing_address.first_name")) == [
        "+- target: note",
        "+  source:",
        "+    first_name: customer.first_name",
        "+    billing_address_first_name: billing_address.first_name",
        '+  formula: f"{first_name} {billing_address_first_name}"',
    ]


def test_several_sources_of_a_number_are_added_up(shop):
    without(shop, "totals", "discount")
    assert shop.do(link("totals.discount", "total_discounts", "total_tax")) == [
        "+  - target: discount",
        "+    source: {total_discounts: total_discounts, total_tax: total_tax}",
        "+    formula: total_discounts + total_tax",
    ]


def test_names_of_sources_are_no_words_that_formulas_have(shop):
    without(shop, "note")
    assert shop.do(link("note", "test.class", "test.params", "test.placed"))[1:] == [
        "+  source: {class_: test.class, test_params: test.params, test_placed: test.placed}",
        '+  formula: f"{class_} {test_params} {test_placed}"',
    ]


def test_a_name_that_is_no_plain_name_is_quoted(shop):
    without(shop, "note")
    assert shop.do(LinkFields(MAPPING, ("note",), (("app data", "it's.here"),))) == [
        "+- target: note",
        "+  source: '[''app data''][''it\\''s.here'']'",
    ]


def test_inside_a_list_a_path_starts_at_the_item(shop):
    without(shop, "lines", "gift_card")
    assert shop.do(link("lines.*.gift_card", "line_items.*.gift_card")) == [
        "+  - target: gift_card",
        "+    source: gift_card",
    ]


def test_inside_a_list_what_is_outside_starts_at_the_record(shop):
    without(shop, "lines", "title")
    assert shop.do(link("lines.*.title", "customer.email")) == [
        "+  - target: title",
        "+    source: $.customer.email",
    ]


def test_inside_an_object_with_a_source_a_path_starts_there(shop):
    without(shop, "shipping", "city")
    assert shop.do(link("shipping.city", "shipping_address.province")) == [
        "+  - target: city",
        "+    source: province",
    ]


def test_an_outer_list_is_read_by_the_name_of_its_item(shop):
    without(shop, "shipments", "carrier")
    assert shop.do(link("shipments.*.carrier", "fulfillments.*.tracking_company")) == [
        "+  - target: carrier",
        "+    formula: f.tracking_company",
    ]


def test_a_group_is_read_by_its_first_member(shop):
    without(shop, "per_vendor", "dearest")
    assert shop.do(link("per_vendor.*.dearest", "line_items.*.title")) == [
        "+  - target: dearest",
        "+    formula: item.title",
    ]


def test_a_list_without_a_rule_gets_one(shop):
    without(shop, "taxes")
    assert shop.do(link("taxes.*.amount", "tax_lines.*.price")) == [
        "+- target: taxes",
        "+  each: tax_lines[*]",
        "+  rules:",
        "+  - target: amount",
        "+    source: price",
    ]
    assert shop.do(link("taxes.*.title", "tax_lines.*.title")) == [
        "+  - target: title",
        "+    source: title",
    ]
    assert shop.at("taxes", "title")[3] == 0


def test_a_list_in_a_list_gets_both_rules(shop):
    without(shop, "lines")
    assert shop.do(
        LinkFields(
            MAPPING, ("lines", "*", "options", "*", "x"), (("line_items", "*", "properties", "*", "v"),)
        )
    ) == [
        "+- target: lines",
        "+  each: line_items[*]",
        "+  rules:",
        "+  - target: options",
        "+    each: properties[*]",
        "+    rules:",
        "+    - target: x",
        "+      source: v",
    ]


@pytest.mark.parametrize(
    ("target", "source", "sentence"),
    [
        ("taxes.*.rate", "currency", "taxes is a list without a rule, and currency is in no list."),
        (
            "taxes.*.rate",
            "line_items.*.tax_lines.*.rate",
            "line_items.tax_lines.rate is in more than one list, so taxes could be made of either.",
        ),
        ("lines.*.options.{}", "line_items.*.name", "The rule of lines.options makes the whole of it"),
        ("tags.*.x", "line_items.*.name", "The rule of tags makes the whole of it, tags.x included."),
        ("pieces_by_sku.{}.x", "line_items.*.name", "The rule of pieces_by_sku makes the whole of it"),
        ("customer", "customer", "There are rules for fields inside customer."),
        ("totals", "total_price", "The rule has rules of its own, and no source."),
        ("shipments", "fulfillments", "The rule goes through several lists."),
    ],
)
def test_what_cannot_be_linked_is_refused_in_a_sentence(shop, target, source, sentence):
    if target.startswith("taxes"):
        without(shop, "taxes")
    assert sentence in shop.refused(link(target, source))


def test_an_outer_list_without_a_name_is_refused(shop):
    shop.workspace.do(EditMapping(MAPPING, (*shop.at("lines"), "as"), ...))
    shop.workspace.do(DeleteRules(MAPPING, (shop.at("lines", "tax_rates"),)))
    shop.workspace.do(link("lines.*.tax_rates.*.rate", "line_items.*.tax_lines.*.rate"))
    refused = shop.refused(link("lines.*.tax_rates.*.sku", "line_items.*.sku"))
    assert refused.startswith("line_items.sku belongs to the outer list line_items, which has no name here.")


def test_a_rule_that_is_there_keeps_everything_but_its_source(shop):
    assert shop.do(link("order_id", "order_number")) == ["-  source: id", "+  source: order_number"]
    assert shop.do(link("status", "cancel_reason")) == [
        "-  source: financial_status",
        "+  source: cancel_reason",
    ]
    assert shop.do(link("email", "contact_email")) == [
        "-  source: {mail: email}",
        "+  source: {mail: contact_email}",
    ]
    assert shop.do(link("lines", "refunds")) == ["-  each: line_items[*]", "+  each: refunds[*]"]
    assert shop.do(link("shipping", "billing_address")) == [
        "-  source: shipping_address",
        "+  source: billing_address",
    ]


def test_a_body_that_does_not_fit_the_source_goes_and_what_people_said_stays(shop):
    assert shop.do(link("channel", "source_name")) == ["-  constant: web", "+  source: source_name"]
    assert shop.do(link("customer.phone", "phone")) == [
        "-  source: {own: phone, theirs: customer.phone}",
        "-  when: not (is_blank(own) and is_blank(theirs))",
        "-  formula: clean_phone(theirs if is_blank(own) else own)",
        "+  source: phone",
    ]
    document = shop.workspace.project.mapping(MAPPING)[0]
    assert document.data["rules"][shop.at("channel")[1]] == {
        "target": "channel",
        "source": "source_name",
        "note": "The till and the app become channels of their own with 3.0",
        "ticket": "SHOP-240",
        "status": "proposed",
    }


def test_a_mapping_with_each_reads_from_its_item(shop):
    shop.workspace.do(DeleteRules("shopify-order-lines", (("rules", 0),)))
    command = link("line_id", "line_items.*.id", mapping="shopify-order-lines")
    file = "mappings/shopify-order-lines.yaml"
    assert shop.do(command, file) == ["+- target: line_id", "+  source: id"]
    command = link("line_id", "customer.id", mapping="shopify-order-lines")
    assert shop.do(command, file) == ["-  source: id", "+  source: $.customer.id"]


def test_a_mapping_that_groups_reads_its_records_as_items(shop):
    command = link("picked_on", "note", mapping="warehouse-day")
    before = shop.workspace.project.mapping("warehouse-day")[1]
    assert (before.group is not None or before.group_all, before.each) == (True, None)
    lines = shop.do(command, "mappings/warehouse-day.yaml")
    assert lines[-1] == "+  source: items[*].note"


def test_the_first_rule_of_a_new_mapping_is_a_block(shop):
    shop.workspace.do(NewMapping("contact-again", "crm.contact", "customer@1", "crm-team"))
    file = "mappings/contact-again.yaml"
    assert shop.do(link("contact_id", "id", mapping="contact-again"), file) == [
        "+rules:",
        "+- target: contact_id",
        "+  source: id",
    ]
    shop.workspace.do(DeleteRules("contact-again", (("rules", 0),)))
    assert shop.do(link("contact_id", "id", mapping="contact-again"), file) == [
        "-rules: []",
        "+rules:",
        "+- target: contact_id",
        "+  source: id",
    ]


def test_a_link_needs_a_source(shop):
    assert shop.refused(LinkFields(MAPPING, ("note",), ())).startswith("A link needs a source field.")


def test_a_target_is_left_unmapped_with_its_reason(shop):
    without(shop, "note")
    assert shop.do(LeaveUnmapped(MAPPING, ("note",), "Nobody reads it: #12")) == [
        "+- target: note",
        '+  unmapped: "Nobody reads it: #12"',
    ]
    assert shop.do(LeaveUnmapped(MAPPING, ("email",), "Not ours")) == [
        "-  source: {mail: email}",
        "-  when: not is_blank(mail)",
        "-  formula: lower(trim(mail))",
        "+  unmapped: Not ours",
    ]
    without(shop, "taxes")
    refused = shop.refused(LeaveUnmapped(MAPPING, ("taxes", "*", "rate"), "No"))
    assert refused == "taxes.rate is in a list that has no rule. Leave the list itself unmapped."


def test_the_list_of_steps_says_what_was_linked(shop):
    shop.workspace.do(link("note", "customer.note"))
    shop.workspace.do(link("lines.*.title", "line_items.*.name", "line_items.*.sku"))
    assert [step.name for step in shop.workspace.steps] == [
        "Link customer.note to note",
        "Link line_items.name and line_items.sku to lines.title",
    ]
