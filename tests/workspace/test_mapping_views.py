import pytest

from mapbench.errors import MapbenchError
from mapbench.project.project import Project
from mapbench.workspace.mapping_views import refuse_moved
from mapbench.workspace.reading import mapping_view

RULES = """\
- {target: order_id, source: id, formula: text(value), ticket: T-1, status: agreed, note: As text}
- {target: status, constant: PAID, owner: finance}
"""


def view(workspace):
    return mapping_view(workspace, "shop-order")


def rule(workspace, target):
    return next(one for one in view(workspace).rules if ".".join(one.target) == target)


def test_rows_stand_in_schema_order_without_the_steps_into_lists_and_maps(made):
    rows = view(made(RULES)).source_fields
    assert [(row.name, row.depth, row.type, row.kind) for row in rows] == [
        ("id", 0, "int", "leaf"),
        ("name", 0, "text", "leaf"),
        ("paid", 0, "bool", "leaf"),
        ("day", 0, "date", "leaf"),
        ("at", 0, "time", "leaf"),
        ("address", 0, "object", "object"),
        ("city", 1, "text", "leaf"),
        ("street", 1, "text", "leaf"),
        ("lines", 0, "list", "list"),
        ("sku", 1, "text", "leaf"),
        ("qty", 1, "int", "leaf"),
        ("price", 1, "num", "leaf"),
        ("marks", 0, "map", "object"),
    ]
    assert [rows[9].path, rows[0].required, rows[2].nullable] == [("lines", "*", "sku"), True, True]
    assert (rows[1].classification, rows[1].owner, rows[1].description) == ("pii", "crm", "Who␊bought")


def test_a_rule_says_where_it_stands_and_who_answers_for_it(made):
    first, second = view(made(RULES)).rules
    assert (first.at, first.target, first.sources, first.kind, first.line) == (
        ("rules", 0), ("order_id",), (("id",),), "formula", 7,
    )  # fmt: skip
    assert (first.owner, first.ticket, first.status, first.note) == ("order-ops", "T-1", "agreed", "As text")
    assert first.written["formula"] == "text(value)"
    assert (second.kind, second.owner, second.sources) == ("const", "finance", ())


@pytest.mark.parametrize(
    ("written", "kind", "sources"),
    [
        ("{target: customer.name, source: name}", "copy", ["name"]),
        ("{target: status, source: paid, lookup: {true: PAID}}", "lookup", ["paid"]),
        (
            "{target: status, source: {p: paid}, cases: [{when: p, value: PAID}], otherwise: OPEN}",
            "cases",
            ["paid"],
        ),
        ("{target: total, unmapped: Not yet}", "unmapped", []),
        ("{target: customer, source: address, rules: [{target: city, source: city}]}", "scope", ["address"]),
        ("{copy_all: {from: address}}", "spread", ["address"]),
        (
            "{target: total, source: {ls: 'lines[*]'}, formula: sum(l.price for l in ls)}",
            "formula",
            ["lines.*.price"],
        ),
        ("{target: total, source: {m: 'marks.*'}, formula: sum(m)}", "formula", ["marks"]),
        ("{target: status, source: name, when: paid, formula: value}", "formula", ["name"]),
        ("{target: total, source: 'lines[0].price'}", "copy", ["lines.*.price"]),
    ],
)
def test_each_kind_of_rule_has_its_word_and_the_fields_it_reads(made, written, kind, sources):
    first = view(made(f"- {written}\n")).rules[0]
    assert (first.kind, [".".join(path) for path in first.sources]) == (kind, sources)


