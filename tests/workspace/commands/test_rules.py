from tests.workspace.edited import FILE, MAPPING

from mapbench.workspace.commands.project_files import WriteFile
from mapbench.workspace.commands.rules import DeleteRules, EditRule, ReplaceRule


def test_one_key_changed_is_one_line_changed(shop):
    assert shop.do(EditRule(MAPPING, shop.at("order_id"), {"formula": "trim(text(value))"})) == [
        "-  formula: text(value)",
        "+  formula: trim(text(value))",
    ]


def test_a_new_key_stands_where_the_published_order_has_it(shop):
    assert shop.do(EditRule(MAPPING, shop.at("order_no"), {"when": "true", "note": "a # b"})) == [
        '+  when: "true"',
        '+  note: "a # b"',
    ]


def test_a_key_is_taken_away(shop):
    assert shop.do(EditRule(MAPPING, shop.at("order_id"), {"note": ...})) == [
        "-  note: The app sends ids as text"
    ]


def test_a_rule_in_braces_stays_in_braces(shop):
    assert shop.do(EditRule(MAPPING, shop.at("lines", "quantity"), {"default": 1})) == [
        "-  - {target: quantity, source: quantity}",
        "+  - {target: quantity, source: quantity, default: 1}",
    ]


def test_what_is_so_already_makes_no_step(shop):
    step = shop.workspace.do(EditRule(MAPPING, shop.at("order_id"), {"formula": "text(value)", "owner": ...}))
    assert (step.number, step.files, shop.workspace.steps, shop.workspace.revision) == (0, (), (), 0)


def test_a_number_is_no_truth(shop):
    at = shop.at("lines", "gift_card")
    assert shop.do(EditRule(MAPPING, at, {"default": 0})) == ["-    default: false", "+    default: 0"]


def test_cases_are_edited_as_a_whole(shop):
    cases = [{"when": "money(spent) >= 5", "value": "gold"}, {"when": "true", "value": "standard"}]
    assert shop.do(EditRule(MAPPING, shop.at("customer.segment"), {"cases": cases, "otherwise": ...})) == [
        "-  - {when: money(spent) >= 10000, value: platinum}",
        "-  - {when: money(spent) >= 1000, value: gold}",
        "-  otherwise: standard",
        "+  - {when: money(spent) >= 5, value: gold}",
        '+  - {when: "true", value: standard}',
    ]


def test_a_rule_is_replaced_and_its_comments_stay(shop):
    text = (shop.folder / FILE).read_text("utf-8")
    commented = text.replace("- target: order_no\n", "- target: order_no  # as printed\n")
    shop.workspace.do(WriteFile(FILE, commented))
    rule = {"target": "order_no", "source": "name", "formula": "digits(value)"}
    assert shop.do(ReplaceRule(MAPPING, shop.at("order_no"), rule)) == [
        "-  source: {name: name, number: order_number}",
        "-  formula: coalesce(digits(name), text(number))",
        "+  source: name",
        "+  formula: digits(value)",
    ]


def test_a_rule_that_is_broken_can_be_edited(shop):
    text = (shop.folder / FILE).read_text("utf-8")
    shop.workspace.do(WriteFile(FILE, text.replace("  source: id\n", "  sorce: id\n", 1)))
    assert shop.workspace.project.loaded("mapping", MAPPING).model is None
    assert shop.do(EditRule(MAPPING, ("rules", 0), {"source": "id", "sorce": ...})) == [
        "-  sorce: id",
        "+  source: id",
    ]


def test_a_file_that_is_no_yaml_is_refused_with_its_line(shop):
    shop.workspace.do(WriteFile(FILE, "mapping: shopify-order\nrules: [\n"))
    assert shop.refused(EditRule(MAPPING, ("rules", 0), {"source": "id"})) != ""


def test_a_rule_that_is_not_there_is_refused(shop):
    refused = "shopify-order has changed, so the place of this edit is gone. Look at it again."
    assert shop.refused(EditRule(MAPPING, ("rules", 99), {"source": "id"})) == refused
    assert shop.refused(DeleteRules(MAPPING, (("rules", 0), ("rules", 99)))) == refused
    assert "no mapping 'shopify-ordr'" in shop.refused(EditRule("shopify-ordr", ("rules", 0), {}))


def test_rules_are_deleted_with_the_rules_inside_them(shop):
    ats = (shop.at("taxes", "rate"), shop.at("taxes"), shop.at("order_id"), shop.at("lines", "sku"))
    assert shop.do(DeleteRules(MAPPING, ats)) == [
        "-- target: order_id",
        "-  source: id",
        "-  formula: text(value)",
        "-  note: The app sends ids as text",
        "-  - target: sku",
        "-    source: sku",
        "-    formula: text(value)",
        "-    default: NO-SKU",
        "-- target: taxes",
        "-  each: tax_lines[*]",
        "-  on_item_error: drop",
        "-  when_empty: null",
        "-  rules:",
        "-  - {target: title, source: title}",
        "-  - {target: rate, source: rate}",
        "-  - {target: amount, source: price, formula: money(value)}",
        "-  owner: finance",
    ]


def test_the_list_of_steps_names_targets(shop):
    shop.workspace.do(EditRule(MAPPING, shop.at("lines", "sku"), {"formula": "value", "note": "x"}))
    shop.workspace.do(ReplaceRule(MAPPING, shop.at("tags"), {"target": "tags", "source": "tags"}))
    shop.workspace.do(DeleteRules(MAPPING, (shop.at("client", "language"),)))
    shop.workspace.do(DeleteRules(MAPPING, (shop.at("taxes"), shop.at("tags"))))
    assert [step.name for step in shop.workspace.steps] == [
        "Change the formula and the note of lines.sku",
        "Rewrite the rule of tags",
        "Delete the rule of client.language",
        "Delete 2 rules",
    ]
