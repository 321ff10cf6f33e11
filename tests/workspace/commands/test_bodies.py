"""Rules without a source field."""

from mapbench.workspace.commands.bodies import AddRule


def test_a_constant_goes_to_its_place_in_the_schema(shop):
    from mapbench.workspace.commands.rules import DeleteRules

    rules = shop.workspace.project.mapping("shopify-order")[0].data["rules"]
    at = next(number for number, rule in enumerate(rules) if rule.get("target") == "channel")
    shop.workspace.do(DeleteRules("shopify-order", (("rules", at),)))
    changed = shop.do(AddRule("shopify-order", ("channel",), {"constant": "web"}))
    assert "web" in str(changed)
    after = shop.workspace.project.mapping("shopify-order")[0].data["rules"]
    assert [rule.get("target") for rule in after] == [rule.get("target") for rule in rules]


def test_a_target_that_has_a_rule_is_refused(shop):
    assert "has a rule already" in str(
        shop.refused(AddRule("shopify-order", ("channel",), {"constant": "x"}))
    )