def test_rules_inside_collections_and_scopes_have_absolute_paths(made):
    rules = """\
- target: lines
  each: lines[*]
  as: line
  where: line.qty > 0
  let:
    label: {source: sku, formula: upper(value)}
  rules:
  - {target: sku, formula: label}
  - {target: pieces, source: qty}
  - {target: order, source: $.id, formula: text(value)}
"""
    workspace = made(rules)
    assert [(one.at, one.target, one.sources) for one in view(workspace).rules] == [
        (("rules", 0), ("lines",), (("lines",), ("lines", "*", "qty"))),
        (("rules", 0, "rules", 0), ("lines", "*", "sku"), (("lines", "*", "sku"),)),
        (("rules", 0, "rules", 1), ("lines", "*", "pieces"), (("lines", "*", "qty"),)),
        (("rules", 0, "rules", 2), ("lines", "*", "order"), (("id",),)),
    ]


def test_grouped_bodies_read_the_items_of_their_group(made):
    rules = """\
- target: lines
  each: lines[*]
  group: item.sku
  rules:
  - {target: sku, formula: key}
  - {target: pieces, formula: sum(i.qty for i in items)}
  - {target: order, source: 'items[0].price', formula: text(value)}
"""
    found = view(made(rules)).rules
    assert [one.sources for one in found[2:]] == [(("lines", "*", "qty"),), (("lines", "*", "price"),)]


def test_a_rule_reads_through_the_named_values_it_uses(made):
    head = "let:\n  city: {source: {c: address.city}, formula: upper(c)}\n  both: {source: {n: name}, formula: n + city}\n"
    workspace = made("- {target: customer.name, formula: both}\n- {target: status, constant: PAID}\n", head)
    assert set(rule(workspace, "customer.name").sources) == {("name",), ("address", "city")}
    assert rule(workspace, "status").sources == ()


def test_leaves_are_counted_on_both_sides_and_required_ones_that_nothing_makes_are_open(made):
    found = view(made("- {target: total, source: id}\n- {target: customer.city, source: address.city}\n"))
    assert (found.used, found.source_total, found.mapped, found.target_total) == (2, 11, 2, 8)
    assert found.required_open == (("order_id",), ("status",), ("customer", "name"))


def test_an_object_taken_whole_uses_all_that_is_in_it(made):
    assert view(made("- {target: customer, source: address}\n")).used == 2


def test_a_field_that_the_schema_lacks_is_a_ghost_behind_its_siblings(made):
    workspace = made(
        "- {target: customer.city, source: address.zip}\n- {target: total, source: gone.deep.er}\n"
    )
    found = view(workspace)
    ghosts = [(row.path, row.type, row.gone) for row in found.source_fields if row.gone is not None]
    assert ghosts == [(("address", "zip"), "gone", ""), (("gone",), "gone", "")]
    assert [row.name for row in found.source_fields][7:9] == ["street", "zip"]
    assert [one.gone for one in found.rules] == [(("address", "zip"),), (("gone",),)]
    assert found.source_total == 11


def test_a_target_that_a_closed_schema_lacks_is_a_ghost_with_its_problem(made):
    found = view(made("- {target: sttus, source: name}\n"))
    assert [row.path for row in found.target_fields if row.gone is not None] == [("sttus",)]
    assert [one.message for one in found.rules[0].problems] == ["the target schema has no field sttus."]


def test_broken_rules_keep_their_paths_and_carry_their_problems(made):
    rules = """\
- {target: order_id, source: id, formula: txt(value)}
- {target: status, source: name, constant: PAID}
- {target: total, sauce: id}
- {target: customer.city, source: address.city}
"""
    found = view(made(rules))
    assert [(one.kind, len(one.problems)) for one in found.rules] == [
        ("formula", 1), ("const", 1), ("unmapped", 1), ("copy", 0),
    ]  # fmt: skip
    assert [one.sources for one in found.rules][:2] == [(("id",),), (("name",),)]
    assert (found.rules[0].problems[0].place.line, found.rules[0].problems[0].place.column) == (7, 43)
    assert found.rules[2].written == {"target": "total", "sauce": "id"}
    assert len(found.problems) == 3


def test_a_rule_inside_a_broken_one_keeps_its_own_problems(made):
    rules = "- target: lines\n  each: lines[*]\n  where: nope\n  rules:\n  - {target: sku, source: sku}\n  - {target: pieces, formula: nein}\n"
    assert [len(one.problems) for one in view(made(rules)).rules] == [1, 0, 1]


