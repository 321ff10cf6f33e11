from mapbench.workspace.collection_items import items

LINES = """\
- target: lines
  each: lines[*]
  as: line
  where: line.qty > 0
  sort: -line.qty
  rules:
  - {target: sku, source: sku}
  - {target: qty, source: qty, formula: 6 // (value - 1)}
"""
RECORD = {"lines": [{"sku": "A", "qty": 1}, {"sku": "B", "qty": 0}, {"sku": "C", "qty": 3}]}


def table(made, rules=LINES):
    view = items(made(rules, records={"1.json": RECORD}), "shop-order", ("rules", 0), "1.json")
    rows = [(row.number, *(value.text for value in row.values), row.status, row.because) for row in view.rows]
    return view.columns, rows


def test_each_item_shows_what_it_becomes_or_what_leaves_it_out_in_the_order_of_the_source(made):
    columns, rows = table(made)
    assert columns == ("sku", "qty")
    assert [(number, sku, status, because) for number, sku, _, status, because in rows] == [
        (1, "A", "rejected", ""),
        (2, "missing", "skipped", "keep where"),
        (3, "C", "accepted", ""),
    ]


def test_two_stages_that_leave_items_out_are_not_told_apart(made):
    _, rows = table(made, LINES.replace("  rules:", "  limit: 1\n  rules:"))
    assert [row[0] for row in rows if row[-1] == "left out"] == [1, 2]


def test_groups_and_rules_that_are_no_collection_have_no_items(made):
    assert table(made, LINES.replace("  sort: -line.qty", "  group: line.sku"))[1] == []
    assert table(made, "- {target: total, source: id}\n")[1] == []
