import pytest

from mapbench.errors import MapbenchError
from mapbench.workspace.reading import steps


def explained(workspace, *at, fixture="1.json", item=None):
    return steps(workspace, "shop-order", at, fixture, item)


def lines(found):
    return [(step.depth, step.text, step.value.text, step.type) for step in found]


def test_steps_stand_in_the_order_of_evaluation_with_calls_under_what_they_take(made):
    rules = '- target: total\n  source: {a: name, b: paid}\n  formula: decimal(trim(a)) - decimal(b, ",")\n'
    workspace = made(rules, records={"1.json": {"name": " 12.50", "paid": "2,5"}})
    assert lines(explained(workspace, "rules", 0)) == [
        (0, "name", " 12.50", "text"),
        (1, "trim(a)", "12.50", "text"),
        (2, "decimal(trim(a))", "12.50", "exact"),
        (0, "paid", "2,5", "text"),
        (1, 'decimal(b, ",")', "2.5", "exact"),
        (0, "12.50 - 2.5", "10.00", "exact"),
        (0, "total", "10.00", "exact"),
    ]


def test_each_step_tells_of_other_fixtures(made):
    records = {"1.json": {"name": "a"}, "2.json": {"name": None}, "3.json": {"name": "c"}}
    found = explained(
        made("- {target: customer.name, source: name, formula: upper(value)}\n", records=records), "rules", 0
    )
    assert [(name, value.text) for name, value in found[1].others] == [("2.json", "null"), ("3.json", "C")]


def test_the_named_values_of_a_rule_are_explained_before_it(made):
    head = "let:\n  a: {source: name, formula: upper(value)}\n  b: {source: id, formula: value + 1}\n"
    found = explained(
        made("- {target: customer.name, formula: a}\n- {target: total, formula: b}\n", head), "rules", 0
    )
    assert lines(found) == [
        (1, "name", "Zoë", "text"), (2, "upper(value)", "ZOË", "text"), (0, "a", "ZOË", "text"), (0, "customer.name", "ZOË", "text"),
    ]  # fmt: skip


def test_one_item_is_explained_without_the_stages_around_it(made):
    rules = "- target: lines\n  each: lines[*]\n  where: item.qty > 0\n  rules:\n  - {target: sku, source: sku, formula: upper(value)}\n"
    workspace = made(rules)
    assert lines(explained(workspace, "rules", 0, "rules", 0, item=2)) == [
        (0, "sku", "a", "text"), (1, "upper(value)", "A", "text"), (0, "lines.sku", "A", "text"),
    ]  # fmt: skip
    assert explained(workspace, "rules", 0, "rules", 0, item=1) == ()


def test_a_lookup_is_a_step_and_an_error_stands_at_the_end(made):
    rules = "- {target: status, source: name, lookup: {x: PAID}}\n"
    found = explained(made(rules), "rules", 0)
    assert (found[-1].text, found[-1].type, found[-1].value.kind) == ("status", "error", "error")
    found = explained(made(rules, records={"1.json": {"name": "x"}}), "rules", 0)
    assert lines(found)[1:] == [
        (1, 'lookup("status (in its rule)")', "PAID", "text"),
        (0, "status", "PAID", "text"),
    ]


def test_a_rule_that_is_refused_cannot_be_explained(made):
    with pytest.raises(MapbenchError, match="Unknown name nope"):
        explained(made("- {target: total, formula: nope}\n"), "rules", 0)


def test_a_skipped_record_has_no_steps(made):
    assert explained(made("- {target: total, source: id}\n", "skip_when: 'true'\n"), "rules", 0) == ()


def test_every_rule_of_the_example_can_be_explained(storefront):
    from mapbench.workspace.reading import mapping_view

    for mapping in storefront.project.ids("mapping"):
        view = mapping_view(storefront, mapping)
        for rule in view.rules:
            found = steps(storefront, mapping, rule.at, view.fixtures[0])
            assert not found or found[-1].text.split(".")[-1] == (rule.target or ("*",))[-1]
