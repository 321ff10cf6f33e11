from tests.workspace.edited import MAPPING

from mapbench.workspace.commands.links import LinkFields
from mapbench.workspace.commands.moving import RetargetRule
from mapbench.workspace.commands.rules import DeleteRules, EditRule


def without(shop, *ats):
    shop.workspace.do(DeleteRules(MAPPING, tuple(shop.at(*at) for at in ats)))


def move(shop, at, target):
    return RetargetRule(MAPPING, shop.at(*at), tuple(target.split(".")))


def test_in_its_own_list_a_rule_stays_where_it_stands(shop):
    without(shop, ["legacy_code"])
    assert shop.do(move(shop, ["email"], "legacy_code")) == ["-- target: email", "+- target: legacy_code"]
    assert shop.workspace.steps[-1].name == "Write legacy_code instead of email"


def test_into_an_object_rule_its_path_starts_there(shop):
    without(shop, ["shipping", "city"])
    shop.workspace.do(LinkFields(MAPPING, ("legacy_code",), (("shipping_address", "city"),)))
    shop.workspace.do(EditRule(MAPPING, shop.at("legacy_code"), {"default": "none", "owner": "logistics"}))
    assert shop.do(move(shop, ["legacy_code"], "shipping.city")) == [
        "+  - target: city",
        "+    source: city",
        "+    default: none",
        "+    owner: logistics",
        "-- target: legacy_code",
        "-  source: shipping_address.city",
        "-  default: none",
        "-  owner: logistics",
    ]


def test_out_of_an_object_rule_its_path_starts_at_the_record(shop):
    without(shop, ["legacy_code"])
    assert shop.do(move(shop, ["billing", "zip"], "legacy_code")) == [
        "-  - target: zip",
        "-    source: zip",
        "-    formula: text(value)",
        "+- target: legacy_code",
        "+  source: billing_address.zip",
        "+  formula: text(value)",
    ]


def test_into_a_list_without_a_rule_the_list_is_made(shop):
    without(shop, ["taxes"])
    assert shop.do(move(shop, ["lines", "unit_price"], "taxes.*.amount")) == [
        "-  - target: unit_price",
        "-    source: price",
        "-    formula: money(value)",
        "+- target: taxes",
        "+  each: line_items[*]",
        "+  rules:",
        "+  - target: amount",
        "+    source: price",
        "+    formula: money(value)",
    ]


def test_a_path_with_a_filter_keeps_it_where_it_means_the_same(shop):
    assert shop.do(move(shop, ["gift_message"], "client.message")) == [
        "-- target: gift_message",
        '-  source: note_attributes[?(@.name == "gift message")].value',
        "-  formula: first(value)",
        "-  default: null",
        "+  - target: message",
        '+    source: note_attributes[?(@.name == "gift message")].value',
        "+    formula: first(value)",
        "+    default: null",
    ]


def test_a_target_that_has_a_rule_is_refused(shop):
    refused = "email has a rule already. Delete that rule, or give it another source."
    assert shop.refused(move(shop, ["buyer"], "email")) == refused
    assert shop.refused(move(shop, ["lines", "sku"], "email")) == refused


def test_a_formula_over_names_that_are_not_known_there_is_refused(shop):
    without(shop, ["legacy_code"])
    assert shop.refused(move(shop, ["shipments", "quantity"], "legacy_code")).startswith(
        "The formula reads line, which is not known at the new place."
    )


def test_a_place_inside_what_another_rule_makes_is_refused(shop):
    assert shop.refused(move(shop, ["email"], "tags.first")).startswith(
        "The rule of tags makes the whole of it"
    )
