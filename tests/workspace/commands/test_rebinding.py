import pytest
from tests.workspace.edited import MAPPING, Edited

from mapbench.workspace.commands.project_files import EditMapping
from mapbench.workspace.commands.rebinding import RebindFields, ResourceRule


def path(text):
    return tuple(text.split("."))


def resource(shop, at, old, new):
    return ResourceRule(MAPPING, shop.at(*at), path(old), path(new))


@pytest.mark.parametrize(
    ("at", "old", "new", "gone", "come"),
    [
        (
            ["customer.phone"],
            "phone",
            "billing_address.phone",
            "  source: {own: phone, theirs: customer.phone}",
            "  source: {own: billing_address.phone, theirs: customer.phone}",
        ),
        (
            ["lines", "title"],
            "line_items.*.title",
            "line_items.*.name",
            "    source: title",
            "    source: name",
        ),
        (["lines", "title"], "line_items.*.title", "note", "    source: title", "    source: $.note"),
        (
            ["lines"],
            "line_items",
            "refunds.*.refund_line_items",
            "  each: line_items[*]",
            "  each: refunds[*].refund_line_items[*]",
        ),
        (
            ["highlights"],
            "line_items.*.product_id",
            "line_items.*.variant.id",
            "  unique: item.product_id",
            "  unique: item.variant.id",
        ),
        (
            ["shipments", "carrier"],
            "fulfillments.*.tracking_company",
            "fulfillments.*.carrier-name",
            "  - {target: carrier, formula: f.tracking_company, lookup: carrier}",
            "  - {target: carrier, formula: 'f[\"carrier-name\"]', lookup: carrier}",
        ),
        (
            ["delivery_wish"],
            "note_attributes.*.value",
            "note_attributes.*.text",
            '  source: note_attributes[?(@.name == "delivery date")].value',
            "  source: note_attributes[?@.name == 'delivery date'].text",
        ),
        (
            ["promised_on"],
            "shipping_lines.*.code",
            "shipping_lines.*.method",
            "    method: shipping_lines[0].code",
            "    method: shipping_lines[0].method",
        ),
    ],
)
def test_a_rule_reads_another_field_and_says_everything_else_as_before(shop, at, old, new, gone, come):
    assert shop.do(resource(shop, at, old, new)) == [f"-{gone}", f"+{come}"]


def test_an_outer_list_takes_the_place_of_a_path_by_its_name(shop):
    rule = {"target": "tax_rates", "each": "tax_lines[*]", "rules": [{"target": "x", "source": "rate"}]}
    shop.workspace.do(EditMapping(MAPPING, (*shop.at("lines"), "rules"), [rule]))
    at = (*shop.at("lines"), "rules", 0, "rules", 0)
    command = ResourceRule(MAPPING, at, path("line_items.*.tax_lines.*.rate"), path("line_items.*.grams"))
    assert shop.do(command) == ["-      source: rate", "+      formula: line.grams"]


def test_a_rule_that_does_not_read_the_field_is_refused(shop):
    refused = shop.refused(resource(shop, ["shipments", "sku"], "line_items.*.sku", "note"))
    assert refused.startswith("The rule of shipments.sku does not read line_items.sku.")


