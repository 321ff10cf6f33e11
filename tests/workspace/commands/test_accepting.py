"""Accepted suggestions become rules: at their place, as one step, never in place of what a person made."""

import pytest
from tests.workspace.edited import MAPPING

from mapbench.suggest.conversions import VALUE, Conversion
from mapbench.workspace.commands.accepting import AcceptSuggestions, Link
from mapbench.workspace.commands.rules import DeleteRules

PLAIN = Conversion({}, "", 0, 0)
TEXT = Conversion({"formula": f"text({VALUE})"}, "as text", 1, 1)


def link(target, source, conversion=PLAIN):
    return Link(tuple(target.split(".")), tuple(source.split(".")), conversion)


def accept(*links, mapping=MAPPING):
    return AcceptSuggestions(mapping, links)


def without(shop, *targets, mapping=MAPPING):
    ats = tuple(shop.at(target, mapping=mapping) for target in targets)
    shop.workspace.do(DeleteRules(mapping, ats))


def test_an_accepted_suggestion_stands_at_its_place_with_its_conversion(shop):
    without(shop, "region")
    guarded = Conversion({"formula": f"upper({VALUE})", "lookup": "country"}, "", 1, 1, guard=True)
    assert shop.do(accept(link("region", "shipping_address.country_code", guarded))) == [
        "+- target: region",
        "+  source: shipping_address.country_code",
        "+  when: not is_blank(value)",
        "+  formula: upper(value)",
        "+  lookup: country",
    ]
    assert shop.at("region")[1] == shop.at("channel")[1] + 1


def test_several_are_one_step_with_a_name_and_undo_takes_all_back(shop):
    without(shop, "note", "currency")
    before = (shop.folder / f"mappings/{MAPPING}.yaml").read_bytes()
    step = shop.workspace.do(accept(link("note", "note"), link("currency", "currency")))
    assert step.name == "Accept 2 suggestions"
    shop.workspace.undo()
    assert (shop.folder / f"mappings/{MAPPING}.yaml").read_bytes() == before


def test_one_step_says_what_it_links(shop):
    without(shop, "note")
    assert shop.workspace.do(accept(link("note", "note"))).name == "Link note to note, as suggested"


def test_a_rule_that_stands_is_never_touched(shop):
    assert "has a rule already" in shop.refused(accept(link("note", "name")))
    without(shop, "currency")
    assert shop.do(accept(link("note", "name"), link("currency", "currency"))) == [
        "+- target: currency",
        "+  source: currency",
    ]


def test_a_field_of_a_list_goes_into_the_rule_of_the_list(shop):
    lines = ("rules", shop.at("lines")[1], "rules", 2)
    shop.workspace.do(DeleteRules(MAPPING, (lines,)))
    assert shop.do(accept(link("lines.*.sku", "line_items.*.sku", TEXT))) == [
        "+  - target: sku",
        "+    source: sku",
        "+    formula: text(value)",
    ]


def test_the_rule_of_a_list_is_made_once_and_holds_all_of_its_fields(shop):
    without(shop, "taxes")
    assert shop.do(
        accept(link("taxes.*.title", "tax_lines.*.title"), link("taxes.*.rate", "tax_lines.*.rate"))
    ) == [
        "+- target: taxes",
        "+  each: tax_lines[*]",
        "+  rules:",
        "+  - target: title",
        "+    source: title",
        "+  - target: rate",
        "+    source: rate",
    ]


@pytest.mark.parametrize(
    ("source", "conversion", "lines"),
    [
        (
            "tags",
            PLAIN,
            ["  source: tags", "  formula: '[trim(t) for t in split(value, \",\") if not is_blank(t)]'"],
        ),
        ("discount_codes.*.code", PLAIN, ["  each: discount_codes[*]", "  formula: item.code"]),
        ("discount_codes.*.code", TEXT, ["  each: discount_codes[*]", "  formula: text(item.code)"]),
        (
            "discount_codes.*.code",
            Conversion({}, "", 1, 1, guard=True),
            ["  each: discount_codes[*]", "  where: not is_blank(item.code)", "  formula: item.code"],
        ),
    ],
)
def test_a_list_of_scalars_is_made_of_a_text_or_of_one_value_of_each_item(shop, source, conversion, lines):
    without(shop, "tags")
    assert shop.do(accept(link("tags.*", source, conversion))) == [
        "+- target: tags",
        *(f"+{line}" for line in lines),
    ]


def test_a_list_of_scalars_is_copied_as_it_is(shop):
    without(shop, "tags", mapping="crm-contact")
    command = accept(link("tags.*", "tags.*"), mapping="crm-contact")
    assert shop.do(command, "mappings/crm-contact.yaml") == ["+- target: tags", "+  source: tags"]


def test_what_has_no_place_is_refused_with_the_reason(shop):
    without(shop, "taxes")
    assert "taxes is a list without a rule" in shop.refused(accept(link("taxes.*.title", "name")))