def test_broken_yaml_shows_the_rules_before_the_damage(made):
    found = view(
        made("- {target: order_id, source: id}\n- {target: status, source: name\n- {target: x, source: y}\n")
    )
    assert [one.target for one in found.rules] == [("order_id",)]
    assert (len(found.source_fields), len(found.problems), found.source) == (13, 1, "shop.order")


@pytest.mark.parametrize(
    "text", ["", "mapping: [", "5", "rules: 5\n", "mapping: other\nrules: []\n", "\udcff", "mapping: UP\n"]
)
def test_a_file_that_says_nothing_still_has_a_view(made, text):
    workspace = made(RULES)
    path = workspace.folder / "mappings/shop-order.yaml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    workspace.project = Project.open(workspace.folder)
    found = view(workspace)
    assert (found.mapping, found.rules, len(found.problems) > 0) == ("shop-order", (), True)


def test_without_a_pinned_schema_fields_come_from_fixtures_and_from_rules(made):
    rules = "- {target: order_id, source: id}\n- {target: lines, each: 'lines[*]', rules: [{target: sku, source: unseen}]}\n"
    found = view(made(rules, source=None, target=None))
    assert found.inferred == ("source",)
    assert (("lines", "*", "unseen"), "any", None) in [
        (row.path, row.type, row.gone) for row in found.source_fields
    ]
    assert [(row.path, row.type) for row in found.target_fields] == [
        (("order_id",), "any"), (("lines",), "list"), (("lines", "*", "sku"), "any"),
    ]  # fmt: skip


def test_without_schema_and_fixtures_there_are_the_fields_of_the_rules(made):
    found = view(made("- {target: order_id, source: id}\n", source=None, records={}))
    assert ([row.path for row in found.source_fields], found.inferred, found.fixtures) == ([("id",)], (), ())


def test_a_source_that_is_nowhere_is_a_problem_with_its_place(made):
    workspace = made(RULES)
    path = workspace.folder / "mappings/shop-order.yaml"
    path.write_text(path.read_text().replace("shop.order", "shop.ordr"))
    workspace.project = Project.open(workspace.folder)
    found = view(workspace)
    assert [(one.message, one.place.line) for one in found.problems] == [
        ("The project has no dataset 'shop.ordr'.", 4)
    ]
    assert len(found.rules) == 2


def test_a_schema_that_is_refused_is_a_problem_and_nothing_more(made):
    found = view(made(RULES, target={"type": "objekt"}))
    assert len(found.problems) == 1
    assert [row.path for row in found.target_fields] == [("order_id",), ("status",)]


def test_an_unknown_mapping_is_a_sentence(storefront):
    with pytest.raises(MapbenchError) as refused:
        mapping_view(storefront, "shopify-ordr")
    assert refused.value.hint == "Did you mean 'shopify-order'?"


def test_every_mapping_of_the_example_is_whole(storefront):
    found = [mapping_view(storefront, mapping) for mapping in storefront.project.ids("mapping")]
    assert [one.mapping for one in found if one.problems or one.required_open] == []
    assert all(
        one.sources or one.kind in {"const", "unmapped", "formula", "lookup", "each", "scope"}
        for view in found
        for one in view.rules
    )


def test_a_rule_that_moved_since_it_was_seen_is_noticed(made):
    workspace = made(RULES)
    seen = {rule.at: rule.written for rule in view(workspace).rules}
    refuse_moved(workspace, "shop-order", seen)
    first, second = seen
    with pytest.raises(MapbenchError, match="The mapping changed a moment ago"):
        refuse_moved(workspace, "shop-order", {first: seen[second]})
    with pytest.raises(MapbenchError, match="The mapping changed a moment ago"):
        refuse_moved(workspace, "shop-order", {("rules", 9): seen[second]})