def test_a_field_is_renamed_in_every_mapping_in_one_step(shop):
    pairs = (
        (path("line_items"), path("items")),
        (path("line_items.*.price"), path("items.*.amount.net")),
        (path("customer.first_name"), path("buyer.given")),
        (path("client_details.browser_ip"), path("client_details.ip")),
        (path("note_attributes.*.name"), path("note_attributes.*.key")),
    )
    lines = shop.do(RebindFields("shopify.order", pairs), "mappings/shopify-order-lines.yaml")
    assert lines == [
        "-each: line_items[*]",
        "+each: items[*]",
        "-  source: price",
        "+  source: amount.net",
        "-  source: {price: price, quantity: quantity}",
        "+  source: {price: amount.net, quantity: quantity}",
    ]
    (step,) = shop.workspace.steps
    assert (step.name, step.files) == (
        "Re-bind line_items to items and 4 more in shopify.order",
        (
            "mappings/shopify-order-lines.yaml", "mappings/shopify-order.yaml",
            "tests/shopify-order-lines.yaml", "tests/shopify-order.yaml",
        ),
    )  # fmt: skip
    cases = (shop.folder / "tests/shopify-order-lines.yaml").read_text()
    assert "items: [{id: 1, sku: A, quantity: 1, price: ask us}]}" in cases, (
        "what moved elsewhere keeps its place"
    )
    assert "line_items" not in cases
    data = shop.workspace.project.mapping(MAPPING)[0].data
    rules = {rule.get("target"): rule for rule in data["rules"]}
    assert data["let"]["gross"] == {
        "source": {"items": "items[*]"},
        "formula": "sum(line_total(i.amount.net, i.quantity) for i in items)",
        "note": "Everything on the lines, before discounts",
    }
    assert rules["lines"]["let"]["total"] == {"formula": "line_total(line.amount.net, line.quantity)"}
    assert rules["per_vendor"]["sort"] == "-money(item.amount.net)"
    assert rules["customer.name"]["source"] == {"first": "buyer.given", "last": "customer.last_name"}
    assert rules["client"]["rules"][0]["copy_all"]["except"] == ["ip", "session_hash"]
    assert rules["delivery_wish"]["source"] == "note_attributes[?@.key == 'delivery date'].value"
    assert rules["shipments"]["each"] == ["fulfillments[*] as f", "line_items[*] as line"]


def test_a_nested_list_is_renamed_level_by_level(shop):
    pairs = ((path("fulfillments.*.line_items"), path("fulfillments.*.content")),)
    assert shop.do(RebindFields("shopify.order", pairs)) == [
        "-  - line_items[*] as line",
        "+  - content[*] as line",
    ]


def test_the_columns_of_a_table_are_renamed(shop):
    command = RebindFields("crm.contact", ((path("shop_customer_id"), path("shop_id")),))
    assert shop.do(command, "lookups/contacts.yaml") == ["-key: shop_customer_id", "+key: shop_id"]


def test_fields_of_a_group_are_renamed_where_the_group_has_them(shop):
    pairs = ((path("qty"), path("pieces")),)
    assert shop.do(RebindFields("warehouse.pick-line", pairs), "mappings/warehouse-day.yaml") == [
        "-  source: items[*].qty",
        "+  source: items[*].pieces",
    ]


def test_new_names_of_a_spread_are_kept(shop):
    pairs = ((path("client_details.user_agent"), path("client_details.agent-name")),)
    shop.do(RebindFields("shopify.order", pairs))
    data = shop.workspace.project.mapping(MAPPING)[0].data
    spread = next(rule for rule in data["rules"] if rule["target"] == "client")["rules"][0]["copy_all"]
    assert spread["rename"] == {"agent-name": "agent", "accept_language": "language"}


def test_names_in_a_comprehension_hide_the_outer_ones(shop):
    formula = "[line.price for line in value] + [line.price]"
    rule = {"target": "tax_rates", "source": "tax_lines", "formula": formula}
    shop.workspace.do(EditMapping(MAPPING, (*shop.at("lines"), "rules"), [rule]))
    pairs = ((path("line_items.*.price"), path("line_items.*.net")),)
    shop.do(RebindFields("shopify.order", pairs))
    data = shop.workspace.project.mapping(MAPPING)[0].data
    lines = next(rule for rule in data["rules"] if rule["target"] == "lines")
    assert lines["rules"][0]["formula"] == "[line.price for line in value] + [line.net]"


def test_the_key_of_the_dataset_and_the_field_that_says_what_is_new_follow(shop):
    file = shop.folder / "systems/shopify.yaml"
    text = file.read_text().replace(
        "    key: [id]\n", "    key: [id]\n    incremental: {field: updated_at, parameter: since}\n", 1
    )
    file.write_text(text)
    pairs = ((path("id"), path("order_id")), (path("updated_at"), path("times.updated")))
    lines = Edited(shop.folder).do(RebindFields("shopify.order", pairs), "systems/shopify.yaml")
    assert lines == [
        "-    key: [id]", "-    incremental: {field: updated_at, parameter: since}",
        "+    key: [order_id]", "+    incremental: {field: times.updated, parameter: since}",
    ]  # fmt: skip


def test_nothing_to_re_bind_is_refused(shop):
    command = RebindFields("shopify.order", ((path("nothing"), path("something")),))
    assert shop.refused(command).startswith("No rule reads nothing of shopify.order.")
